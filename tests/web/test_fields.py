"""What each field takes, what it refuses and what it shows again, on both sides of every bound."""

from datetime import date, time
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from collab.web import fields

NO_DATE = "Day must be a real date"


class Sheet(Form):
    line = fields.Line("Line", most=5)
    area = fields.Area("Area", most=10)
    must = fields.Line("Must", [fields.required("Enter it")])
    one = fields.One("One", choices=[("a", "A"), ("b", "B")])
    pick = fields.Pick("Pick", [fields.required("Choose it")], choices=[("", "Choose"), ("a", "A")])
    many = fields.Many("Many", choices=[("a", "A"), ("b", "B")])
    some = fields.Many("Some", [fields.required("Choose some")], choices=[("a", "A")])
    day = fields.Day("Day")
    must_day = fields.Day("Must day", [fields.required("Enter a day")])
    hour = fields.Clock("Hour")
    amount = fields.Amount("Amount")


def read(name, sent):
    """(data, first error) of one field of a sheet that was sent."""
    sheet = Sheet(MultiDict(sent))
    sheet.validate()
    found = sheet[name]
    return found.data, (found.errors or [""])[0]


def dated(day, month, year, name="day"):
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


@pytest.mark.parametrize(
    ("sent", "data", "error"),
    [
        ("12345", "12345", ""),
        ("123456", "123456", "Line must be 5 characters or fewer"),
        ("  12345  ", "12345", ""),
        ("e\u0301" * 5, "é" * 5, ""),
        ("", "", ""),
        ("a\x00b", "a\ufffdb", "Line holds a character that cannot be stored. Remove it and try again"),
        ("a\x1bb", "a\ufffdb", "Line holds a character that cannot be stored. Remove it and try again"),
        ("a\tb", "a\tb", ""),
    ],
)
def test_a_line(sent, data, error):
    assert read("line", {"line": sent}) == (data, error)


def test_an_area_counts_a_line_end_once():
    assert read("area", {"area": "1234\r\n56789"}) == ("1234\n56789", "")
    assert read("area", {"area": "1234\r\n567890"})[1] == "Area must be 10 characters or fewer"


@pytest.mark.parametrize(("sent", "error"), [({}, "Enter it"), ({"must": ""}, "Enter it"), ({"must": "x"}, "")])
def test_what_must_be_filled_in(sent, error):
    assert read("must", sent)[1] == error


@pytest.mark.parametrize(
    ("name", "sent", "error"),
    [
        ("one", {"one": "a"}, ""),
        ("one", {}, ""),
        ("one", {"one": "c"}, "Choose one of the options that are offered"),
        ("one", {"one": "a\x00"}, "Choose one of the options that are offered"),
        ("pick", {"pick": "a"}, ""),
        ("pick", {"pick": ""}, "Choose it"),
        ("pick", {}, "Choose it"),
        ("pick", {"pick": "z"}, "Choose one of the options that are offered"),
        ("many", {}, ""),
        ("many", {"many": ["a", "b"]}, ""),
        ("many", {"many": ["a", "c"]}, "Choose from the options that are offered"),
        ("some", {}, "Choose some"),
        ("some", {"some": ["a"]}, ""),
        ("some", {"some": ["b"]}, "Choose from the options that are offered"),
    ],
)
def test_choices(name, sent, error):
    assert read(name, sent)[1] == error


@pytest.mark.parametrize(
    ("sent", "data", "error"),
    [
        (("8", "10", "2026"), date(2026, 10, 8), ""),
        ((" 08", "10 ", "2026"), date(2026, 10, 8), ""),
        (("29", "2", "2028"), date(2028, 2, 29), ""),
        (("29", "2", "2027"), None, NO_DATE),
        (("31", "4", "2027"), None, NO_DATE),
        (("0", "1", "2027"), None, NO_DATE),
        (("32", "1", "2027"), None, NO_DATE),
        (("1", "13", "2027"), None, NO_DATE),
        (("1", "1", "1900"), date(1900, 1, 1), ""),
        (("31", "12", "1899"), date(1899, 12, 31), "Day must have a year from 1900 to 2199"),
        (("31", "12", "2199"), date(2199, 12, 31), ""),
        (("1", "1", "2200"), date(2200, 1, 1), "Day must have a year from 1900 to 2199"),
        (("1", "1", "26"), date(26, 1, 1), "Day must have a year from 1900 to 2199"),
        (("9" * 20, "1", "2026"), None, NO_DATE),
        (("1", "1", "9" * 20), None, NO_DATE),
        (("1", "1", "9" * 9000), None, NO_DATE),
        (("1_0", "1", "2026"), None, NO_DATE),
        (("+1", "1", "2026"), None, NO_DATE),
        (("-1", "1", "2026"), None, NO_DATE),
        (("1.0", "1", "2026"), None, NO_DATE),
        (("１", "1", "2026"), None, NO_DATE),
        (("one", "1", "2026"), None, NO_DATE),
        (("\x00", "1", "2026"), None, NO_DATE),
        (("", "", ""), None, ""),
        (("8", "", "2026"), None, "Day must include a month"),
        (("", "", "2026"), None, "Day must include a day and a month"),
    ],
)
def test_a_day(sent, data, error):
    assert read("day", dated(*sent)) == (data, error)


def test_a_day_that_must_be_there():
    assert read("must_day", {})[1] == "Enter a day"
    assert read("must_day", dated("", "", "", "must_day"))[1] == "Enter a day"
    assert read("must_day", dated("1", "", "2026", "must_day"))[1] == "Must day must include a month"
    assert read("must_day", dated("1", "2", "2026", "must_day")) == (date(2026, 2, 1), "")


def test_a_day_shows_what_was_typed_or_what_is_stored():
    assert Sheet(MultiDict(dated("x", "13", ""))).day.parts == {"day": "x", "month": "13", "year": ""}
    assert Sheet(MultiDict(dated("1\x00", "", ""))).day.parts["day"] == "1\ufffd"
    assert Sheet(data={"day": date(2026, 10, 8)}).day.parts == {"day": "8", "month": "10", "year": "2026"}
    assert Sheet(MultiDict(dated("", "", "")), data={"day": date(2026, 10, 8)}).day.parts["day"] == ""


@pytest.mark.parametrize(
    ("sent", "data"),
    [
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9:30am", time(9, 30)),
        ("9.30 pm", time(21, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12:59am", time(0, 59)),
        ("midday", time(12)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("9:05", time(9, 5)),
        ("", None),
    ],
)
def test_a_time(sent, data):
    assert read("hour", {"hour": sent}) == (data, "")


@pytest.mark.parametrize(
    "sent", ["24:00", "23:60", "13pm", "0am", "9", "9:5", "am", "9am5", "-1:00", "９am", "x" * 5000, "1:00:00"]
)
def test_no_time(sent):
    assert read("hour", {"hour": sent}) == (None, "Hour must be a time, like 9am or 5:30pm")
    assert Sheet(MultiDict({"hour": sent})).hour._value() == sent


def test_a_stored_time_is_shown_as_it_would_be_typed():
    for held, shown in ((time(0), "12:00am"), (time(12), "12:00pm"), (time(17, 5), "5:05pm"), (None, "")):
        assert Sheet(data={"hour": held}).hour._value() == shown


@pytest.mark.parametrize(
    ("sent", "data"),
    [
        ("0", Decimal(0)),
        ("2.5", Decimal("2.5")),
        ("3,400,000", Decimal(3_400_000)),
        ("£250", Decimal(250)),
        ("−400", Decimal(-400)),
        ("-0.0001", Decimal("-0.0001")),
        ("0.1234", Decimal("0.1234")),
        ("0.12340000", Decimal("0.1234")),
        ("9999999999999.9999", Decimal("9999999999999.9999")),
        ("", None),
    ],
)
def test_an_amount(sent, data):
    assert read("amount", {"amount": sent}) == (data, "")


@pytest.mark.parametrize(
    "sent",
    [
        "0.12345",
        "10000000000000",
        "1e5",
        "1_000",
        "NaN",
        "Infinity",
        "-",
        ".5",
        "5.",
        "1.2.3",
        "£",
        "9" * 5000,
        "0x10",
        "１",
        "about 5",
        "--1",
        "1E+1000000",
    ],
)
def test_no_amount(sent):
    assert read("amount", {"amount": sent}) == (None, "Amount must be a number, like 3,400,000 or 2.5")
    assert Sheet(MultiDict({"amount": sent})).amount._value() == sent


def test_a_stored_amount_is_shown_in_full():
    for held, shown in ((Decimal("1E+6"), "1000000"), (Decimal("2.50"), "2.50"), (Decimal(0), "0"), (None, "")):
        assert Sheet(data={"amount": held}).amount._value() == shown


@pytest.mark.parametrize("name", ["hour", "amount", "line", "area"])
def test_what_cannot_be_stored_is_shown_with_a_mark(name):
    sheet = Sheet(MultiDict({name: "1\x00"}))
    assert not sheet.validate()
    assert "cannot be stored" in sheet[name].errors[0]
    assert sheet[name]._value() == "1\ufffd"


# --- Through the browser's door -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["words", "text", "colour", "country", "kinds", "day-day", "hour", "amount"])
@pytest.mark.parametrize("planted", ["\x00", "a\x00b", "\x1b[31m", "\ud800".encode("utf-8", "surrogatepass")])
def test_what_no_database_keeps_gets_a_message_and_no_fault(visitor, effects, name, planted):
    answer = visitor.submit("/probe", {"words": "hello", name: planted}, tampered=True)
    stored_anyway = isinstance(planted, bytes) and name in ("words", "text")
    assert answer.status_code == (303 if stored_anyway else 422)
    assert effects() == (1 if stored_anyway else 0)


def test_each_fault_is_named_at_its_field_and_in_the_summary(visitor):
    answer = visitor.submit(
        "/probe",
        words="",
        amount="lots",
        hour="soon",
        **{"day-day": "31", "day-month": "2", "day-year": "2026"},
        tampered=True,
    )
    assert answer.status_code == 422
    for leads, says in (
        ("words", "Enter words"),
        ("amount", "Cost must be a number"),
        ("hour", "Hour must be a time"),
        ("day-day", "Start must be a real date"),
    ):
        assert f'<a href="#{leads}">{says}' in answer.text
        assert f'id="{leads.split("-")[0]}-error"' in answer.text
    for typed in ("lots", "soon", "31"):
        assert f'value="{typed}"' in answer.text


def test_a_refusal_of_the_action_stands_at_its_field(visitor):
    answer = visitor.submit("/probe", words="refuse")
    assert '<a href="#words">Words must be kinder</a>' in answer.text
    assert '<a href="/organisations">Ask somebody first</a>' in answer.text
