"""The checked client finds the form that is meant and fills it in as a browser would."""

from datetime import date

import pytest

from tests.support.client import Choice, Form
from tests.support.page import Page

PAGE = Page("""<!DOCTYPE html><html lang="en"><title>Forms – collab</title><h1>Forms</h1>
<form action="/search"><label>Find <input name="q" value="bail"></label><button>Search</button></form>
<form method="post" action="/proposals/1/text">
<input type="hidden" name="csrf_token" value="t"><input type="hidden" name="version" value="7">
<label>Title <input name="title" value="Old title"></label>
<label>Text <textarea name="text">
Two
lines</textarea></label>
<label>Area <select name="area"><option value="1">Kent</option><option value="2" selected>Gwent</option></select></label>
<label>Kind <select name="kind"><option>duty</option><option>power</option></select></label>
<fieldset><legend>Bodies</legend>
<input type="checkbox" name="bodies" value="ho" id="ho" checked><label for="ho">Home Office</label>
<input type="checkbox" name="bodies" value="moj" id="moj"><label for="moj">Ministry of Justice</label></fieldset>
<fieldset><legend>Agree?</legend>
<input type="radio" name="agree" value="y" id="y"><label for="y">Yes</label>
<input type="radio" name="agree" value="n" id="n"><label for="n">No</label></fieldset>
<label>I am sure <input type="checkbox" name="sure"></label>
<label>Day <input name="on-day"></label><label>Month <input name="on-month"></label><label>Year <input name="on-year"></label>
<button name="act" value="save">Save</button><button name="act" value="share">Save and share</button>
</form>
<form method="post" action="/proposals/1/end"><input type="hidden" name="csrf_token" value="t"><button>End it</button></form>
""")


def filled(values=None, *, tampered=False, **which):
    values = values or {}
    form = Form.on(PAGE, values, press=which.get("press", ""), to=which.get("to", ""), tampered=tampered)
    return form.filled_in(values, tampered=tampered).to_dict(flat=False)


def test_what_stands_there_is_sent():
    assert filled(to="/text") == {
        "csrf_token": ["t"],
        "version": ["7"],
        "title": ["Old title"],
        "text": ["Two\r\nlines"],
        "area": ["2"],
        "kind": ["duty"],
        "bodies": ["ho"],
        "on-day": [""],
        "on-month": [""],
        "on-year": [""],
        "act": ["save"],
    }


def test_values_are_filled_in():
    sent = filled(
        {
            "bodies": ["moj", Choice("Home Office")],
            "agree": Choice("No"),
            "area": "1",
            "sure": True,
            "on": date(2026, 11, 2),
        }
    )
    assert sent["bodies"] == ["moj", "ho"]
    assert (sent["agree"], sent["area"], sent["sure"]) == (["n"], ["1"], ["on"])
    assert [sent[f"on-{part}"] for part in ("day", "month", "year")] == [["2"], ["11"], ["2026"]]


def test_a_field_can_be_left_out():
    sent = filled({"bodies": None, "title": None, "sure": False})
    assert not {"bodies", "title", "sure"} & set(sent)


def test_the_form_is_found_by_its_button_its_address_or_its_fields():
    assert filled(press="Save and share")["act"] == ["share"]
    assert filled(press="Save")["act"] == ["save"]
    assert filled(press="End it") == filled(to="/end") == {"csrf_token": ["t"]}
    assert filled({"q": "courts"}) == {"q": ["courts"]}


@pytest.mark.parametrize(
    ("values", "which", "message"),
    [
        ({}, {}, "2 forms fit"),
        ({"nothing": "x"}, {"to": "/text"}, "no field 'nothing'"),
        ({"area": "3"}, {}, "'area' offers"),
        ({"agree": Choice("Perhaps")}, {}, "offers no 'Perhaps'"),
        ({}, {"press": "Publish"}, "0 forms fit"),
    ],
)
def test_what_a_person_could_not_do_is_refused(values, which, message):
    with pytest.raises(AssertionError, match=message):
        filled(values, **which)


def test_tampering_has_to_be_asked_for():
    assert filled({"area": "3", "version": "1", "extra": "x"}, to="/text", tampered=True)["extra"] == ["x"]
