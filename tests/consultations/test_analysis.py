"""Reading and coding responses, grouping and excluding them, and themes."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import coding, dispositions, themes
from collab.consultations.models import Consideration, Consultation, Submission
from collab.consultations.queries import analysis as queries
from collab.consultations.rules.answers import Given
from collab.consultations.rules.consideration import NOTHING
from collab.db import db
from collab.errors import NotAllowed, Refused, Stale
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, DURING, letter, open_consultation, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def sent(consultation, number=1):
    """So many responses, in the order of their coming."""
    for place in range(number):
        response(consultation, at=DURING + timedelta(minutes=place))
    return analysis.submissions(consultation)


# --- The list --------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_so(writing_in, client):
    with writing_in():
        address = f"/consultations/{open_consultation().reference}/responses"
    sign_in(client, "author@ho.example")
    assert "Nobody has responded yet." in words(client.get_ok(address).text)


def test_the_list_counts_filters_and_pages_in_a_fixed_number_of_statements(writing_in, client, statements):
    with writing_in():
        consultation = open_consultation()
        address = f"/consultations/{consultation.reference}/responses"
        sent(consultation, 2)
        letter(consultation, {2: ANSWERS[2]}, received_at=DURING + timedelta(hours=1))
        author("MOJ")
    sign_in(client, "author@moj.example")
    with statements() as for_few:
        few = client.get_ok(address)
    assert "3 responses: 0 read and 3 not read yet." in words(few.text)
    assert "1 response of 3, filtered" in words(client.get_ok(f"{address}?channel=post").text)
    assert "2 responses of 3, filtered" in words(client.get_ok(f"{address}?question=1").text)
    assert "No response fits these filters." in words(client.get_ok(f"{address}?status=coded").text)
    assert "3 responses Status" in words(client.get_ok(f"{address}?status=nonsense&page=-1").text)
    with writing_in():
        consultation = db.session.scalars(select(Consultation)).one()
        sent(consultation, 50)
    with statements() as for_many:
        many = client.get_ok(address)
    assert "Page 1 of 2" in words(many.text)
    assert len(for_many) == len(for_few)
    assert "Page 2 of 2" in words(client.get_ok(f"{address}?page=2&type=magistrate").text)


def test_numbers_are_counted_once_until_something_is_written(writing_in, client, statements):
    with writing_in():
        consultation = open_consultation()
        address = f"/consultations/{consultation.reference}/responses"
        sent(consultation, 2)
        author("HO")
    sign_in(client, "author@ho.example")
    with statements() as for_first:
        first = client.get_ok(address)
    with statements() as for_again:
        again = client.get_ok(address)
    assert words(first.text) == words(again.text)
    assert len(for_again) == len(for_first) - 2  # how many there are, and how many fit the filters
    with writing_in():
        response(db.session.scalars(select(Consultation)).one(), at=DURING + timedelta(hours=1))
    assert "3 responses: 0 read and 3 not read yet." in words(client.get_ok(address).text)


def test_only_the_controllers_find_the_responses(writing_in, client):
    with writing_in():
        consultation = open_consultation()
        (one,) = sent(consultation)
        address, receipt = f"/consultations/{consultation.reference}/responses", one.receipt
        author("AGO")
        other = open_consultation(lead="AGO", joint=())
        elsewhere = f"/consultations/{other.reference}/responses/{one.receipt}"
        with pytest.raises(NotAllowed):
            coding.mark_read(one, by=author("AGO"))
    assert client.get(address).status_code == 302
    sign_in(client, "author@ago.example")
    for place in ("", f"/{receipt}", f"/{receipt}/handling", f"/{receipt}/exclusion"):
        assert client.get(address + place).status_code == 404
    assert client.get(elsewhere).status_code == 404


# --- The workspace ---------------------------------------------------------------------------------------------------


def test_reading_coding_and_the_next_unread(writing_in, client, reading_in):
    with writing_in():
        consultation = open_consultation()
        address = f"/consultations/{consultation.reference}/responses"
        receipts = sorted(one.receipt for one in sent(consultation, 3))
        analysis.theme(consultation)
        person = author("HO").person_id
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"{address}/{receipts[0]}")
    assert "Ask later, and say it simply." in words(page.text)
    answer = client.submit(page, press="Save and next unread", question_2=["1"])
    assert answer.location.endswith(receipts[1])
    answer = client.submit(f"{address}/{receipts[1]}", press="Mark as read and go to next unread")
    assert answer.location.endswith(receipts[2])
    both = client.submit(f"{address}/{receipts[2]}", press="Save", question_2=["1", NOTHING])
    assert both.status_code == 422
    assert "untick that there is nothing to code" in words(both.text)
    answer = client.submit(f"{address}/{receipts[2]}", press="Save", question_2=[NOTHING])
    assert answer.location.endswith(receipts[2])
    with reading_in() as session:
        found = {one.receipt: one for one in session.scalars(select(Submission))}
        states = [found[receipt].consideration for receipt in receipts]
        assert states == [Consideration.coded, Consideration.read, Consideration.considered]
        assert {one.read_by_id for one in found.values()} == {person}
        assert [c.person_id for c in found[receipts[0]].codings] == [person]


def test_two_analysts_do_not_overwrite_each_other(writing_in, client, app):
    with writing_in():
        consultation = open_consultation()
        (one,) = sent(consultation)
        analysis.theme(consultation), analysis.theme(consultation, "Rota")
        address = f"/consultations/{consultation.reference}/responses/{one.receipt}"
        author("MOJ")
    other = app.test_client()
    sign_in(client, "author@ho.example")
    sign_in(other, "author@moj.example")
    first, second = client.get_ok(address), other.get_ok(address)
    assert client.submit(first, press="Save", question_2=["1"]).status_code == 303
    late = other.submit(second, press="Save", question_2=["2"])
    assert late.status_code == 409
    assert "Question 2: Why? Saved now 1 What you typed 2" in words(late.text)
    with writing_in():
        (one,) = db.session.scalars(select(Submission))
        assert [held.theme.number for held in one.codings] == [1]


def test_a_decision_about_a_theme_considers_responses_and_makes_no_page_stale(writing_in):
    with writing_in():
        consultation = open_consultation()
        first, second = sent(consultation, 2)
        theme, other = analysis.theme(consultation), analysis.theme(consultation, "Rota")
        analysis.coded(first, theme)
        analysis.coded(second, theme, other)
        version = first.version
        analysis.decided(theme, "noted")
        assert (first.consideration, second.consideration) == (Consideration.considered, Consideration.coded)
        assert first.version == version
        analysis.decided(other, "noted")
        assert second.consideration is Consideration.considered


def test_a_response_without_words_is_considered_once_read(writing_in):
    with writing_in():
        consultation = open_consultation()
        one = response(consultation, {1: Given(keys=("agree",))})
        assert one.consideration is Consideration.unread
        coding.mark_read(one, by=author("HO"))
        assert one.consideration is Consideration.considered


def test_campaigns_and_duplicates(writing_in, client):
    with writing_in():
        consultation = open_consultation()
        first, second, third = sent(consultation, 3)
        receipts = [one.receipt for one in (first, second, third)]
        address = f"/consultations/{consultation.reference}/responses"
    sign_in(client, "author@ho.example")
    form = f"{address}/{receipts[1]}/handling"
    wrong = client.submit(form, duplicate_of="R-0000-0000")
    assert "There is no response with this receipt number" in words(wrong.text)
    client.follow(client.submit(form, duplicate_of=receipts[0], campaign="Same letter"))
    again = client.submit(f"{address}/{receipts[2]}/handling", duplicate_of=receipts[1])
    assert "a duplicate itself" in words(again.text)
    client.follow(client.submit(f"{address}/{receipts[1]}/exclusion", exclusion_reason="duplicate"))
    page = words(client.get_ok(address).text)
    assert "2 different responses, 0 in 0 campaigns, 1 duplicate, 0 late." in page
    back = client.submit(f"{address}/{receipts[1]}", press="Include this response again")
    assert "Read, not coded yet" in words(client.follow(back).text)


def test_an_exclusion_needs_a_reason_that_holds(writing_in):
    with writing_in():
        consultation = open_consultation()
        (one,) = sent(consultation)
        by = author("HO")
        for reason in ("", "duplicate", "late_not_accepted"):
            with pytest.raises(Refused):
                coding.exclude(one, reason, version=one.version, by=by)
        coding.exclude(one, "spam", version=one.version, by=by)
        assert one.read_by_id == by.person_id
        with pytest.raises(Refused, match="excluded"):
            analysis.coded(one, NOTHING)
        with pytest.raises(Stale):
            coding.include(one, version=one.version - 1, by=by)


# --- Themes ----------------------------------------------------------------------------------------------------------


def test_themes_are_listed_biggest_first(writing_in, client):
    with writing_in():
        consultation = open_consultation()
        first, second = sent(consultation, 2)
        small, big = analysis.theme(consultation, "Small"), analysis.theme(consultation, "Big")
        analysis.coded(first, big, small)
        analysis.coded(second, big)
        assert [(str(row.theme.name), row.number) for row in queries.themes(consultation)] == [("Big", 2), ("Small", 1)]
        coding.exclude(second, "spam", version=second.version, by=author("HO"))
        assert [row.number for row in queries.themes(consultation)] == [1, 1]
        address = f"/consultations/{consultation.reference}/themes"
    sign_in(client, "author@ho.example")
    page = words(client.get_ok(address).text)
    assert "1. Small Question 2 1 Not decided yet" in page


def test_a_theme_stays_with_its_coded_questions(writing_in):
    with writing_in():
        consultation = open_consultation()
        (one,) = sent(consultation)
        theme = analysis.theme(consultation)
        by = author("HO")
        with pytest.raises(Refused, match="Choose the questions"):
            themes.add(consultation, name="On a question without words", questions=["1"], by=by)
        analysis.coded(one, theme)
        with pytest.raises(Stale):
            themes.change(theme, name="New name", questions=["2"], version=theme.version - 1, by=by)
        themes.change(theme, name="New name", questions=["2"], version=theme.version, by=by)
        assert str(theme.name) == "New name"


def test_accepting_takes_a_link_and_the_second_decision_does_not_overwrite_the_first(writing_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=1)
        theme = analysis.theme(consultation)
        for decision in ("accepted", "accepted_in_part"):
            with pytest.raises(Refused, match="must link to the provision"):
                analysis.decided(theme, decision)
        with pytest.raises(Refused, match="Give the reason"):
            analysis.decided(theme, "noted", reason="")
        held = analysis.decided(theme, "accepted", provision="3.1")
        with pytest.raises(Stale) as stale:
            dispositions.decide(theme, dispositions.Decided("noted", "Other."), version=None, by=author("MOJ"))
        assert stale.value.current["reason"] == "It would cost too much."
        with pytest.raises(Stale):
            dispositions.decide(
                theme, dispositions.Decided("noted", "Other."), version=held.version - 1, by=author("MOJ")
            )
        with pytest.raises(NotAllowed):
            dispositions.decide(theme, dispositions.Decided("noted", "Other."), version=held.version, by=author("AGO"))
