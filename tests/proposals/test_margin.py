"""Suggestions and comments beside the text, through the pages."""

import base64
import re
import uuid

import pytest
from sqlalchemy import select

from collab.documents.models import Document, Suggestion, SuggestionStatus, Thread
from collab.documents.queries import live
from collab.documents.rules.live import MOST_UPDATE
from collab.documents.rules.suggestions import all_accepted, of
from collab.notifications.models import Message
from collab.proposals.actions import drafting
from collab.proposals.models import Section, SectionKind
from tests.documents.test_live_requests import Window
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.factories.editions import frozen_edition
from tests.factories.proposals import start_proposal
from tests.support.client import Choice
from tests.support.page import Page

FIRST = "Every child in custody must see a solicitor. The force must record a waiver."
SECOND = "It costs more in rural areas."


@pytest.fixture
def here(writing_in):
    """The address of a section with two paragraphs, on which five bodies are named."""
    with writing_in():
        for code in ("HO", "MOJ", "LS", "CPS", "VS", "NACRO"):
            author(code)
        proposal = start_proposal("HO", MOJ="joint", LS="supporting", CPS="affected", VS="consulted")
        section = proposal.sections[0]
        drafting.write_section(proposal, section, text=f"{FIRST}\n\n{SECOND}", by=author("HO"))
        return f"/proposals/{proposal.address}/sections/{section.kind.value}"


@pytest.fixture
def people(app, here):
    """`people("MOJ")` is a client that is signed in as an author there."""
    held = {}

    def of_body(code):
        if code not in held:
            held[code] = app.test_client()
            sign_in(held[code], f"author@{code.lower()}.example")
        return held[code]

    return of_body


def suggest(client, here, *changes, reason="", added=""):
    """Replaces words in the fields of the blocks."""
    page = client.get_ok(f"{here}/suggest")
    fields = {}
    for found in re.finditer(r'name="(block-[^"]+)"[^>]*>\n(.*?)</textarea>', page.text, re.S):
        name, words = found.groups()
        for old, new in changes:
            words = words.replace(old, new)
        fields[name] = words
    return client.submit(page, fields, reason=reason, added=added)


def problem(session):
    """The document of the section."""
    kind = SectionKind.problem
    return session.scalars(
        select(Document).join(Section, Section.document_id == Document.id).where(Section.kind == kind)
    ).one()


def text_of(reading_in):
    with reading_in() as session:
        return problem(session).plain


def test_bodies_suggest_the_lead_decides_and_the_words_stay_theirs(here, people, reading_in):
    agreed = suggest(
        people("CPS"), here, ("must see", "is offered"), ("rural areas", "rural areas and in Wales"), reason="PACE"
    )
    assert agreed.status_code == 302
    assert suggest(people("LS"), here, ("must see", "has to see"), added="It starts in April.").status_code == 302
    assert text_of(reading_in) == f"{FIRST}\n{SECOND}"
    page = Page(people("MOJ").get_ok(f"{here}/margin").text).words
    assert "Suggestions that wait (4)" in page and "Accept suggestion" not in page
    assert "Why: PACE" in page

    lead = people("HO")
    page = lead.get_ok(f"{here}/margin")
    assert page.text.count("is offered") >= 2 and "has to" in page.text
    assert lead.submit(page, press="Accept suggestion 1").status_code == 302
    assert text_of(reading_in).startswith("Every child in custody is offered a solicitor.")
    page = lead.get_ok(f"{here}/margin")
    assert "Its words have changed" in page.text
    assert "Accept suggestion 3" not in page.text
    answer = lead.submit(page, press="Accept all of The Law Society of England and Wales")
    assert "1 suggestion accepted. 1 could not be" in lead.follow(answer).text
    refusal = {"reason": "Another body's words came first."}
    assert lead.submit(f"{here}/suggestions/3/reject", {"reason": ""}).status_code == 422
    assert lead.submit(f"{here}/suggestions/3/reject", refusal).status_code == 302
    people("CPS").submit(f"{here}/margin", press="Take back suggestion 2")
    with reading_in() as session:
        found = session.scalars(select(Suggestion).order_by(Suggestion.number)).all()
        assert [one.status.value for one in found] == ["accepted", "withdrawn", "rejected", "accepted"]
    history = lead.get_ok(f"{here}/history").text
    assert "Crown Prosecution Service" in history and "Law Society" in history
    assert text_of(reading_in).endswith("It starts in April.")
    page = Page(people("LS").get_ok(f"{here}/margin").text).words
    assert "Why it was not accepted: Another body's words came first." in page


def test_accepting_all_makes_the_text_that_the_view_showed(here, people, reading_in):
    suggest(people("CPS"), here, ("must see", "is offered"), (SECOND, f"**{SECOND}**"))
    suggest(people("LS"), here, ("a waiver", "each waiver"), (FIRST, f"## {FIRST}"), added="Last.")
    lead = people("HO")
    seen = Page(lead.get_ok(f"{here}/margin?view=all").text)
    with reading_in() as session:
        document = problem(session)
        waiting = session.scalars(select(Suggestion).order_by(Suggestion.number)).all()
        wanted, done = all_accepted(live.current(document), [of(one) for one in waiting])
    assert all(done)
    lead.submit(f"{here}/margin", press=f"Accept all {len(waiting)}")
    with reading_in() as session:
        document = problem(session)
        assert document.blocks == wanted
        assert all(block.plain in seen.words for block in wanted)
    assert "No suggestion waits for a decision" in lead.get_ok(f"{here}/margin").text


def test_a_suggestion_is_of_the_text_that_its_writer_saw(here, people, writing_in, reading_in):
    slow = people("CPS")
    page = slow.get_ok(f"{here}/suggest")
    people("MOJ").submit(here, text=f"From April: {FIRST}\n\n{SECOND}")
    name = re.search(r'name="(block-[^"]+)"', page.text)[1]
    slow.submit(page, {name: FIRST.replace("a waiver", "each waiver")})
    people("HO").submit(f"{here}/margin", press="Accept suggestion 1")
    assert text_of(reading_in).startswith(f"From April: {FIRST[:-9]}each waiver.")


def test_nobody_decides_but_the_lead_and_only_once(app, here, people, reading_in):
    suggest(people("CPS"), here, ("must see", "sees"))
    page, later = (people("HO").get_ok(f"{here}/margin") for _ in range(2))
    for code in ("MOJ", "CPS", "LS"):
        answer = people(code).submit(page, press="Accept suggestion 1")
        assert answer.status_code in (400, 403), code
        assert people(code).get(f"{here}/suggestions/1/reject").status_code == 403
    for path in ("margin", "suggest", "suggestions/1", "suggestions/1/reject", "threads/new", "threads/1"):
        assert people("NACRO").get(f"{here}/{path}").status_code == 404
        assert people("VS").get(f"{here}/{path}").status_code == 404  # consulted, and not invited yet
    lead = people("HO")
    assert lead.submit(page, press="Accept suggestion 1").status_code == 302
    again = lead.submit(later, press="Accept suggestion 1")
    assert again.status_code == 422 and "decided already" in again.text
    with reading_in() as session:
        assert session.scalars(select(Suggestion)).one().status is SuggestionStatus.accepted


def test_nothing_is_accepted_into_a_frozen_text_and_comments_go_on(app, writing_in):
    with writing_in():
        edition = frozen_edition()
        here = f"/proposals/{edition.proposal.address}/sections/problem"
    lead = app.test_client()
    sign_in(lead, "author@ho.example")
    page = lead.get_ok(f"{here}/suggest")
    assert suggest(lead, here, added="One more.").status_code == 302, page
    page = lead.get_ok(f"{here}/margin")
    assert "Accept suggestion" not in page.text
    assert lead.submit(f"{here}/threads/new", words="Is this right?").status_code == 302


def test_comments_follow_their_words_and_say_when_these_are_gone(here, people, writing_in):
    block = {"block": Choice(f"1. {FIRST[:60].strip()}")}
    one, other = people("MOJ"), people("CPS")
    assert one.submit(f"{here}/threads/new", {**block, "quote": "not there", "words": "?"}).status_code == 422
    made = one.submit(f"{here}/threads/new", {**block, "quote": "a waiver", "words": "Who signs it?"})
    assert "“a waiver”" in other.get_ok(f"{here}/margin").text
    people("HO").submit(here, text=f"In short: {FIRST}\n\n{SECOND}")
    assert "Its words are gone" not in other.get_ok(f"{here}/margin").text
    assert other.submit(other.follow(made), words="The inspector.").status_code == 302
    one.submit(one.follow(made), press="Mark as resolved")
    assert "Resolved" in other.get_ok(f"{here}/margin").text
    other.submit(other.follow(made), words="Not so fast.")
    assert "Mark as resolved" in one.follow(made).text
    people("HO").submit(here, text=SECOND)
    assert "Its words are gone" in other.get_ok(f"{here}/margin").text
    assert "not in the text any more" in one.follow(made).text


def test_what_a_body_says_to_itself_is_read_by_nobody_else(here, people, reading_in):
    secret = "CNRY-private-comment"
    made = people("CPS").submit(f"{here}/threads/new", words=secret, audience="own")
    proposal = here.partition("/sections")[0]
    for path in ("threads/1", "beside", "live"):
        assert secret in people("CPS").get(f"{here}/{path}").text
    assert "Comment made" in people("CPS").get_ok(f"{proposal}/history").text
    for code in ("HO", "MOJ"):
        assert people(code).get(f"{here}/threads/1").status_code == 404
        assert people(code).submit(people("CPS").follow(made), words="I see you").status_code in (400, 404)
        for path in (f"{here}/margin", f"{here}/beside", f"{here}/live", f"{proposal}/history", proposal):
            page = people(code).get(path).text
            assert secret not in page and "Comment made" not in page
    with reading_in() as session:
        assert len(session.scalars(select(Thread)).one().comments) == 1


def test_what_was_changed_in_an_editor_becomes_suggestions_and_is_typed_nowhere(app, here, people, reading_in):
    window = Window(app, "author@cps.example", f"{here}/live")
    stream = window.client.get(f"{window.address}/stream?after={window.sequence}").response
    base = {"base": f"s{window.sequence}", "reason": "PACE", "csrf_token": window.token}

    def send(update, key="", **more):
        told = {**base, "change": base64.b64encode(update).decode(), "idempotency_key": key or uuid.uuid4().hex, **more}
        return window.client.post(f"{here}/suggest/edited", data=told)

    change = window.typed(" In writing.")
    first, again = (send(change, "0123456789abcdef") for _ in range(2))
    assert first.json == again.json == {"said": "Suggestion made"}
    assert next(piece for piece in stream if piece.startswith(b"event: margin")) == b"event: margin\ndata: \n\n"
    stream.close()
    answer = people("CPS").get(f"{here}/beside").json
    assert (answer["marks"][0]["put"], answer["marks"][0]["who"]) == (" In writing.", "CPS")
    assert "Suggestion 1" in answer["list"]
    assert text_of(reading_in) == f"{FIRST}\n{SECOND}"
    assert window.catch_up().startswith(FIRST) and window.sequence == 1
    for odd, words in (
        (b"\x00\x00", "Nothing is changed"),
        (b"no update", "cannot be read"),
        (b"a" * MOST_UPDATE * 2, "too much"),
    ):
        refused = send(odd)
        assert (refused.status_code, words in refused.json["problem"]) == (422, True), words
    assert send(b"", change="~").status_code == 422
    for strange in ("s9", "r0", "", "x1"):
        assert send(change, base=strange).status_code == 404
    with reading_in() as session:
        assert session.scalar(select(Suggestion.reason)) == "PACE"
    people("HO").submit(f"{here}/margin", press="Accept suggestion 1")
    assert text_of(reading_in).startswith(f"{FIRST} In writing.")


def test_who_is_mentioned_gets_a_mail_without_a_word_of_it(here, people, writing_in, reading_in):
    with writing_in():
        signatory("MOJ")
        acting("CPS", email="second@cps.example")
    words = {"words": "CNRY-words of a comment"}
    people("CPS").submit(f"{here}/threads/new", {**words, "mentions": [Choice("Ministry of Justice")]})
    people("CPS").submit(
        f"{here}/threads/new", {**words, "audience": "own", "mentions": [Choice("Ministry of Justice")]}
    )
    suggest(people("LS"), here, added="More.")
    people("CPS").submit(
        f"{here}/suggestions/1", {**words, "mentions": [Choice("Author at LS, The Law Society of England and Wales")]}
    )
    with reading_in() as session:
        mails = session.scalars(select(Message).where(Message.subject.contains("mentioned")).order_by(Message.to)).all()
        assert [mail.to for mail in mails] == ["author@ls.example", "author@moj.example"]
        assert not any("CNRY" in mail.body + mail.subject for mail in mails)
        assert "/threads/1" in mails[1].body


def test_strange_places_and_texts_are_not_there(here, people):
    lead = people("HO")
    proposal = here.partition("/sections")[0]
    for path in ("sections/nothing/margin", "provisions/99/margin", "provisions/x/margin", "provisions/1234567/margin"):
        assert lead.get(f"{proposal}/{path}").status_code == 404
    assert lead.get_ok(f"{proposal}/provisions/1/margin")
    page = lead.get_ok(f"{here}/suggest")
    for base in ("s1", "r9", "r-1", "x", "s" + "9" * 40):
        assert lead.submit(page, {"base": base}, tampered=True).status_code == 404, base
    nothing = lead.submit(f"{here}/suggest")
    assert nothing.status_code == 422 and "Nothing is changed yet" in nothing.text


def test_the_page_costs_the_same_however_much_is_suggested(here, people, statements):
    lead = people("HO")
    counted = []
    for times in (1, 6):
        for number in range(times):
            suggest(people("CPS"), here, added=f"Addition {times} {number}.")
            people("LS").submit(f"{here}/threads/new", words=f"Comment {number}")
        with statements() as found:
            lead.get_ok(f"{here}/margin")
        counted.append(len(found))
    assert counted[0] == counted[1]
