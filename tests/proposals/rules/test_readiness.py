"""What a proposal lacks before its text can be frozen: each rule with both of its sides."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from collab.accounts.models import Organisation
from collab.documents.models import Document
from collab.proposals.models import (
    Acceptance,
    Assessment,
    AssessmentKind,
    Commitment,
    CommitmentStatus,
    Implication,
    ImplicationStatus,
    Marking,
    Option,
    OptionKind,
    Participation,
    PartRole,
    Proposal,
    Provision,
    Purpose,
    Section,
    SectionKind,
)
from collab.proposals.rules.readiness import Blank, is_ready, requirements, unmet
from collab.text import Bilingual, Block, BlockKind, Run

THEN = datetime(2026, 11, 23, tzinfo=UTC)
ROLES = {"HO": PartRole.lead, "MOJ": PartRole.joint, "AGO": PartRole.not_affected}


def written(words="Some words"):
    return Document(blocks=(Block("b1", BlockKind.paragraph, (Run(words),)),))


def part(code, role, reason="Not engaged"):
    body = Organisation(id=uuid4(), code=code, name=f"Body {code}")
    return Participation(organisation=body, organisation_id=body.id, role=role, reason=reason, position=0)


def ready(preparing=Purpose.consultation):
    """A proposal that lacks nothing, in memory only."""
    proposal = Proposal(
        id=uuid4(),
        title=Bilingual.of("Title"),
        summary=Bilingual.of("Summary"),
        marking=Marking.official,
        preparing=preparing,
    )
    proposal.participations = [part(code, role) for code, role in ROLES.items()]
    proposal.sections = [Section(kind=kind, position=n, document=written()) for n, kind in enumerate(SectionKind)]
    proposal.provisions = [Provision(number=1, position=1, title=Bilingual.of("Ask once"), document=written())]
    proposal.assessments = [Assessment(kind=AssessmentKind.justice_impact_test)]
    kinds = (OptionKind.do_nothing, OptionKind.preferred, OptionKind.discarded)
    proposal.options = [
        Option(kind=kind, position=n, title=Bilingual.of("One"), description=Bilingual.of(""))
        for n, kind in enumerate(kinds)
    ]
    return proposal


def missing(proposal, *blanks):
    return [row.missing for row in unmet(requirements(proposal, blanks, today=THEN.date(), heirs={}))]


def drop(kind):
    def without(proposal):
        proposal.options = [option for option in proposal.options if option.kind is not kind]

    return without


def empty_section(proposal):
    proposal.sections[3].document = Document(blocks=())


def retire(proposal):
    proposal.provisions[0].retired_at = THEN


def empty_provision(proposal):
    proposal.provisions[0].document = Document(blocks=())


def untitled(proposal):
    proposal.title = Bilingual.of("")
    proposal.summary = Bilingual.of("")


def sensitive(proposal):
    proposal.marking = Marking.official_sensitive


def alone(proposal):
    proposal.participations[1].role = PartRole.not_affected


def unnamed(proposal):
    proposal.participations.pop()


def shared_implication(proposal, status=ImplicationStatus.asserted, shared_at=THEN, **more):
    body = proposal.participations[1].organisation
    proposal.implications = [
        Implication(
            number=4, organisation=body, status=status, shared_at=shared_at, provision=proposal.provisions[0], **more
        )
    ]


def test_a_proposal_that_lacks_nothing_is_ready():
    rows = requirements(ready(), [], today=THEN.date(), heirs={})
    assert is_ready(rows)
    assert all(row.missing == "" and row.href.startswith("/proposals/") for row in rows)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (untitled, "There is no title and no summary yet."),
        (sensitive, "It is marked OFFICIAL-SENSITIVE. Nothing with this marking can be published."),
        (alone, "At least one joint or supporting organisation must be named."),
        (unnamed, "The Attorney General's Office must be lead, joint or supporting, or not affected with a reason."),
        (empty_section, "Nothing is written yet."),
        (retire, "No provision is written yet."),
        (empty_provision, "Nothing is written yet under 3.1."),
        (drop(OptionKind.do_nothing), "Doing nothing is not among the options yet."),
        (drop(OptionKind.preferred), "No option is the preferred one yet."),
        (
            drop(OptionKind.discarded),
            "No discarded option is there yet. Say what else was thought of, and why it was put aside.",
        ),
        (shared_implication, "Implication 4, for Body MOJ, is neither confirmed nor disputed yet."),
    ],
)
def test_each_thing_missing_is_named_alone(break_it, words):
    proposal = ready()
    break_it(proposal)
    assert missing(proposal) == [words]


def test_the_section_without_words_is_the_one_that_is_linked():
    proposal = ready()
    empty_section(proposal)
    (row,) = unmet(requirements(proposal, [], today=THEN.date(), heirs={}))
    assert (row.rule, row.href) == ("“Delivery” is written", f"/proposals/{proposal.id}/sections/delivery")


@pytest.mark.parametrize(
    ("status", "shared_at"),
    [
        (ImplicationStatus.confirmed, THEN),
        (ImplicationStatus.disputed, THEN),
        (ImplicationStatus.withdrawn, THEN),
        (ImplicationStatus.asserted, None),
    ],
)
def test_an_answered_or_unshared_implication_stands_in_nobodys_way(status, shared_at):
    proposal = ready()
    shared_implication(proposal, status, shared_at)
    assert missing(proposal) == []


def test_blank_cells_lead_to_the_row_of_each_organisation():
    charity, office = ("vs", "Victim Support"), ("ho", "Home Office")
    blanks = [Blank("3.1", "None", *charity), Blank("3.2", "No commitment", *charity), Blank("3.1", "None", *office)]
    found = [
        (row.rule.partition(" has")[0], row.missing, row.href.partition("/grid")[2])
        for row in unmet(requirements(ready(), blanks, today=THEN.date(), heirs={}))
    ]
    assert found == [
        ("Victim Support", "Provision 3.1: None. Provision 3.2: No commitment.", "#body-vs"),
        ("The Home Office", "Provision 3.1: None.", "#body-ho"),
    ]


def test_a_blank_cell_says_who_and_where():
    assert missing(ready(), Blank("3.1", "Nothing entered yet by Victim Support")) == [
        "Provision 3.1: Nothing entered yet by Victim Support."
    ]


@pytest.mark.parametrize(
    ("preparing", "acceptance", "status", "shared_at", "ready_now"),
    [
        (Purpose.decision, Acceptance.agreed, CommitmentStatus.proposed, THEN, False),
        (Purpose.decision, Acceptance.partly_agreed, CommitmentStatus.proposed, THEN, False),
        (Purpose.decision, Acceptance.agreed, CommitmentStatus.signed, THEN, True),
        (Purpose.decision, Acceptance.not_agreed, CommitmentStatus.proposed, THEN, True),
        (Purpose.decision, Acceptance.agreed, CommitmentStatus.withdrawn, THEN, True),
        (Purpose.decision, Acceptance.agreed, CommitmentStatus.proposed, None, True),
        (Purpose.consultation, Acceptance.agreed, CommitmentStatus.proposed, THEN, True),
    ],
)
def test_commitments_are_signed_for_a_decision_only(preparing, acceptance, status, shared_at, ready_now):
    proposal = ready(preparing)
    body = proposal.participations[0].organisation
    proposal.commitments = [
        Commitment(
            number=1,
            organisation=body,
            organisation_id=body.id,
            acceptance=acceptance,
            status=status,
            shared_at=shared_at,
        )
    ]
    assert is_ready(requirements(proposal, [], today=THEN.date(), heirs={})) is ready_now
