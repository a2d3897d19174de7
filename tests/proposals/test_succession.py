"""An organisation ends: refused without a successor while it is bound, and all that binds it passes on in one transaction."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from collab import clock
from collab.accounts import tasks
from collab.accounts.actions import change_organisation, endings
from collab.accounts.models import Role
from collab.audit.models import Chain, Entry, Event
from collab.audit.queries import first_break
from collab.db import db
from collab.errors import Refused
from collab.notifications.models import Message
from collab.proposals.actions import clearance, parts, publication, rounds
from collab.proposals.models import ClearanceEnd, ConditionEnd, PartRole, Proposal, ReplyKind, Succession
from collab.proposals.queries import editions as queries
from collab.proposals.rules import succession as rules
from tests.factories import editions as made
from tests.factories import proposals as drafted
from tests.factories.accounts import acting, author, sign_in, signatory, system_administrator
from tests.factories.submissions import open_consultation
from tests.support.page import Page


@pytest.fixture
def writing(writing_in):
    with writing_in() as session:
        yield session


def end(code, successor="", *, on=None):
    """The last day is yesterday unless another is named."""
    body = made.organisation(code)
    fields = ("name", "name_cy", "organisation_class", "independence", "sponsor_id", "relation", "valid_from")
    change_organisation(
        body,
        **{name: getattr(body, name) for name in fields},
        note="It was merged." if not successor else "",
        valid_to=on or clock.today() - timedelta(days=1),
        successor_id=made.organisation(successor).id if successor else None,
        by=system_administrator(),
    )


def roles(proposal):
    return {part.organisation.code: part.role.value for part in queries.whole(proposal).participations}


def refused(*args, **kwargs):
    with pytest.raises(Refused) as caught:
        end(*args, **kwargs)
    return str(caught.value)


def test_a_body_that_is_bound_cannot_end_without_a_successor(writing):
    edition = made.frozen_edition(affected=("CPS",))
    assert (
        "A proposal that is not public yet: it leads, it has 1 live commitment, its clearance is asked for"
        in refused("HO")
    )
    assert refused("MOJ").endswith("its clearance is asked for")
    end("NACRO")
    end("CPS")
    clearance.recall(edition, reason="Wait", by=author("HO"))
    asked = drafted.round_of(edition.proposal, "AGO")
    drafted.condition_of(asked)
    assert refused("AGO").endswith("its condition is open")
    assert db.session.scalars(select(Succession)).all() == []


def test_roles_commitments_implications_and_conditions_pass_in_one_transaction_and_history_keeps_the_name(writing):
    edition = made.cleared_edition(lead="HMCTS", joint=("HO", "MOJ", "AGO"), affected=("CPS",))
    proposal, old = edition.proposal, made.organisation("HMCTS")
    publication.schedule(edition, at=clock.now() + timedelta(hours=2), by=made.publisher("HMCTS"))
    author("CPS")
    before = edition.canonical
    end("HMCTS", "LAA")
    assert roles(proposal) == {"LAA": "lead", "HO": "joint", "MOJ": "joint", "AGO": "joint", "CPS": "affected"}
    assert [c.organisation.code for c in proposal.commitments] == ["LAA"]
    assert [(i.organisation.code, i.asserted_by.code) for i in proposal.implications] == [("LAA", "LAA")]
    assert {n.organisation.code for n in proposal.nil_returns} == {"LAA", "HO", "MOJ", "AGO", "CPS"}
    assert edition.recalled_at is not None
    assert edition.scheduled_for is None
    assert "HM Courts & Tribunals Service was followed by the Legal Aid Agency" in edition.recall_reason
    said = queries.sayings([edition])[edition.id]
    assert {(one.organisation, one.ended_why) for one in said} >= {
        ("HM Courts & Tribunals Service", ClearanceEnd.stale)
    }
    assert edition.canonical == before
    assert "HM Courts & Tribunals Service" in before
    row = db.session.scalars(select(Succession)).one()
    assert (row.old_id, row.new.code, row.on) == (old.id, "LAA", clock.today() - timedelta(days=1))
    events = db.session.scalars(select(Entry.event).where(Entry.root_id == proposal.id).order_by(Entry.number)).all()
    assert events[-2:] == [Event.edition_recalled, Event.organisation_succeeded]
    for chain in db.session.scalars(select(Chain)):
        assert first_break(chain) is None
    again = made.published_edition(proposal)
    assert again.content["organisations"][0]["code"] == "LAA"


def test_a_merger_joins_two_roles_and_what_both_had_answered(writing):
    proposal = made.ready_proposal(affected=("CPS",))
    asked = drafted.round_of(proposal, "MOJ")
    drafted.condition_of(asked)
    both = rounds.issue(
        proposal,
        organisation_ids={made.organisation("MOJ").id, made.organisation("CPS").id},
        deadline_on=asked.deadline_on,
        by=author("HO"),
    )
    rounds.reply(both.asked[1], kind=ReplyKind.nil_return, by=author(both.asked[1].organisation.code))
    end("MOJ", "CPS")
    assert roles(proposal) == {"HO": "lead", "CPS": "joint", "AGO": "joint"}
    condition = asked.asked[0].conditions[0]
    assert condition.organisation.code == "CPS"
    assert condition.reply.organisation.code == "MOJ"
    rounds.close_condition(condition, how=ConditionEnd.satisfied, reason="Agreed.", by=author("CPS"))
    per_provision = [(n.provision.number, n.organisation.code) for n in proposal.nil_returns]
    assert len(per_provision) == len(set(per_provision))
    assert "MOJ" not in {code for _, code in per_provision}
    end("HO", "CPS")
    assert roles(proposal)["CPS"] == "lead"
    assert rules.stronger(PartRole.joint, PartRole.lead) is PartRole.lead


def test_an_approval_that_is_still_owed_passes_on(writing):
    edition = made.cleared_edition(but=("AGO",))
    second = acting("HO", Role.signatory, email="second-signatory@ho.example")
    publication.publish_urgently(edition, reason="A court ordered it.", by=second)
    end("AGO", "GLD")
    assert [body.code for body, said in queries.missing(edition)] == ["GLD"]
    publication.approve_afterwards(edition, hash=edition.hash, by=signatory("GLD"))


def test_a_last_day_to_come_hands_on_nothing_until_it_is_over(app, writing_in):
    with writing_in():
        proposal = made.ready_proposal()
        identity = proposal.id
        acting("NCA", Role.viewer)
        end("HO", "NCA", on=clock.today())
        assert roles(proposal)["HO"] == "lead"
    with app.app_context():
        tasks.pass_on_ended()
    with writing_in():
        assert roles(db.session.get_one(Proposal, identity))["HO"] == "lead"
    for _ in range(2):
        with app.app_context(), clock.pinned(clock.now() + timedelta(days=1)):
            tasks.pass_on_ended()
    with writing_in():
        assert roles(db.session.get_one(Proposal, identity))["NCA"] == "lead"
        assert len(db.session.scalars(select(Succession)).all()) == 1
        told = select(Message.to).where(Message.purpose_key.startswith("succession:"))
        assert db.session.scalars(told).all() == ["viewer@nca.example"]


def test_on_pages(app, writing_in):
    with writing_in():
        proposal = made.published_edition().proposal
        here = f"/proposals/{proposal.reference}"
        system_administrator()
        author("NCA")
    client = app.test_client()
    sign_in(client, "system@collab.example")
    yesterday = clock.today() - timedelta(days=1)
    answer = client.submit("/organisations/ho/edit", valid_to=yesterday, note="No more.")
    assert answer.status_code == 422
    assert f"{here[11:]}: it leads, it has 1 live commitment" in answer.text
    with writing_in():
        nca = str(made.organisation("NCA").id)
    client.follow(client.submit(answer, successor_id=nca))
    member = app.test_client()
    sign_in(member, "author@nca.example")
    said = Page(member.get_ok(f"{here}/organisations").text).words
    assert "The Home Office, whose last day was" in said
    assert "was followed by the National Crime Agency" in said
    public = Page(app.test_client().get_ok(here).text).words
    assert "Home Office, Ministry of Justice and Attorney General's Office" in public
    assert member.get(f"{here}/organisations/new").status_code == 200
    with writing_in():
        found, by = db.session.scalars(select(Proposal)).one(), author("NCA")
        with pytest.raises(Refused, match="does not exist today"):
            parts.set_part(found, organisation=made.organisation("HO"), role=PartRole.affected, by=by)


def test_a_consultation_that_is_not_over_passes_with_its_part(writing):
    running, over = open_consultation(lead="HMCTS", joint=("MOJ",)), open_consultation(lead="HMCTS", joint=())
    over.withdrawn_at = clock.now()
    writing.flush()
    assert f"{running.reference}: it leads it" in refused("HMCTS")
    end("HMCTS", "MOJ")
    assert [(one.organisation.code, one.role.value) for one in running.runners] == [("MOJ", "lead")]
    assert [one.organisation.code for one in over.runners] == ["HMCTS"]
    entry = writing.scalars(select(Entry).where(Entry.event == Event.consultation_passed_on)).one()
    assert entry.payload.content["role"] == "lead"
    endings.pass_on(made.organisation("HMCTS"), by=system_administrator())
    assert len(writing.scalars(select(Entry).where(Entry.event == Event.consultation_passed_on)).all()) == 1
