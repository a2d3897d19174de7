"""What has to be there before a consultation can open (N1 to N4), each with the field that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from collab.accounts.rules import opening, the
from collab.consultations.models import DutyBasis, EngagementType
from collab.consultations.rules import window
from collab.consultations.rules.standing import ON_A_DECISION

WELSH_SCHEME_BODIES = frozenset({"MOJ", "HMCTS", "HMPPS", "LAA", "CICA"})
"""Codes of the bodies with a Welsh language scheme, as domain.md section 6 lists them."""


@dataclass(frozen=True)
class Controller:
    """A lead or joint organisation. `field` is the id of the box for its privacy notice."""

    name: str
    code: str
    privacy_notice: str
    field: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the rules look at. Numbers about the edition are those of the edition consulted on."""

    engagement_type: EngagementType
    engagement_reason: str = ""
    title: str = ""
    summary: str = ""
    is_official: bool = True
    has_edition: bool = False
    edition_is_newest: bool = True
    is_decided: bool = False
    options: int = 0
    discarded_options: int = 0
    implications: int = 0
    undecided: str = ""
    already_decided: str = ""
    duty_basis: DutyBasis | None = None
    duty_detail: str = ""
    reasons: str = ""
    no_discarded_options_reason: str = ""
    impacts: str = ""
    impacts_missing_reason: str = ""
    equality_statement: str = ""
    equality_missing_reason: str = ""
    decision_maker: str = ""
    decision_maker_is_named: bool = False
    decision_expected_on: date | None = None
    respond_email: str = ""
    respond_post: str = ""
    respond_phone: str = ""
    formats_contact: str = ""
    applies_to_england: bool = True
    applies_to_wales: bool = True
    missing_in_welsh: tuple[str, ...] = ()
    welsh_promised_on: date | None = None
    welsh_reason: str = ""
    controllers: tuple[Controller, ...] = ()
    questions: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    short_window_reason: str = ""
    holiday_mitigation: str = ""
    now: datetime

    @property
    def is_on_a_decision(self) -> bool:
        return self.engagement_type in ON_A_DECISION


@dataclass(frozen=True)
class Check:
    """One rule in plain words, and what is missing in words, empty when nothing is.

    `page` is the address below the consultation's own, `field` the id of the first box that mends it.
    """

    rule: str
    missing: str
    page: str
    field: str

    @property
    def is_met(self) -> bool:
        return not self.missing

    def href(self, address: str) -> str:
        """Where to mend it, for the consultation at `/consultations/<address>`."""
        return f"/consultations/{address}/{self.page}#{self.field}"


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every rule that applies, in the order of the set-up pages."""
    parts = [_about(facts)]
    if facts.is_on_a_decision:
        parts += [_stage(facts), _reasons(facts), _impacts(facts), _decision(facts)]
    parts += [_ways(facts), _privacy(facts), _welsh(facts), _dates(facts), _questions(facts)]
    return tuple(check for part in parts for check in part)


def missing(facts: Facts) -> tuple[Check, ...]:
    """What still stands in the way of opening."""
    return tuple(check for check in checks(facts) if not check.is_met)


def is_a_sentence(words: str) -> bool:
    """Whether a reason says something: three words at least (N3 asks for one sentence)."""
    return len(words.split()) >= 3


def _unless(met: object, otherwise: str) -> str:
    return "" if met else otherwise


def _about(facts: Facts) -> Iterator[Check]:
    page = "set-up/about"
    yield Check("The consultation has a title", _unless(facts.title, "Enter a title."), page, "title")
    yield Check("A summary says what it is about", _unless(facts.summary, "Enter a summary."), page, "summary")
    reason = _unless(facts.engagement_reason, "Say why this kind of engagement was chosen.")
    yield Check("The kind of engagement has a reason", reason, page, "engagement_reason")
    marking = _unless(facts.is_official, "It is marked OFFICIAL-SENSITIVE. Nothing with that marking can be public.")
    yield Check("Nothing in it is marked more than OFFICIAL", marking, page, "title")
    if facts.is_on_a_decision:
        chosen = _unless(facts.has_edition, "Choose the published edition that people will read.")
        yield Check("It is about a published consultation edition", chosen, page, "edition_id")
    if facts.has_edition:
        newest = _unless(facts.edition_is_newest, "A newer consultation edition was published. Choose that one.")
        yield Check("The edition is the newest one", newest, page, "edition_id")


def _stage(facts: Facts) -> Iterator[Check]:
    page = "set-up/stage"
    undecided = _unless(facts.undecided, "Say what is still undecided.")
    yield Check("It says what is still undecided", undecided, page, "undecided")
    decided = _unless(facts.already_decided, "Say what is decided already, or that nothing is.")
    yield Check("It says what is decided already", decided, page, "already_decided")
    open_still = _unless(
        not facts.is_decided, "A decision edition is published. A consultation after the decision is not genuine."
    )
    yield Check("The decision has not been made", open_still, page, "undecided")
    basis = _unless(facts.duty_basis, "Choose why there is a duty to consult, or that there is none.")
    yield Check("The reason for consulting is named", basis, page, "duty_basis-0")
    if facts.duty_basis is DutyBasis.statute:
        detail = _unless(facts.duty_detail, "Name the Act and section that require it.")
        yield Check("The law that requires it is named", detail, page, "duty_detail")


def _reasons(facts: Facts) -> Iterator[Check]:
    page = "set-up/reasons"
    yield Check("The reasons for the proposal are given", _unless(facts.reasons, "Enter the reasons."), page, "reasons")
    real = facts.options - facts.discarded_options
    two = _unless(real >= 2, f"The edition has {real} of the 2 options that are needed, doing nothing among them.")
    yield Check("The edition offers at least two options", two, page, "options")
    discarded = facts.discarded_options or facts.no_discarded_options_reason
    why = _unless(discarded, "The edition shows no discarded option. Say why no other option was considered.")
    yield Check(
        "Discarded options are shown with reasons, or why there are none", why, page, "no_discarded_options_reason"
    )


def _impacts(facts: Facts) -> Iterator[Check]:
    page = "set-up/impacts"
    known = facts.implications or facts.impacts or facts.impacts_missing_reason
    what = _unless(known, "The edition shows no implications. Describe the impacts, or say why they are not known yet.")
    yield Check("What it would mean for people and organisations is published", what, page, "impacts")
    equal = facts.equality_statement or facts.equality_missing_reason
    text = _unless(equal, "Enter the equality statement, or say why there is none yet.")
    yield Check("There is an equality statement, or a reason", text, page, "equality_statement")


def _decision(facts: Facts) -> Iterator[Check]:
    page = "set-up/decision"
    role = _unless(facts.decision_maker, "Enter the role of the person who will decide.")
    yield Check("It says who will decide", role, page, "decision_maker")
    named = _unless(facts.decision_maker_is_named, "Choose the person of a lead or joint organisation who will decide.")
    yield Check("The decision-maker is a person of a lead or joint organisation", named, page, "decision_maker_id")
    yield Check("The decision is expected after closing", _expected(facts), page, "decision_expected_on-day")


def _expected(facts: Facts) -> str:
    if facts.decision_expected_on is None:
        return "Enter the date on which the decision is expected."
    closes_on = window.closing_date(facts.closes_at) if facts.closes_at else None
    if closes_on and facts.decision_expected_on <= closes_on:
        return f"The expected decision date must be after {closes_on.day} {closes_on:%B %Y}, the closing date."
    return ""


def _ways(facts: Facts) -> Iterator[Check]:
    other = facts.respond_email or facts.respond_post or facts.respond_phone
    way = _unless(other, "Enter an email address, a postal address or a telephone number.")
    yield Check("People can respond in another way than on the web", way, "set-up/ways", "respond_email")


def _privacy(facts: Facts) -> Iterator[Check]:
    for one in facts.controllers:
        notice = _unless(one.privacy_notice, f"Enter the privacy notice of {the(one.name)}.")
        yield Check(f"{opening(the(one.name))} has a privacy notice", notice, "set-up/privacy", one.field)


def _welsh(facts: Facts) -> Iterator[Check]:
    page = "set-up/welsh"
    where = _unless(facts.applies_to_england or facts.applies_to_wales, "Choose England, Wales or both.")
    yield Check("It says where it applies", where, page, "applies_to-0")
    scheme = [one.name for one in facts.controllers if one.code in WELSH_SCHEME_BODIES]
    if facts.applies_to_wales and scheme:
        promised = facts.welsh_promised_on and facts.welsh_reason
        lacking = ", ".join(facts.missing_in_welsh)
        words = f"Not in Welsh, or older than the English: {lacking}. Write it, or give a date and a reason."
        yield Check(
            "There is a Welsh version, or a date for it and a reason",
            _unless(not lacking or promised, words),
            page,
            "welsh_promised_on-day",
        )
    contact = _unless(facts.formats_contact, "Say whom to ask for large print, Easy Read, sign language or paper.")
    yield Check("People can ask for another format", contact, page, "formats_contact")


def _dates(facts: Facts) -> Iterator[Check]:
    page = "set-up/dates"
    yield Check("The opening day is not past", _opening(facts), page, "opens_on-day")
    yield Check("The closing date is after the opening", _closing(facts), page, "closes_on-day")
    if facts.opens_at is None or facts.closes_at is None or facts.closes_at <= facts.opens_at:
        return
    days = window.window_days(facts.opens_at, facts.closes_at)
    if window.needs_short_window_reason(days):
        short = (
            f"It is open for {days} days, fewer than {window.FULL_WINDOW_DAYS}. Say in a sentence why that is enough."
        )
        yield Check(
            "A short window has a reason",
            _unless(is_a_sentence(facts.short_window_reason), short),
            page,
            "short_window_reason",
        )
    overlap = window.holiday_overlap(window.london_date(facts.opens_at), window.closing_date(facts.closes_at))
    if overlap.needs_mitigation():
        away = f"{overlap.total} of its {overlap.window} days are in holidays. Say what is done so that people can still respond."
        yield Check(
            "Holidays in the window are made up for",
            _unless(is_a_sentence(facts.holiday_mitigation), away),
            page,
            "holiday_mitigation",
        )


def _opening(facts: Facts) -> str:
    if facts.opens_at is None:
        return "Enter the opening date."
    past = window.london_date(facts.opens_at) < window.london_date(facts.now)
    return "The opening date has passed. Choose today or a later day." if past else ""


def _closing(facts: Facts) -> str:
    if facts.closes_at is None:
        return "Enter the closing date."
    begins = max(facts.opens_at, facts.now) if facts.opens_at else facts.now
    return "" if facts.closes_at > begins else "The closing date must be after the opening."


def _questions(facts: Facts) -> Iterator[Check]:
    yield Check(
        "It asks at least one question", _unless(facts.questions, "Add a question."), "questions", "main-content"
    )
