"""The pages that stand in the way of a response: not open, closed, withdrawn, sent before; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request

from collab import clock
from collab.consultations.actions import drafts
from collab.consultations.models import Consultation, SubmissionDraft
from collab.consultations.queries import notices
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import answers, respondent_words, standing
from collab.consultations.rules.state import ConsultationState
from collab.text import say

Page = tuple[str, int]


def stored(draft: SubmissionDraft) -> dict[str, str]:
    """What a draft holds, in words: answers by their questions, then what was said about the person."""
    given, shown = drafts.given(draft), drafts.shown(draft)
    versions = queries.versions(list(shown.values()))
    said = {
        answers.in_language(version.wording, draft.language): answers.said(
            version, given[version.question_id], draft.language
        )
        for version in versions.values()
    }
    return {**said, **person(draft)} if draft.about else said


def person(draft: SubmissionDraft) -> dict[str, str]:
    """What was said about the person, in words, by what was asked."""
    about = drafts.about(draft)
    words = respondent_words.said(about, queries.area_name(about.area_id))
    return {say(respondent_words.FIELDS[name]): value for name, value in words.items()}


def closed(consultation: Consultation, typed: Mapping[str, str]) -> Page:
    """The page of a consultation that takes no responses now. Before it opens it is no error to have come."""
    now = clock.now()
    if standing.is_paused(consultation, now):
        return paused(consultation, typed)
    state = standing.state(consultation, now)
    early = state in (ConsultationState.DRAFT, ConsultationState.READY, ConsultationState.SCHEDULED)
    page = render_template(
        "consultations/respond/closed.html",
        consultation=consultation,
        is_early=early and not consultation.is_historic,
        is_withdrawn=state is ConsultationState.WITHDRAWN,
        is_cancelled=state is ConsultationState.CANCELLED,
        sentence=standing.sentence(consultation, now),
        typed={label: words for label, words in typed.items() if words},
    )
    return page, 200 if early and request.method == "GET" else 410


def paused(consultation: Consultation, typed: Mapping[str, str], *, token: str = "") -> Page:
    """The page of one that is paused; `token` is that of a draft, of which nothing is lost."""
    page = render_template(
        "consultations/respond/paused.html",
        consultation=consultation,
        pause=notices.lasting_pause(consultation, notices.told(consultation), clock.now()),
        token=token,
        typed={label: words for label, words in typed.items() if words},
    )
    return page, 200 if request.method == "GET" else 409


def sent_before(token: str, draft: SubmissionDraft, typed: Mapping[str, str]) -> Page:
    """The page for what another tab still tries to add to a response that was sent."""
    page = render_template(
        "consultations/respond/sent_before.html", token=token, consultation=draft.consultation, typed=typed
    )
    return page, 409
