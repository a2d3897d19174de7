"""The integrity statement and its evidence: what is in the file, that it fits, and that nothing in it can be altered (F10)."""

import hashlib
import json
import re

import pytest
import rfc8785
import time_machine
from click.testing import CliRunner
from sqlalchemy import select

from collab import clock
from collab.audit.actions import record
from collab.audit.models import Entry, Event, RootKind
from collab.consultations import cli, tasks
from collab.consultations.actions import evidence as actions
from collab.consultations.models import Consultation, OnBehalfOf, RespondentType
from collab.consultations.rules import evidence
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.errors import NotAllowed, Refused
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER, OVERDUE
from tests.factories.submissions import response
from tests.support.page import words

PRIVATE = re.compile(r"canary|Ask later|advice@")


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def answered(**more):
    """A body had sent its response and withdrew it, in the chain as its workspace records it: nothing may be found of whom."""
    consultation = analysis.closed_consultation(responses=1, **more)
    response(consultation, about=About(OnBehalfOf.myself, RespondentType.victim, email="canary@example.com"))
    for event in (Event.submission_received, Event.submission_withdrawn):
        record(RootKind.consultation, consultation.id, event, by=author("CPS"))
    theme = analysis.theme(consultation)
    for one in analysis.submissions(consultation):
        analysis.coded(one, theme)
    analysis.reported(consultation)
    analysis.decided(theme, "accepted", provision="3.1", reason="It is easier to read.")
    analysis.confirmed(consultation)
    analysis.drafted(consultation, edition=analysis.changed_edition(consultation))
    analysis.publish(consultation)
    return consultation


def altered(whole, change):
    """The file with something changed in it, and all sums that whoever changes it can make anew."""
    bundle = json.loads(whole)
    change(bundle)
    del bundle["sums"]
    body = rfc8785.dumps(bundle)[:-1]
    return body + f'{evidence.SUMS}{hashlib.sha256(body).hexdigest()}"}}'.encode()


def held(bundle, event):
    return next(one for one in bundle["chain"]["entries"] if one.get("event") == event)


def figures(bundle):
    return held(bundle, "consultation.evidence_sealed")["content"]["record"]


def test_the_evidence_fits_holds_nobody_and_breaks_where_it_is_altered(writing_in, client, tmp_path):
    with writing_in():
        consultation = answered()
        root = f"/consultations/{consultation.reference}"
        official, lead = str(author("CPS").person_id), str(author("HO").person_id)
    whole = client.get_ok(f"{root}/evidence.json").data
    right = evidence.verify(whole)
    assert right.fault == "" and "  4. Conscientiously considered: met" in right.found
    assert not PRIVATE.search(whole.decode()) and official not in whole.decode() and lead in whole.decode()
    bundle = json.loads(whole)
    hidden = [place for place, one in enumerate(bundle["chain"]["entries"], 1) if set(one) == {"hash"}]
    sealed, last = bundle["sealed_by"], len(bundle["chain"]["entries"])
    assert len(hidden) == 2 and hidden[1] == hidden[0] + 1

    def entry(number, **parts):
        return lambda one: one["chain"]["entries"][number - 1].update(parts)

    alterations = {
        f"Entry {sealed:,} (consultation.evidence_sealed) of the chain: its payload was changed": lambda one: figures(
            one
        )["responses"].update(received=5),
        "Entry 1 (submission.withdrawn) of the chain: its fields were changed": entry(1, event="submission.withdrawn"),
        f"Entry {last - 1:,} (consultation.outcome_published) of the chain: its fields": entry(
            last - 1, at="2026-12-01"
        ),
        f"Entry {hidden[1] + 1:,} (theme.added) of the chain: its fields": entry(hidden[1], hash="0" * 64),
        f"Entry {last:,} of the chain: the chain should have": lambda one: one["chain"]["entries"].pop(),
        "The statement says something else than follows from the figures, at “4.": lambda one: one["statement"][
            3
        ].update(result="not_met"),
        "The statement says something else than follows from the figures, at “1.": lambda one: one["statement"][0][
            "rules"
        ][0].update(computed="not_met"),
        "The edition that was decided: The file states": lambda one: one["editions"][1]["edition"]["title"].update(
            en="Another"
        ),
        "The edition that was decided is not the one in the figures": lambda one: one["editions"].__setitem__(
            1, one["editions"][0]
        ),
        "The entry that is said to hold the figures": lambda one: one.update(sealed_by=sealed - 1),
        "The file is named for another consultation": lambda one: one.update(reference="C-2026-999"),
        "The format has version 9": lambda one: one.update(format_version=9),
        "Entry 2 of the chain has other parts": entry(2, more=1),
        "The chain has no entries": lambda one: one["chain"].update(entries=[]),
    }
    for sentence, change in alterations.items():
        assert sentence in evidence.verify(altered(whole, change)).fault
    place = hidden[0] - 1
    first = bundle["chain"]["entries"][place]["hash"]
    alone = whole.replace(first.encode(), first[::-1].encode())
    files = {
        "The checksum at the end of the file": alone,
        "It stops being JSON at byte": whole[: len(whole) // 2],
        "Byte 2 is not as collab writes it": b"{ " + whole[1:],
        "a name occurs twice": whole[:-1] + b',"format":"collab-evidence"}',
        "is no text": b"\xff" + whole,
        "nested more deeply": b"[" * 200_000,
        "This is not the evidence of a consultation": b'{"format":"other"}',
        "NaN is not JSON": b'{"format":NaN}',
    }
    for sentence, content in files.items():
        assert sentence in evidence.verify(content).fault, sentence
    for name, content in (("right", whole), ("wrong", alone)):
        (tmp_path / name).write_bytes(content)
    run = CliRunner().invoke
    assert [run(cli.verify, [str(tmp_path / name)]).exit_code for name in ("right", "wrong", "none")] == [0, 1, 2]
    assert "OK: all of it fits." in run(cli.verify, [str(tmp_path / "right")]).output


def test_a_breach_is_explained_beside_the_result_and_nothing_is_set_by_hand(writing_in, client, app):
    with time_machine.travel(OVERDUE, tick=True):
        with writing_in():
            consultation = answered()
            root, rule = (
                f"/consultations/{consultation.reference}",
                "The government response is published within 84 days of closing",
            )
            with pytest.raises(NotAllowed):
                actions.explain(consultation, rule=rule, words="No.", by=author("CPS"))
            with pytest.raises(Refused, match="nothing to explain"):
                actions.explain(consultation, rule="Every theme is decided", words="No.", by=author("HO"))
            actions.seal(consultation, by=author("HO"))  # a second time is the first
        before = client.get_ok(f"{root}/integrity.json").json
        assert before["statement"][3]["result"] == "not_met"
        team = app.test_client()
        sign_in(team, "author@moj.example")
        form = f"{root}/integrity/explain"
        assert team.submit(form, rule=rule, words="").status_code == 422
        assert team.submit(form, rule=rule, words="The pilot ran longer.").status_code == 303
        page = words(client.get_ok(f"{root}/integrity").text)
        assert "4. Conscientiously considered: not met, and explained" in page
        assert "The Ministry of Justice explains (22 February 2027): The pilot ran longer." in page
        after = client.get_ok(f"{root}/integrity.json").json
        (late,) = [one for one in after["statement"][3]["rules"] if one["explanations"]]
        assert (late["computed"], after["figures"]) == ("not_met", before["figures"])
        verdict = evidence.verify(client.get_ok(f"{root}/evidence.json").data)
        assert verdict.fault == "" and "  4. Conscientiously considered: explained" in verdict.found


def test_what_was_published_before_is_sealed_later_and_nothing_is_shown_before_it_is_published(
    writing_in, reading_in, client, app
):
    with writing_in():
        analysis.ready_to_answer()
        waiting = analysis.closed_consultation(responses=0)
        old = db.session.scalars(select(Consultation).where(Consultation.id != waiting.id)).one()
        old.outcome.published_at = clock.now()
        pages = [
            f"/consultations/{one.reference}/{end}" for one in (waiting, old) for end in ("integrity", "evidence.json")
        ]
    assert [client.get(one).status_code for one in pages] == [404, 404, 200, 404]
    assert "within the hour" in words(client.get_ok(pages[2]).text)
    with app.app_context():
        tasks.seal_evidence()
        tasks.seal_evidence()
    missing = (
        "The figures say consultation.outcome_published at 2026-12-07T10:"  # nobody published it: the test set the time
    )
    assert missing in evidence.verify(client.get_ok(pages[3]).data).fault
    with reading_in() as session:
        sealed = session.scalars(select(Entry).where(Entry.event == Event.evidence_sealed)).all()
        assert len(sealed) == 1
