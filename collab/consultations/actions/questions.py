"""Writing the questions: free to change in a draft, and a new version each time once people can answer."""

from __future__ import annotations

import enum
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.setup import remember, take_up
from collab.consultations.models import Consultation, Question, QuestionOption, QuestionType, QuestionVersion
from collab.consultations.queries import setup as reading
from collab.consultations.rules import questions as rules
from collab.consultations.rules.standing import takes_responses
from collab.db import db, lock
from collab.errors import Problem, Refused, Stale
from collab.proposals.models import Provision
from collab.text import Bilingual


class Direction(enum.Enum):
    """Which way a question moves."""

    up = "up"
    down = "down"


@permitted(policy.can_edit)
def add_question(
    consultation: Consultation,
    *,
    type: QuestionType,
    wording: str,
    by: Viewer,
    wording_cy: str = "",
    hint: str = "",
    hint_cy: str = "",
    options: str = "",
    options_cy: str = "",
    is_required: bool = False,
    most_characters: int | None = None,
    provision_id: UUID | None = None,
) -> Question:
    """A question at the end. `options` are typed one a line, the Welsh ones in the same order."""
    take_up(consultation, None)
    _check(type, wording, options, options_cy, most_characters)
    everything = consultation.questions
    question = Question(
        consultation=consultation,
        number=max((one.number for one in everything), default=0) + 1,
        position=max((one.position for one in everything), default=0) + 1,
        provision=_provision(consultation, provision_id),
    )
    version = QuestionVersion(question=question, number=1)
    _fill(
        version, by, type, Bilingual.of(wording, wording_cy), Bilingual.of(hint, hint_cy), is_required, most_characters
    )
    version.options = _options(rules.choices(type, options, options_cy, known={}), {})
    db.session.add(question)
    db.session.flush()
    _note(consultation, Event.question_added, by, question)
    return question


@permitted(policy.can_edit)
def change_question(
    consultation: Consultation,
    question: Question,
    *,
    type: QuestionType,
    wording: str,
    wording_cy: str,
    hint: str,
    hint_cy: str,
    options: str,
    options_cy: str,
    is_required: bool,
    most_characters: int | None,
    provision_id: UUID | None,
    by: Viewer,
    version: int | None = None,
) -> QuestionVersion:
    """Rewords a question. In a draft its version is replaced; while it is open a new one is made (N6).

    The number of the version rises with each change: `version` is the number that the editor read.
    """
    is_open = _take_up_for_wording(consultation)
    old = _current(question, version)
    _check(type, wording, options, options_cy, most_characters)
    if is_open and type is not old.type:
        raise Refused(Problem("People have begun to answer, so the kind of question cannot change", field="type"))
    labels = {option.label.en.text: option.key for option in old.options}
    taken = {option.key for one in question.versions for option in one.options}
    choices = rules.choices(type, options, options_cy, known=labels, taken=taken)
    texts = {option.key: option.label for option in old.options}
    changed = QuestionVersion(question=question, number=old.number + 1) if is_open else old
    _fill(
        changed,
        by,
        type,
        old.wording.revised(wording, wording_cy),
        old.hint.revised(hint, hint_cy),
        is_required,
        most_characters,
    )
    changed.number = old.number + 1
    changed.options.clear()
    db.session.add(changed)
    db.session.flush()
    changed.options.extend(_options(choices, texts))
    if not is_open:
        question.provision = _provision(consultation, provision_id)
    _note(consultation, Event.question_changed, by, question)
    return changed


@permitted(policy.can_edit)
def remove_question(consultation: Consultation, question: Question, *, by: Viewer, version: int | None = None) -> None:
    """Takes a question out of a draft, as it was read. Its number is not given again."""
    take_up(consultation, None)
    _current(question, version)
    question.removed_at = clock.now()
    _note(consultation, Event.question_removed, by, question)


@permitted(policy.can_edit)
def move_question(consultation: Consultation, question: Question, *, direction: Direction, by: Viewer) -> None:
    """Exchanges a question with the one before or after it; nothing happens at the ends."""
    take_up(consultation, None)
    asked = [one for one in consultation.questions if one.removed_at is None]
    here = asked.index(question)
    there = here + (1 if direction is Direction.down else -1)
    if not 0 <= there < len(asked):
        return
    asked[here].position, asked[there].position = asked[there].position, asked[here].position
    _note(consultation, Event.question_moved, by, question)


def _take_up_for_wording(consultation: Consultation) -> bool:
    """Whether it is open already. Raises Refused while it is approved and not open yet, and once it has closed."""
    lock(consultation)
    if takes_responses(consultation, clock.now()):
        return True
    take_up(consultation, None)
    return False


def _current(question: Question, expected: int | None) -> QuestionVersion:
    """The version that counts, read anew. Raises Stale with what it says now."""
    lock(question)
    current = question.current
    lock(current)
    if question.removed_at is not None:
        raise Refused("This question was removed meanwhile.")
    if expected is not None and current.number != expected:
        raise Stale(entered(question))
    return current


def entered(question: Question) -> dict[str, Any]:
    """What the question says now, by the names of its form fields."""
    now = question.current
    offered = now.options if now.type in rules.WITH_OPTIONS else []
    return {
        "type": now.type,
        "wording": now.wording.en.text,
        "wording_cy": now.wording.cy.text,
        "hint": now.hint.en.text,
        "hint_cy": now.hint.cy.text,
        "options": "\n".join(option.label.en.text for option in offered),
        "options_cy": "\n".join(option.label.cy.text for option in offered if option.label.cy.text),
        "is_required": "yes" if now.is_required else "no",
        "most_characters": now.most_characters,
        "provision_id": str(question.provision_id or ""),
    }


def _check(kind: QuestionType, wording: str, options: str, options_cy: str, most_characters: int | None) -> None:
    found = rules.problems(kind, wording, options, options_cy, most_characters)
    if found:
        raise Refused(found)


def _fill(
    version: QuestionVersion,
    by: Viewer,
    kind: QuestionType,
    wording: Bilingual,
    hint: Bilingual,
    is_required: bool,
    most_characters: int | None,
) -> None:
    version.type, version.wording, version.hint, version.is_required = kind, wording, hint, is_required
    version.most_characters = most_characters if kind is QuestionType.free_text else None
    version.made_at, version.made_by_id = clock.now(), by.person_id


def _options(choices: tuple[rules.Choice, ...], before: dict[str, Bilingual]) -> list[QuestionOption]:
    nothing = Bilingual.of("")
    return [
        QuestionOption(key=one.key, position=place, label=before.get(one.key, nothing).revised(one.label, one.label_cy))
        for place, one in enumerate(choices)
    ]


def _provision(consultation: Consultation, provision_id: UUID | None) -> Provision | None:
    if provision_id is None:
        return None
    found = next((one for one in reading.provisions(consultation) if one.id == provision_id), None)
    if found is None:
        raise Refused(Problem("Choose a provision of the edition", field="provision_id"))
    return found


def _note(consultation: Consultation, event: Event, by: Viewer, question: Question) -> None:
    remember(consultation, by=by)
    about = {"question": str(question.id), "number": question.number, "position": question.position}
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
