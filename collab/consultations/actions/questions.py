"""Writing the questions: free to change in a draft, and a new version each time once people can answer."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import changed_questions
from collab.consultations.actions.setup import remember, take_up
from collab.consultations.actions.telling import public_reason as as_public_reason
from collab.consultations.models import (
    Consultation,
    Question,
    QuestionOption,
    QuestionRow,
    QuestionSection,
    QuestionType,
    QuestionVersion,
)
from collab.consultations.queries import setup as reading
from collab.consultations.queries.statements import has_votes
from collab.consultations.rules import equality, paths, versions
from collab.consultations.rules import questions as rules
from collab.consultations.rules.paths import Condition
from collab.consultations.rules.questions import Written
from collab.consultations.rules.standing import is_running
from collab.db import db, lock
from collab.errors import Problem, Refused, Stale
from collab.proposals.models import Provision
from collab.text import Bilingual

TEXTS = ("wording", "hint", "help", "unit")
"""The texts of a version, each in both languages."""


class Direction(enum.Enum):
    """Which way a question moves."""

    up = "up"
    down = "down"


@permitted(policy.can_edit)
def add_question(
    consultation: Consultation,
    *,
    by: Viewer,
    provision_id: UUID | None = None,
    section_number: int | None = None,
    is_with_previous: bool = False,
    **typed: Any,
) -> Question:
    """A question at the end of its section. `typed` has the fields of `Written`, by name."""
    take_up(consultation, None)
    written = _checked(typed)
    everything, section = consultation.questions, _section(consultation, section_number)
    _refuse_in_section(section, written)
    question = Question(
        consultation=consultation,
        number=max((one.number for one in everything), default=0) + 1,
        position=max((one.position for one in everything), default=0) + 1,
        provision=_provision(consultation, provision_id),
        section=section,
        is_with_previous=is_with_previous and written.type is QuestionType.free_text,
    )
    version = QuestionVersion(question=question, number=1)
    _fill(version, written, None, by)
    version.options = _options(rules.choices(written, known={}), {})
    version.rows = _rows(rules.rows(written, known={}), {})
    db.session.add(question)
    db.session.flush()
    _note(consultation, Event.question_added, by, question)
    return question


@permitted(policy.can_edit)
def change_question(
    consultation: Consultation,
    question: Question,
    *,
    by: Viewer,
    version: int | None = None,
    provision_id: UUID | None = None,
    section_number: int | None = None,
    is_with_previous: bool = False,
    public_reason: str = "",
    public_reason_cy: str = "",
    **typed: Any,
) -> QuestionVersion:
    """Rewords a question. In a draft its version is replaced; while it is open or paused a new one is made, and everybody
    is told with the reason (N6).

    `typed` has the fields of `Written`, by name. The number of the version rises with each change: `version` is the
    number that the editor read.
    """
    is_open = _take_up_for_wording(consultation)
    old = _current(question, version)
    written = _checked(typed)
    if is_open and written.type is not old.type:
        raise Refused(Problem("People have begun to answer, so the kind of question cannot change", field="type"))
    if is_open and old.type is QuestionType.statement_vote and has_votes(question.id):
        words = "People have voted on this statement, so what it says cannot change. Add another statement instead"
        raise Refused(Problem(words, field="wording"))
    _refuse_in_section(question.section if is_open else _section(consultation, section_number), written)
    offered, listed = _keys_of(old.options), _keys_of(old.rows)
    choices = rules.choices(written, known=offered, taken=_taken(one.options for one in question.versions))
    rows = rules.rows(written, known=listed, taken=_taken(one.rows for one in question.versions))
    texts = {option.key: option.label for option in old.options}
    row_texts = {row.key: row.label for row in old.rows}
    changed = QuestionVersion(question=question, number=old.number + 1) if is_open else old
    _fill(changed, written, old, by)
    changed.number = old.number + 1
    changed.options.clear()
    changed.rows.clear()
    db.session.add(changed)
    db.session.flush()
    changed.options.extend(_options(choices, texts))
    changed.rows.extend(_rows(rows, row_texts))
    if not is_open:
        question.provision = _provision(consultation, provision_id)
        question.section = _section(consultation, section_number)
        question.is_with_previous = is_with_previous and written.type is QuestionType.free_text
    refuse_broken_conditions(consultation)
    if is_open:
        _announce(consultation, old, changed, public_reason, public_reason_cy, by)
    _note(consultation, Event.question_changed, by, question)
    return changed


def _announce(
    consultation: Consultation, old: QuestionVersion, new: QuestionVersion, reason: str, reason_cy: str, by: Viewer
) -> None:
    """Raises Refused when nothing differs, or without a reason."""
    if versions.says(old) == versions.says(new):
        raise Refused("The question says the same as before, so there is nothing to save.")
    why = as_public_reason(reason, reason_cy, words="Enter why the question is changed", field="public_reason")
    changed_questions.announce(consultation, new, reason=why, by=by)


@permitted(policy.can_edit)
def remove_question(consultation: Consultation, question: Question, *, by: Viewer, version: int | None = None) -> None:
    """Takes a question out of a draft, as it was read. Its number is not given again."""
    take_up(consultation, None)
    _current(question, version)
    question.removed_at = clock.now()
    refuse_broken_conditions(consultation)
    _note(consultation, Event.question_removed, by, question)


@permitted(policy.can_edit)
def move_question(consultation: Consultation, question: Question, *, direction: Direction, by: Viewer) -> None:
    """Exchanges a question with the one before or after it in its section; nothing happens at the ends."""
    take_up(consultation, None)
    asked = [one for one in reading.questions(consultation) if one.section_id == question.section_id]
    here = asked.index(question)
    there = here + (1 if direction is Direction.down else -1)
    if not 0 <= there < len(asked):
        return
    asked[here].position, asked[there].position = asked[there].position, asked[here].position
    refuse_broken_conditions(consultation)
    _note(consultation, Event.question_moved, by, question)


@permitted(policy.can_edit)
def set_condition(
    consultation: Consultation,
    question: Question,
    *,
    condition: Condition | None,
    by: Viewer,
    version: int | None = None,
    public_reason: str = "",
    public_reason_cy: str = "",
) -> QuestionVersion:
    """Says after which answer the question is asked; without a condition it always is. While it is open or paused that is
    a new version, of which everybody is told, as it changes what people are asked (N6).
    """
    is_open = _take_up_for_wording(consultation)
    old = _current(question, version)
    changed = _copy(old) if is_open else old
    changed.condition = condition.as_json() if condition else {}
    changed.number = old.number + 1
    changed.made_at, changed.made_by_id = clock.now(), by.person_id
    db.session.add(changed)
    refuse_broken_conditions(consultation)
    if is_open:
        _announce(consultation, old, changed, public_reason, public_reason_cy, by)
    _note(consultation, Event.question_condition_set, by, question)
    return changed


def refuse_broken_conditions(consultation: Consultation) -> None:
    """Raises Refused when a question would depend on one that does not come before it, or on an answer that is gone."""
    db.session.flush()
    db.session.expire(consultation, ["questions"])
    found = paths.problems(reading.questions(consultation))
    if found:
        raise Refused(found)


def _refuse_in_section(section: QuestionSection | None, written: Written) -> None:
    """Raises Refused for a question that cannot be counted without being kept, in a section on equality."""
    found = equality.problems(written) if section is not None and section.is_equality else []
    if found:
        raise Refused(found)


def _copy(old: QuestionVersion) -> QuestionVersion:
    """The same words, as a version of their own."""
    same = ("type", "wording", "hint", "help", "is_required", "most_characters", "least", "most", "unit")
    options = [
        QuestionOption(key=one.key, position=one.position, label=one.label, is_exclusive=one.is_exclusive)
        for one in old.options
    ]
    rows = [QuestionRow(key=one.key, position=one.position, label=one.label) for one in old.rows]
    held = {name: getattr(old, name) for name in same}
    return QuestionVersion(question=old.question, number=old.number, options=options, rows=rows, **held)


def _take_up_for_wording(consultation: Consultation) -> bool:
    """Whether it runs already, perhaps paused. Raises Refused while it is approved and not open yet, and once it has closed."""
    lock(consultation)
    if is_running(consultation, clock.now()):
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
    offered = [option for option in now.options if not option.is_exclusive] if now.type in rules.WITH_OPTIONS else []
    alone = next((option.label for option in now.options if option.is_exclusive), Bilingual.of(""))
    held: dict[str, Any] = {"type": now.type, "is_required": "yes" if now.is_required else "no"}
    for name, words in (_texts(now) | {"exclusive": alone}).items():
        held |= {name: words.en.text, f"{name}_cy": words.cy.text}
    for name, listed in (("options", offered), ("rows", now.rows)):
        labels = [one.label for one in listed]
        held |= {
            name: "\n".join(label.en.text for label in labels),
            f"{name}_cy": "\n".join(label.cy.text for label in labels if label.cy.text),
        }
    same = {name: getattr(now, name) for name in ("most_characters", "least", "most")}
    placed = {
        "provision_id": str(question.provision_id or ""),
        "section": str(question.section.number) if question.section else "",
        "with_previous": "yes" if question.is_with_previous else "no",
    }
    return held | same | placed


def _texts(version: QuestionVersion) -> dict[str, Bilingual]:
    return {name: getattr(version, name) for name in TEXTS}


def _checked(typed: dict[str, Any]) -> Written:
    written = Written(**typed)
    found = rules.problems(written)
    if found:
        raise Refused(found)
    return written


def _fill(version: QuestionVersion, written: Written, old: QuestionVersion | None, by: Viewer) -> None:
    in_words, in_numbers = written.type is QuestionType.free_text, written.type is QuestionType.number
    for name in TEXTS:
        before = getattr(old, name) if old else Bilingual.of("")
        setattr(version, name, before.revised(getattr(written, name), getattr(written, f"{name}_cy")))
    version.unit = version.unit if in_numbers else Bilingual.of("")
    version.type, version.is_required = written.type, written.is_required
    version.most_characters = written.most_characters if in_words else None
    version.least, version.most = (written.least, written.most) if in_numbers else (None, None)
    version.condition = old.condition if old else {}
    version.made_at, version.made_by_id = clock.now(), by.person_id


def _keys_of(listed: Iterable[QuestionOption | QuestionRow]) -> dict[str, str]:
    """The keys by their English labels."""
    return {one.label.en.text: one.key for one in listed}


def _taken(versions: Iterable[Iterable[QuestionOption | QuestionRow]]) -> set[str]:
    return {one.key for listed in versions for one in listed}


def _options(choices: tuple[rules.Choice, ...], before: dict[str, Bilingual]) -> list[QuestionOption]:
    nothing = Bilingual.of("")
    return [
        QuestionOption(
            key=one.key,
            position=place,
            label=before.get(one.key, nothing).revised(one.label, one.label_cy),
            is_exclusive=one.is_exclusive,
        )
        for place, one in enumerate(choices)
    ]


def _rows(choices: tuple[rules.Choice, ...], before: dict[str, Bilingual]) -> list[QuestionRow]:
    nothing = Bilingual.of("")
    return [
        QuestionRow(key=one.key, position=place, label=before.get(one.key, nothing).revised(one.label, one.label_cy))
        for place, one in enumerate(choices)
    ]


def _provision(consultation: Consultation, provision_id: UUID | None) -> Provision | None:
    if provision_id is None:
        return None
    found = next((one for one in reading.provisions(consultation) if one.id == provision_id), None)
    if found is None:
        raise Refused(Problem("Choose a provision of the edition", field="provision_id"))
    return found


def _section(consultation: Consultation, number: int | None) -> QuestionSection | None:
    if number is None:
        return None
    found = next((one for one in reading.sections(consultation) if one.number == number), None)
    if found is None:
        raise Refused(Problem("Choose a section that is there", field="section"))
    return found


def _note(consultation: Consultation, event: Event, by: Viewer, question: Question) -> None:
    remember(consultation, by=by)
    about = {"question": str(question.id), "number": question.number, "position": question.position}
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
