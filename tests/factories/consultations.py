"""Consultations from their start to their opening, made by the real actions. Call them inside `writing_in()`."""

from datetime import date, time, timedelta

from collab import clock
from collab.accounts import queries as accounts
from collab.consultations.actions import decision_makers, opening, questions, setup, stakeholders
from collab.consultations.models import (
    Consultation,
    DutyBasis,
    EngagementType,
    QuestionType,
    RespondentType,
    RunRole,
    StakeholderGroup,
    StakeholderKind,
)
from collab.consultations.queries import decision_makers as reading
from collab.proposals.models import Edition
from tests.factories.accounts import author
from tests.factories.editions import publisher
from tests.factories.remembered import remembered

WINDOW = 84


@remembered
def started(
    *, lead: str = "HO", edition: Edition | None = None, title: str = "Asking people once", **more
) -> Consultation:
    """A draft in which nothing but the start is entered."""
    entered = {
        "title": title,
        "summary": "We want to ask people for the same thing only once. Tell us what you think.",
        "engagement_type": EngagementType.formal_consultation,
        "engagement_reason": "A decision is proposed that affects people directly.",
        "edition_id": edition.id if edition else None,
    }
    return setup.start(**{**entered, **more}, by=author(lead))


@remembered
def ready(
    *,
    lead: str = "HO",
    joint: tuple[str, ...] = ("MOJ",),
    edition: Edition | None = None,
    opens_on: date | None = None,
    opens_time: time | None = None,
    closes_on: date | None = None,
    **more,
) -> Consultation:
    """A draft in which nothing is missing, last changed by the lead's author. It opens tomorrow, for 84 days."""
    by = author(lead)
    opens_on = opens_on or clock.today() + timedelta(days=1)
    consultation = started(
        lead=lead, edition=edition, title_cy="Gofyn unwaith", summary_cy="Dywedwch eich barn.", **more
    )
    for code in joint:
        setup.add_runner(consultation, organisation=accounts.organisation_by_code(code), role=RunRole.joint, by=by)
    fill_in(consultation, by=by)
    setup.change_dates(
        consultation,
        opens_on=opens_on,
        opens_time=opens_time,
        closes_on=closes_on or opens_on + timedelta(days=WINDOW),
        short_window_reason="The group is small and was told before.",
        holiday_mitigation="We write again after the holidays.",
        election_reason="It cannot wait until after the election.",
        by=by,
    )
    opening.approve_exception(consultation, by=publisher(lead))
    ask(consultation, by=by)
    return consultation


def fill_in(consultation: Consultation, *, by) -> None:
    """All of the set-up but dates and questions."""
    setup.change_stage(
        consultation,
        undecided="How long an answer is kept.",
        already_decided="That people are asked at all, as the law says so.",
        duty_basis=DutyBasis.voluntary,
        duty_detail="",
        by=by,
    )
    setup.change_reasons(
        consultation, reasons="People are asked the same five times.", no_discarded_options_reason="", by=by
    )
    setup.change_impacts(
        consultation,
        impacts="Less time at the front desk.",
        impacts_missing_reason="",
        equality_statement="Helps most those who find it hard to repeat what happened.",
        equality_missing_reason="",
        by=by,
    )
    setup.change_decision(
        consultation,
        decision_maker="Minister for asking",
        decision_maker_id=by.person_id,
        decision_expected_on=clock.today() + timedelta(days=400),
        by=by,
    )
    for one in reading.controllers(consultation)[1:]:
        code = one.organisation.code
        decision_makers.name(one, role=f"Minister at {code}", person_id=author(code).person_id, by=by)
    setup.change_ways(
        consultation, respond_email="asking@ho.example", respond_post="PO Box 1\nLondon", respond_phone="", by=by
    )
    for one in consultation.runners:
        setup.change_privacy(
            consultation, notice="We keep what you send for two years.", by=author(one.organisation.code)
        )
    setup.change_welsh(
        consultation,
        applies_to=("england", "wales"),
        welsh_promised_on=None,
        welsh_reason="",
        formats_contact="formats@ho.example",
        by=by,
    )
    mapped(consultation, by=by)


def mapped(consultation: Consultation, *, by) -> None:
    """A map with one group, and the reason why there is no other."""
    group(consultation, by=by)
    others = [kind for kind in StakeholderKind if kind is not StakeholderKind.frontline]
    stakeholders.explain_gaps(consultation, dict.fromkeys(others, "It changes nothing for them."), by=by)


def group(consultation: Consultation, *, by, **changes) -> StakeholderGroup:
    """Police and court staff, of whom 20 must be reached."""
    entered = {
        "kind": StakeholderKind.frontline,
        "name": "Police and court staff",
        "name_cy": "Staff yr heddlu a’r llysoedd",
        "how": "Through their staff networks.",
        "how_cy": "Trwy eu rhwydweithiau staff.",
        "target": 20,
        "respondent_types": (RespondentType.police_officer_or_staff.value, RespondentType.court_staff.value),
    }
    return stakeholders.add_group(consultation, **{**entered, **changes}, by=by)


def ask(consultation: Consultation, *, by) -> None:
    """One question of each kind, in both languages."""
    questions.add_question(
        consultation,
        type=QuestionType.agree5,
        wording="Do you agree?",
        wording_cy="Ydych chi’n cytuno?",
        is_required=True,
        by=by,
    )
    questions.add_question(
        consultation,
        type=QuestionType.free_text,
        wording="Why?",
        wording_cy="Pam?",
        hint="Please do not name anybody.",
        hint_cy="Peidiwch ag enwi neb.",
        most_characters=2_000,
        by=by,
    )
    questions.add_question(
        consultation, type=QuestionType.yes_no_dontknow, wording="Were you asked twice?", wording_cy="Ddwywaith?", by=by
    )
    questions.add_question(
        consultation,
        type=QuestionType.single,
        wording="Where?",
        wording_cy="Ble?",
        options="At the police station\nAt court",
        options_cy="Yng ngorsaf yr heddlu\nYn y llys",
        by=by,
    )
    questions.add_question(
        consultation,
        type=QuestionType.multi,
        wording="By whom?",
        wording_cy="Gan bwy?",
        options="Police\nProsecutors\nCourt staff",
        options_cy="Yr heddlu\nErlynwyr\nStaff y llys",
        by=by,
    )


@remembered
def approved(*, lead: str = "HO", **more) -> Consultation:
    """Approved by a second person. With `opens_on=clock.today()` it is open at once."""
    consultation = ready(lead=lead, **more)
    opening.approve_opening(consultation, by=publisher(lead))
    return consultation
