"""The respondent's pages in Welsh: every message is in the catalogue, and a whole response meets no English furniture."""

import gettext
import re

import pytest
import time_machine
from babel.messages.pofile import read_po
from sqlalchemy import select

from collab.consultations.models import Channel, QuestionType, Submission, SubmissionDraft
from collab.notifications.models import Message
from collab.text import Bilingual, Language, say, say_day, speaking
from collab.text.spoken import DOMAIN, TRANSLATIONS
from collab.web import filters
from tests.factories.submissions import DURING, ask, open_consultation
from tests.support import messages
from tests.support.page import Page, words

FOLDER = TRANSLATIONS / "cy" / "LC_MESSAGES"
PLACE = re.compile(r"%\(\w+\)s")


def catalogue():
    with (FOLDER / "collab.po").open("rb") as file:
        return {one.id: one.string for one in read_po(file, locale="cy") if one.id}


def test_every_message_is_there_in_welsh_with_its_values():
    welsh = catalogue()
    assert messages.every_message() - welsh.keys() == set()
    assert [en for en, cy in welsh.items() if not cy or sorted(PLACE.findall(en)) != sorted(PLACE.findall(cy))] == []
    assert {path.name: found for path in messages.TEMPLATES if (found := messages.bare_in_template(path))} == {}
    assert {path.name: found for path in messages.PYTHON if (found := messages.broken_in_python(path))} == {}


def test_the_compiled_catalogue_is_current():
    compiled = gettext.translation(DOMAIN, TRANSLATIONS, ["cy"])._catalog
    assert {en: cy for en, cy in compiled.items() if en} == catalogue()


def test_words_that_are_not_marked_would_be_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<p aria-label="Here">{{ _("Known") }} Go on</p>{{ submit("Send it") }}')
    assert messages.bare_in_template(page) == ["Here", "Go on", "Send it"]
    assert messages.in_template(page) == {"Known"}


def test_speaking():
    assert (say("Back"), filters.listing(["A", "B"])) == ("Back", "A and B")
    with speaking(Language.welsh):
        assert (say("Back"), say("Unknown here"), say_day(DURING.date())) == (
            "Yn ôl",
            "Unknown here",
            "2 Tachwedd 2026",
        )
        assert filters.listing(["Nacro", "Crown", "Ofsted"]) == "Nacro, Crown ac Ofsted"
        assert filters.moment(DURING) == "2 Tachwedd 2026 am hanner dydd"
    assert say("Back") == "Back"


def english_in(page):
    """The English messages on a page, but for what is marked as English."""
    whole = Page(page.text)
    assert whole.root.get("lang") == "cy"
    known = {one for one in catalogue() if len(one) > 3} - set(catalogue().values())
    exact = {one for one in known if not PLACE.search(one)}
    patterns = [
        re.compile(PLACE.sub(".+", re.escape(one).replace("%\\(", "%(").replace("\\)s", ")s"))) for one in known - exact
    ]
    patterns = [one for one in patterns if len(one.pattern.replace(".+", "")) > 12]
    exact = {one.rstrip(".,:") for one in exact}
    said = [
        (one or "").strip().rstrip(".,:")
        for element in whole.elements()
        if element.tag not in ("script", "style")
        and "en" not in [one.get("lang") for one in (element, *whole.ancestors(element))]
        for one in (element.text, *(child.tail for child in element), element.get("aria-label"))
    ]
    return [one for one in said if one in exact or any(pattern.search(one) for pattern in patterns)]


@pytest.fixture
def start(writing_in):
    with time_machine.travel(DURING, tick=True), writing_in():
        consultation = open_consultation(questions=False)
        consultation.title = Bilingual.of("Advice for children", "Cyngor i blant")
        consultation.summary = Bilingual.of("Should they get a lawyer?", "A ddylent gael cyfreithiwr?")
        ask(consultation, QuestionType.agree5, "Do you agree?", cy="Ydych chi’n cytuno?", is_required=True)
        ask(consultation, QuestionType.free_text, "Say more", cy="Dywedwch fwy", most_characters=20)
        ask(consultation, QuestionType.date, "When was it?", cy="Pryd oedd hi?")
        return f"/consultations/{consultation.reference}/respond"


def test_a_whole_response_in_welsh(client, start, reading_in):
    with time_machine.travel(DURING, tick=True):
        seen = []

        def go(page, fields=None, press="Cadw a pharhau", status=303):
            answer = client.submit(page, fields or {}, press=press)
            assert answer.status_code == status, words(answer.text)
            page = client.follow(answer) if status == 303 else answer
            seen.append(page)
            return page

        seen.append(client.get_ok(f"{start}?language=cy"))
        assert "Cyngor i blant" in words(seen[0].text)
        first = go(seen[0], {"layout": "one"}, press="Dechrau nawr")
        refused = go(first, status=422)
        assert "Dewiswch un ateb" in words(refused.text)
        assert refused.text.count("Gwall:") == 2
        second = go(refused, {"answer": "agree"})
        long = go(second, {"answer": "Gair " * 5}, status=422)
        assert "Rhaid i’ch ateb fod yn 20 nod neu lai. Nifer y nodau sy’n ormod: 4" in words(long.text)
        english = client.submit(long, {"answer": "Gair da"}, press="English")
        assert (english.status_code, 'lang="en" class' in english.text) == (200, True)
        assert "Gair da" in english.text
        assert "Save and continue" in english.text
        welsh = go(english, press="Cymraeg", status=200)
        assert "Gair da" in welsh.text
        third = go(welsh)
        assert "rhowch ddyddiad go iawn" in words(
            go(third, {"answer-day": "31", "answer-month": "2", "answer-year": "2026"}, status=422).text
        )
        who = go(third, {"answer-day": "27", "answer-month": "3", "answer-year": "2026"})
        assert "Dewiswch beth sy’n eich disgrifio orau" in words(go(who, status=422).text)
        body = go(who, {"on_behalf_of": "group", "respondent_type": "judge"})
        named = go(body, {"organisation_name": "x" * 201}, status=422)
        assert "Enw’r sefydliad neu’r grŵp: defnyddiwch 200 nod neu lai" in words(named.text)
        contact = go(body, {"organisation_name": "Grŵp"})
        publishing = go(contact, {"name": "Nia", "email": "nia@example.com"})
        base = publishing.request.path.partition("/about")[0]
        seen.append(client.get_ok(f"{base}/all"))
        go(client.get_ok(f"{base}/link"), {"email": "nia@example.com"}, press="Anfon y ddolen ataf")
        check = go(publishing, {"publish_preference": "publish_with_name"})
        assert "27 Mawrth 2026" in words(check.text)
        sent = go(check, press="Anfon eich ymateb")
        assert "Daeth i law ar 2 Tachwedd 2026" in words(sent.text)
        private = "/responses/" + re.search(r"/responses/([\w-]{43})", words(sent.text))[1]
        seen.append(client.get_ok(private))
        assert 'lang="en" class' in client.get_ok(f"{private}?language=en").text
        amend = go(seen[-1], press="Newid eich ymateb")
        go(amend, press="Anfon y newidiadau")
        go(client.get_ok(f"{private}/withdraw"), press="Tynnu eich ymateb yn ôl")
        assert {page.request.path: found for page in seen if (found := english_in(page))} == {}
        with reading_in() as session:
            assert session.scalars(select(Submission.channel)).all() == [Channel.welsh_web]
            assert {one.language for one in session.scalars(select(SubmissionDraft))} == {Language.welsh}
            mails = session.scalars(select(Message).order_by(Message.subject)).all()
            assert [one.subject.partition(" ")[0] for one in mails] == ["Nid", "Ymateb", "Ymateb"]
            assert all("Rydych yn cael yr e-bost hwn" in one.body and "Cyngor i blant" in one.body for one in mails)
    with time_machine.travel(DURING.replace(year=2027), tick=True):
        assert english_in(client.get(f"{start}?language=cy")) == []
