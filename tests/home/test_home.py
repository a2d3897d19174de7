"""Waiting for you, your organisation, due soon, what changed: each for the right person and for nobody else."""

import re
from datetime import date, timedelta

import pytest

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.audit.models import Event
from collab.home import rules
from collab.home.queries import news, waiting
from collab.proposals.actions import clearance, commitments, drafting, implications, provisions
from collab.proposals.queries import grid
from tests.factories.accounts import acting, author, sign_in, signatory, system_administrator
from tests.factories.analysis import closed_consultation
from tests.factories.editions import (
    cleared_edition,
    cost,
    frozen_edition,
    published_edition,
    publisher,
    ready_proposal,
    terms,
)
from tests.support.page import words


def todo(viewer):
    return [(one.words, one.title) for one in waiting.for_you(viewer)]


TITLE = "Ask people once"


def test_an_edition_waits_for_the_signatories_who_have_not_spoken(writing_in):
    with writing_in():
        edition = frozen_edition()
        asked = ("Clear this text or object to it", TITLE)
        assert todo(signatory("MOJ")) == [asked]
        clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
        assert todo(signatory("MOJ")) == []
        assert asked in todo(signatory("HO"))
        assert asked not in todo(author("HO"))
        assert todo(signatory("CPS")) == []


def test_an_objection_waits_for_the_authors_of_the_lead(writing_in):
    with writing_in():
        edition = frozen_edition()
        clearance.object_to(edition, reason="Too fast.", hash=edition.hash, by=signatory("MOJ"))
        assert ("Read the objection of the Ministry of Justice", TITLE) in todo(author("HO"))
        assert ("Read the objection of the Ministry of Justice", TITLE) not in todo(author("MOJ"))
        clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
        assert ("Read the objection of the Ministry of Justice", TITLE) not in todo(author("HO"))


def test_a_cleared_text_waits_for_a_second_person_of_the_lead(writing_in):
    asked = ("Publish this text, which every lead organisation has cleared", TITLE)
    with writing_in():
        edition = cleared_edition()
        assert asked in todo(publisher())
        assert asked not in todo(author("HO"))  # who froze it
        assert asked not in todo(author("MOJ"))
        clearance.withdraw_clearance(edition, by=signatory("MOJ"))
        assert asked not in todo(publisher())


def test_a_clearance_of_another_text_counts_for_that_one_alone(writing_in):
    with writing_in():
        cleared_edition()
        other = frozen_edition(title="Another")
        clearance.clear(other, hash=other.hash, by=signatory("HO"))
        clearance.object_to(other, reason="Too fast.", hash=other.hash, by=signatory("MOJ"))
        assert ("Publish this text, which every lead organisation has cleared", "Another") not in todo(publisher())


def test_blank_cells_wait_for_the_authors_of_the_organisation_that_left_them_blank(writing_in):
    with writing_in():
        proposal = ready_proposal()
        assert todo(author("MOJ")) == []
        provisions.add_provision(proposal, title="A third", text="And this.", by=author("HO"))
        assert todo(author("MOJ")) == [("Say what 1 provision means for the Ministry of Justice", TITLE)]
        provisions.add_provision(proposal, title="A fourth", text="And that.", by=author("HO"))
        assert todo(author("MOJ")) == [("Say what 2 provisions mean for the Ministry of Justice", TITLE)]
        assert todo(acting("MOJ", Role.viewer)) == []
        assert todo(signatory("MOJ")) == []
        assert todo(author("CPS")) == []


def test_an_implication_waits_for_the_organisation_that_it_concerns_once_it_is_shared(writing_in):
    with writing_in():
        proposal = ready_proposal()
        first = grid.live_provisions(proposal)[0]
        mine = author("MOJ")
        body = accounts.organisation_by_code("HO")
        asserted = implications.assert_implication(proposal, provision=first, organisation=body, terms=cost(), by=mine)
        assert todo(author("HO")) == []
        assert todo(mine) == [("Share 1 implication that only the Ministry of Justice can see", TITLE)]
        implications.share_implication(asserted, by=mine)
        assert todo(author("HO")) == [("Confirm or dispute 1 implication for the Home Office", TITLE)]
        assert todo(mine) == []


def test_a_commitment_that_was_not_shared_waits_for_its_own_organisation_only(writing_in):
    with writing_in():
        proposal = ready_proposal()
        first = grid.live_provisions(proposal)[0]
        commitments.add_commitment(proposal, terms=terms(first), by=author("MOJ"))
        assert ("Share 1 commitment that only the Ministry of Justice can see", TITLE) in todo(author("MOJ"))
        assert todo(author("HO")) == []


def test_unread_responses_wait_for_those_who_may_read_them(client, writing_in):
    with writing_in():
        consultation = closed_consultation(responses=2)
        expected = ("Read 2 responses", str(consultation.title))
        assert expected in todo(author("HO"))
        assert expected not in todo(author("CPS"))
        assert todo(acting("HO", Role.viewer)) == []
        assert waiting.for_you(system_administrator()) == []


def test_the_page_leads_to_each_thing(client, writing_in):
    with writing_in():
        frozen_edition()
        closed_consultation(responses=1)
        acting("HO", Role.author, Role.signatory, email="both@ho.example")
    sign_in(client, "both@ho.example")
    page = client.get_ok("/home")
    said = words(page.text)
    for expected in ("Clear this text or object to it", "Read 1 response", "Being cleared", "Edition frozen"):
        assert expected in said
    for href in set(re.findall(r'href="(/(?:proposals|consultations)/[^"]+)"', page.text)):
        client.get_ok(href.replace("&amp;", "&"))


def test_what_an_organisation_has_not_shared_is_no_news_to_others(writing_in):
    with writing_in():
        proposal = ready_proposal()
        first = grid.live_provisions(proposal)[0]
        commitments.add_commitment(proposal, terms=terms(first), by=author("MOJ"))
        said = [one.words for one in news.what_changed(author("HO"))]
        assert "Commitment drafted" not in said
        assert {"Proposal started", "Text saved", "Nil return made"} <= set(said)
        assert news.what_changed(author("CPS")) == []


def test_news_ends_after_two_weeks(writing_in):
    with writing_in():
        ready_proposal()
        mine = author("HO")
        with clock.pinned(clock.now() + news.RECENT + timedelta(minutes=1)):
            assert news.what_changed(mine) == []


@pytest.mark.parametrize("kind", ["commitment", "implication"])
def test_no_event_of_a_private_draft_is_news(kind):
    told = {one for one in rules.PROPOSAL_NEWS if one.value.startswith(kind)}
    assert told.isdisjoint({Event.commitment_added, Event.implication_asserted})
    assert told


def test_days_that_count_as_soon():
    today = date(2026, 11, 23)
    assert rules.is_soon(date(2026, 12, 21), today)
    assert not rules.is_soon(date(2026, 12, 22), today)
    assert rules.is_soon(date(2026, 1, 1), today)


def test_an_open_consultation_says_its_last_day(writing_in):
    with writing_in():
        edition = published_edition()
        consultation = closed_consultation(edition=edition, responses=0)
        mine = author("HO")
        last = consultation.closes_at - timedelta(hours=1)
        with clock.pinned(last):
            (due,) = [one for one in news.due_soon(mine) if one.href.startswith("/consultations")]
            assert due.words == "Last day for responses"
        with clock.pinned(consultation.closes_at + timedelta(days=57)):
            (due,) = [one for one in news.due_soon(mine) if one.href.startswith("/consultations")]
            assert (due.words, due.is_overdue) == ("Government response due", False)
        with clock.pinned(consultation.closes_at + timedelta(days=85)):
            (due,) = [one for one in news.due_soon(mine) if one.href.startswith("/consultations")]
            assert due.is_overdue


def test_the_page_takes_the_same_number_of_queries_for_two_proposals_as_for_five(client, writing_in, statements):
    with writing_in():
        for number in range(2):
            ready_proposal(title=f"Proposal {number}")
    sign_in(client, "author@ho.example")
    counts = []
    for _ in range(2):
        with statements() as found:
            client.get_ok("/home")
        counts.append(len(found))
        with writing_in():
            for number in range(3):
                ready_proposal(title=f"Another {number}")
    assert counts[0] == counts[1]
    assert counts[0] <= 40


def test_signing_waits_for_signatories_while_a_decision_is_prepared(writing_in):
    with writing_in():
        edition = published_edition()
        drafting.begin_decision_edition(edition.proposal, reason="", by=author("HO"))
        assert ("Sign 1 commitment of the Home Office", TITLE) in todo(signatory("HO"))


def test_the_same_thing_again_and_again_is_one_line():
    at = clock.now()
    rows = [rules.News(at, words, "T", "/t", "A") for words in ("Saved", "Saved", "Cleared", "Saved")]
    assert [(one.words, one.times) for one in rules.gathered(rows)] == [("Saved", 2), ("Cleared", 1), ("Saved", 1)]


def test_a_secretariat_follows_the_dates_of_public_consultations_and_nothing_else(app, writing_in):
    with writing_in():
        followed = f"/consultations/{closed_consultation().address}"
        acting("NCJB", Role.secretariat)
        author("MOJ")
    secretariat, other = app.test_client(), app.test_client()
    sign_in(secretariat, "secretariat@ncjb.example")
    sign_in(other, "author@moj.example")
    page = secretariat.get_ok("/home").text
    assert "Dates for your board" in page
    assert f'href="{followed}"' in page
    assert "Dates for your board" not in other.get_ok("/home").text
