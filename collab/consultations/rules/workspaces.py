"""An organisation's response before it is sent: its content and the hash that is signed, and what stands in its way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import rfc8785

from collab.consultations.models import OnBehalfOf, Question, Workspace
from collab.consultations.rules import paths, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.errors import Problem
from collab.text import Language

ASKED_ABOUT = ("respondent_type", "represents", "area_id", "publish_preference", "confidentiality_reason")
"""What an organisation says about itself; its name and who sends it are known."""


def given_in(workspace: Workspace) -> dict[UUID, Given]:
    """The answers by the question's id."""
    return {one.question_id: Given(tuple(one.current.keys), one.current.words) for one in workspace.answers}


def shown_in(workspace: Workspace) -> dict[UUID, UUID]:
    """The question version that each answer was given to, by the question's id."""
    return {one.question_id: one.current.question_version_id for one in workspace.answers}


def about_of(workspace: Workspace, name: str = "") -> About:
    """What is said about the organisation, `name` being that of who sends it."""
    said = {key: value for key, value in workspace.about.items() if key in ASKED_ABOUT}
    told = {
        "on_behalf_of": OnBehalfOf.organisation.value,
        "organisation_name": workspace.organisation.name,
        "name": name,
    }
    return respondents.about_from({**said, **told})


def content_hash(
    questions: Sequence[rules.Asked],
    given: Mapping[UUID, Given],
    shown: Mapping[UUID, UUID],
    about: About,
    language: Language,
) -> str:
    """The SHA-256 of what would be sent: the answers to what is asked after them, and what is said about the organisation."""
    answered = [one for one in paths.path(questions, given) if not given.get(one.id, Given()).is_blank]
    content: dict[str, Any] = {
        "answers": [_answer(one.id, given[one.id], shown[one.id]) for one in answered],
        "about": {key: value for key, value in respondents.about_json(about).items() if key != "name"},
        "language": language.value,
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _answer(question: UUID, given: Given, shown: UUID) -> dict[str, Any]:
    return {"question": str(question), "version": str(shown), "keys": list(given.keys), "words": given.words}


def hash_of(workspace: Workspace, questions: Sequence[rules.Asked]) -> str:
    """The same of a workspace as it stands."""
    about = about_of(workspace)
    return content_hash(questions, given_in(workspace), shown_in(workspace), about, workspace.language)


def problems(workspace: Workspace, questions: Sequence[rules.Asked]) -> list[Problem]:
    """All that keeps it from being signed and sent, by the same rules as for everybody; each with the page that mends it."""
    about = about_of(workspace)
    found = rules.problems(questions, given_in(workspace), about, shown=shown_in(workspace))
    mended = [Problem(one.message, one.field, "about" if one.href.startswith("about/") else one.href) for one in found]
    if not any(not one.is_blank for one in given_in(workspace).values()):
        mended.append(Problem("Answer at least one question", href=""))
    return mended


def is_signed(workspace: Workspace, questions: Sequence[rules.Asked]) -> bool:
    """Whether a signatory stands by exactly what would be sent now."""
    return workspace.sign_off is not None and workspace.sign_off.content_hash == hash_of(workspace, questions)


def has_welsh(questions: Sequence[Question]) -> bool:
    return any(question.current.wording.cy.text for question in questions)
