"""Open consultations with questions, and responses to them. Call them inside `writing_in()`.

`open_consultation` makes rows directly, so that a test needs no readiness; responses go through the real actions.
"""

import itertools
from datetime import UTC, datetime, timedelta

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import ANONYMOUS
from collab.consultations.actions import submissions
from collab.consultations.models import (
    Channel,
    Consultation,
    EngagementType,
    OnBehalfOf,
    Question,
    QuestionOption,
    QuestionRow,
    QuestionType,
    QuestionVersion,
    RespondentType,
    Runner,
    RunRole,
)
from collab.consultations.rules import questions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.text import Bilingual
from tests.factories.accounts import author
from tests.factories.remembered import remembered

OPENS = datetime(2026, 9, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, tzinfo=UTC)
"""London midnight after 29 November 2026."""
DURING = datetime(2026, 11, 2, 12, tzinfo=UTC)

_numbers = itertools.count(1)

ANSWERS = {
    1: Given(keys=("agree",)),
    2: Given(words="Ask later, and say it simply."),
    3: Given(keys=("yes",)),
    4: Given(keys=("o1", "o2")),
}
PERSON = About(OnBehalfOf.myself, RespondentType.magistrate)


@remembered
def open_consultation(
    *,
    lead: str = "HO",
    joint: tuple[str, ...] = ("MOJ",),
    opens_at=OPENS,
    closes_at=CLOSES,
    questions: bool = True,
    **more,
) -> Consultation:
    """A consultation that was approved, with five questions: agree5, words, yes or no, several, one."""
    consultation = Consultation(
        reference=f"C-2026-{next(_numbers):03}",
        title=Bilingual.of("Advice for children in custody"),
        summary=Bilingual.of("Should every child get a lawyer?"),
        engagement_type=EngagementType.formal_consultation,
        opens_at=opens_at,
        closes_at=closes_at,
        started_at=OPENS - timedelta(days=30),
        opening_approved_at=OPENS - timedelta(days=1),
        opening_approved_by_id=author(lead).person_id,
        respond_email="advice@ho.example",
        respond_post="PO Box 1, London",
        formats_contact="formats@ho.example",
        **more,
    )
    for position, code in enumerate((lead, *joint)):
        role = RunRole.joint if position else RunRole.lead
        body = accounts.organisation_by_code(code)
        consultation.runners.append(
            Runner(organisation=body, role=role, position=position, privacy_notice=f"Notice of {code}")
        )
    db.session.add(consultation)
    if questions:
        ask(
            consultation,
            QuestionType.agree5,
            "Do you agree that every child gets a lawyer?",
            cy="Ydych chi'n cytuno?",
            is_required=True,
        )
        ask(consultation, QuestionType.free_text, "Why?", most_characters=200)
        ask(consultation, QuestionType.yes_no_dontknow, "Should an inspector decide?")
        ask(consultation, QuestionType.multi, "What would get in the way?", options="The rota\nTravel\nTime")
        ask(consultation, QuestionType.single, "Which matters most?", options="Speed\nCare")
    db.session.flush()
    return consultation


def ask(consultation: Consultation, type: QuestionType, wording: str, *, section=None, is_with_previous=False, **typed):
    """One more question; `typed` is as for `new_version`."""
    number = len(consultation.questions) + 1
    placed = {"section": section, "is_with_previous": is_with_previous}
    question = Question(consultation=consultation, number=number, position=number, **placed)
    db.session.add(question)
    new_version(question, type, wording, **typed)
    return question


def new_version(question: Question, type: QuestionType, wording: str, *, cy="", condition=None, **typed):
    """The next version of a question; `typed` has fields of `Written`, `condition` is a Condition."""
    written = rules.Written(type=type, wording=wording, wording_cy=cy, **typed)
    version = QuestionVersion(
        question=question,
        number=len(question.versions) + 1,
        type=type,
        wording=Bilingual.of(wording, cy),
        hint=Bilingual.of(""),
        is_required=written.is_required,
        most_characters=written.most_characters,
        least=written.least,
        most=written.most,
        help=Bilingual.of(written.help, written.help_cy),
        condition=condition.as_json() if condition else {},
        unit=Bilingual.of(written.unit, written.unit_cy),
        made_at=clock.now(),
    )
    db.session.add(version)
    for position, one in enumerate(rules.choices(written, known={}), start=1):
        label = Bilingual.of(one.label, one.label_cy)
        option = QuestionOption(key=one.key, position=position, label=label, is_exclusive=one.is_exclusive)
        version.options.append(option)
    for position, one in enumerate(rules.rows(written, known={}), start=1):
        version.rows.append(QuestionRow(key=one.key, position=position, label=Bilingual.of(one.label, one.label_cy)))
    db.session.flush()
    return version


def address(token: str) -> str:
    return f"https://collab.example/responses/{token}"


def response(consultation: Consultation, answers=None, about: About = PERSON, **more):
    """A response as from the public pages, now or during the consultation."""
    with clock.pinned(more.pop("at", DURING)):
        return submissions.send(consultation, answers or ANSWERS, about, address=address, by=ANONYMOUS, **more)


def letter(
    consultation: Consultation, answers=None, about: About = PERSON, *, received_at=DURING, now=None, by=None, **more
):
    """A letter that the lead's author entered."""
    by = by or author(consultation.runners[0].organisation.code)
    with clock.pinned(now or max(received_at, DURING)):
        return submissions.receive(
            consultation,
            answers or {2: ANSWERS[2]},
            about,
            channel=more.pop("channel", Channel.post),
            received_at=received_at,
            address=address,
            by=by,
            **more,
        )
