"""GOV.UK consultation pages: nine real files, and every kind of malformed one refused."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from uuid import UUID

import pytest

from collab.consultations.rules.govuk import (
    DateSource,
    HistoricConsultation,
    SourceDocumentType,
    latest_of_each,
    parse_page,
)
from collab.consultations.rules.imports import ImportRefused

ACCEPTED = ("best-practice", "closed", "outcome", "featured", "feedback")
REFUSED = ("withdrawn", "open", "participation", "unopened")
FILES = {
    "best-practice": "best-practice-consultation",
    "closed": "closed_consultation",
    "outcome": "consultation_outcome",
    "featured": "consultation_outcome_with_featured_attachments",
    "feedback": "consultation_outcome_with_feedback",
    "withdrawn": "consultation_withdrawn",
    "open": "open_consultation",
    "participation": "open_consultation_with_participation",
    "unopened": "unopened_consultation",
}

DEPARTMENT = {"content_id": "11111111-7631-11e4-a3cb-005056011aef", "title": "A Department"}
AGENCY = {"content_id": "22222222-7631-11e4-a3cb-005056011aef", "title": "An Agency"}
DETAILS: dict[str, object] = {
    "body": "<p>What we ask.</p>",
    "opening_date": "2025-03-03T09:30:00+00:00",
    "closing_date": "2025-05-26T23:59:00+01:00",
    "emphasised_organisations": [AGENCY["content_id"]],
}
PAGE: dict[str, object] = {
    "content_id": "5FE29115-7631-11e4-a3cb-005056011aef",
    "base_path": "/government/consultations/a-question",
    "title": "A question",
    "description": None,
    "schema_name": "consultation",
    "document_type": "closed_consultation",
    "public_updated_at": "2025-03-03T09:30:00.000+00:00",
    "details": DETAILS,
    "links": {"organisations": [DEPARTMENT, AGENCY]},
}


def read(page: Mapping[str, object]) -> HistoricConsultation:
    return parse_page("page.json", json.dumps(page, indent=1).encode())


def page(**details: object) -> dict[str, object]:
    return {**PAGE, "details": {**DETAILS, **details}}


def notes(*history: tuple[str, str]) -> list[dict[str, str]]:
    return [{"public_timestamp": f"{on}T12:00:00+00:00", "note": note} for on, note in history]


def real(real_input: Path, name: str) -> HistoricConsultation:
    path = real_input / "govuk" / f"govuk-consultation-{FILES[name]}.json"
    return parse_page(path.name, path.read_bytes())


@pytest.mark.real_input
@pytest.mark.parametrize(
    ("name", "title", "days", "to_feedback", "to_outcome", "late"),
    [
        ("best-practice", "Furniture fire safety regulations: proposed amendments", 61, 169, 401, True),
        ("closed", "Review of Museums in England", 56, None, None, None),
        ("outcome", "Employee Share Schemes: NIC elections", 84, None, 97, True),
        ("featured", "Setting the grade standards of new GCSEs in England: 2017 & 2018", 56, 82, 82, False),
        ("feedback", "Setting the grade standards of new GCSEs in England: 2017 & 2018", 56, 82, 82, False),
    ],
)
def test_the_figures_of_real_pages(
    real_input: Path,
    name: str,
    title: str,
    days: int,
    to_feedback: int | None,
    to_outcome: int | None,
    late: bool | None,
) -> None:
    found = real(real_input, name)
    assert found.title == title
    assert (found.window_days, found.days_to_feedback, found.days_to_outcome) == (days, to_feedback, to_outcome)
    assert found.outcome_is_late is late


@pytest.mark.real_input
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("withdrawn", "closing_date is in the year 2216"),
        ("open", "closing_date is in the year 2216"),
        ("participation", "closing_date is in the year 2216"),
        ("unopened", "opening_date is in the year 2200"),
    ],
)
def test_real_pages_with_invented_dates_are_refused(real_input: Path, name: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=f"{reason}: years from 2200 on are refused") as refusal:
        real(real_input, name)
    path = real_input / "govuk" / refusal.value.file
    line = path.read_text(encoding="utf-8").splitlines()[(refusal.value.line or 0) - 1]
    assert line.strip().startswith(f'"{reason.split()[0]}"')


@pytest.mark.real_input
def test_the_files_are_all_read_and_hold_seven_consultations(real_input: Path) -> None:
    paths = sorted((real_input / "govuk").glob("*.json"))
    assert {path.stem.removeprefix("govuk-consultation-") for path in paths} == set(FILES.values())
    assert len({json.loads(path.read_bytes())["content_id"] for path in paths}) == 7
    assert len(ACCEPTED) + len(REFUSED) == len(paths) == 9


@pytest.mark.real_input
def test_the_page_as_readers_last_saw_it_stands_for_its_content_id(real_input: Path) -> None:
    pages = [real(real_input, name) for name in ACCEPTED]
    for order in permutations(pages):
        chosen = latest_of_each(order)
        assert [page.opens_on.isoformat() for page in chosen] == [
            "2014-08-07",
            "2016-04-20",
            "2016-04-22",
            "2016-09-05",
        ]
        assert chosen[2] == pages[3]


@pytest.mark.real_input
def test_what_else_a_real_page_says(real_input: Path) -> None:
    furniture, grades = real(real_input, "best-practice"), real(real_input, "featured")
    assert furniture.feedback is not None
    assert furniture.outcome is not None
    assert (furniture.feedback.on, furniture.feedback.source) == (date(2015, 3, 25), DateSource.FIELD)
    assert (furniture.outcome.on, furniture.outcome.source) == (date(2015, 11, 12), DateSource.CHANGE_NOTE)
    assert furniture.outcome.note == "Added responses."
    assert furniture.feedback.text.startswith("We received 113 written responses from:\n\n- manufacturing/retail")
    assert furniture.lead.title == "Department for Business, Innovation & Skills"
    assert furniture.withdrawn_at is None
    assert furniture.url == (
        "https://www.gov.uk/government/consultations/furniture-fire-safety-regulations-proposed-amendments"
    )
    assert grades.nations == ("england",)
    assert grades.document_type is SourceDocumentType.OUTCOME
    assert grades.outcome is not None
    assert (grades.outcome.on, grades.outcome.source) == (date(2016, 9, 7), DateSource.CHANGE_NOTE)


def test_a_plain_page() -> None:
    found = read(PAGE)
    assert found.content_id == UUID("5fe29115-7631-11e4-a3cb-005056011aef")
    assert found.opens_at == datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
    assert found.closes_at == datetime(2025, 5, 26, 22, 59, tzinfo=UTC)
    assert (found.description, found.body, found.nations) == ("", "What we ask.", ())
    assert [(one.title, one.emphasised) for one in found.organisations] == [
        ("A Department", False),
        ("An Agency", True),
    ]
    assert found.lead.title == "An Agency"
    assert found.window_days == 84
    assert (found.feedback, found.outcome, found.outcome_is_late) == (None, None, None)


def test_the_first_organisation_leads_when_none_is_emphasised() -> None:
    assert read(page(emphasised_organisations=[])).lead.title == "A Department"


@pytest.mark.parametrize(
    ("closing", "closes_on"),
    [
        ("2025-05-26T23:59:00+01:00", date(2025, 5, 26)),
        ("2025-05-27T00:00:00+01:00", date(2025, 5, 26)),
        ("2025-05-26T23:00:00Z", date(2025, 5, 26)),
        ("2025-05-27T00:00:01+01:00", date(2025, 5, 27)),
        ("2025-05-26T23:30:00+00:00", date(2025, 5, 27)),
    ],
)
def test_the_closing_date_is_londons_and_a_midnight_end_belongs_to_the_day_before(
    closing: str, closes_on: date
) -> None:
    assert read(page(closing_date=closing)).closes_on == closes_on


@pytest.mark.parametrize(
    ("published", "days", "late"),
    [("2025-08-18", 84, False), ("2025-08-19", 85, True), ("2025-05-26", 0, False)],
)
def test_late_is_more_than_84_days(published: str, days: int, late: bool) -> None:
    found = read(page(final_outcome_publication_date=f"{published}T00:00:00+01:00"))
    assert (found.days_to_outcome, found.outcome_is_late) == (days, late)


def test_a_publication_date_is_londons() -> None:
    found = read(page(public_feedback_publication_date="2025-08-18T23:30:00+00:00"))
    assert found.days_to_feedback == 85


@pytest.mark.parametrize(
    ("note", "counts"),
    [
        ("Published the government response.", True),
        ("Outcome of the consultation published.", True),
        ("Added link to final outcome", True),
        ("Decision now available.", True),
        ("Published summary of responses.", True),
        ("First published.", False),
        ("The government response will be published in the spring.", False),
        ("Publication of the response delayed.", False),
        ("Corrected a figure in the published response.", False),
        ("Removed the response published in error.", False),
        ("Added a response form.", False),
        ("Considering the responses.", False),
        ("Added a photograph.", False),
    ],
)
def test_an_outcome_without_a_date_takes_it_from_a_note_that_says_so(note: str, counts: bool) -> None:
    found = read(page(final_outcome_detail="<p>Done.</p>", change_history=notes(("2025-07-01", note))))
    assert found.outcome is not None
    assert found.outcome.text == "Done."
    assert found.outcome.on == (date(2025, 7, 1) if counts else None)
    assert found.outcome.source is (DateSource.CHANGE_NOTE if counts else DateSource.NOT_STATED)
    assert found.outcome.note == (note if counts else "")
    assert found.outcome_is_late is (False if counts else None)


def test_a_note_from_before_closing_is_no_publication() -> None:
    history = notes(("2025-05-25", "Published response."), ("2025-05-26", "Published the response."))
    found = read(page(final_outcome_detail="Done.", change_history=history))
    assert found.days_to_outcome == 0


def test_the_first_note_of_an_outcome_counts_whatever_the_order() -> None:
    history = notes(
        ("2025-09-01", "Added Welsh response."),
        ("2025-08-01", "Published the decision."),
        ("2025-07-01", "Published a summary of responses."),
    )
    found = read(page(final_outcome_detail="Done.", change_history=history))
    assert found.outcome is not None
    assert found.outcome.on == date(2025, 8, 1)


def test_the_field_goes_before_the_note() -> None:
    found = read(
        page(
            final_outcome_publication_date="2025-07-02T00:00:00+01:00",
            change_history=notes(("2025-07-01", "Published the outcome.")),
        )
    )
    assert found.outcome is not None
    assert (found.outcome.on, found.outcome.source) == (date(2025, 7, 2), DateSource.FIELD)


def test_responses_of_the_feedbacks_day_are_the_outcome_only_when_there_are_no_others() -> None:
    first, later = ("2025-07-01", "Added responses."), ("2025-09-01", "Added more responses.")
    both = page(public_feedback_detail="Read.", final_outcome_detail="Done.", change_history=notes(first, later))
    one = page(public_feedback_detail="Read.", final_outcome_detail="Done.", change_history=notes(first))
    assert (read(both).days_to_feedback, read(both).days_to_outcome) == (36, 98)
    assert (read(one).days_to_feedback, read(one).days_to_outcome) == (36, 36)


def test_notes_alone_publish_nothing() -> None:
    found = read(page(change_history=notes(("2025-07-01", "Published the government response."))))
    assert (found.feedback, found.outcome) == (None, None)


def test_a_page_that_calls_itself_an_outcome_has_one_without_a_date() -> None:
    found = read({**PAGE, "document_type": "consultation_outcome"})
    assert found.outcome is not None
    assert (found.outcome.on, found.outcome.source) == (None, DateSource.NOT_STATED)
    assert (found.days_to_outcome, found.outcome_is_late) == (None, None)


def test_a_withdrawn_page_says_when_and_why() -> None:
    notice = {"withdrawn_at": "2025-06-01T09:00:00Z", "explanation": "<p>Superseded.</p>"}
    found = read({**PAGE, "withdrawn_notice": notice})
    assert (found.withdrawn_at, found.withdrawal) == (datetime(2025, 6, 1, 9, tzinfo=UTC), "Superseded.")


def test_nations_are_those_that_apply() -> None:
    applicable = {"wales": {"applicable": True}, "england": {"applicable": True}, "scotland": {"applicable": False}}
    assert read(page(national_applicability=applicable)).nations == ("england", "wales")


def test_of_pages_updated_together_the_one_with_more_dates_from_fields_stands() -> None:
    dated = page(final_outcome_publication_date="2025-07-02T00:00:00+01:00")
    undated = page(final_outcome_detail="Done.", change_history=notes(("2025-07-02", "Published the outcome.")))
    for order in ((dated, undated), (undated, dated)):
        assert latest_of_each(map(read, order)) == (read(dated),)


def test_of_pages_that_differ_in_nothing_else_one_always_stands() -> None:
    pages = [read({**PAGE, "title": title}) for title in "ABC"]
    assert {latest_of_each(order) for order in permutations(pages)} == {(pages[2],)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema_name": "call_for_evidence"}, "schema_name is .* not a consultation on a decision"),
        ({"document_type": "open_call_for_evidence"}, "document_type is .* not a consultation on a decision"),
        ({"schema_name": "guide"}, 'schema_name is "guide", not "consultation"'),
        ({"document_type": "guide"}, "document_type is .* no kind of consultation"),
        ({"content_id": "17"}, "content_id .* not a UUID"),
        ({"title": 7}, "title is not text"),
        ({"title": "A\0"}, "title holds a character that is not text"),
        ({"title": "A\ud800"}, "title holds a character that is not text"),
        ({"base_path": "//elsewhere.example"}, "base_path .* not a path"),
        ({"base_path": "/a b"}, "base_path .* not a path"),
        ({"base_path": "/a?b=<c>"}, "base_path .* not a path"),
        ({"public_updated_at": "today"}, "public_updated_at .* not a date and time with an offset"),
        ({"details": []}, "opening_date is missing"),
        ({"details": [1]}, "details is not an object"),
        ({"links": {}}, "organisations is missing"),
        ({"links": {"organisations": {"a": 1}}}, "organisations is not a list"),
        ({"links": {"organisations": ["A Department"]}}, "organisations is not an object"),
        ({"links": {"organisations": [{"title": "A Department"}]}}, "content_id is missing"),
        ({"withdrawn_notice": {"explanation": "Gone."}}, "withdrawn_at is missing"),
    ],
)
def test_a_page_with_a_fault_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        read({**PAGE, **change})


@pytest.mark.parametrize("field", ["content_id", "title", "base_path", "schema_name", "document_type"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_field_is_named(field: str, value: str | None) -> None:
    without = {key: was for key, was in PAGE.items() if key != field}
    for faulty in (without, {**PAGE, field: value}):
        with pytest.raises(ImportRefused, match=f"{field} is missing"):
            read(faulty)


@pytest.mark.parametrize("field", ["opening_date", "closing_date"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "is missing"),
        (20250303, "is not text"),
        ("2025-03-03", "not a date and time with an offset"),
        ("2025-03-03T09:30:00", "not a date and time with an offset"),
        ("2025-02-30T09:30:00+00:00", "not a date and time that exists"),
        ("2025-03-03T24:30:00+00:00", "not a date and time that exists"),
        ("2025-03-03T09:30:00+25:00", "not a date and time that exists"),
        ("9999-12-31T23:59:00-05:00", "is in the year 9999"),
        ("0001-01-01T00:00:00+05:00", "is in the year 1: years before 1900"),
        ("1899-12-31T23:59:59+00:00", "is in the year 1899"),
        ("2200-01-01T00:00:00+00:00", "is in the year 2200: years from 2200 on are refused"),
        ("2199-12-31T23:30:00-01:00", "is in the year 2200: years from 2200 on are refused"),
    ],
)
def test_a_date_that_cannot_be_taken_is_refused(field: str, value: object, reason: str) -> None:
    with pytest.raises(ImportRefused, match=f"{field} .*{reason}"):
        read(page(**{field: value}))


def test_the_last_year_that_is_taken() -> None:
    found = read(page(closing_date="2199-12-31T23:59:59.999999+00:00"))
    assert found.closes_on == date(2199, 12, 31)


@pytest.mark.parametrize(
    "details",
    [
        {"change_history": notes(("2216-01-01", "Published."))},
        {"public_feedback_publication_date": "2216-01-01T00:00:00+00:00"},
        {"final_outcome_publication_date": "2216-01-01T00:00:00+00:00"},
    ],
)
def test_an_invented_year_is_refused_wherever_it_stands(details: dict[str, object]) -> None:
    with pytest.raises(ImportRefused, match="is in the year 2216"):
        read(page(**details))


@pytest.mark.parametrize("closing", ["2025-03-03T09:30:00+00:00", "2025-03-02T09:30:00+00:00"])
def test_a_window_that_does_not_end_after_its_start_is_refused(closing: str) -> None:
    with pytest.raises(ImportRefused, match="closing_date is not after opening_date"):
        read(page(closing_date=closing))


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "not well-formed JSON"),
        (b'{\n "title": "A",\n oops\n}', 3, "not well-formed JSON"),
        (b'{\n "title": "A"', 2, "not well-formed JSON"),
        (b"[]", 1, "does not hold one JSON object"),
        (b'{\n "title": "\xff"}', 2, "is not UTF-8 text"),
        (b'{\n\n "title": "\0"}', 3, "holds a NUL character"),
        (b"[" * 100_000, None, "nested too deeply"),
        (b'{"n": ' + b"9" * 5000 + b"}", None, "a number too long"),
    ],
)
def test_a_file_that_is_not_json_is_refused_with_its_line(content: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason) as refusal:
        parse_page("page.json", content)
    assert (refusal.value.file, refusal.value.line) == ("page.json", line)


def test_the_line_is_that_of_the_value_at_fault() -> None:
    second = {"content_id": "é", "title": "B"}
    for ascii_only in (True, False):
        source = json.dumps(
            {**PAGE, "links": {"organisations": [DEPARTMENT, second]}}, indent=1, ensure_ascii=ascii_only
        )
        at_fault = next(
            n for n, line in enumerate(source.splitlines(), 1) if '"content_id": "é"' in line or "\\u" in line
        )
        with pytest.raises(ImportRefused, match="not a UUID") as refusal:
            parse_page("page.json", source.encode())
        assert refusal.value.line == at_fault
