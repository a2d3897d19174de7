"""`collab import`: the real files, counted again from the source, and what is refused whole, on both databases."""

import csv
import shutil
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from collab.accounts import actions as accounts
from collab.accounts.models import Independence, OrganisationClass
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.audit.models import RootKind
from collab.audit.queries import history
from collab.consultations.actions import imports
from collab.consultations.models import Answer, Consultation, Question, RunRole, Submission
from collab.consultations.queries import lists, tallies
from collab.consultations.rules import govuk, polis, standing, window
from collab.errors import NotAllowed, Refused

CONVERSATIONS = [
    "15-per-hour-seattle",
    "brexit-consensus",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.taxes",
]
YOUTH = "london.youth.policing"
REFUSED = {
    "consultation_withdrawn",
    "open_consultation",
    "open_consultation_with_participation",
    "unopened_consultation",
}


def run(app, *arguments):
    from collab.consultations.cli import import_group

    return app.test_cli_runner().invoke(import_group, [str(one) for one in arguments])


def rows(file):
    with file.open(newline="", encoding="utf-8-sig") as opened:
        return list(csv.DictReader(opened))


def recount(folder):
    """(statement, agree, disagree, pass) from the CSV files alone, by statement id."""
    statements = {
        int(row["comment-id"]): row["comment-body"].strip()
        for row in rows(folder / "comments.csv")
        if row["moderated"].strip() != "-1"
    }
    last = {}
    for row in rows(folder / "votes.csv"):
        key, at = (int(row["comment-id"]), int(row["voter-id"])), int(row["timestamp"])
        if key[0] in statements and at >= last.get(key, (at, 0))[0]:
            last[key] = (at, int(row["vote"]))
    counts = Counter((statement, vote) for (statement, _), (_, vote) in last.items())
    tallied = [
        (words, counts[number, 1], counts[number, -1], counts[number, 0])
        for number, words in sorted(statements.items())
    ]
    return tallied, len(last), len({voter for _, voter in last})


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_every_statement_counts_as_in_the_source(app, reading_in, real_input, name):
    expected, votes, voters = recount(real_input / "polis" / name)
    result = run(app, "polis", real_input / "polis" / name)
    assert result.exit_code == 0, result.output
    assert f"{len(expected)} statements, {votes} votes, {voters} voters" in result.output
    with reading_in():
        made = lists.consultations(viewer=ANONYMOUS).items[0]
        found = tallies.statements(made)
        assert [(one.statement, one.agree, one.disagree, one.passed) for one in found] == expected
        assert sum(one.n for one in found) == votes
        assert tallies.voters(made) == voters


def test_youth_policing_is_a_closed_consultation_with_a_table(app, client, reading_in, real_input):
    result = run(app, "polis", real_input / "polis" / YOUTH, "--title", "Young people and policing")
    assert "36 statements, 638 votes, 26 voters" in result.output
    page = client.get_ok(result.output.rsplit(": ", 1)[1].strip())
    assert "Young people and policing" in page.text
    assert "not a consultation on a decision" in page.text
    assert "How 26 people voted on 36 statements" in page.text
    assert "The Computational Democracy Project" in page.text
    assert "/respond" not in page.text
    assert "government response" not in page.text
    twin = client.get_ok(result.output.rsplit(": ", 1)[1].strip() + ".json").json
    assert twin["state"] == "closed"
    assert len(twin["statements"]) == 36
    assert sum(one["n"] for one in twin["statements"]) == 638
    with reading_in():
        made = lists.consultations(viewer=ANONYMOUS).items[0]
        assert len(history(RootKind.consultation, made.id)) == 1


def test_a_second_import_adds_nothing(app, reading_in, real_input):
    before = run(app, "polis", real_input / "polis" / YOUTH) and counted(reading_in)
    again = run(app, "polis", real_input / "polis" / YOUTH, "--title", "Another name")
    assert again.exit_code == 0
    assert "Nothing was added" in again.output
    assert counted(reading_in) == before == (1, 36, 26, 638)


def counted(reading_in):
    with reading_in() as session:
        tables = (Consultation, Question, Submission, Answer)
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in tables)


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("votes.csv", "1,x,0,0,1", "not a whole number"),
        ("votes.csv", "1,,99999,0,1", "99999 is not in comments.csv"),
        ("comments.csv", "1,x,500", "cells"),
    ],
)
def test_a_malformed_export_is_refused_whole(app, reading_in, real_input, tmp_path, file, line, reason):
    folder = tmp_path / "export"
    shutil.copytree(real_input / "polis" / YOUTH, folder)
    heading = (folder / file).read_text().splitlines()[0].split(",")
    cells = {
        "comment-id": "99999" if "99999" in line else "0",
        "voter-id": "1",
        "timestamp": "1",
        "vote": "x" if ",x," in line else "1",
    }
    bad = line if file == "comments.csv" else ",".join(cells.get(name, "x") for name in heading)
    with (folder / file).open("a") as opened:
        opened.write(bad + "\n")
    result = run(app, "polis", folder)
    assert result.exit_code == 1
    assert "Nothing was imported" in result.output
    assert f"{file}, line " in result.output
    assert reason in result.output
    assert counted(reading_in) == (0, 0, 0, 0)


def test_an_import_that_stops_before_its_end_leaves_nothing(writing_in, reading_in, real_input):
    export = polis.read_export(real_input / "polis" / YOUTH)
    with pytest.raises(Refused), writing_in():
        import_and_stop(export)
    assert counted(reading_in) == (0, 0, 0, 0)


def import_and_stop(export):
    imports.import_polis(export, by=SYSTEM)
    raise Refused("Something later in the same transaction failed.")


def test_only_a_command_imports(writing_in, real_input):
    export = polis.read_export(real_input / "polis" / YOUTH)
    with writing_in(), pytest.raises(NotAllowed):
        imports.import_polis(export, by=ANONYMOUS)


FIGURES = {
    "Furniture fire safety regulations: proposed amendments": (61, 169, 401, True),
    "Employee Share Schemes: NIC elections": (84, None, 97, True),
    "Setting the grade standards of new GCSEs in England: 2017 & 2018": (56, 82, 82, False),
    "Review of Museums in England": (56, None, None, None),
}


def test_the_good_pages_come_in_and_the_others_are_refused_with_reasons(app, client, reading_in, real_input):
    files = sorted((real_input / "govuk").glob("*.json"))
    result = run(app, "govuk", *files)
    assert result.exit_code == 1
    refused = [line for line in result.output.splitlines() if line.startswith("Refused: ")]
    assert {line.partition("govuk-consultation-")[2].partition(".json")[0] for line in refused} == REFUSED
    assert all("years from 2200 on are refused" in line and ", line " in line for line in refused)
    assert "4 of 9 files were refused" in result.output
    with reading_in():
        found = {str(one.title): one for one in lists.consultations(viewer=ANONYMOUS).items}
        assert {name: figures(one) for name, one in found.items()} == FIGURES
        museums = found["Review of Museums in England"]
        assert standing.sentence(museums, datetime.now(UTC)) == "Closed at 4pm on 31 October 2016"
        fire = found["Furniture fire safety regulations: proposed amendments"]
        assert fire.source_organisations == ["Department for Business, Innovation & Skills"]
        assert fire.outcome.document.plain
        assert "change note" in fire.source_note
        address = fire.address
    page = client.get_ok(f"/consultations/{address}").text
    assert "Published on 12 November 2015, 401 days after closing, 317 days late" in page
    assert "25 March 2015, 169 days after closing" in page
    assert "Department for Business, Innovation &amp; Skills" in page
    assert "4 consultations" in client.get_ok("/consultations").text
    assert "3 consultations" in client.get_ok("/consultations?state=answered").text
    assert "Review of Museums" in client.get_ok("/consultations?state=closed").text


def figures(consultation):
    days = window.window_days(consultation.opens_at, consultation.closes_at)
    feedback, outcome = (
        answer and after(consultation, answer) for answer in (consultation.feedback, consultation.outcome)
    )
    clock = standing.response_clock(consultation, datetime.now(UTC))
    return days, feedback, outcome, clock and clock.days_late > 0


def after(consultation, answer):
    closed_on = window.closing_date(consultation.closes_at)
    return window.days_after_closing(closed_on, window.london_date(answer.published_at))


def test_importing_pages_again_adds_nothing(app, reading_in, real_input):
    file = real_input / "govuk" / "govuk-consultation-closed_consultation.json"
    assert run(app, "govuk", file).exit_code == 0
    again = run(app, "govuk", file, file)
    assert again.exit_code == 0
    assert "Nothing was added" in again.output
    assert counted(reading_in)[0] == 1


def test_a_malformed_page_is_refused_and_names_its_line(app, reading_in, real_input, tmp_path):
    good = real_input / "govuk" / "govuk-consultation-closed_consultation.json"
    bad = tmp_path / "bad.json"
    bad.write_text(good.read_text() + "}")
    result = run(app, "govuk", bad, good)
    assert result.exit_code == 1
    assert "Refused: bad.json, line " in result.output
    assert "1 of 2 files were refused" in result.output
    assert counted(reading_in)[0] == 1


def test_an_organisation_that_we_know_runs_it_here_too(app, writing_in, reading_in, real_input):
    file = real_input / "govuk" / "govuk-consultation-closed_consultation.json"
    page = govuk.parse_page(file.name, file.read_bytes())
    with writing_in():
        accounts.create_organisation(
            code="DCMS",
            name="Department for Culture, Media & Sport",
            organisation_class=OrganisationClass.department,
            independence=Independence.ministerial,
            by=SYSTEM,
        )
        imports.import_page(page, by=SYSTEM)
    with reading_in():
        (made,) = lists.consultations(viewer=ANONYMOUS).items
        assert [(one.organisation.code, one.role) for one in made.runners] == [("DCMS", RunRole.lead)]


def test_help_shows_an_example(app):
    for command in ("polis", "govuk"):
        assert f"Example: collab import {command}" in run(app, command, "--help").output
