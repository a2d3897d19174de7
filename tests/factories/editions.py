"""Proposals on their way to publication, made by the real actions. Call them inside `writing_in()`."""

from datetime import date
from decimal import Decimal

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.accounts.policy import Viewer
from collab.proposals.actions import (
    assessments,
    clearance,
    commitments,
    drafting,
    implications,
    nil_returns,
    options,
    parts,
    provisions,
)
from collab.proposals.models import (
    Acceptance,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Confidence,
    Direction,
    Edition,
    FundingPosition,
    ImplicationType,
    OptionKind,
    PartRole,
    Proposal,
    Recurrence,
    Unit,
)
from collab.proposals.queries import drafts, grid
from collab.proposals.queries import editions as queries
from collab.proposals.rules.commitments import CommitmentTerms
from collab.proposals.rules.implications import ImplicationTerms
from tests.factories.accounts import acting, author, person, signatory
from tests.factories.remembered import remembered

LEADS = ("HO", "MOJ", "AGO")
SECTIONS = {
    "problem": "Too many people are asked for the same thing **twice**.\n\n- at the front desk\n- and again at court",
    "vision": "Everybody is asked once.",
    "evidence": "Two small trials, and what people said about them.",
    "delivery": "First one area, then all of them.",
}


def publisher(code: str = "HO") -> Viewer:
    """A second author, who neither writes nor freezes in these factories."""
    return acting(code, Role.author, email=f"second-author@{code.lower()}.example")


@remembered
def ready_proposal(
    *,
    lead: str = "HO",
    joint: tuple[str, ...] = ("MOJ", "AGO"),
    affected: tuple[str, ...] = (),
    title: str = "Ask people once",
) -> Proposal:
    """A proposal of which everything is written and every cell of the grid is answered."""
    by = author(lead)
    proposal = drafting.start(title=title, summary="One question, asked once, by one body.", by=by)
    for role, codes in ((PartRole.joint, joint), (PartRole.affected, affected)):
        for code in codes:
            parts.set_part(proposal, organisation=organisation(code), role=role, by=by)
    for section in drafts.sections(proposal):
        drafting.write_section(proposal, section, text=SECTIONS[section.kind.value], by=by)
    provisions.add_provision(
        proposal, title="Ask once", text="Each body asks only what no other body has asked.", by=by
    )
    provisions.add_provision(proposal, title="Keep the answer", text="The answer is kept for one year.", by=by)
    add_options(proposal, by=by)
    answer_grid(proposal)
    return proposal


def add_options(proposal: Proposal, *, by: Viewer) -> None:
    options.add_option(
        proposal, kind=OptionKind.do_nothing, title="Do nothing", description="All stays as it is.", by=by
    )
    options.add_option(proposal, kind=OptionKind.preferred, title="Ask once", description="As proposed here.", by=by)
    options.add_option(
        proposal,
        kind=OptionKind.discarded,
        title="A leaflet",
        description="Tell people.",
        discarded_reason="Few read it.",
        by=by,
    )


def answer_grid(proposal: Proposal) -> None:
    """The lead commits itself and has a cost under the first provision; all else is a nil return."""
    by = lead_author(proposal)
    first = grid.live_provisions(proposal)[0]
    commitments.add_commitment(proposal, terms=terms(first), by=by)
    commitments.share_all_commitments(proposal, by=by)
    body = accounts.organisation_by_id(by.organisation_id)
    implications.assert_implication(proposal, provision=first, organisation=body, terms=cost(), by=by)
    implications.share_all_implications(proposal, by=by)
    words = "HM Treasury is content that the money is sought in the next review."
    assessments.record_treasury_position(proposal, words=words, given_on=clock.today(), by=by)
    fill_blanks(proposal)


def fill_blanks(proposal: Proposal) -> None:
    """A nil return for each cell that is blank."""
    table = grid.grid(proposal)
    places = {provision.id: provision for provision in table.provisions}
    codes = {body.id: body.code for body in table.organisations}
    for cell in table.missing:
        nil_returns.make_nil_return(
            proposal, provision=places[cell.provision_id], by=author(codes[cell.organisation_id])
        )


def terms(
    *on, words: str = "Change the form by spring.", acceptance: Acceptance = Acceptance.agreed
) -> CommitmentTerms:
    return CommitmentTerms(
        kind=CommitmentKind.deliverable,
        acceptance=acceptance,
        provision_ids=[provision.id for provision in on],
        words=words,
        measure="No question is on two forms.",
        reason="Not in our gift." if acceptance is Acceptance.not_agreed else "",
        owner_role="Director of Forms",
        due_on=date(2028, 3, 31),
        dependencies="Nothing",
        milestones=[("Draft form", date(2027, 9, 30))],
    )


def cost(summary: str = "Printing new forms.", **more) -> ImplicationTerms:
    chosen = {
        "type": ImplicationType.cost,
        "direction": Direction.adverse,
        "summary": summary,
        "confidence": Confidence.medium,
        "confidence_reason": "Taken from one area.",
        "low": Decimal("2100000"),
        "central": Decimal("3400000.50"),
        "high": Decimal("5000000"),
        "unit": Unit.gbp_per_year,
        "price_base": "2026 to 2027",
        "recurrence": Recurrence.recurring,
        "funding_position": FundingPosition.funding_sought,
    }
    return ImplicationTerms(**{**chosen, **more})


@remembered
def frozen_edition(
    proposal: Proposal | None = None,
    *,
    change_note: str = "First edition, for consultation.",
    significance: str = "major",
    **more,
) -> Edition:
    """An edition in clearance that nobody has cleared yet, frozen by the lead's author."""
    proposal = proposal or ready_proposal(**more)
    return clearance.freeze(proposal, change_note=change_note, significance=significance, by=lead_author(proposal))


def cleared_edition(proposal: Proposal | None = None, *, but: tuple[str, ...] = (), **more) -> Edition:
    """The same, cleared by all lead and joint organisations `but` some."""
    edition = frozen_edition(proposal, **more)
    for code in clearing(edition.proposal):
        if code not in but:
            clearance.clear(edition, hash=edition.hash, by=signatory(code))
    return edition


def published_edition(proposal: Proposal | None = None, **more) -> Edition:
    """A published edition: JP-…-001 on a new database."""
    edition = cleared_edition(proposal, **more)
    return clearance.publish(edition, by=publisher(lead_code(edition.proposal)))


@remembered
def decision_edition(proposal: Proposal, *, change_note: str = "The decision, after the consultation.") -> Edition:
    """From a published consultation edition to a published decision edition; edit the text before, or begin it yourself."""
    if proposal.preparing.value == "consultation":
        drafting.begin_decision_edition(proposal, by=lead_author(proposal))
    sign_all(proposal)
    fill_blanks(proposal)
    return published_edition(proposal, change_note=change_note)


def sign_all(proposal: Proposal) -> None:
    """Each organisation signs its shared commitments."""
    for commitment in list(proposal.commitments):
        if is_to_be_signed(commitment):
            commitments.sign_commitment(commitment, by=signatory(commitment.organisation.code))


def is_to_be_signed(commitment: Commitment) -> bool:
    is_open = commitment.status is CommitmentStatus.proposed and commitment.shared_at is not None
    return is_open and commitment.acceptance is not Acceptance.not_agreed


def edit_provision(proposal: Proposal, label: str, text: str) -> None:
    """New words for a provision, by the lead's author."""
    found = next(p for p in drafts.provisions(proposal) if p.label == label)
    provisions.change_provision(proposal, found, title=found.title.en.text, text=text, by=lead_author(proposal))


def clearing(proposal: Proposal) -> list[str]:
    """Codes of those that must clear, the lead first."""
    queries.whole(proposal)
    roles = (PartRole.lead, PartRole.joint)
    named = sorted(
        (part for part in proposal.participations if part.role in roles), key=lambda part: roles.index(part.role)
    )
    return [part.organisation.code for part in named]


def lead_code(proposal: Proposal) -> str:
    return clearing(proposal)[0]


def lead_author(proposal: Proposal) -> Viewer:
    return author(lead_code(proposal))


def organisation(code: str):
    found = accounts.organisation_by_code(code)
    assert found, f"no organisation {code}"
    return found


def also_signatory(email: str, code: str) -> None:
    """Makes somebody who has an account a signatory of another organisation too."""
    person(email, organisation=code, roles=(Role.signatory,))
