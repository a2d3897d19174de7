"""Closed consultations, coded and decided, up to an answer that only waits to be published.

Call them inside `writing_in()`, at `AFTER` (`time_machine.travel(AFTER)`): closing has passed then.
"""

from datetime import timedelta

from collab.accounts.policy import Viewer
from collab.consultations.actions import answering, clearing, coding, decision_makers, dispositions, themes
from collab.consultations.models import (
    AnswerPart,
    AnswerText,
    CandidateRun,
    CandidateTheme,
    Consultation,
    DecisionMaker,
    Disposition,
    Outcome,
    RunRole,
    Submission,
    Theme,
)
from collab.consultations.queries import clearing as clearing_queries
from collab.consultations.queries import decision_makers as decision_maker_queries
from collab.consultations.queries import targets
from collab.db import db
from collab.proposals.models import Edition
from tests.factories.accounts import author, signatory
from tests.factories.editions import decision_edition, edit_provision, published_edition
from tests.factories.remembered import remembered
from tests.factories.submissions import CLOSES, DURING, address, open_consultation, response

AFTER = CLOSES + timedelta(days=7, hours=10)
OVERDUE = CLOSES + timedelta(days=84, hours=1)
NEW_WORDS = "Each body asks only what no other body has asked, and says why it asks."
NEW_QUOTE = "and says why it asks"


def analyst(consultation: Consultation) -> Viewer:
    """An author of the lead organisation."""
    return author(consultation.runners[0].organisation.code)


def decision_maker(consultation: Consultation) -> Viewer:
    """The signatory of the lead organisation whom `closed_consultation` names."""
    return signatory(consultation.runners[0].organisation.code)


@remembered
def closed_consultation(
    *, lead: str = "HO", responses: int = 2, edition: Edition | None = None, **more
) -> Consultation:
    """Closed, on a published edition (with a provision 3.1, "Ask once"), with responses that answer question 2 in words."""
    edition = edition or published_edition()
    consultation = open_consultation(
        lead=lead,
        proposal=edition.proposal,
        edition=edition,
        decision_maker="Minister for asking",
        **more,
    )
    for runner in decision_maker_queries.controllers(consultation):
        role = "" if runner.role is RunRole.lead else f"Minister at {runner.organisation.code}"
        person_id = signatory(runner.organisation.code).person_id
        consultation.decision_makers.append(
            DecisionMaker(organisation=runner.organisation, role=role, person_id=person_id)
        )
    for number in range(responses):
        response(consultation, at=DURING + timedelta(minutes=number))
    return consultation


def theme(
    consultation: Consultation, name: str = "Say it simply", *, questions=("2",), by: Viewer | None = None, **more
) -> Theme:
    return themes.add(consultation, name=name, questions=questions, by=by or analyst(consultation), **more)


def candidate(consultation: Consultation, name: str) -> CandidateTheme:
    """A candidate theme of question 2, as a run would leave it, without answers."""
    asked = next(one for one in consultation.questions if one.number == 2)
    run = CandidateRun(consultation=consultation, question=asked, asked_at=AFTER, finished_at=AFTER)
    db.session.add(run)
    db.session.flush()
    about = {"number": 1, "name": name, "words": [name], "sureness": 90, "size": 0, "made_at": AFTER}
    found = CandidateTheme(consultation=consultation, question=asked, run_id=run.id, **about)
    db.session.add(found)
    db.session.flush()
    return found


def coded(submission: Submission, *ticks: Theme | str, question: int = 2, by: Viewer | None = None) -> None:
    """Codes the answer to one question to these themes, or to `NOTHING`."""
    chosen = [tick if isinstance(tick, str) else str(tick.number) for tick in ticks]
    by = by or analyst(submission.consultation)
    coding.code(submission, {question: chosen}, version=submission.version, by=by)


def decided(
    theme: Theme,
    decision: str = "not_accepted",
    *,
    provision: str = "",
    reason: str = "It would cost too much.",
    quote: str = "",
    **more,
) -> Disposition:
    """Decides about a theme, linking it to the provision with this label where one is given; accepting writes new words."""
    by = more.pop("by", None) or analyst(theme.consultation)
    found = [p for p in targets.provisions(theme.consultation, viewer=by) if p.label == provision]
    version = theme.disposition.version if theme.disposition else None
    linked = str(found[0].id) if found else ""
    is_change = bool(found) and decision.startswith("accepted")
    if is_change:
        edit_provision(theme.consultation.proposal, provision, NEW_WORDS)
    made = dispositions.Decided(
        decision, reason, provision_id=linked, quote=quote or (NEW_QUOTE if is_change else ""), **more
    )
    return dispositions.decide(theme, made, version=version, by=by)


def changed_edition(consultation: Consultation, label: str = "3.1", words: str = NEW_WORDS) -> Edition:
    """A published decision edition in which one provision reads differently."""
    edit_provision(consultation.proposal, label, words)
    return decision_edition(consultation.proposal)


def drafted(
    consultation: Consultation, *, kind: str = "proceed_with_changes", edition: Edition | None = None
) -> Outcome:
    """A drafted government response."""
    held = consultation.outcome
    return answering.draft_outcome(
        consultation,
        "We changed one provision.",
        kind=kind,
        edition_id=str(edition.id) if edition else "",
        version=held.version if held else None,
        by=analyst(consultation),
    )


def confirmed(consultation: Consultation) -> None:
    """The report given to each decision-maker, and the confirmation of each."""
    reported(consultation)
    for maker in consultation.decision_makers:
        by = signatory(maker.organisation.code)
        decision_makers.confirm(maker, "I read the report and weighed it.", by=by)


def reported(consultation: Consultation) -> None:
    """The report given to each decision-maker."""
    for maker in consultation.decision_makers:
        decision_makers.give_report(maker, by=analyst(consultation))


@remembered
def ready_to_answer(**more) -> Consultation:
    """All of N10 holds: two responses coded to an accepted theme that changed provision 3.1. Nothing is published."""
    consultation = closed_consultation(**more)
    accepted = theme(consultation)
    for submission in submissions(consultation):
        coded(submission, accepted)
    reported(consultation)
    decided(accepted, "accepted", provision="3.1", reason="It is easier to read.")
    drafted(consultation, edition=changed_edition(consultation))
    confirmed(consultation)
    return consultation


def submissions(consultation: Consultation) -> list[Submission]:
    """All responses in the order of their coming."""
    from collab.consultations.queries import analysis

    return list(analysis.submissions(consultation, analysis.Filters())[0])


def cleared(
    consultation: Consultation, part: AnswerPart = AnswerPart.outcome, *, but: tuple[str, ...] = ()
) -> AnswerText:
    """Frozen by the lead's author, and cleared by the signatory of each lead and joint organisation `but` some."""
    answer = clearing.freeze(consultation, part, by=analyst(consultation))
    for runner in decision_maker_queries.controllers(consultation):
        if runner.organisation.code not in but:
            clearing.clear(answer, hash=answer.hash, by=signatory(runner.organisation.code))
    return answer


@remembered
def answered(**more) -> Consultation:
    """The same, with the government response published and the mails queued."""
    consultation = ready_to_answer(**more)
    publish(consultation)
    return consultation


def publish_feedback(consultation: Consultation) -> None:
    """Drafted, cleared by all, and public."""
    answering.draft_feedback(consultation, "Few wrote.", by=analyst(consultation))
    cleared(consultation, AnswerPart.feedback)
    answering.publish_feedback(consultation, by=analyst(consultation))


def publish(consultation: Consultation) -> None:
    """Frozen and cleared by all before, where it is not yet."""
    assert consultation.outcome
    if clearing_queries.in_clearance(consultation, AnswerPart.outcome) is None:
        cleared(consultation)
    answering.publish_outcome(
        consultation, address=address, version=consultation.outcome.version, by=analyst(consultation)
    )
