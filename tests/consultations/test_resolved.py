"""Every response of a whole consultation leads to a decision, to the results, or to why it was left out; and one mail tells of it (F11)."""

import re

import time_machine
from sqlalchemy import select

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import ANONYMOUS
from collab.consultations.actions import campaigns, coding, dispositions, submissions
from collab.consultations.actions.dispositions import Decided
from collab.consultations.models import (
    OnBehalfOf,
    QuestionType,
    RespondentType,
    Submission,
    Workspace,
)
from collab.consultations.queries import receipts
from collab.consultations.queries.receipts import Resolution
from collab.consultations.rules.answers import Given
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.notifications.models import Message
from collab.text import Language
from tests.factories import analysis
from tests.factories.accounts import acting, author
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, DURING, ask, response
from tests.support.page import words

TICKS = {1: Given(keys=("agree",))}
WORDS = TICKS | {2: Given(words="Ask later, and say it simply.")}


def one(consultation, answers, email="", **more):
    about = About(OnBehalfOf.myself, RespondentType.victim, email=email)
    return response(consultation, answers, about, **more)


def of_a_body(consultation, sent):
    """A response as its body's workspace sends it: without an address, and with nobody's link."""
    body = accounts.organisation_by_code("MA")
    author("MA"), acting("MA", email="second@ma.example")
    times = {"started_at": DURING, "changed_at": DURING, "sent_at": DURING}
    db.session.add(Workspace(consultation=consultation, organisation=body, submission=sent, **times))


@time_machine.travel(AFTER, tick=True)
def test_every_response_leads_somewhere_and_one_mail_tells_of_it(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        ask(consultation, QuestionType.statement_vote, "Asking once is enough")
        with clock.pinned(DURING):
            votes = one(consultation, TICKS | {6: Given(keys=("agree",))})
        kinds = {
            "themes": one(consultation, ANSWERS, "en@example.com"),
            "welsh": one(consultation, WORDS, "cy@example.com", language=Language.welsh),
            "nothing": one(consultation, WORDS),
            "ticks": one(consultation, TICKS),
            "votes": votes,
            "copy": one(consultation, WORDS),
            "second copy": one(consultation, WORDS),
            "body": one(consultation, WORDS),
            "own": one(consultation, WORDS),
            "spam": one(consultation, WORDS),
            "withdrawn": one(consultation, WORDS, "gone@example.com"),
        }
        of_a_body(consultation, kinds["body"])
        with clock.pinned(DURING):
            submissions.withdraw(kinds["withdrawn"], by=ANONYMOUS)
        by, theme = author("HO"), analysis.theme(consultation, name_cy="Dywedwch yn syml")
        for name in ("copy", "second copy"):
            campaigns.put_in(kinds[name], "Letter", by=by)
        for name in ("themes", "welsh", "copy", "second copy", "body"):
            analysis.coded(kinds[name], theme)
        for name in ("nothing", "own"):
            analysis.coded(kinds[name], NOTHING)
        for name in ("ticks", "votes"):
            coding.mark_read(kinds[name], by=by)
        coding.exclude(kinds["spam"], "spam", version=kinds["spam"].version, by=by)
        analysis.reported(consultation)
        reason = {"reason": "It is easier to read.", "reason_cy": "Mae’n haws ei ddarllen."}
        analysis.decided(theme, "accepted", provision="3.1", **reason)
        assert receipts.resolutions(consultation)[Resolution.nothing] == 0
        dispositions.decide_response(kinds["own"], Decided("noted", "We will write to the court."), by=by)
        analysis.drafted(consultation, edition=analysis.changed_edition(consultation))
        analysis.confirmed(consultation)
        analysis.publish(consultation)
        found = {name: receipts.outcome_for(sent) for name, sent in kinds.items()}
        expected = {
            Resolution.themes: {"themes", "welsh", "copy", "second copy", "body"},
            Resolution.own_decision: {"own"},
            Resolution.counted: {"nothing", "ticks", "votes"},
            Resolution.left_out: {"spam", "withdrawn"},
            Resolution.nothing: set(),
        }
        assert receipts.resolutions(consultation) == {kind: len(names) for kind, names in expected.items()}
        assert sum(map(len, expected.values())) == len(kinds) == db.session.query(Submission).count()
        assert {name for name, said in found.items() if said.themes} == expected[Resolution.themes]
        assert {name for name, said in found.items() if said.own} == expected[Resolution.own_decision]
        assert {name for name, said in found.items() if said.is_left_out} == expected[Resolution.left_out]
        assert all(bool(said.sentence) != bool(said.themes or said.own) for said in found.values())
        assert [found[name].sentence for name in ("nothing", "ticks", "votes")] == [
            receipts.NOTHING_TO_CODE,
            receipts.ONLY_COUNTED,
            receipts.ONLY_COUNTED,
        ]
        told = db.session.scalars(select(Message).where(Message.purpose_key.startswith("outcome:"))).all()
        mails = {mail.to: mail for mail in told}
        assert len(told) == len(mails)
        assert sorted(mails) == ["author@ma.example", "cy@example.com", "en@example.com", "second@ma.example"]
        assert f"/consultations/{consultation.reference}/our-response" in mails["author@ma.example"].body
        links = [re.search(r"/responses/[\w-]{43}", mails[f"{name}@example.com"].body)[0] for name in ("en", "cy")]
        assert mails["cy@example.com"].subject.endswith("mae ymateb y llywodraeth wedi’i gyhoeddi")
    english, welsh = (words(client.get_ok(link).text) for link in links)
    assert "Accepted. It is easier to read. Provision 3.1: the words before and after" in english
    assert "Dywedwch yn syml" in welsh and "Derbyniwyd. Mae’n haws ei ddarllen." in welsh
    assert "you-said-we-did?language=cy" in client.get_ok(links[1]).text
    assert client.get(links[0][:-1] + ("a" if links[0][-1] != "a" else "b")).status_code == 404
