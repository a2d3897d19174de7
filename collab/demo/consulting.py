"""The demonstration's consultations: set up, opened, answered by invented voices, and answered in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts_queries
from collab.accounts.models import AreaKind, Nation
from collab.accounts.policy import ANONYMOUS
from collab.consultations.actions import (
    answering,
    clearing,
    coding,
    decision_makers,
    dispositions,
    evidence,
    lateness,
    opening,
    questionnaires,
    questions,
    redacting,
    setup,
    submissions,
    themes,
)
from collab.consultations.models import (
    AnswerPart,
    AnswerText,
    Channel,
    Consultation,
    DecisionMaker,
    DutyBasis,
    EngagementType,
    OnBehalfOf,
    PublishPreference,
    QuestionType,
    RespondentType,
    RunRole,
    Submission,
)
from collab.consultations.queries import decision_makers as deciding
from collab.consultations.queries import evidence as evidence_queries
from collab.consultations.rules import elections, integrity, library, redaction
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.demo import reaching
from collab.demo.filling import at, organisation, signatory, who
from collab.demo.responses import Voice
from collab.proposals.models import Edition, Provision
from collab.text import Language

Link = Callable[[str], str]
WEB = (Channel.web, Channel.welsh_web)


def start(edition_id: UUID, content: Any, lead: str, joint: Sequence[str], on: date) -> UUID:
    """A consultation on a published edition, with its questions in both languages where the content has them."""
    with at(on, 10):
        edition = db.session.get_one(Edition, edition_id)
        consultation = setup.start(
            title=content.TITLE,
            summary=content.SUMMARY,
            title_cy=content.TITLE_CY,
            summary_cy=content.SUMMARY_CY,
            engagement_type=EngagementType.formal_consultation,
            engagement_reason="It proposes a decision that changes what happens to people.",
            edition_id=edition.id,
            by=who(lead),
        )
        for code in joint:
            setup.add_runner(consultation, organisation=organisation(code), role=RunRole.joint, by=who(lead))
        _ask(consultation, content, edition.proposal.provisions, lead)
        return consultation.id


def _ask(consultation: Consultation, content: Any, provisions: Sequence[Provision], lead: str) -> None:
    by_number = {provision.number: provision.id for provision in provisions}
    welsh = getattr(content, "QUESTIONS_CY", [""] * len(content.QUESTIONS))
    for (kind, wording, hint, provision, options), wording_cy in zip(content.QUESTIONS, welsh, strict=True):
        questions.add_question(
            consultation,
            type=QuestionType(kind),
            wording=wording,
            wording_cy=wording_cy,
            hint=hint,
            options="\n".join(label for _, label in options),
            provision_id=by_number.get(provision),
            is_required=kind == "agree5",
            by=who(lead),
        )
    if getattr(content, "ASKS_EQUALITY", False):
        questionnaires.load(consultation, library.questionnaire(library.EQUALITY), by=who(lead))


def set_up(identity: UUID, lead: str, on: date, opens_on: date, closes_on: date) -> None:
    """Everything that has to be there before it can open; a second person of the lead approves the opening."""
    meets_election = bool(elections.met(opens_on, closes_on, list(Nation)))
    with at(on, 16):
        consultation, by = db.session.get_one(Consultation, identity), who(lead)
        maker = signatory(lead)
        setup.change_stage(
            consultation,
            undecided="How it is done, how fast, and whether there are exceptions.",
            already_decided="Nothing.",
            duty_basis=DutyBasis.promise,
            duty_detail="The bodies promised to ask before they decide.",
            by=by,
        )
        setup.change_reasons(
            consultation,
            reasons="Practice differs from place to place, and nobody can see why.",
            no_discarded_options_reason="",
            by=by,
        )
        setup.change_impacts(
            consultation,
            impacts="Each organisation says in the proposal what the change would mean for it.",
            impacts_missing_reason="",
            equality_statement="We expect children and people with disabilities to gain most. We ask about others.",
            equality_missing_reason="",
            by=by,
        )
        setup.change_decision(
            consultation,
            decision_maker="The minister responsible",
            decision_maker_id=maker.person_id,
            decision_expected_on=closes_on + timedelta(days=80),
            by=by,
        )
        for one in deciding.controllers(consultation)[1:]:
            decision_makers.name(
                one, role="The minister responsible", person_id=signatory(one.organisation.code).person_id, by=by
            )
        setup.change_ways(
            consultation,
            respond_email="consultation@demo.example",
            respond_post="Consultation team\nFreepost DEMO\nLondon",
            respond_phone="",
            by=by,
        )
        for one in consultation.runners:
            setup.change_privacy(consultation, notice=_notice(one.organisation.name), by=who(one.organisation.code))
        setup.change_welsh(
            consultation,
            applies_to=["england", "wales"],
            welsh_promised_on=opens_on + timedelta(days=14),
            welsh_reason="Title, summary and questions are in Welsh now; the edition follows.",
            formats_contact="formats@demo.example",
            by=by,
        )
        reaching.draw_map(consultation, lead, on)
        reaching.add_papers(consultation, lead)
        setup.change_dates(
            consultation,
            opens_on=opens_on,
            opens_time=time(9),
            closes_on=closes_on,
            short_window_reason="",
            holiday_mitigation="Events are held before and after the holidays, and letters are taken two days longer.",
            election_reason="The pilot on which it rests ends soon after." if meets_election else "",
            by=by,
        )
    with at(on, 17):
        consultation = db.session.get_one(Consultation, identity)
        if meets_election:
            opening.approve_exception(consultation, by=who(lead, "Second author"))
        opening.approve_opening(consultation, by=who(lead, "Second author"))


def _notice(name: str) -> str:
    return (
        f"{name} reads what you send in order to decide on this proposal, as a task in the public interest. "
        "Your email address is used for your receipt and the outcome, and is deleted a month after the outcome."
    )


def respond(identity: UUID, voices: Sequence[Voice], opens_on: date, lead: str, link: Link) -> None:
    """Each voice at its day: on the web by itself, by post or email through a member of the team."""
    for number, voice in enumerate(voices):
        with at(opens_on + timedelta(days=voice.day), 9 + number % 9, number % 60):
            consultation = db.session.get_one(Consultation, identity)
            _receive(consultation, voice, lead, link)


LATE = "The post was delayed by a strike. The same two days are allowed to everybody."


def accept_late(identity: UUID, lead: str, closed_on: date) -> None:
    """The lead's decision about all late responses."""
    with at(closed_on + timedelta(days=3), 12):
        consultation = db.session.get_one(Consultation, identity)
        lateness.accept_late(consultation, on=closed_on + timedelta(days=2), reason=LATE, by=who(lead))


def _receive(consultation: Consultation, voice: Voice, lead: str, link: Link) -> None:
    answers = {number: _given(consultation, number, value) for number, value in voice.answers.items()}
    language, channel = Language(voice.language), Channel(voice.channel)
    if channel in WEB:
        submissions.send(consultation, answers, _about(voice), address=link, language=language, by=ANONYMOUS)
        return
    submissions.receive(
        consultation,
        answers,
        _about(voice),
        channel=channel,
        received_at=clock.now() - timedelta(hours=1),
        address=link,
        language=language,
        campaign=voice.campaign,
        by=who(lead),
    )


def _given(consultation: Consultation, number: int, value: str | list[str]) -> Given:
    version = next(one for one in consultation.questions if one.number == number).current
    if version.type is QuestionType.free_text:
        return Given(words=str(value))
    wanted = [value] if isinstance(value, str) else value
    if version.type not in (QuestionType.single, QuestionType.multi):
        return Given(keys=tuple(wanted))
    return Given(keys=tuple(version.options[place].key for place in map(int, wanted)))


def _about(voice: Voice) -> About:
    areas = {area.slug: area.id for area in accounts_queries.areas(AreaKind.police_force_area)}
    return About(
        on_behalf_of=OnBehalfOf(voice.on_behalf_of),
        respondent_type=RespondentType(voice.respondent_type),
        organisation_name=voice.organisation_name,
        represents=voice.represents,
        area_id=areas.get(voice.area),
        publish_preference=PublishPreference(voice.publish_preference),
        confidentiality_reason=voice.confidentiality_reason,
    )


def analyse(identity: UUID, content: Any, voices: Sequence[Voice], lead: str, on: date) -> None:
    """Themes, and every response read and coded, in the order of arrival."""
    with at(on, 9):
        consultation, by = db.session.get_one(Consultation, identity), who(lead)
        for _, name, name_cy, definition, asked in content.THEMES:
            themes.add(
                consultation,
                name=name,
                name_cy=name_cy,
                definition=definition,
                questions=[str(n) for n in asked],
                by=by,
            )
    ordered = sorted(enumerate(voices), key=lambda one: (one[1].day, 9 + one[0] % 9, one[0] % 60))
    with at(on, 11):
        by = who(lead)
        found = db.session.query(Submission).filter_by(consultation_id=identity).order_by(Submission.entered_at).all()
        found.sort(key=lambda one: one.entered_at or one.received_at)
        for submission, (_, voice) in zip(found, ordered, strict=True):
            ticks = {question: [str(number) for number in numbers] for question, numbers in voice.themes.items()}
            coding.code(submission, ticks, by=by)
            coding.handle(submission, campaign=voice.campaign, by=by)
            redacting.redact(submission, _publics(submission), by=by)


def _publics(submission: Submission) -> dict[int, redacting.Public]:
    """What the computer proposes to take out of each answer."""
    said = [answer for answer in submission.answers if answer.words]
    return {one.question_version.question.number: redacting.Public(redaction.suggested(one.words)) for one in said}


def decide(identity: UUID, content: Any, lead: str, on: date) -> None:
    """Report, dispositions, feedback, and the confirmation of each decision-maker."""
    with at(on, 9):
        consultation, by = db.session.get_one(Consultation, identity), who(lead)
        for maker in consultation.decision_makers:
            decision_makers.give_report(maker, by=by)
    with at(on, 15):
        consultation = db.session.get_one(Consultation, identity)
        assert consultation.proposal
        provisions = {one.number: str(one.id) for one in consultation.proposal.provisions}
        by_number = {theme.number: theme for theme in consultation.themes}
        for number, decision, reason, provision, quote in content.DISPOSITIONS:
            link = provisions[provision] if provision else ""
            decided = dispositions.Decided(decision, reason, provision_id=link, quote=quote)
            dispositions.decide(by_number[number], decided, by=who(lead))
        answering.draft_feedback(consultation, content.FEEDBACK, by=who(lead))
    _clear(identity, AnswerPart.feedback, lead, on + timedelta(days=1))
    with at(on + timedelta(days=3), 9):
        consultation = db.session.get_one(Consultation, identity)
        answering.publish_feedback(consultation, by=who(lead))
    for days, maker_id in enumerate(_makers(identity), 5):
        with at(on + timedelta(days=days), 9):
            maker = db.session.get_one(DecisionMaker, maker_id)
            decision_makers.confirm(maker, content.CONFIRMATION, by=signatory(maker.organisation.code))


def _clear(identity: UUID, part: AnswerPart, lead: str, on: date) -> None:
    """Frozen by the lead, and cleared by each lead and joint organisation in turn."""
    with at(on, 9):
        answer = clearing.freeze(db.session.get_one(Consultation, identity), part, by=who(lead))
        codes = [one.organisation.code for one in deciding.controllers(answer.consultation)]
    for hour, code in enumerate(codes, 10):
        with at(on, hour):
            held = db.session.get_one(AnswerText, answer.id)
            clearing.clear(held, hash=held.hash, by=signatory(code))


def _makers(identity: UUID) -> list[UUID]:
    """The lead's decision-maker first."""
    consultation = db.session.get_one(Consultation, identity)
    found = [deciding.of(consultation, one.organisation_id) for one in deciding.controllers(consultation)]
    return [one.id for one in found if one]


def publish_outcome(identity: UUID, content: Any, edition_id: UUID | None, lead: str, on: date, link: Link) -> None:
    """The government response; with the decision edition where the proposal goes ahead."""
    edition = str(edition_id) if edition_id else ""
    with at(on, 9):
        consultation = db.session.get_one(Consultation, identity)
        answering.draft_outcome(
            consultation, content.OUTCOME, kind=content.OUTCOME_KIND, edition_id=edition, by=who(lead)
        )
    _clear(identity, AnswerPart.outcome, lead, on + timedelta(days=1))
    with at(on + timedelta(days=2), 10):
        consultation = db.session.get_one(Consultation, identity)
        answering.publish_outcome(consultation, address=link, by=who(lead))


def explain(identity: UUID, lead: str, on: date, words: str) -> None:
    """The lead's public word on each rule of a fair consultation that is not met, and that nobody explained yet."""
    with at(on, 11):
        consultation = db.session.get_one(Consultation, identity)
        for line in integrity.to_explain(evidence_queries.stated_of(consultation).tests):
            if not line.explanations:
                evidence.explain(consultation, rule=line.rule, words=words, by=who(lead))


def as_voices(early: Sequence[tuple[int, str, dict[int, Any], str]]) -> list[Voice]:
    return [Voice(day, kind, answers, channel=channel) for day, kind, answers, channel in early]


def midnight(on: date) -> datetime:
    return datetime.combine(on, time(0), tzinfo=clock.LONDON)
