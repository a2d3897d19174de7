"""Setting a consultation up, through the pages and the actions, on both databases."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import ANONYMOUS
from collab.audit.models import Event, RootKind
from collab.audit.queries import chains, first_break, history
from collab.consultations import queries
from collab.consultations.actions import opening, questions, setup
from collab.consultations.models import EngagementType, QuestionType, RunRole, StakeholderKind
from collab.consultations.queries import lists
from collab.consultations.queries import setup as reading
from collab.errors import NotAllowed, NotFound, Refused, Stale
from tests.factories import consultations as make
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.factories.editions import decision_edition, published_edition, publisher


@pytest.fixture
def edition_id(writing_in):
    with writing_in():
        return published_edition().id


def edition(edition_id):
    return reading.edition(edition_id, viewer=author("HO"))


def consultation_of(address, viewer):
    return queries.get(address, viewer=viewer)


def test_a_consultation_is_set_up_through_the_pages(app, client, writing_in, reading_in):
    with writing_in():
        made = published_edition()
        publication = f"/proposals/{made.proposal.reference}/editions/{made.publication_number}"
        by, second = author("HO"), publisher("HO")
        person_id = str(by.person_id)
        deciding_id = str(author("MOJ").person_id)
        own, other = (reading.notice_field(accounts.organisation_by_code(code).id) for code in ("HO", "MOJ"))
    sign_in(client, "author@ho.example")
    started = client.submit(
        f"/consultations/new?edition={publication}",
        title="Asking once",
        summary="About asking people once.",
        engagement_type="formal_consultation",
        engagement_reason="A decision is proposed.",
    )
    assert started.status_code == 303
    at = started.location.removesuffix("/set-up")
    assert "missing before it can open" in client.follow(started).text

    client.submit(f"{at}/set-up/organisations", organisation="moj", role="joint")
    typed = {
        "stage": {"undecided": "How", "already_decided": "Nothing yet", "duty_basis": "voluntary"},
        "reasons": {"reasons": "People repeat themselves."},
        "impacts": {"impacts": "Less time", "equality_statement": "Helps some most"},
        "decision": {
            "decision_maker": "Minister",
            "decision_maker_id": person_id,
            "decision_expected_on": clock.today() + timedelta(300),
        },
        "ways": {"respond_email": "asking@ho.example"},
        "privacy": {own: "We keep it for two years."},
        "welsh": {"applies_to": ["england"], "formats_contact": "formats@ho.example"},
        "dates": {
            "opens_on": clock.today(),
            "closes_on": clock.today() + timedelta(100),
            "holiday_mitigation": "We write again.",
        },
    }
    for topic, fields in typed.items():
        answer = client.submit(f"{at}/set-up/{topic}", fields)
        assert answer.status_code == 303, (topic, answer.text)
    reasons = {kind.value: "It changes nothing for them." for kind in StakeholderKind if kind.value != "wales"}
    assert client.submit(f"{at}/stakeholders/gaps", reasons).status_code == 303
    client.submit(f"{at}/questions/new", type="agree5", wording="Do you agree?", is_required="yes")
    client.submit(f"{at}/questions/new", type="single", wording="Where?", options="Here\nThere")
    forged = client.submit(f"{at}/set-up/privacy", {own: "Ours", other: "Not theirs"}, tampered=True)
    assert forged.status_code == 303
    assert f"{at}/set-up/privacy#{other}" in client.get_ok(f"{at}/readiness").text
    joint = app.test_client()
    sign_in(joint, "author@moj.example")
    assert "Ours" in joint.get_ok(f"{at}/set-up/privacy").text
    assert joint.submit(f"{at}/set-up/privacy", {other: "Theirs"}).status_code == 303
    assert "Theirs" in (privacy := client.get_ok(f"{at}/set-up/privacy").text)
    assert "Not theirs" not in privacy
    assert "Say who will decide for the Ministry of Justice." in client.get_ok(f"{at}/readiness").text
    named = joint.submit(f"{at}/decision-makers/moj", role="Lord Chancellor", person_id=deciding_id)
    assert named.location == f"{at}/set-up"
    readiness = client.get_ok(f"{at}/readiness").text
    assert "a second person of the lead organisation must approve" in readiness
    assert client.get_ok(f"{at}/questions/preview").text.count("govuk-radios__item") == 6 + 2

    other = app.test_client()
    sign_in(other, "second-author@ho.example")
    approved = other.submit(f"{at}/readiness", press="Approve the opening")
    assert approved.location.endswith("/readiness")
    assert "C-" in approved.location
    address = approved.location.removesuffix("/readiness")
    page = app.test_client().get_ok(address).text
    assert "Open until 11:59pm" in page
    assert f'href="{address}/respond"' in page
    assert publication in page
    assert app.test_client().get(at).location == address
    with reading_in():
        found = queries.get(address.rpartition("/")[2], viewer=ANONYMOUS)
        events = [entry.event for entry in history(RootKind.consultation, found.id)]
        assert events[0] is Event.consultation_opening_approved or events[-1] is Event.consultation_opening_approved
        assert found.opening_approved_by_id == second.person_id
        assert all(first_break(chain) is None for chain in chains())


def test_opening_is_refused_until_nothing_is_missing(writing_in):
    with writing_in():
        found = make.started()
        with pytest.raises(Refused) as refusal:
            opening.approve_opening(found, by=publisher("HO"))
        assert all(problem.href.startswith(f"/consultations/{found.id}/") for problem in refusal.value.problems)
    assert len(refusal.value.problems) > 10


def test_the_one_who_changed_it_last_cannot_approve(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        with pytest.raises(NotAllowed):
            opening.approve_opening(found, by=author("HO"))
        with pytest.raises(NotAllowed):
            opening.approve_opening(found, by=signatory("MOJ"))
        opening.approve_opening(found, by=signatory("HO"))
        assert found.reference


def test_nobody_outside_sees_it_before_it_opens(app, writing_in, reading_in, edition_id):
    with writing_in():
        found = make.approved(edition=edition(edition_id))
        address, opens_at, first_address = found.address, found.opens_at, str(found.id)
    client = app.test_client()
    for path in (address, f"{address}.json", first_address, f"{address}/set-up"):
        assert client.get(f"/consultations/{path}").status_code in (302, 404)
    assert client.get(f"/consultations/{address}").status_code == 404
    assert address not in client.get_ok("/consultations").text
    with reading_in(), clock.pinned(opens_at - timedelta(seconds=1)), pytest.raises(NotFound):
        queries.get(address, viewer=ANONYMOUS)
    with reading_in(), clock.pinned(opens_at):
        assert queries.get(address, viewer=ANONYMOUS).address == address


def test_an_approved_set_up_is_fixed_and_the_approval_can_be_withdrawn_before_it_opens(writing_in, edition_id):
    with writing_in():
        found = make.approved(edition=edition(edition_id))
        reference = found.reference
        with pytest.raises(Refused, match="Withdraw the approval"):
            setup.change_reasons(found, reasons="Others", no_discarded_options_reason="", by=author("HO"))
        with pytest.raises(Refused, match="Withdraw the approval"):
            make.ask(found, by=author("HO"))
        opening.withdraw_approval(found, by=author("HO"))
        setup.change_reasons(found, reasons="Others", no_discarded_options_reason="", by=author("HO"))
        assert (found.reasons, found.reference) == ("Others", reference)
        opening.approve_opening(found, by=publisher("HO"))
        assert found.reference == reference
        with clock.pinned(found.opens_at), pytest.raises(Refused, match="has opened"):
            opening.withdraw_approval(found, by=author("HO"))


def test_approving_after_the_opening_time_of_the_day_opens_at_that_moment(writing_in, edition_id):
    noon = datetime(2027, 2, 1, 12, tzinfo=UTC)
    with clock.pinned(noon), writing_in():
        found = make.approved(edition=edition(edition_id), opens_on=date(2027, 2, 1))
        assert found.opens_at == noon


def test_london_times_are_kept_as_instants(writing_in, edition_id):
    with writing_in():
        found = make.ready(
            edition=edition(edition_id), opens_on=date(2027, 3, 1), opens_time=time(9, 30), closes_on=date(2027, 6, 8)
        )
        assert found.opens_at == datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
        assert found.closes_at == datetime(2027, 6, 8, 23, tzinfo=UTC)  # the midnight after the 8th, in summer time
        dates = {"closes_on": date(2027, 6, 8), "short_window_reason": "", "holiday_mitigation": "", "by": author("HO")}
        with pytest.raises(Refused, match="clocks go forward"):
            setup.change_dates(found, opens_on=date(2027, 3, 28), opens_time=time(1, 30), **dates)
        with pytest.raises(Refused, match="Closing date"):
            setup.change_dates(found, opens_on=date(2027, 6, 9), opens_time=None, **dates)


def test_a_stale_save_is_shown_beside_what_is_stored(client, writing_in, edition_id):
    with writing_in():
        at = f"/consultations/{make.ready(edition=edition(edition_id)).address}"
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"{at}/set-up/reasons")
    assert client.submit(f"{at}/set-up/reasons", reasons="The first text.").status_code == 303
    answer = client.submit(page, reasons="The second text.")
    assert answer.status_code == 409
    assert "The first text." in answer.text
    assert "The second text." in answer.text


def test_a_stale_question_is_shown_beside_what_is_stored(client, writing_in, edition_id):
    with writing_in():
        at = f"/consultations/{make.ready(edition=edition(edition_id)).address}/questions/2"
    sign_in(client, "author@ho.example")
    page = client.get_ok(at)
    assert client.submit(at, wording="Why is that?").status_code == 303
    answer = client.submit(page, wording="For what reason?")
    assert answer.status_code == 409
    assert "Why is that?" in answer.text
    assert "For what reason?" in answer.text


def test_only_authors_of_lead_and_joint_organisations_change_it(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        cps = accounts.organisation_by_code("CPS")
        setup.add_runner(found, organisation=cps, role=RunRole.supporting, by=author("MOJ"))
        for other in (author("CPS"), author("AGO"), signatory("HO")):
            with pytest.raises(NotAllowed):
                setup.change_reasons(found, reasons="", no_discarded_options_reason="", by=other)
        assert queries.get_run(found.address, viewer=author("CPS")).id == found.id
        with pytest.raises(NotFound):
            queries.get_run(found.address, viewer=author("AGO"))
        setup.remove_runner(found, organisation=cps, by=author("HO"))
        with pytest.raises(Refused, match="lead"):
            setup.remove_runner(found, organisation=accounts.organisation_by_code("HO"), by=author("HO"))


def test_a_decision_edition_or_a_newer_one_stops_the_opening(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        assert reading.facts(found).edition_is_newest
        decision_edition(found.proposal)
        with pytest.raises(Refused) as refusal:
            opening.approve_opening(found, by=publisher("HO"))
        assert [one.message for one in refusal.value.problems] == [
            "A decision edition is published. A consultation after the decision is not genuine."
        ]


def test_an_option_that_is_kept_keeps_its_key(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        question = reading.question(found, 4)
        before = {option.label.en.text: option.key for option in question.current.options}
        assert before == {"At the police station": "o1", "At court": "o2"}
        change(found, question, options="At court\nAt home\nAt the police station", options_cy="")
        assert keys(question) == {"At court": "o2", "At home": "o3", "At the police station": "o1"}
        assert len(question.versions) == 1
        with pytest.raises(Refused, match="2 to 40"):
            change(found, question, options="At court")
        with pytest.raises(Refused, match="different"):
            change(found, question, options="At court\nAt court")


def test_rewording_while_open_makes_a_version_and_keeps_the_old_one(writing_in, edition_id):
    with writing_in():
        found = make.approved(edition=edition(edition_id), opens_on=clock.today())
        question = reading.question(found, 4)
        change(found, question, options="At court\nElsewhere", public_reason="Police stations are not asked about.")
        first, second = question.versions
        assert [option.key for option in first.options] == ["o1", "o2"]
        assert [option.key for option in second.options] == ["o2", "o3"]
        assert question.current is second
        with pytest.raises(Refused, match="kind of question"):
            change(found, question, type=QuestionType.multi)
        with pytest.raises(Refused):
            questions.remove_question(found, question, by=author("HO"))
        with clock.pinned(found.closes_at), pytest.raises(Refused):
            change(found, question, options="At court\nAt sea")


def test_questions_move_and_are_removed_and_numbers_stay(client, writing_in, reading_in, edition_id):
    with writing_in():
        address = make.ready(edition=edition(edition_id)).address
    at = f"/consultations/{address}/questions"
    sign_in(client, "author@ho.example")
    client.submit(at, press="Move question 2 up")
    client.submit(at, press="Remove question 3")
    client.submit(f"{at}/new", type="free_text", wording="Anything else?", most_characters="500")
    with reading_in():
        asked = reading.questions(queries.get(address, viewer=author("HO")))
        assert [one.number for one in asked] == [2, 1, 4, 5, 6]
        assert asked[-1].current.most_characters == 500
    assert client.submit(f"{at}/new", type="free_text", wording="More?", most_characters="99").status_code == 422
    assert client.get(f"{at}/3").status_code == 404


def test_fixed_answers_are_options_too(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        agree, _, yes_no, *_ = reading.questions(found)
        assert list(keys(agree).values()) == [
            "strongly_agree",
            "agree",
            "neither",
            "disagree",
            "strongly_disagree",
            "dont_know",
        ]
        assert list(keys(yes_no).values()) == ["yes", "no", "dont_know"]
        change(found, yes_no, type=QuestionType.statement_vote)
        assert list(keys(yes_no).values()) == ["agree", "disagree", "pass"]


def test_a_question_can_be_about_a_provision_of_the_edition(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        provisions = reading.provisions(found)
        assert [one.label for one in provisions] == ["3.1", "3.2"]
        question = reading.question(found, 1)
        change(found, question, provision_id=provisions[1].id)
        assert question.provision is provisions[1]
        with pytest.raises(Refused, match="provision"):
            change(found, question, provision_id=found.id)


def test_a_consultation_needs_a_published_consultation_edition(client, writing_in):
    with writing_in():
        author("HO")
        with pytest.raises(Refused, match="published consultation edition"):
            make.started(edition_id=accounts.organisation_by_code("HO").id)
        with pytest.raises(NotAllowed):
            setup.start(
                title="T",
                summary="S",
                engagement_type=EngagementType.survey,
                engagement_reason="R",
                edition_id=None,
                by=signatory("HO"),
            )
    sign_in(client, "author@ho.example")
    assert client.get("/consultations/new?edition=/proposals/JP-1999-001/editions/1").status_code == 404
    assert app_page_is_missing(client, "/consultations/none")


def app_page_is_missing(client, path):
    return client.get(path).status_code == 404


def test_two_saves_from_one_page_make_one_change(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        version = found.version
        setup.change_ways(
            found, respond_email="a@ho.example", respond_post="", respond_phone="", by=author("HO"), version=version
        )
        with pytest.raises(Stale) as stale:
            setup.change_ways(
                found,
                respond_email="b@ho.example",
                respond_post="",
                respond_phone="",
                by=author("MOJ"),
                version=version,
            )
        assert stale.value.current["respond_email"] == "a@ho.example"


def test_the_list_filters_sorts_and_counts(app, writing_in, reading_in):
    with clock.pinned(clock.now() - timedelta(days=300)), writing_in():
        edition_id = published_edition().id
        closes_on = clock.today() + timedelta(90)
        make.approved(edition=edition(edition_id), title="Closed long ago", opens_on=clock.today(), closes_on=closes_on)
    with writing_in():
        opened = make.approved(edition=edition(edition_id), title="Open since today", opens_on=clock.today()).reference
        make.approved(edition=edition(edition_id), title="Opens tomorrow")
        make.started(edition=edition(edition_id), title="A draft")
    client = app.test_client()
    page = client.get_ok("/consultations").text
    assert page.index("Open since today") < page.index("Closed long ago")
    assert "2 consultations" in page
    assert "A draft" not in page
    assert "Opens tomorrow" not in page
    assert "1 consultation<" in client.get_ok("/consultations?state=open&organisation=ho").text
    assert "Closed long ago" in client.get_ok("/consultations?state=closed").text
    assert "No consultation fits" in client.get_ok("/consultations?state=answered").text
    assert "No consultation fits" in client.get_ok("/consultations?organisation=nobody").text
    assert "2 consultations" in client.get_ok("/consultations?page=9").text
    sign_in(client, "author@ho.example")
    assert "A draft" in client.get_ok("/consultations?state=preparing").text
    with reading_in():
        assert lists.on(edition(edition_id).proposal, viewer=ANONYMOUS)[0].reference == opened


def test_the_list_takes_as_many_statements_for_many_as_for_few(writing_in, reading_in, edition_id, statements):
    with writing_in():
        make.approved(edition=edition(edition_id), opens_on=clock.today())
    with reading_in(), statements() as few:
        list_all()
    with writing_in():
        for number in range(5):
            make.approved(edition=edition(edition_id), title=f"Number {number}", opens_on=clock.today())
    with reading_in(), statements() as many:
        assert list_all() == 6
    assert len(few) == len(many)


def list_all():
    found = lists.consultations(viewer=ANONYMOUS)
    assert all(one.organisation.name for row in found.items for one in row.runners)
    assert all(row.outcome is None for row in found.items)
    return len(found.items)


def test_closed_pages_say_when_the_response_is_due_and_that_it_is_late(app, writing_in):
    now, addresses = clock.now(), []
    with clock.pinned(now - timedelta(days=300)), writing_in():
        edition_id = published_edition().id
    for opened_ago in (120, 300):
        with clock.pinned(now - timedelta(days=opened_ago)), writing_in():
            closes_on = clock.today() + timedelta(100)
            addresses.append(
                make.approved(edition=edition(edition_id), opens_on=clock.today(), closes_on=closes_on).address
            )
    client = app.test_client()
    waiting, overdue = (client.get_ok(f"/consultations/{one}").text for one in addresses)
    assert "Waiting for the government response: due by" in waiting
    assert "is late" not in waiting
    assert "The government response is late" in overdue
    assert "/respond" not in waiting
    twin = client.get_ok(f"/consultations/{addresses[1]}.json").json
    assert twin["is_overdue"] is True
    assert twin["state"] == "closed"
    assert twin["days_after_closing"] == 200


def test_two_sessions_cannot_both_approve(writing_in, edition_id):
    with writing_in():
        found = make.ready(edition=edition(edition_id))
        version = found.version
        opening.approve_opening(found, by=publisher("HO"), version=version)
        with pytest.raises(Refused, match="is approved"):
            opening.approve_opening(found, by=acting("HO", email="third@ho.example"), version=version)


def keys(question):
    return {option.label.en.text: option.key for option in question.current.options}


def change(consultation, question, **changes):
    typed = questions.entered(question)
    placed = {"provision_id": question.provision_id, "section_number": None}
    del typed["section"], typed["with_previous"]
    typed |= {"is_required": typed["is_required"] == "yes"} | placed | changes
    return questions.change_question(consultation, question, **typed, by=author("HO"))


def test_its_runners_read_its_history(app, client, writing_in, edition_id):
    with writing_in():
        address = make.approved(edition=edition(edition_id)).address
        author("AGO")
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"/consultations/{address}/history").text
    assert page.index("The opening was approved") < page.index("A question was added")
    assert "The set-up was changed: decision-maker" in page
    assert "for the Home Office" in page
    other = app.test_client()
    sign_in(other, "author@ago.example")
    assert other.get(f"/consultations/{address}/history").status_code == 404


def test_the_list_can_be_of_one_proposal(client, writing_in, edition_id):
    with writing_in():
        found = make.approved(edition=edition(edition_id), opens_on=clock.today())
        reference = found.proposal.reference
    assert "1 consultation<" in client.get_ok(f"/consultations?proposal={reference}").text
    assert "No consultation fits" in client.get_ok("/consultations?proposal=JP-1999-001").text


def test_only_a_body_that_leads_the_proposal_consults_on_its_edition(app, writing_in, edition_id):
    """A charity that supports a proposal, or a body that has nothing to do with it, cannot ask in the leads' name."""
    for code in ("VS", "NACRO", "HMPPS"):
        with pytest.raises(Refused) as refused, writing_in():
            make.started(lead=code, edition_id=edition_id)
        assert refused.value.problems[0].field == "edition_id"
    with writing_in():
        assert make.started(lead="MOJ", edition_id=edition_id).edition_id == edition_id
    client = app.test_client()
    with writing_in():
        author("NACRO")
    sign_in(client, "author@nacro.example")
    assert str(edition_id) not in client.get_ok("/consultations/new").text
