"""You said, we did: every theme with what was done about it, for everybody, as a page, a table and data (F11, N13)."""

import csv
import io

import time_machine
from sqlalchemy import select

from collab.consultations.models import Consultation
from collab.db import db
from collab.text import Bilingual
from tests.factories import analysis
from tests.factories.analysis import AFTER
from tests.support.page import words


@time_machine.travel(AFTER, tick=True)
def test_every_theme_is_there_with_what_was_done_and_what_reads_differently(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=6)
        few, many = analysis.theme(consultation, "Pay for it", name_cy="Talu"), analysis.theme(consultation)
        first, second, *rest = analysis.submissions(consultation)
        analysis.coded(first, few, many)
        for one in (second, *rest):
            analysis.coded(one, many)
        analysis.decided(few, "not_accepted", reason="There is no money.", reason_cy="Nid oes arian.")
        analysis.decided(many, "accepted", provision="3.1", reason="It is easier to read.")
        analysis.drafted(consultation, edition=analysis.changed_edition(consultation))
        analysis.confirmed(consultation)
        here = f"/consultations/{consultation.reference}/you-said-we-did"
        unpublished = [f"{here}{ending}" for ending in ("", ".json", ".csv")]
    assert [client.get(one).status_code for one in unpublished] == [404, 404, 404]
    with writing_in():
        found = db.session.scalars(select(Consultation)).one()
        found.title = Bilingual.of("Asking once", "Gofyn unwaith")
        analysis.publish(found)
    page = client.get_ok(here).text
    assert page.index('id="theme-2"') < page.index('id="theme-1"')  # the biggest first
    said = words(page)
    assert "You said (6 of 6 responses, 100%)" in said
    assert "You said (fewer than 5 of 6 responses)" in said
    assert "Not accepted We did not, because: There is no money." in said
    assert "We did, because: It is easier to read. Provision 3.1: the words before and after" in said
    assert "<ins>" in page
    welsh = client.get_ok(f"{here}?language=cy").text
    assert "Ni wnaethom hyn, oherwydd" in welsh
    assert "Nid oes arian." in welsh
    assert '<span lang="en">It is easier to read.</span>' in welsh
    twin = client.get_ok(f"{here}.json").json
    assert [(one["number"], one["responses"], one["percent"], one["we_did"]) for one in twin["themes"]] == [
        (2, 6, 100, True),
        (1, None, None, False),
    ]
    (link,) = twin["themes"][0]["links"]
    assert link["is_changed"] and link["after"].endswith(analysis.NEW_WORDS)
    table = list(csv.DictReader(io.StringIO(client.get_ok(f"{here}.csv").text.lstrip("\ufeff"))))
    assert [(one["You said"], one["Responses"], one["We did"]) for one in table] == [
        ("Say it simply", "6", "yes"),
        ("Pay for it", "", "no"),
    ]
    assert here in client.get_ok(here.removesuffix("/you-said-we-did")).text
