"""Responses from a file: uploaded, their columns chosen, checked, and imported once."""

import csv
import io
import os
import threading
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from openpyxl import Workbook
from sqlalchemy import select

from collab import clock
from collab.audit.models import Entry, Event
from collab.consultations import tasks
from collab.consultations.actions import response_imports as actions
from collab.consultations.models import (
    Channel,
    Consultation,
    ExclusionReason,
    ImportStage,
    QuestionType,
    Reading,
    ReadingCount,
    ResponseImport,
    Submission,
)
from collab.consultations.queries import response_imports as queries
from collab.consultations.rules import response_files, response_tables
from collab.consultations.rules.paths import Condition
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import drafted
from tests.factories.submissions import CLOSES, DURING, new_version, open_consultation, response
from tests.support.page import Page, words

LATE = ExclusionReason.late_not_accepted
HEADINGS = [
    "ID",
    "When",
    "Do you agree that every child gets a lawyer?",
    "Why?",
    "5",
    "What would get in the way?",
    "Body",
    "Who",
    "Notes",
]
ROW = [
    "a1",
    "20/10/2026",
    "Strongly agree",
    "Cafe\u0301 closed.\nSo ask later.",
    "care",
    "Travel; The rota",
    "",
    "victim",
    "x",
]


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING + timedelta(days=5), tick=True):
        yield


@pytest.fixture
def here(client, writing_in):
    with writing_in():
        consultation = open_consultation()
        author("HO"), author("MOJ")
        found = f"/consultations/{consultation.reference}/responses/import"
    sign_in(client, "author@ho.example")
    return found


def as_csv(*rows, delimiter=","):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([HEADINGS, *rows])
    return written.getvalue().encode()


def as_workbook(*rows):
    book, written = Workbook(), io.BytesIO()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def upload(client, here, content, name="file.csv"):
    page = Page(client.get_ok(here).text)
    hidden = {e.get("name"): e.get("value", "") for e in page.elements("input") if e.get("type") == "hidden"}
    return client.post(here, data={**hidden, "file": (io.BytesIO(content), name)})


def chosen(client, answer, **more):
    """The page after the columns were chosen."""
    page = client.get_ok(client.get(answer.location).location)
    fields = {
        "column_0": "id",
        "column_1": "received_on",
        "column_4": "answer-5",
        "column_6": "organisation_name",
        "column_7": "respondent_type",
        "channel": "email",
    }
    return client.submit(page, {**fields, **more}, press="Check the rows")


def test_a_file_is_looked_at_and_imported_once(client, app, here, reading_in):
    body = [
        "b2",
        "2026-10-21",
        "",
        "We run “a” hotline.",
        "",
        "",
        "A charity",
        "National charity or voluntary body",
        "",
    ]
    blank = [""] * len(HEADINGS)
    answer = upload(client, here, as_csv(ROW, blank, body, delimiter=";"))
    columns = client.get_ok(client.get(answer.location).location)
    assert "For example: Strongly agree" in words(columns.text)
    preview = client.follow(chosen(client, answer))
    for said in (
        "2 rows: 2 to import, 0 imported before, 0 at fault",
        "received 20 October 2026",
        "Café closed.",
        "The rota",
        "A charity",
    ):
        assert said in words(preview.text), said
    other = app.test_client()
    sign_in(other, "author@moj.example")
    assert other.get(answer.location).status_code == 404
    done = client.follow(client.submit(preview, press="Import 2 responses"))
    assert "2 responses imported" in words(done.text)
    with reading_in() as session:
        first, second = session.scalars(select(Submission).order_by(Submission.received_at))
        assert (first.received_at, first.channel, first.import_key) == (
            datetime(2026, 10, 19, 23, tzinfo=UTC),
            Channel.email,
            "id:a1",
        )
        assert [(a.question_version.question.number, a.keys, a.words) for a in first.answers] == [
            (1, ["strongly_agree"], ""),
            (2, [], "Café closed.\nSo ask later."),
            (4, ["o2", "o1"], ""),
            (5, ["o2"], ""),
        ]
        assert (second.on_behalf_of.value, second.organisation_name) == ("organisation", "A charity")
        assert (second.respondent_type.value, second.entered_by_id is not None) == ("voluntary_sector_national", True)
        assert len({first.receipt, second.receipt}) == 2
        (entry,) = session.scalars(select(Entry).where(Entry.event == Event.submissions_imported))
        assert (entry.payload.content["added"], entry.root_id) == (2, first.consultation_id)
    # the same again, as a workbook and with what was chosen remembered
    again = upload(client, here, as_workbook([*ROW[:1], date(2026, 10, 20), *ROW[2:]], ["c3", *body[1:]]), "file.xlsx")
    columns = client.get_ok(client.get(again.location).location)
    assert "A file with the same headings was imported before" in words(columns.text)
    preview = client.follow(client.submit(columns, press="Check the rows"))
    assert "2 rows: 1 to import, 1 imported before, 0 at fault" in words(preview.text)
    assert "1 response imported" in words(client.follow(client.submit(preview, press="Import 1 response")).text)
    assert "file.xlsx" in client.get_ok(here).text


def test_faults_are_named_by_row_and_column_and_can_be_left_out(client, here, reading_in):
    wrong = ["b", "31/11/2026", "Perhaps", "x" * 201, "speed", "Travel; Rain", "", "dragon", ""]
    late = ["c", (CLOSES.date() + timedelta(days=3)).isoformat(), "Agree", "", "", "", "", "", ""]
    early = ["d", "2020-01-01", "Agree", "", "", "", "", "", ""]
    empty = ["e", "2026-10-20", "", "", "", "", "", "", "only a note"]
    preview = client.follow(chosen(client, upload(client, here, as_csv(ROW, wrong, late, early, empty))))
    for said in (
        "5 rows: 1 to import, 0 imported before, 4 at fault",
        "2 Date received Enter a date like 2026-10-20 or 20/10/2026",
        "2 Answer to question 1: Do you agree that every child gets a lawyer? “Perhaps” is not one of the answers that are offered",
        "It is 1 too long",
        "“Rain” is not one of the answers",
        "“dragon” is not one of the choices",
        "Date received must be today or in the past",
        "Date received must not be before the consultation opened",
        "5 The row It answers no question",
    ):
        assert said in words(preview.text), said
    refused = client.submit(preview, press="Import 1 response")
    assert refused.status_code == 422
    assert "Say that the rows at fault are left out" in words(refused.text)
    done = client.follow(client.submit(preview, press="Import 1 response", leave_out="yes"))
    for content, said in ((b"", "Choose a file"), (b"a,b\n", "The file has no rows under its headings")):
        assert said in words(upload(client, here, content).text)
    assert "4 rows at fault were left out" in words(done.text)
    with reading_in() as session:
        assert session.query(Submission).count() == 1


def test_an_answer_to_what_was_not_asked_is_a_fault(client, here, writing_in):
    """As on paper: somebody decides which of the two answers was meant."""
    with writing_in() as session:
        asked = session.scalars(select(Consultation)).one().questions
        only_with_travel = Condition(4, True, ("o2",))
        new_version(
            asked[4], QuestionType.single, "Which matters most?", options="Speed\nCare", condition=only_with_travel
        )
    rows = [ROW, ["a2", *ROW[1:5], "The rota", *ROW[6:]], ["a3", *ROW[1:4], "", "The rota", *ROW[6:]]]
    page = words(client.follow(chosen(client, upload(client, here, as_csv(*rows)))).text)
    assert "Import 2 responses" in page
    assert "is asked only after another answer" in page


def test_late_ones_are_left_out_and_alike_rows_without_a_number_are_several(client, here, reading_in):
    row = ["", (CLOSES.date() + timedelta(days=1)).isoformat(), "Agree", "", "", "", "", "", ""]
    with time_machine.travel(CLOSES + timedelta(days=5)):
        sign_in(client, "author@ho.example")
        for expected in (2, 0):
            preview = client.follow(chosen(client, upload(client, here, as_csv(row, row)), column_0=""))
            assert f"2 rows: {expected} to import" in words(preview.text)
            client.submit(preview, press="Import")
    with reading_in() as session:
        found = session.scalars(select(Submission)).all()
        assert [(one.is_late, one.exclusion_reason) for one in found] == [(True, LATE)] * 2


def test_a_large_file_is_left_to_the_worker_which_begins_again_after_a_kill(
    client, app, here, reading_in, writing_in, monkeypatch
):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr(actions, "AT_ONCE_BYTES", 1)
    monkeypatch.setattr(queries, "AT_A_TIME", 2)

    def work():
        with app.app_context():
            tasks.import_responses()

    answer = upload(client, here, as_csv(*([f"n{n}", *ROW[1:]] for n in range(5))))
    assert "It begins within a minute." in words(client.get_ok(answer.location).text)
    work()
    waiting = client.follow(chosen(client, answer))
    assert "Being checked" in words(waiting.text)
    work()
    client.follow(client.submit(answer.location, press="Import 5 responses"))
    with writing_in() as session:
        held = session.scalars(select(ResponseImport)).one()
        actions.begin(held, by=tasks.SYSTEM)  # by a worker that is killed now
    work()
    assert "0 of 5 rows so far" in words(client.get_ok(answer.location).text)
    with writing_in() as session:
        held = session.scalars(select(ResponseImport)).one()
        held.started_at -= queries.GIVEN_UP + timedelta(seconds=1)
    work()
    assert "5 responses imported" in words(client.get_ok(answer.location).text)
    with writing_in() as session:
        held = session.scalars(select(ResponseImport)).one()
        held.stage, held.started_at = ImportStage.importing, None  # as if its end had been lost
    work()
    with reading_in() as session:
        assert session.query(Submission).count() == 5
        assert session.scalars(select(ResponseImport)).one().added == 0
        assert session.query(Reading).count() == 0
    with app.app_context():
        tasks.enter_imported()
        tasks.enter_imported()
    with reading_in() as session:
        assert {one.answers for one in session.scalars(select(ReadingCount))} == {5}
        assert session.scalars(select(ResponseImport)).one().entered_at is not None
    folder = app.settings.imports_folder
    with app.app_context(), time_machine.travel(datetime(2099, 1, 1, tzinfo=UTC)):
        tasks.forget_files()
    assert not [path for path in folder.glob("*") if path.is_file()]


@pytest.fixture
def half_way(app, here, client, reading_in, monkeypatch):
    """An import of 1,500 rows by the worker, which waits in the middle of them until the function given is called."""
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    answer = upload(client, here, as_csv(*([f"n{n}", *ROW[1:]] for n in range(1_500))))
    chosen(client, answer)
    with app.app_context():
        tasks.import_responses()
    client.submit(answer.location, press="Import 1,500 responses")
    with reading_in() as session:
        table = queries.table(session.scalars(select(ResponseImport)).one(), app.settings.imports_folder)
    lines = table.read_text(encoding="utf-8")
    table.unlink()
    os.mkfifo(table)
    writing = table.open  # the worker opens the other end, and reads as it would a file on a slow disk

    def work():
        with app.app_context():
            tasks.import_responses()

    worker = threading.Thread(target=work)
    worker.start()
    pipe = writing("w", encoding="utf-8")
    pipe.write(lines[: len(lines) * 4 // 5])
    pipe.flush()

    def go_on():
        pipe.write(lines[len(lines) * 4 // 5 :])
        pipe.close()
        worker.join()
        table.unlink()
        table.write_text(lines, encoding="utf-8")
        return answer.location

    return go_on


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_people_respond_while_a_large_file_is_imported(half_way, app, client, writing_in, reading_in):
    """SQLite has one writer: there they wait for the import, and are told to try again when it takes long."""
    with writing_in() as session:
        response(session.scalars(select(Consultation)).one())
    assert "1,500 responses imported" in words(client.get_ok(half_way()).text)
    with reading_in() as session:
        assert session.query(Submission).count() == 1_501


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_nothing_comes_in_behind_a_published_answer(half_way, client, writing_in, reading_in):
    with writing_in() as session:
        outcome = drafted(session.scalars(select(Consultation)).one())
        outcome.published_at, outcome.published_by_id = clock.now(), author("HO").person_id
    assert "Being checked" in words(client.get_ok(half_way()).text)
    with reading_in() as session:
        assert session.query(Submission).count() == 0


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_what_was_written_for_another_question_is_not_kept(half_way, app, client, writing_in, reading_in):
    with writing_in() as session:
        asked = session.scalars(select(Consultation)).one().questions
        new_version(asked[1], QuestionType.free_text, "Why do you say so?", most_characters=300)
    page = half_way()
    assert "Being checked" in words(client.get_ok(page).text)
    with reading_in() as session:
        assert session.query(Submission).count() == 0
    with app.app_context():
        tasks.import_responses()
    assert "Import 1,500 responses" in words(client.get_ok(page).text)


def bomb():
    written = io.BytesIO(as_workbook(ROW))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 30_000_000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2,3\n", "Row 1 has 3 cells, and there are 2 headings"),
        (b'a,b\n"1,2\n', "is not well-formed CSV"),
        (b"\x00\x01\x02", "neither a workbook (.xlsx) nor text"),
        (b"PK\x03\x04 no archive", "damaged"),
        (bomb(), "unpacks to far more than it says"),
        (("a," * 301).encode() + b"\n1\n", "more than 300 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content, said):
    with pytest.raises(response_files.FileRefused) as refused:
        list(response_files.read(content))
    assert said in str(refused.value)


def test_a_formula_is_the_text_that_it_came_to_or_nothing():
    rows = list(
        response_files.read(
            as_workbook(["=1+1", 3.0, 2.5, True, datetime(2026, 10, 20, 9, 30), None, None, None, "end"])
        )
    )
    assert rows[1] == ["", "3", "2.5", "Yes", "2026-10-20T09:30:00", "", "", "", "end"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-10-20", "2026-10-20"),
        ("1/2/2026", "2026-02-01"),
        ("1 February 2026", "2026-02-01"),
        ("20/10/2026 09:30", "2026-10-20 09:30:00"),
        ("2026-10-20T09:30:00Z", "2026-10-20 09:30:00+00:00"),
        ("31/02/2026", "None"),
        ("1/2/0026", "None"),
        ("1 Smarch 2026", "None"),
        ("2026-W01-1", "None"),
    ],
)
def test_days_are_read_as_other_systems_write_them(typed, day):
    assert str(response_tables.moment(typed)) == day
