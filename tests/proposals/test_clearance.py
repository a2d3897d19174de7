"""Freezing, each body's word on exactly one text, recall, and publication by a second person (P1, P3 to P5)."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from collab.accounts.models import Organisation, Role
from collab.audit.models import Chain, Entry, Event
from collab.db import db
from collab.errors import NotAllowed, Refused, Stale
from collab.notifications.models import Message
from collab.proposals.actions import clearance, drafting, options, parts, provisions
from collab.proposals.models import (
    Acceptance,
    Clearance,
    ClearanceDecision,
    ClearanceEnd,
    Edition,
    OptionKind,
    PartRole,
    Proposal,
    Purpose,
)
from collab.proposals.queries import drafts
from collab.proposals.queries import editions as queries
from collab.proposals.rules import canonical
from collab.proposals.rules import editions as rules
from tests.factories import editions as made
from tests.factories.accounts import acting, author, signatory


@pytest.fixture
def writing(writing_in):
    """One transaction around the whole test."""
    with writing_in() as session:
        yield session


def refused(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return str(caught.value)


def events(proposal) -> list[Event]:
    query = select(Entry.event).where(Entry.root_id == proposal.id).order_by(Entry.number)
    return [event for event in db.session.scalars(query) if event.value.startswith("edition.")]


# --- Freezing ----------------------------------------------------------------------------------------------------


def test_a_text_is_frozen_with_its_hash_and_who_froze_it(writing):
    edition = made.frozen_edition()
    assert (edition.number, edition.purpose) == (1, Purpose.consultation)
    assert canonical.is_intact(edition.canonical, edition.hash)
    assert edition.frozen_by_id == author("HO").person_id == edition.last_writer_id
    assert edition.proposal.reference is None
    assert events(edition.proposal) == [Event.edition_frozen]


def test_the_frozen_text_holds_no_key_of_the_database_but_the_proposals_own(writing):
    edition = made.frozen_edition()
    proposal = queries.whole(edition.proposal)
    rows = [
        *proposal.participations,
        *proposal.sections,
        *proposal.provisions,
        *proposal.options,
        *proposal.commitments,
        *proposal.implications,
        *proposal.nil_returns,
        *(part.organisation for part in proposal.participations),
    ]
    for row in rows:
        assert str(row.id) not in edition.canonical
        assert row.id.hex not in edition.canonical
    assert edition.content["proposal"] == str(proposal.id)


def test_freezing_the_same_text_again_gives_the_same_hash(writing):
    first = made.frozen_edition()
    clearance.recall(first, reason="By mistake", by=author("HO"))
    again = made.frozen_edition(first.proposal)
    assert again.hash == first.hash
    assert again.number == 2


def test_freezing_names_all_that_is_missing(writing):
    proposal = drafting.start(title="Empty", summary="Nothing is in it.", by=author("HO"))
    words = refused(clearance.freeze, proposal, change_note="First", by=author("HO"))
    for missing in (
        "“The problem and who it affects” is written",
        "“Delivery” is written",
        "No provision is written yet",
        "Doing nothing is not among the options",
        "No option is the preferred one",
        "No discarded option",
        "The Ministry of Justice must be lead, joint or supporting",
        "The Attorney General's Office must be",
        "At least one joint or supporting organisation",
    ):
        assert missing in words
    assert db.session.scalar(select(func.count(Edition.id))) == 0


def test_every_problem_leads_to_where_it_is_mended(writing):
    proposal = drafting.start(title="Empty", summary="Nothing is in it.", by=author("HO"))
    with pytest.raises(Refused) as caught:
        clearance.freeze(proposal, change_note="First", by=author("HO"))
    assert all(problem.href.startswith(f"/proposals/{proposal.id}/") for problem in caught.value.problems)


def test_a_blank_cell_is_named_by_provision_and_body(writing):
    proposal = made.ready_proposal()
    provisions.add_provision(proposal, title="A third", text="Something new.", by=author("HO"))
    words = refused(clearance.freeze, proposal, change_note="First", by=author("HO"))
    assert "Provision 3.3: Nothing entered yet by the Ministry of Justice." in words
    assert "3.1" not in words


def test_p1_not_affected_counts_with_its_reason(writing):
    proposal = made.ready_proposal(joint=("MOJ",))
    by = author("HO")
    assert "Attorney General's Office" in refused(clearance.freeze, proposal, change_note="First", by=by)
    ago = made.organisation("AGO")
    parts.set_part(proposal, organisation=ago, role=PartRole.not_affected, reason="No law officer function.", by=by)
    edition = clearance.freeze(proposal, change_note="First", by=by)
    assert edition.content["organisations"][-1] == {
        "code": "AGO",
        "name": ago.name,
        "name_cy": ago.name_cy,
        "role": "not_affected",
        "reason": "No law officer function.",
    }


def test_an_asserted_implication_cannot_be_kept_out_by_silence(writing):
    proposal = made.ready_proposal(affected=("CPS",))
    made.implications.assert_implication(
        proposal,
        provision=drafts.provisions(proposal)[0],
        organisation=made.organisation("CPS"),
        terms=made.cost("More files to check."),
        by=author("MOJ"),
    )
    made.implications.share_all_implications(proposal, by=author("MOJ"))
    words = refused(clearance.freeze, proposal, change_note="First", by=author("HO"))
    assert "Implication 2, for the Crown Prosecution Service, is neither confirmed nor disputed yet." in words


@pytest.mark.parametrize("note", ["", "  \n "])
def test_a_change_note_is_needed(writing, note):
    with pytest.raises(Refused) as caught:
        clearance.freeze(made.ready_proposal(), change_note=note, by=author("HO"))
    assert [problem.field for problem in caught.value.problems] == ["change_note"]


def test_there_is_one_edition_in_clearance(writing):
    edition = made.frozen_edition()
    assert "frozen already" in refused(clearance.freeze, edition.proposal, change_note="Again", by=author("HO"))


def test_freezing_needs_the_version_that_was_read(writing):
    proposal = made.ready_proposal()
    with pytest.raises(Stale):
        clearance.freeze(proposal, change_note="First", version=proposal.version - 1, by=author("HO"))


@pytest.mark.parametrize("code", ["MOJ", "CPS", "VS"])
def test_only_an_author_of_the_lead_freezes(writing, code):
    proposal = made.ready_proposal(affected=("CPS",))
    for by in (author(code), signatory("HO")):
        with pytest.raises(NotAllowed):
            clearance.freeze(proposal, change_note="First", by=by)


def test_while_frozen_nothing_can_be_edited(writing):
    edition = made.frozen_edition()
    proposal, by = edition.proposal, author("HO")
    assert "frozen" in refused(drafting.change, proposal, title="New", summary="New", by=by)
    assert "frozen" in refused(drafting.write_section, proposal, drafts.sections(proposal)[0], text="New", by=by)
    assert "frozen" in refused(made.edit_provision, proposal, "3.1", "New")
    assert "frozen" in refused(options.add_option, proposal, kind=OptionKind.considered, title="New", by=by)
    assert "frozen" in refused(parts.remove_part, proposal, organisation=made.organisation("AGO"), by=by)
    first = drafts.provisions(proposal)[0]
    assert "frozen" in refused(made.commitments.add_commitment, proposal, terms=made.terms(first), by=by)


def test_signatories_are_asked_without_a_word_of_the_draft(writing):
    for code in made.LEADS:
        signatory(code)
    edition = made.frozen_edition(title="A secret title")
    sent = db.session.scalars(select(Message).where(Message.purpose_key.startswith(f"frozen:{edition.id}"))).all()
    assert sorted(message.to for message in sent) == [f"signatory@{code}.example" for code in ("ago", "ho", "moj")]
    assert not any("secret" in (message.subject + message.body).lower() for message in sent)


# --- Clearing and objecting --------------------------------------------------------------------------------------


def test_each_body_clears_the_hash_it_saw(writing):
    edition = made.frozen_edition()
    said = clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
    assert (said.decision, said.organisation.code, said.person_id) == (
        ClearanceDecision.cleared,
        "MOJ",
        signatory("MOJ").person_id,
    )
    assert rules.standing(edition, queries.positions(edition)) == (
        "Waiting for the Home Office and the Attorney General's Office to clear"
    )


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_another_hash_is_refused(writing, seen):
    edition = made.frozen_edition()
    assert "not the one that is frozen now" in refused(clearance.clear, edition, hash=seen, by=signatory("MOJ"))
    assert "not the one" in refused(clearance.object_to, edition, reason="No", hash=seen, by=signatory("MOJ"))
    assert queries.current_clearances(edition) == []


def test_clearing_twice_is_clearing_once(writing):
    edition = made.frozen_edition()
    first = clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
    other = acting("MOJ", Role.signatory, email="second-signatory@moj.example")
    assert clearance.clear(edition, hash=edition.hash, by=signatory("MOJ")) is first
    assert clearance.clear(edition, hash=edition.hash, by=other) is first
    assert events(edition.proposal) == [Event.edition_frozen, Event.edition_cleared]


def test_an_objection_has_a_reason_and_replaces_the_clearance(writing):
    edition = made.frozen_edition()
    by = signatory("MOJ")
    cleared = clearance.clear(edition, hash=edition.hash, by=by)
    with pytest.raises(Refused) as caught:
        clearance.object_to(edition, reason=" ", hash=edition.hash, by=by)
    assert caught.value.problems[0].field == "reason"
    clearance.object_to(edition, reason="The cost is not ours.", hash=edition.hash, by=by)
    assert cleared.ended_why is ClearanceEnd.replaced
    assert [said.decision for said in queries.current_clearances(edition)] == [ClearanceDecision.objected]
    assert rules.standing(edition, queries.positions(edition)) == "The Ministry of Justice objects"


def test_an_objection_is_answered_by_clearing_after_all(writing):
    edition = made.frozen_edition()
    clearance.object_to(edition, reason="Why?", hash=edition.hash, by=signatory("MOJ"))
    clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
    assert [said.decision for said in queries.current_clearances(edition)] == [ClearanceDecision.cleared]
    assert len(queries.sayings([edition])[edition.id]) == 2


def test_a_clearance_can_be_taken_back(writing):
    edition = made.cleared_edition()
    clearance.withdraw_clearance(edition, by=signatory("AGO"))
    words = refused(clearance.publish, edition, by=made.publisher())
    assert words == "Waiting for the Attorney General's Office to clear."
    assert "neither cleared" in refused(clearance.withdraw_clearance, edition, by=signatory("AGO"))


@pytest.mark.parametrize(("code", "role"), [("CPS", Role.signatory), ("VS", Role.signatory), ("MOJ", Role.author)])
def test_only_signatories_of_lead_and_joint_bodies_speak(writing, code, role):
    edition = made.frozen_edition(affected=("CPS",))
    by = acting(code, role)
    with pytest.raises(NotAllowed):
        clearance.clear(edition, hash=edition.hash, by=by)
    with pytest.raises(NotAllowed):
        clearance.object_to(edition, reason="No", hash=edition.hash, by=by)


def test_one_person_speaks_for_one_body_only(writing):
    edition = made.frozen_edition()
    both = "two-hats@example.com"
    acting("HO", Role.signatory, email=both)
    made.also_signatory(both, "MOJ")
    clearance.clear(edition, hash=edition.hash, by=made.accounts.acting(both, "HO"))
    words = refused(clearance.clear, edition, hash=edition.hash, by=made.accounts.acting(both, "MOJ"))
    assert "You have spoken for another organisation" in words
    clearance.withdraw_clearance(edition, by=made.accounts.acting(both, "HO"))
    assert "You have spoken" in refused(
        clearance.object_to, edition, reason="No", hash=edition.hash, by=made.accounts.acting(both, "MOJ")
    )


def test_the_database_holds_one_current_word_a_body(writing):
    edition = made.frozen_edition()
    said = clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
    copy = {
        name: getattr(said, name)
        for name in ("edition_id", "organisation_id", "decision", "at", "person_id", "membership_id")
    }
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Clearance).values(id=uuid4(), reason="", **copy))
    db.session.rollback()


# --- Recall ------------------------------------------------------------------------------------------------------


def test_a_comma_changed_needs_every_clearance_anew(writing):
    edition = made.cleared_edition()
    proposal = edition.proposal
    clearance.recall(edition, reason="A comma is missing", by=author("HO"))
    ended = queries.sayings([edition])[edition.id]
    assert [said.ended_why for said in ended] == [ClearanceEnd.stale] * 3
    made.edit_provision(proposal, "3.1", "Each body asks only what, no other body has asked.")
    again = made.frozen_edition(proposal)
    assert again.hash != edition.hash
    words = refused(clearance.publish, again, by=made.publisher())
    assert words == (
        "Waiting for the Home Office to clear. Waiting for the Ministry of Justice to clear. "
        "Waiting for the Attorney General's Office to clear."
    )
    assert "not the one" in refused(clearance.clear, again, hash=edition.hash, by=signatory("MOJ"))
    assert "was recalled" in refused(clearance.publish, edition, by=made.publisher())
    assert "was recalled" in refused(clearance.clear, edition, hash=edition.hash, by=signatory("MOJ"))
    for code in made.LEADS:
        clearance.clear(again, hash=again.hash, by=signatory(code))
    assert clearance.publish(again, by=made.publisher()).publication_number == 1


def test_a_recall_has_a_reason_and_is_the_leads(writing):
    edition = made.frozen_edition()
    assert "Enter why" in refused(clearance.recall, edition, reason=" ", by=author("HO"))
    for by in (author("MOJ"), signatory("HO")):
        with pytest.raises(NotAllowed):
            clearance.recall(edition, reason="No", by=by)


def test_what_is_public_cannot_be_recalled_cleared_or_objected_to(writing):
    edition = made.published_edition()
    assert "published already" in refused(clearance.recall, edition, reason="Too late", by=author("HO"))
    assert "published already" in refused(clearance.clear, edition, hash=edition.hash, by=signatory("MOJ"))
    assert "published already" in refused(clearance.withdraw_clearance, edition, by=signatory("MOJ"))
    assert "published already" in refused(
        clearance.object_to, edition, reason="Too late", hash=edition.hash, by=signatory("MOJ")
    )


# --- Publication -------------------------------------------------------------------------------------------------


def test_two_of_three_is_refused_naming_the_third(writing):
    edition = made.cleared_edition(but=("AGO",))
    words = refused(clearance.publish, edition, by=made.publisher())
    assert words == "Waiting for the Attorney General's Office to clear."
    clearance.object_to(edition, reason="Not so.", hash=edition.hash, by=signatory("AGO"))
    assert (
        refused(clearance.publish, edition, by=made.publisher())
        == "The Attorney General's Office objects to this edition."
    )
    assert edition.published_at is None
    assert edition.proposal.reference is None


def test_whoever_froze_it_cannot_publish_it(writing):
    edition = made.cleared_edition()
    with pytest.raises(NotAllowed, match="second person"):
        clearance.publish(edition, by=author("HO"))


def test_whoever_wrote_last_cannot_publish_it(writing):
    proposal = made.ready_proposal()
    writer = made.publisher("MOJ")
    first = drafts.provisions(proposal)[0]
    provisions.change_provision(proposal, first, title="Ask once", text="Changed.", by=made.publisher())
    edition = made.cleared_edition(proposal)
    assert edition.last_writer_id == made.publisher().person_id
    with pytest.raises(NotAllowed, match="second person"):
        clearance.publish(edition, by=made.publisher())
    with pytest.raises(NotAllowed):
        clearance.publish(edition, by=writer)
    assert clearance.publish(edition, by=signatory("HO")).published_at


def test_whoever_wrote_the_last_option_cannot_publish_it(writing):
    proposal = made.ready_proposal()
    options.add_option(
        proposal, kind=OptionKind.considered, title="Another way", description="Half of it.", by=made.publisher()
    )
    edition = made.cleared_edition(proposal)
    with pytest.raises(NotAllowed, match="second person"):
        clearance.publish(edition, by=made.publisher())


def test_publication_is_one_reference_one_number_one_time(writing):
    edition = made.published_edition()
    proposal = edition.proposal
    assert proposal.reference == f"JP-{edition.published_at.year}-001"
    assert (edition.publication_number, edition.published_by_id) == (1, made.publisher().person_id)
    assert proposal.preparing is Purpose.consultation
    assert events(proposal) == [Event.edition_frozen, *[Event.edition_cleared] * 3, Event.edition_published]
    entry = db.session.scalars(select(Entry).where(Entry.event == Event.edition_published)).one()
    assert entry.payload.content["hash"] == edition.hash
    assert len(entry.payload.content["clearances"]) == 3


def test_members_of_every_named_body_are_told(writing):
    proposal = made.ready_proposal(affected=("CPS",))
    acting("CPS", Role.viewer)
    acting("NACRO", Role.author)
    edition = made.published_edition(proposal)
    told = db.session.scalars(select(Message.to).where(Message.purpose_key.startswith(f"published:{edition.id}"))).all()
    assert {"author@ho.example", "signatory@ago.example", "viewer@cps.example"} <= set(told)
    assert "author@nacro.example" not in told


def test_the_readiness_is_checked_again(writing):
    edition = made.cleared_edition()
    part = next(part for part in edition.proposal.participations if part.organisation.code == "AGO")
    part.role = PartRole.affected  # behind the back of the actions
    words = refused(clearance.publish, edition, by=made.publisher())
    assert "Attorney General's Office must be lead, joint or supporting" in words


def test_a_text_changed_behind_our_back_is_not_published(writing):
    edition = made.cleared_edition()
    edition.proposal.title = edition.proposal.title.revised("Other", "")
    assert "not the one that was frozen any more" in refused(clearance.publish, edition, by=made.publisher())


def test_a_stored_text_without_its_hash_is_not_published(writing):
    edition = made.cleared_edition()
    edition.canonical = edition.canonical.replace("once", "twice")
    assert "does not have the hash" in refused(clearance.publish, edition, by=made.publisher())


def test_publishing_needs_the_text_that_was_seen(writing):
    edition = made.cleared_edition()
    assert "not the one" in refused(clearance.publish, edition, hash="0" * 64, by=made.publisher())
    assert clearance.publish(edition, hash=edition.hash, by=made.publisher()).published_at


def test_a_withdrawn_proposal_publishes_nothing_more(writing):
    edition = made.cleared_edition()
    edition.proposal.withdrawn_at = edition.frozen_at
    assert "withdrawn" in refused(clearance.publish, edition, by=made.publisher())
    clearance.recall(edition, reason="Withdrawn", by=author("HO"))
    assert "withdrawn" in refused(clearance.freeze, edition.proposal, change_note="Again", by=author("HO"))


def test_a_second_edition_keeps_the_reference_and_counts_on(writing):
    first = made.published_edition()
    reference = first.proposal.reference
    made.edit_provision(first.proposal, "3.2", "The answer is kept for two years.")
    second = made.published_edition(first.proposal, change_note="Kept for two years, not one.")
    assert (second.publication_number, second.proposal.reference) == (2, reference)
    assert rules.has_changed(first, second, "3.2")
    assert not rules.has_changed(first, second, "3.1")
    assert first.content["provisions"][1]["blocks"] != second.content["provisions"][1]["blocks"]


def test_two_proposals_get_two_references(writing):
    first, second = made.published_edition(), made.published_edition(title="Another")
    assert [e.proposal.reference[-4:] for e in (first, second)] == ["-001", "-002"]


# --- Commitments in editions -------------------------------------------------------------------------------------


def test_a_consultation_edition_carries_commitments_as_proposed(writing):
    edition = made.published_edition()
    assert [c["standing"] for c in edition.content["commitments"]] == ["proposed, subject to consultation"]


def test_a_decision_edition_needs_them_signed_or_refused(writing):
    proposal = made.published_edition().proposal
    drafting.begin_decision_edition(proposal, by=author("HO"))
    words = refused(clearance.freeze, proposal, change_note="Decision", by=author("HO"))
    assert "Number 1, by the Home Office, is not signed yet." in words
    first = drafts.provisions(proposal)[0]
    refusal = made.terms(first, acceptance=Acceptance.not_agreed)
    made.commitments.add_commitment(proposal, terms=refusal, by=author("MOJ"))
    made.commitments.share_all_commitments(proposal, by=author("MOJ"))
    edition = made.decision_edition(proposal)
    found = {c["organisation"]: (c["standing"], c["word"]) for c in edition.content["commitments"]}
    assert found == {"HO": ("signed", "commitment"), "MOJ": ("refused", "commitment")}
    assert edition.purpose is Purpose.decision


def test_an_independent_body_makes_its_own_undertaking(writing):
    proposal = made.ready_proposal(affected=("CPS",))
    first = drafts.provisions(proposal)[0]
    made.nil_returns.withdraw_nil_return(
        next(n for n in proposal.nil_returns if n.organisation.code == "CPS" and n.provision is first), by=author("CPS")
    )
    made.commitments.add_commitment(proposal, terms=made.terms(first), by=author("CPS"))
    made.commitments.share_all_commitments(proposal, by=author("CPS"))
    made.implications.assert_implication(
        proposal, provision=first, organisation=made.organisation("CPS"), terms=made.cost(), by=author("CPS")
    )
    made.implications.share_all_implications(proposal, by=author("CPS"))
    edition = made.frozen_edition(proposal)
    assert {c["organisation"]: c["word"] for c in edition.content["commitments"]} == {
        "HO": "commitment",
        "CPS": "undertaking",
    }


def test_every_chain_still_fits(writing):
    from collab.audit.queries import first_break

    made.published_edition()
    for chain in db.session.scalars(select(Chain)):
        assert first_break(chain) is None


def test_dates_and_amounts_are_exact(writing):
    content = made.frozen_edition().content
    assert content["implications"][0]["central"] == "3400000.5"
    assert content["commitments"][0]["due_on"] == date(2028, 3, 31).isoformat()


def test_an_uninvited_body_is_not_named(writing):
    proposal = made.ready_proposal()
    by = author("HO")
    for code in ("VS", "NACRO"):
        parts.set_part(proposal, organisation=made.organisation(code), role=PartRole.consulted, by=by)
    parts.invite(proposal, organisation=made.organisation("VS"), by=by)
    edition = made.frozen_edition(proposal)
    assert [body["code"] for body in edition.content["organisations"]] == ["HO", "MOJ", "AGO", "VS"]
    assert db.session.scalar(select(func.count(Proposal.id))) == 1
    assert db.session.scalar(select(Organisation.name).where(Organisation.code == "NACRO"))
