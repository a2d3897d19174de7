"""Invented content: seven proposals and five consultations in different states, subscribers, and people named by role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType
from uuid import UUID

from collab.consultations.models import Consultation
from collab.db import db
from collab.demo import (
    consulting,
    filling,
    following,
    jp01,
    jp02,
    jp03,
    jp04,
    jp05,
    jp06,
    jp07,
    margin,
    people,
    subscribers,
    together,
)
from collab.demo.responses import voices
from collab.proposals.actions import clearance, drafting, provisions
from collab.proposals.models import Edition, Proposal

PASSWORD = people.PASSWORD
sign_ins = people.tour


def fill(today: date, base_url: str, say: Callable[[str], None] = lambda words: None) -> None:
    """Fills an empty, migrated installation. Dates count back from `today`; `say` is told what is done, step by step."""

    def link(token: str) -> str:
        return f"{base_url}/responses/{token}"

    say("People, named by role")
    filling.fill_people(today - timedelta(days=260))
    say("Default legal advice for children: from the first draft to the government response")
    fill_jp01(today, link)
    say("Technology standards in prisons: its consultation is open")
    fill_jp02(today, link)
    say("Tell your story once: after a write-round in clearance, with an objection")
    fill_jp03(today)
    say("Reducing the remand population safely: closed, its responses wait to be read")
    remand = fill_jp04(today, link)
    say("A standard for getting to court: withdrawn after its consultation")
    fill_jp05(today, link)
    say("Cases ready on time: in drafting, with a write-round open")
    fill_jp06(today)
    say("Your case online: its consultation opens in a few days")
    published = fill_jp07(today)
    say("Subscribers, and two digests")
    subscribers.fill(subscribers.cast_of(remand), published, today - timedelta(days=4), today)


def _to_clearance(content: ModuleType, lead: str, start: date, today: date) -> UUID:
    identity = filling.start_proposal(content, lead, start)
    filling.enter_positions(content, identity, start + timedelta(days=12), today)
    filling.return_nil(identity, start + timedelta(days=15), jp01.NIL_REASON)
    filling.scrutinise(identity, start + timedelta(days=15), lead)
    return identity


def fill_jp01(today: date, link: consulting.Link) -> None:
    start = today - timedelta(days=230)
    identity = _to_clearance(jp01, "HO", start, today)
    for record in jp01.FILES:
        filling.attach(identity, start + timedelta(days=18), "HO", record)
    first = filling.freeze(identity, start + timedelta(days=20), "HO", "First edition, for consultation.")
    filling.clear(first, start + timedelta(days=22), ["HO", "MOJ", "AGO"])
    filling.publish(first, start + timedelta(days=25), "HO")
    opens, closes = start + timedelta(days=30), start + timedelta(days=30 + 85)
    consultation = consulting.start(first, jp01, "HO", ["MOJ"], start + timedelta(days=26))
    consulting.set_up(consultation, "HO", start + timedelta(days=27), opens, closes)
    consulting.respond(consultation, voices(), opens, "HO", link)
    consulting.accept_late(consultation, "HO", closes)
    consulting.analyse(consultation, jp01, voices(), "HO", closes + timedelta(days=10))
    _decision_text(identity, closes + timedelta(days=20))
    consulting.decide(consultation, jp01, "HO", closes + timedelta(days=25))
    final = _decision_edition(identity, closes + timedelta(days=35))
    following.follow(identity, jp01.PROGRESS, today)
    consulting.publish_outcome(consultation, jp01, final, "HO", closes + timedelta(days=60), link)


def _decision_text(identity: UUID, on: date) -> None:
    """The text as it was changed after the consultation, which the decisions about what people said point at."""
    with filling.at(on, 9):
        proposal = db.session.get_one(Proposal, identity)
        drafting.begin_decision_edition(proposal, by=filling.who("HO"))
    with filling.at(on + timedelta(days=2), 9):
        proposal = db.session.get_one(Proposal, identity)
        for provision in proposal.provisions:
            words = jp01.REVISED_PROVISIONS[provision.number]
            provisions.change_provision(
                proposal, provision, title=str(provision.title), text=words, by=filling.who("HO")
            )


def _decision_edition(identity: UUID, on: date) -> UUID:
    """The same text, signed, cleared and published."""
    following.depend(identity, on + timedelta(days=4), jp01.DEPENDENCIES)
    filling.sign_all(identity, on + timedelta(days=5))
    note = "Decision edition: three provisions changed after the consultation."
    final = filling.freeze(identity, on + timedelta(days=8), "HO", note)
    filling.clear(final, on + timedelta(days=10), ["HO", "MOJ", "AGO"])
    filling.publish(final, on + timedelta(days=12), "HO")
    return final


def fill_jp02(today: date, link: consulting.Link) -> None:
    start = today - timedelta(days=60)
    identity = _to_clearance(jp02, "MOJ", start, today)
    edition = filling.freeze(identity, start + timedelta(days=20), "MOJ", "First edition, for consultation.")
    filling.clear(edition, start + timedelta(days=22), ["MOJ", "HMPPS"])
    filling.publish(edition, start + timedelta(days=25), "MOJ")
    opens = today - timedelta(days=14)
    consultation = consulting.start(edition, jp02, "MOJ", ["HMPPS"], start + timedelta(days=26))
    consulting.set_up(consultation, "MOJ", start + timedelta(days=28), opens, opens + timedelta(days=90))
    consulting.respond(consultation, consulting.as_voices(jp02.EARLY), opens, "MOJ", link)
    together.write(consultation, opens)


def fill_jp03(today: date) -> None:
    start = today - timedelta(days=64)
    identity = _to_clearance(jp03, "MOJ", start, today)
    filling.record_assessments(identity, start + timedelta(days=15), "MOJ", jp03.ASSESSMENTS)
    asked = filling.ask_around(identity, start + timedelta(days=16), "MOJ", jp03.QUESTION)
    filling.reply(asked, start + timedelta(days=23), jp03.REPLIES)
    filling.settle(asked, start + timedelta(days=40), "CPS", jp03.SETTLED)
    filling.go_on_without(asked, start + timedelta(days=42), "MOJ", "CAWS", jp03.WITHOUT)
    edition_id = filling.freeze(identity, start + timedelta(days=44), "MOJ", "First edition, for consultation.")
    filling.clear(edition_id, start + timedelta(days=46), ["MOJ", "HO"])
    with filling.at(start + timedelta(days=48), 16):
        edition = db.session.get_one(Edition, edition_id)
        clearance.object_to(edition, reason=jp03.OBJECTION, hash=edition.hash, by=filling.signatory("AGO"))
    margin.fill(identity, start + timedelta(days=26))


def fill_jp04(today: date, link: consulting.Link) -> str:
    """Returns the consultation's address."""
    start = today - timedelta(days=120)
    opens = start + timedelta(days=30)
    consultation = _consulted(jp04, ["HO", "AGO"], ["HO", "MOJ", "AGO"], start, today, opens, today - timedelta(days=5))
    consulting.respond(consultation, jp04.VOICES, opens, "MOJ", link)
    return str(db.session.get_one(Consultation, consultation).address)


def fill_jp05(today: date, link: consulting.Link) -> None:
    start = today - timedelta(days=250)
    opens, closes = start + timedelta(days=30), start + timedelta(days=115)
    consultation = _consulted(jp05, ["HMCTS"], ["MOJ", "HMCTS"], start, today, opens, closes)
    voices = jp05.voices()
    consulting.respond(consultation, voices, opens, "MOJ", link)
    consulting.analyse(consultation, jp05, voices, "MOJ", closes + timedelta(days=10))
    consulting.decide(consultation, jp05, "MOJ", closes + timedelta(days=25))
    consulting.publish_outcome(consultation, jp05, None, "MOJ", closes + timedelta(days=50), link)
    consulting.explain(consultation, "MOJ", closes + timedelta(days=55), jp05.NOT_REACHED)


def _consulted(
    content: ModuleType, joint: list[str], clear: list[str], start: date, today: date, opens: date, closes: date
) -> UUID:
    """A proposal of the Ministry of Justice from its first draft to a consultation with these dates."""
    identity = _to_clearance(content, "MOJ", start, today)
    edition = filling.freeze(identity, start + timedelta(days=20), "MOJ", "First edition, for consultation.")
    filling.clear(edition, start + timedelta(days=22), clear)
    filling.publish(edition, start + timedelta(days=25), "MOJ")
    consultation = consulting.start(edition, content, "MOJ", joint, start + timedelta(days=26))
    consulting.set_up(consultation, "MOJ", start + timedelta(days=28), opens, closes)
    return consultation


def fill_jp06(today: date) -> None:
    start = today - timedelta(days=25)
    identity = filling.start_proposal(jp06, "MOJ", start)
    filling.keep_version(identity, start + timedelta(days=10), "MOJ", jp06.VERSION)
    filling.enter_positions(jp06, identity, start + timedelta(days=12), today)
    with filling.at(start + timedelta(days=14), 15):
        proposal = db.session.get_one(Proposal, identity)
        first = proposal.provisions[0]
        words = f"{first.document.text}\n\n{jp06.SECOND_THOUGHT}"
        provisions.change_provision(proposal, first, title=str(first.title), text=words, by=filling.who("MOJ"))
    asked = filling.ask_around(identity, today - timedelta(days=8), "MOJ", jp06.QUESTION)
    filling.reply(asked, today - timedelta(days=5), jp06.REPLIES)


def fill_jp07(today: date) -> date:
    """Returns the day on which its edition was published."""
    start = today - timedelta(days=45)
    identity = _to_clearance(jp07, "HMCTS", start, today)
    edition = filling.freeze(identity, start + timedelta(days=20), "HMCTS", "First edition, for consultation.")
    filling.clear(edition, start + timedelta(days=22), ["MOJ", "HMCTS"])
    published = start + timedelta(days=25)
    filling.publish(edition, published, "HMCTS")
    consultation = consulting.start(edition, jp07, "HMCTS", ["MOJ"], start + timedelta(days=26))
    opens = today + timedelta(days=5)
    consulting.set_up(consultation, "HMCTS", today - timedelta(days=5), opens, opens + timedelta(days=90))
    return published
