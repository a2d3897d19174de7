"""Issuing a write-round, replying to it, closing conditions, going on without a reply, and ending it. The proposal is the root."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, lock
from collab.errors import Problem, Refused
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing, settle_texts
from collab.proposals.models import (
    AskedOrganisation,
    Condition,
    ConditionEnd,
    Participation,
    PartRole,
    Proposal,
    ReplyKind,
    RoundEnd,
    RoundReply,
    WriteRound,
)
from collab.proposals.queries import editions
from collab.proposals.queries.places import documents_of
from collab.proposals.rules import canonical
from collab.proposals.rules import rounds as rules
from collab.proposals.rules.contents import content
from collab.web.filters import day


@permitted(policy.can_manage)
def issue(
    proposal: Proposal,
    *,
    organisation_ids: Collection[UUID],
    deadline_on: date,
    question: str = "",
    short_reason: str = "",
    by: Viewer,
) -> WriteRound:
    """Sends the working text, as it is now, to chosen bodies for their replies by a London day (W1). Raises Refused."""
    open_for_writing(proposal, by=by)
    asked = [part for part in proposal.participations if part.organisation_id in organisation_ids]
    problems = _asked_problems(asked)
    problems += rules.deadline_problems(clock.today(), deadline_on, short_reason, accounts.bank_holidays())
    if problems or by.person_id is None or by.membership_id is None:
        raise Refused(problems)
    settle_texts(proposal, documents_of(proposal), by=by)
    text = canonical.dumps(content(editions.whole(proposal), change_note=""))
    issued = WriteRound(
        proposal=proposal,
        number=len(proposal.rounds) + 1,
        question=canonical.plain(question.strip()),
        canonical=text,
        hash=canonical.sha256(text),
        issued_at=clock.now(),
        issued_by_id=by.person_id,
        issued_membership_id=by.membership_id,
        deadline_on=deadline_on,
        short_reason=canonical.plain(short_reason.strip()),
        asked=[AskedOrganisation(organisation=part.organisation, position=n) for n, part in enumerate(asked)],
    )
    db.session.add(issued)
    db.session.flush()
    _ask(issued)
    about = {"deadline": deadline_on.isoformat(), "hash": issued.hash}
    _record(issued, Event.round_issued, by, **about, organisations=[str(part.organisation_id) for part in asked])
    return issued


def _asked_problems(asked: Sequence[Participation]) -> list[Problem]:
    if not asked or not all(rules.can_be_asked(part) for part in asked):
        return [Problem("Choose one or more organisations that read this draft", field="organisations")]
    return []


@permitted(policy.can_reply)
def reply(asked: AskedOrganisation, *, kind: ReplyKind, words: str = "", by: Viewer) -> RoundReply:
    """The body's own word, also after the deadline. The same reply twice is one; another stands beside it, and counts."""
    _lock(asked.round)
    if asked.round.ended_at is not None:
        raise Refused("This write-round has been ended by the lead. A reply does not count any more.")
    words = canonical.plain(words.strip())
    standing = [held for held in asked.conditions if held.closed_at is None]
    problems = rules.reply_problems(kind, words, has_open_condition=bool(standing))
    if problems or by.person_id is None or by.membership_id is None:
        raise Refused(problems)
    last = asked.reply
    is_closed = last is not None and last.condition is not None and last.condition.closed_at is not None
    if last is not None and (last.kind, last.words) == (kind, words) and not is_closed:
        return last
    said = RoundReply(
        asked=asked,
        number=len(asked.replies) + 1,
        kind=kind,
        words=words,
        at=clock.now(),
        organisation_id=asked.organisation_id,
        person_id=by.person_id,
        membership_id=by.membership_id,
    )
    if kind is ReplyKind.condition:
        said.condition = Condition(organisation_id=asked.organisation_id)
    db.session.add(said)
    db.session.flush()
    _tell_reply(said, by)
    _record(asked.round, Event.round_replied, by, organisation=str(asked.organisation_id), kind=kind.value)
    return said


@permitted(policy.can_close_condition)
def close_condition(condition: Condition, *, how: ConditionEnd, reason: str, by: Viewer) -> None:
    """The raiser says that its condition is met, or that it does not insist any more (W3)."""
    if how is ConditionEnd.decided:
        raise Refused("A decision is the lead's to make.")
    _close(condition, how, reason, by)
    about = {"condition": str(condition.id), "how": how.value}
    _tell_closed(condition, by, to_lead=True)
    _record(condition.reply.asked.round, Event.round_condition_closed, by, **about)


def _can_decide_condition(by: Viewer, condition: Condition) -> bool:
    """Only a signatory of the lead organisation can decide this, with reasons."""
    return policy.can_decide(by, condition.reply.asked.round.proposal)


@permitted(_can_decide_condition)
def decide_condition(condition: Condition, *, reason: str, by: Viewer) -> None:
    """The lead closes another body's condition, with reasons that all named bodies can read (W3)."""
    _close(condition, ConditionEnd.decided, reason, by)
    _tell_closed(condition, by, to_lead=False)
    _record(condition.reply.asked.round, Event.round_condition_decided, by, condition=str(condition.id))


def _close(condition: Condition, how: ConditionEnd, reason: str, by: Viewer) -> None:
    _lock(condition.reply.asked.round)
    if condition.closed_at is not None:
        raise Refused("This condition has been closed already.")
    if not reason.strip():
        raise Refused(Problem("Enter how it was settled", field="reason"))
    condition.closed_at, condition.closed_how = clock.now(), how
    condition.closed_reason = canonical.plain(reason.strip())
    condition.closed_by_id, condition.closed_for_id = by.person_id, by.organisation_id


def _can_decide_asked(by: Viewer, asked: AskedOrganisation) -> bool:
    """Only a signatory of the lead organisation can decide this, with reasons."""
    return policy.can_decide(by, asked.round.proposal)


@permitted(_can_decide_asked)
def go_on_without(asked: AskedOrganisation, *, reason: str, by: Viewer) -> None:
    """A recorded decision not to wait for a body that let the deadline pass (W2). It can still reply, and then that counts."""
    _lock(asked.round)
    if asked.reply is not None or asked.waived_at is not None:
        raise Refused("There is nothing to wait for here any more.")
    if not rules.is_no_reply(asked, clock.today()):
        raise Refused(f"Its deadline is {day(asked.round.deadline_on)}. It has time until the end of that day.")
    if not reason.strip():
        raise Refused(Problem("Enter the reasons", field="reason"))
    asked.waived_at, asked.waived_by_id = clock.now(), by.person_id
    asked.waived_reason = canonical.plain(reason.strip())
    _record(asked.round, Event.round_gone_on_without, by, organisation=str(asked.organisation_id))


def _can_end(by: Viewer, write_round: WriteRound) -> bool:
    """Only a signatory of the lead organisation can decide this, with reasons."""
    return policy.can_decide(by, write_round.proposal)


@permitted(_can_end)
def end_round(write_round: WriteRound, *, how: RoundEnd, reason: str, by: Viewer) -> None:
    """Refused: there is no agreement, and only a further round can bring one. Lapsed: it is not waited for any more."""
    _lock(write_round)
    problems = rules.end_problems(write_round, reason)
    if problems:
        raise Refused(problems)
    write_round.ended_at, write_round.ended_how, write_round.ended_by_id = clock.now(), how, by.person_id
    write_round.end_reason = canonical.plain(reason.strip())
    _record(write_round, Event.round_ended, by, how=how.value)


def _lock(write_round: WriteRound) -> None:
    lock(write_round.proposal)
    if write_round.proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn.")


def _record(write_round: WriteRound, event: Event, by: Viewer, **about: object) -> None:
    known = {"round": write_round.number}
    record(RootKind.proposal, write_round.proposal_id, event, by=by, about={**known, **about})


def _ask(issued: WriteRound) -> None:
    body = (
        "You get this because your organisation is asked for its reply in a write-round.\n\n"
        f"Reply by the end of {day(issued.deadline_on)}: with a condition, with advice, with a comment, or with a nil return. "
        "No reply is not taken for agreement."
    )
    ids = [asked.organisation_id for asked in issued.asked]
    _mail(issued, "round", ids, f"A write-round asks for your reply by {day(issued.deadline_on)}", body)


def _tell_reply(said: RoundReply, by: Viewer) -> None:
    write_round = said.asked.round
    name = opening(the(by.organisation_name))
    body = (
        "You get this because your organisation leads the proposal.\n\n"
        f"{name} has replied to write-round {write_round.number}: {rules.KIND_WORDS[said.kind].lower()}."
    )
    _mail(write_round, f"reply-{said.id}", _lead(write_round), f"{name} has replied to a write-round of yours", body)


def _tell_closed(condition: Condition, by: Viewer, *, to_lead: bool) -> None:
    write_round, how = condition.reply.asked.round, rules.END_WORDS[condition.closed_how or ConditionEnd.decided]
    whose = "your organisation leads the proposal" if to_lead else "your organisation raised the condition"
    body = f"You get this because {whose}.\n\nA condition in write-round {write_round.number} is closed. {how}."
    to = _lead(write_round) if to_lead else [condition.organisation_id]
    _mail(write_round, f"closed-{condition.id}", to, "A condition on a joint proposal is closed", body)


def _lead(write_round: WriteRound) -> list[UUID]:
    return [p.organisation_id for p in write_round.proposal.participations if p.role is PartRole.lead]


def _mail(write_round: WriteRound, what: str, organisations: Sequence[UUID], subject: str, body: str) -> None:
    """One mail to each author and signatory; no words of the draft are in it."""
    address = f"{SITE}/proposals/{write_round.proposal.address}/rounds/{write_round.number}"
    for member in accounts.members_with(list(organisations)):
        if {Role.author, Role.signatory} & member.role_set:
            queue(
                member.person.email,
                subject,
                f"{body}\n\nSign in to collab and open {address}\n",
                purpose_key=f"{what}:{write_round.id}:{member.person_id}",
            )
