"""What has to be there before a consultation can open (N1 to N4), each with the field that mends it."""

from __future__ import annotations

from collections.abc import Iterator

from collab.accounts.rules import opening, the
from collab.consultations.models import DutyBasis, PaperKind
from collab.consultations.rules import window
from collab.consultations.rules.checks import Check, Criterion, Facts, unless
from collab.consultations.rules.timing import dates

WELSH_SCHEME_BODIES = frozenset({"MOJ", "HMCTS", "HMPPS", "LAA", "CICA"})
"""Codes of the bodies with a Welsh language scheme, as domain.md section 6 lists them."""


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every rule that applies, in the order of the set-up pages."""
    parts = [_about(facts)]
    if facts.is_on_a_decision:
        parts += [_stage(facts), _reasons(facts), _impacts(facts), _decision(facts), _map(facts)]
    parts += [_ways(facts), _privacy(facts), _welsh(facts), dates(facts), _questions(facts)]
    return tuple(check for part in parts for check in part)


def missing(facts: Facts) -> tuple[Check, ...]:
    """What still stands in the way of opening."""
    return tuple(check for check in checks(facts) if not check.is_met)


def _about(facts: Facts) -> Iterator[Check]:
    page = "set-up/about"
    yield Check("The consultation has a title", unless(facts.title, "Enter a title."), page, "title")
    yield Check("A summary says what it is about", unless(facts.summary, "Enter a summary."), page, "summary")
    reason = unless(facts.engagement_reason, "Say why this kind of engagement was chosen.")
    yield Check("The kind of engagement has a reason", reason, page, "engagement_reason")
    marking = unless(facts.is_official, "It is marked OFFICIAL-SENSITIVE. Nothing with that marking can be public.")
    yield Check("Nothing in it is marked more than OFFICIAL", marking, page, "title")
    if facts.is_on_a_decision:
        chosen = unless(facts.has_edition, "Choose the published edition that people will read.")
        yield Check("It is about a published consultation edition", chosen, page, "edition_id", Criterion.reasons)
    if facts.has_edition:
        newest = unless(facts.edition_is_newest, "A newer consultation edition was published. Choose that one.")
        yield Check("The edition is the newest one", newest, page, "edition_id", Criterion.reasons)


def _stage(facts: Facts) -> Iterator[Check]:
    page, serves = "set-up/stage", Criterion.formative
    undecided = unless(facts.undecided, "Say what is still undecided.")
    yield Check("It says what is still undecided", undecided, page, "undecided", serves)
    decided = unless(facts.already_decided, "Say what is decided already, or that nothing is.")
    yield Check("It says what is decided already", decided, page, "already_decided", serves)
    open_still = unless(
        not facts.is_decided, "A decision edition is published. A consultation after the decision is not genuine."
    )
    yield Check("The decision has not been made", open_still, page, "undecided", serves)
    basis = unless(facts.duty_basis, "Choose why there is a duty to consult, or that there is none.")
    yield Check("The reason for consulting is named", basis, page, "duty_basis-0", serves)
    if facts.duty_basis is DutyBasis.statute:
        detail = unless(facts.duty_detail, "Name the Act and section that require it.")
        yield Check("The law that requires it is named", detail, page, "duty_detail", serves)


def _reasons(facts: Facts) -> Iterator[Check]:
    page, serves = "set-up/reasons", Criterion.reasons
    given = unless(facts.reasons, "Enter the reasons.")
    yield Check("The reasons for the proposal are given", given, page, "reasons", serves)
    real = facts.options - facts.discarded_options
    two = unless(real >= 2, f"The edition has {real} of the 2 options that are needed, doing nothing among them.")
    yield Check("The edition offers at least two options", two, page, "options", serves)
    instead = "" if facts.discarded_options else facts.no_discarded_options_reason
    why = unless(
        facts.discarded_options or instead,
        "The edition shows no discarded option. Say why no other option was considered.",
    )
    rule = "Discarded options are shown with reasons, or why there are none"
    yield Check(rule, why, page, "no_discarded_options_reason", serves, instead)


def _impacts(facts: Facts) -> Iterator[Check]:
    page, serves = "set-up/impacts", Criterion.reasons
    known = facts.implications or facts.impacts or PaperKind.impact_assessment in facts.papers
    instead = "" if known else facts.impacts_missing_reason
    what = unless(
        known or instead, "The edition shows no implications. Describe the impacts, or say why they are not known yet."
    )
    rule = "What it would mean for people and organisations is published"
    yield Check(rule, what, page, "impacts", serves, instead)
    stated = facts.equality_statement or PaperKind.equality_statement in facts.papers
    instead = "" if stated else facts.equality_missing_reason
    text = unless(stated or instead, "Enter the equality statement, or say why there is none yet.")
    yield Check("There is an equality statement, or a reason", text, page, "equality_statement", serves, instead)


def _decision(facts: Facts) -> Iterator[Check]:
    page = "set-up/decision"
    role = unless(facts.decision_maker, "Enter the role of the person who will decide.")
    yield Check("It says who will decide", role, page, "decision_maker", Criterion.considered)
    named = unless(facts.decision_maker_is_named, "Choose the person of the lead organisation who will decide.")
    rule = "The decision-maker is a person of the lead organisation"
    yield Check(rule, named, page, "decision_maker_id", Criterion.considered)
    for name, slug in facts.undecided_bodies:
        words = f"Say who will decide for {the(name)}."
        rule = f"{opening(the(name))} says who decides for it"
        yield Check(rule, words, f"decision-makers/{slug}", "role", Criterion.considered)
    expected = _expected(facts)
    yield Check(
        "The decision is expected after closing", expected, page, "decision_expected_on-day", Criterion.formative
    )


def _expected(facts: Facts) -> str:
    if facts.decision_expected_on is None:
        return "Enter the date on which the decision is expected."
    closes_on = window.closing_date(facts.closes_at) if facts.closes_at else None
    if closes_on and facts.decision_expected_on <= closes_on:
        return f"The expected decision date must be after {closes_on.day} {closes_on:%B %Y}, the closing date."
    return ""


def _map(facts: Facts) -> Iterator[Check]:
    lacking = ", ".join(facts.unmapped)
    words = f"Name a group that must be reached, or say why there is none, for: {lacking}."
    rule = "It says who must be reached"
    yield Check(rule, unless(not lacking, words), "stakeholders", "main-content", Criterion.time)


def _ways(facts: Facts) -> Iterator[Check]:
    other = facts.respond_email or facts.respond_post or facts.respond_phone
    way = unless(other, "Enter an email address, a postal address or a telephone number.")
    rule = "People can respond in another way than on the web"
    yield Check(rule, way, "set-up/ways", "respond_email", Criterion.time)


def _privacy(facts: Facts) -> Iterator[Check]:
    for one in facts.controllers:
        notice = unless(one.privacy_notice, f"Enter the privacy notice of {the(one.name)}.")
        yield Check(f"{opening(the(one.name))} has a privacy notice", notice, "set-up/privacy", one.field)


def _welsh(facts: Facts) -> Iterator[Check]:
    page, serves = "set-up/welsh", Criterion.time
    where = unless(facts.applies_to_england or facts.applies_to_wales, "Choose England, Wales or both.")
    yield Check("It says where it applies", where, page, "applies_to-0")
    scheme = [one.name for one in facts.controllers if one.code in WELSH_SCHEME_BODIES]
    if facts.applies_to_wales and scheme:
        lacking = ", ".join(facts.missing_in_welsh)
        instead = facts.welsh_reason if lacking and facts.welsh_promised_on else ""
        words = f"Not in Welsh, or older than the English: {lacking}. Write it, or give a date and a reason."
        rule = "There is a Welsh version, or a date for it and a reason"
        yield Check(rule, unless(not lacking or instead, words), page, "welsh_promised_on-day", serves, instead)
    contact = unless(facts.formats_contact, "Say whom to ask for large print, Easy Read, sign language or paper.")
    yield Check("People can ask for another format", contact, page, "formats_contact", serves)


def _questions(facts: Facts) -> Iterator[Check]:
    yield Check(
        "It asks at least one question", unless(facts.questions, "Add a question."), "questions", "main-content"
    )
