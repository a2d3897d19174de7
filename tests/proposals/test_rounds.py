"""Write-rounds, assessments and HM Treasury's position: actions with their refusals, and their pages."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.db import db
from collab.errors import NotAllowed, Refused, Stale
from collab.notifications.models import Message
from collab.proposals.actions import assessments, clearance, rounds
from collab.proposals.models import (
    AssessmentKind,
    AssessmentStatus,
    ConditionEnd,
    Proposal,
    ReplyKind,
    RoundEnd,
    WriteRound,
)
from collab.proposals.queries import editions as queries
from collab.proposals.rules import assessments as assessment_rules
from collab.proposals.rules import canonical
from collab.proposals.rules import rounds as rules
from tests.factories import editions as made
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.support.page import Page


@pytest.fixture
def writing(writing_in):
    with writing_in() as session:
        yield session


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return str(caught.value)


def deadline():
    return rules.earliest_full_deadline(clock.today(), accounts.bank_holidays())


def issued(proposal=None, codes=("MOJ", "AGO"), **more):
    proposal = proposal or made.ready_proposal(affected=("CPS",))
    ids = {made.organisation(code).id for code in codes}
    given = {"deadline_on": deadline(), "organisation_ids": ids, **more}
    return rounds.issue(proposal, **given, by=author("HO"))


def of(made_round, code):
    return next(one for one in made_round.asked if one.organisation.code == code)


def day_after(made_round):
    return clock.pinned(datetime.combine(made_round.deadline_on + timedelta(days=1), datetime.min.time(), clock.LONDON))


def missing(proposal):
    return [row.missing for row in queries.readiness(proposal) if row.href.endswith("/rounds")]


def test_a_round_keeps_the_text_that_it_was_about(writing):
    for who in (author("MOJ"), signatory("AGO"), acting("MOJ", Role.viewer)):
        assert who
    one = issued(question="Do you agree?")
    assert canonical.is_intact(one.canonical, one.hash)
    assert queries.working_hash(one.proposal) == one.hash
    made.edit_provision(one.proposal, "3.1", "Other words.")
    assert queries.working_hash(one.proposal) != one.hash
    assert canonical.is_intact(one.canonical, one.hash)
    assert "Other words." not in one.canonical
    told = db.session.scalars(select(Message).where(Message.purpose_key.startswith(f"round:{one.id}"))).all()
    assert sorted(mail.to for mail in told) == ["author@ago.example", "author@moj.example", "signatory@ago.example"]
    assert not any("Ask people once" in mail.body + mail.subject for mail in told)


def test_who_can_be_asked_and_by_whom(writing):
    proposal = made.ready_proposal()
    for codes in ((), ("HO",), ("HO", "MOJ"), ("NACRO",)):
        assert "Choose one or more organisations that read this draft" in refused(issued, proposal, codes)
    assert "clear working days" in refused(issued, proposal, deadline_on=clock.today() + timedelta(days=5))
    assert "up to the end of" in refused(issued, proposal, deadline_on=date(2199, 1, 1), short_reason="So.")
    for by in (author("MOJ"), signatory("HO")):
        with pytest.raises(NotAllowed):
            rounds.issue(proposal, organisation_ids={made.organisation("AGO").id}, deadline_on=deadline(), by=by)
    short = issued(proposal, deadline_on=clock.today() + timedelta(days=1), short_reason="Parliament rises.")
    assert (short.number, short.short_reason) == (1, "Parliament rises.")


def test_a_reply_is_the_bodys_own_and_said_once(writing):
    one = issued()
    for by in (author("HO"), author("AGO"), acting("MOJ", Role.viewer)):
        with pytest.raises(NotAllowed):
            rounds.reply(of(one, "MOJ"), kind=ReplyKind.nil_return, by=by)
    assert "Enter what your organisation says" in refused(
        rounds.reply, of(one, "MOJ"), kind=ReplyKind.condition, by=author("MOJ")
    )
    first = rounds.reply(of(one, "MOJ"), kind=ReplyKind.advisory, words="Name a date.", by=author("MOJ"))
    again = rounds.reply(of(one, "MOJ"), kind=ReplyKind.advisory, words=" Name a date. ", by=signatory("MOJ"))
    assert again is first
    rounds.reply(of(one, "MOJ"), kind=ReplyKind.nil_return, by=signatory("MOJ"))
    assert [said.kind for said in of(one, "MOJ").replies] == [ReplyKind.advisory, ReplyKind.nil_return]
    assert missing(one.proposal) == [
        f"Write-round 1 is open until {rules.day(one.deadline_on)}: waiting for the Attorney General's Office."
    ]


def test_a_condition_stops_freezing_and_publishing_until_its_raiser_closes_it(writing):
    one = issued(codes=("CPS", "MOJ"))
    edition = None
    rounds.reply(of(one, "MOJ"), kind=ReplyKind.nil_return, by=author("MOJ"))
    rounds.reply(of(one, "CPS"), kind=ReplyKind.nil_return, by=author("CPS"))
    edition = made.cleared_edition(one.proposal)
    rounds.reply(of(one, "CPS"), kind=ReplyKind.condition, words="Say who discloses.", by=signatory("CPS"))
    open_one = of(one, "CPS").conditions[0]
    words = "A condition of the Crown Prosecution Service in write-round 1 is open."
    assert words in refused(clearance.publish, edition, by=made.publisher())
    assert "Close it first" in refused(rounds.reply, of(one, "CPS"), kind=ReplyKind.nil_return, by=author("CPS"))
    for by in (signatory("MOJ"), author("HO"), signatory("HO")):
        with pytest.raises(NotAllowed):
            rounds.close_condition(open_one, how=ConditionEnd.satisfied, reason="Done.", by=by)
    clearance.recall(edition, reason="To settle it", by=author("HO"))
    assert words in refused(clearance.freeze, one.proposal, change_note="Again", by=author("HO"))
    assert "how it was settled" in refused(
        rounds.close_condition, open_one, how=ConditionEnd.satisfied, reason=" ", by=author("CPS")
    )
    with pytest.raises(Refused):
        rounds.close_condition(open_one, how=ConditionEnd.decided, reason="Ours.", by=author("CPS"))
    rounds.close_condition(open_one, how=ConditionEnd.satisfied, reason="It says so now.", by=author("CPS"))
    assert missing(one.proposal) == [""]
    assert "closed already" in refused(
        rounds.close_condition, open_one, how=ConditionEnd.withdrawn, reason="No.", by=author("CPS")
    )
    assert made.published_edition(one.proposal).publication_number == 1


def test_the_lead_closes_a_condition_only_by_a_reasoned_decision_of_its_signatory(writing):
    one = issued(codes=("CPS",))
    rounds.reply(of(one, "CPS"), kind=ReplyKind.condition, words="Pay for it.", by=author("CPS"))
    condition = of(one, "CPS").conditions[0]
    for by in (author("HO"), signatory("MOJ")):
        with pytest.raises(NotAllowed):
            rounds.decide_condition(condition, reason="So.", by=by)
    assert "how it was settled" in refused(rounds.decide_condition, condition, reason="", by=signatory("HO"))
    rounds.decide_condition(condition, reason="Ministers decided otherwise.", by=signatory("HO"))
    assert (condition.closed_how, condition.closed_for.code) == (ConditionEnd.decided, "HO")
    told = select(Message.to).where(Message.purpose_key.startswith(f"closed-{condition.id}"))
    assert db.session.scalars(told).all() == ["author@cps.example"]


def test_silence_is_waited_for_until_a_late_reply_or_a_decision(writing):
    one = issued(codes=("MOJ", "AGO"))
    assert "It has time until" in refused(rounds.go_on_without, of(one, "MOJ"), reason="Now.", by=signatory("HO"))
    with day_after(one):
        assert "have not replied to write-round 1" in missing(one.proposal)[0]
        for by in (author("HO"), signatory("AGO")):
            with pytest.raises(NotAllowed):
                rounds.go_on_without(of(one, "MOJ"), reason="Now.", by=by)
        assert "Enter the reasons" in refused(rounds.go_on_without, of(one, "MOJ"), reason="", by=signatory("HO"))
        rounds.go_on_without(of(one, "MOJ"), reason="It was asked twice.", by=signatory("HO"))
        late = rounds.reply(of(one, "AGO"), kind=ReplyKind.comment_only, words="Late, sorry.", by=author("AGO"))
        assert rules.is_late(late.at, one.deadline_on)
        assert missing(one.proposal) == [""]
        rounds.reply(of(one, "MOJ"), kind=ReplyKind.condition, words="Wait after all.", by=author("MOJ"))
        assert "A condition of the Ministry of Justice" in missing(one.proposal)[0]


def test_a_refused_round_needs_another_and_a_lapsed_one_keeps_its_conditions(writing):
    one = issued(codes=("MOJ", "CPS"))
    rounds.reply(of(one, "CPS"), kind=ReplyKind.condition, words="Pay for it.", by=author("CPS"))
    with pytest.raises(NotAllowed):
        rounds.end_round(one, how=RoundEnd.lapsed, reason="So.", by=author("HO"))
    assert "Enter the reasons" in refused(rounds.end_round, one, how=RoundEnd.lapsed, reason=" ", by=signatory("HO"))
    rounds.end_round(one, how=RoundEnd.lapsed, reason="The text is another one.", by=signatory("HO"))
    assert missing(one.proposal) == ["A condition of the Crown Prosecution Service in write-round 1 is open."]
    assert "ended by the lead" in refused(rounds.reply, of(one, "MOJ"), kind=ReplyKind.nil_return, by=author("MOJ"))
    two = issued(one.proposal, ("MOJ",))
    rounds.end_round(two, how=RoundEnd.refused, reason="No agreement.", by=signatory("HO"))
    assert "Agreement was refused in write-round 2." in missing(one.proposal)[0]
    assert "been ended already" in refused(rounds.end_round, two, how=RoundEnd.lapsed, reason="No.", by=signatory("HO"))


def test_w4_is_named_before_freezing_and_what_is_public_is_frozen(writing):
    proposal = made.ready_proposal(affected=("LAA",))
    held = proposal.treasury_position
    db.session.delete(held)
    db.session.flush()
    first = proposal.provisions[0]
    body, by = made.organisation("LAA"), author("LAA")
    made.implications.assert_implication(proposal, provision=first, organisation=body, terms=made.cost(), by=by)
    made.implications.share_all_implications(proposal, by=by)
    words = refused(clearance.freeze, proposal, change_note="First", by=author("HO"))
    assert (
        "money is missing for implication 1, for the Home Office and implication 2, for the Legal Aid Agency" in words
    )
    assert "Nothing is recorded of the Justice Impact Test: the Home Office leads" in words
    terms = assessment_rules.AssessmentTerms(AssessmentStatus.submitted, date(2026, 11, 2), is_public=True)
    kind = AssessmentKind.justice_impact_test
    with pytest.raises(NotAllowed):
        assessments.record_assessment(proposal, kind=kind, terms=terms, by=author("MOJ"))
    assessments.record_assessment(proposal, kind=kind, terms=terms, by=author("HO"))
    dpia = assessment_rules.AssessmentTerms(AssessmentStatus.screening, date(2026, 11, 2), reason="Private words.")
    one = assessments.record_assessment(proposal, kind=AssessmentKind.dpia, terms=dpia, by=author("HO"))
    with pytest.raises(Stale):
        assessments.record_assessment(
            proposal, kind=AssessmentKind.dpia, terms=dpia, version=one.version - 1, by=author("HO")
        )
    position = {"words": "Content.", "given_on": date(2026, 11, 2)}
    assessments.record_treasury_position(proposal, **position, by=author("HO"))
    edition = made.frozen_edition(proposal)
    assert [(a["kind"], a["status"]) for a in edition.content["assessments"]] == [("justice_impact_test", "submitted")]
    assert "Private words." not in edition.canonical
    assert "frozen" in refused(assessments.record_assessment, proposal, kind=kind, terms=terms, by=author("HO"))
    assert "frozen" in refused(assessments.record_treasury_position, proposal, **position, by=author("HO"))


# --- Pages -------------------------------------------------------------------------------------------------------


def test_a_round_from_its_form_to_its_end_on_pages(app, writing_in):
    with writing_in():
        proposal = made.ready_proposal(affected=("CPS",))
        here = f"/proposals/{proposal.id}"
        for code in ("HO", "MOJ", "CPS"):
            signatory(code)
        asked = str(made.organisation("CPS").id)

    def as_person(email):
        client = app.test_client()
        sign_in(client, email)
        return client

    lead, cps = as_person("author@ho.example"), as_person("signatory@cps.example")
    soon = clock.today() + timedelta(days=3)
    answer = lead.submit(f"{here}/rounds/new", organisations=[asked], deadline_on=soon, question="Do you agree?")
    assert answer.status_code == 422
    assert "The first deadline with 10 is" in answer.text
    assert "Do you agree?" in answer.text
    answer = lead.submit(answer, short_reason="Parliament rises.")
    page = Page(lead.follow(answer).text).words
    assert "Open for replies" in page
    assert "Parliament rises." in page
    assert "Reply to write-round 1 by" in Page(cps.get_ok("/home").text).words
    assert lead.get(f"{here}/rounds/1/reply").status_code == 404
    assert "text that was sent out" in cps.get_ok(f"{here}/rounds/1").text
    assert "Ask once" in cps.get_ok(f"{here}/rounds/1/text").text
    answer = cps.submit(f"{here}/rounds/1/reply", kind="condition", words="Name the disclosure officer.")
    page = cps.follow(answer)
    assert "Open condition" in page.text
    assert "A condition of the Crown Prosecution Service in write-round 1 is open." in lead.get_ok(here).text
    with writing_in():
        condition = db.session.scalars(select(WriteRound)).one().asked[0].conditions[0].id
    close = f"{here}/rounds/1/conditions/{condition}"
    assert as_person("signatory@moj.example").get(close).status_code == 403
    assert "by a decision" in as_person("signatory@ho.example").get_ok(close).text
    page = cps.follow(cps.submit(close, how="satisfied", reason="It is named now."))
    assert "Met, says its raiser, Crown Prosecution Service" in Page(page.text).words
    assert "Answered, nothing open" in lead.get_ok(f"{here}/rounds").text
    assert lead.get(f"{here}/rounds/1/conditions/{asked}").status_code == 404
    assert lead.get(f"{here}/rounds/2").status_code == 404


def test_assessments_on_pages(app, writing_in):
    with writing_in():
        proposal = made.ready_proposal()
        identity, here = proposal.id, f"/proposals/{proposal.id}"
    client = app.test_client()
    sign_in(client, "author@ho.example")
    assert "Nothing recorded" in client.get_ok(f"{here}/assessments").text
    answer = client.submit(
        f"{here}/assessments/equality", status="not_required", status_on=date(2026, 11, 2), is_public="yes"
    )
    assert answer.status_code == 422
    assert "Say why it is not required" in answer.text
    page = client.follow(client.submit(answer, reason="Nobody is treated differently."))
    assert "Not required, since 2 November 2026" in Page(page.text).words
    answer = client.submit(f"{here}/treasury", words="HM Treasury agrees.", given_on=date(2026, 11, 3))
    assert "Given on 3 November 2026: HM Treasury agrees." in Page(client.follow(answer).text).words
    assert client.get(f"{here}/assessments/nothing").status_code == 404
    with writing_in():
        reference = made.published_edition(db.session.get_one(Proposal, identity)).proposal.reference
    public = Page(app.test_client().get_ok(f"/proposals/{reference}").text).words
    assert "Equality assessment: not required, since 2 November 2026. Nobody is treated differently." in public
    assert "HM Treasury agrees." not in public
