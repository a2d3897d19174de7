"""Proposals in drafting, made by the real actions. Call them inside `writing_in()`; finished ones are in `editions`."""

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer
from collab.proposals.actions import assessments, commitments, drafting, implications, parts, provisions, rounds
from collab.proposals.models import (
    Commitment,
    Condition,
    Implication,
    PartRole,
    Proposal,
    Provision,
    ReplyKind,
    WriteRound,
)
from collab.proposals.rules.rounds import earliest_full_deadline
from tests.factories.accounts import author
from tests.factories.editions import cost, terms

TITLE = "Ask people once"


def start_proposal(lead: str = "HO", *, title: str = TITLE, provisions_: int = 1, **roles: str) -> Proposal:
    """`start_proposal("HO", MOJ="joint", VS="affected")`: a proposal with its organisations and provisions, without text."""
    by = author(lead)
    proposal = drafting.start(title=title, summary="One question, asked once, by one body.", by=by)
    for code, role in roles.items():
        add_organisation(proposal, code, role, by=by)
    for number in range(1, provisions_ + 1):
        add_provision(proposal, title=f"Provision number {number}", by=by)
    return proposal


def add_organisation(proposal: Proposal, code: str, role: str, *, by: Viewer, reason: str = "") -> None:
    body = accounts.organisation_by_code(code)
    assert body, f"no organisation {code}"
    reason = reason or ("Nothing here is theirs." if role == "not_affected" else "")
    parts.set_part(proposal, organisation=body, role=PartRole(role), reason=reason, by=by)


def add_provision(proposal: Proposal, *, title: str, by: Viewer, text: str = "It is done once.") -> Provision:
    return provisions.add_provision(proposal, title=title, text=text, by=by)


def add_commitment(
    proposal: Proposal, code: str, *, words: str = "Change the form by spring.", shared: bool = False, **more
) -> Commitment:
    """An agreed commitment of this organisation on the first provision, private unless it is `shared`."""
    by = author(code)
    made = commitments.add_commitment(proposal, terms=terms(proposal.provisions[0], words=words, **more), by=by)
    if shared:
        commitments.share_commitment(made, by=by)
    return made


def add_implication(
    proposal: Proposal,
    about: str,
    *,
    asserted_by: str = "",
    summary: str = "It costs more.",
    shared: bool = False,
    **more,
) -> Implication:
    """A cost of the first provision for one organisation, said by another one or by itself."""
    by, body = author(asserted_by or about), accounts.organisation_by_code(about)
    made = implications.assert_implication(
        proposal, provision=proposal.provisions[0], organisation=body, terms=cost(summary, **more), by=by
    )
    if shared:
        implications.share_implication(made, by=by)
    return made


def round_of(proposal: Proposal, code: str, *, question: str = "") -> WriteRound:
    """A write-round of this proposal's lead to one organisation."""
    lead = next(part.organisation.code for part in proposal.participations if part.role is PartRole.lead)
    body = accounts.organisation_by_code(code)
    deadline = earliest_full_deadline(clock.today(), accounts.bank_holidays())
    return rounds.issue(proposal, organisation_ids={body.id}, deadline_on=deadline, question=question, by=author(lead))


def condition_of(made: WriteRound, *, words: str = "Say who pays.") -> Condition:
    """A condition of the first organisation that the round was sent to."""
    asked = made.asked[0]
    said = rounds.reply(asked, kind=ReplyKind.condition, words=words, by=author(asked.organisation.code))
    return said.condition


def add_treasury_position(proposal: Proposal, *, words: str = "Content.") -> None:
    lead = next(part.organisation.code for part in proposal.participations if part.role is PartRole.lead)
    assessments.record_treasury_position(proposal, words=words, given_on=clock.today(), by=author(lead))
