"""The canonical text of an edition, its hash, and checking a download."""

import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.proposals.models import Purpose
from collab.proposals.rules import canonical

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | words | st.integers(-(2**53) + 1, 2**53 - 1) | st.dates().map(date.isoformat),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(words.map(lambda w: unicodedata.normalize("NFC", w)), inner, max_size=4)
    ),
    max_leaves=20,
)
contents = st.dictionaries(words.map(lambda w: unicodedata.normalize("NFC", w)), values, max_size=6)


def shuffled(value, random):
    """The same with the names of every object in another order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(item, random)) for key, item in value.items()]
        random.shuffle(pairs)
        return dict(pairs)
    return [shuffled(item, random) for item in value] if isinstance(value, list) else value


def decomposed(value):
    """The same with its texts in NFD."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, dict):
        return {decomposed(key): decomposed(item) for key, item in value.items()}
    return [decomposed(item) for item in value] if isinstance(value, list) else value


def envelope(content, **changed):
    text = canonical.dumps(
        {"format": canonical.FORMAT, "format_version": canonical.FORMAT_VERSION, "title": {"en": "A title"}, **content}
    )
    return {"edition": json.loads(text), "sha256": canonical.sha256(text), "reference": "JP-2026-001", **changed}


@given(contents, st.randoms())
def test_the_order_of_names_changes_nothing(content, random):
    assert canonical.dumps(shuffled(content, random)) == canonical.dumps(content)


@given(contents)
def test_a_text_in_another_normal_form_is_the_same_text(content):
    assert canonical.sha256(canonical.dumps(decomposed(content))) == canonical.sha256(canonical.dumps(content))


@given(contents)
def test_what_is_read_back_is_intact(content):
    text = canonical.dumps(content)
    assert canonical.dumps(json.loads(text)) == text
    assert canonical.is_intact(text, canonical.sha256(text))


@given(contents, st.sampled_from([None, 1, 4]), st.booleans(), st.randoms())
def test_a_download_may_be_laid_out_in_any_way(content, indent, ascii_only, random):
    file = json.dumps(shuffled(envelope({"more": content}), random), indent=indent, ensure_ascii=ascii_only)
    found = canonical.verify(file.encode())
    assert (found.fault, found.title) == ("", "A title")


def test_the_hash_is_the_known_one():
    """Computed with sha256sum from the bytes that RFC 8785 prescribes."""
    text = canonical.dumps({"b": "\u00e9", "a": [Decimal("2.50"), date(2027, 9, 30), Purpose.decision, None, True]})
    assert text == '{"a":["2.5","2027-09-30","decision",null,true],"b":"é"}'
    assert canonical.sha256(text) == "5008e3d8ab008267d790493130b070d892bc133603ea1a80625e39cce9db7245"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("2.50", "2.5"),
        ("2", "2"),
        ("100", "100"),
        ("3E+6", "3000000"),
        ("3400000.5000", "3400000.5"),
        ("0.0001", "0.0001"),
        ("-0.0", "0"),
        ("0", "0"),
        ("-400", "-400"),
    ],
)
def test_a_number_has_one_spelling(number, written):
    assert canonical.decimal(Decimal(number)) == written


@pytest.mark.parametrize("value", [1.5, datetime(2026, 1, 1, tzinfo=UTC), {1, 2}, b"x"])
def test_moments_and_floats_have_no_place(value):
    with pytest.raises(TypeError):
        canonical.dumps({"x": value})


def test_a_text_that_is_not_canonical_is_not_intact():
    spaced = '{"a": 1}'
    assert not canonical.is_intact(spaced, canonical.sha256(spaced))
    assert not canonical.is_intact("{", canonical.sha256("{"))


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (b"\xff\xfe", "not JSON"),
        (b"", "not JSON"),
        (b'{"a":', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"edition": {}, "edition": {}}', "twice"),
        (b'{"edition": {"format": NaN}}', "not JSON"),
        (b"[]", 'no "edition"'),
        (b'{"sha256": "x"}', 'no "edition"'),
        (b'{"edition": {"format": "collab-edition", "format_version": 3}}', "this command knows"),
        (b'{"edition": {"format": [], "format_version": {}}}', "this command knows"),
        (b'{"edition": {"format": "other", "format_version": 1}}', "this command knows"),
        (b'{"edition": {"format": "collab-edition", "format_version": 1, "n": 1e400}}', "canonical form"),
        (b'{"edition": {"format": "collab-edition", "format_version": 1}}', "no hash"),
    ],
)
def test_a_file_that_is_no_edition_is_refused_in_words(file, fault):
    assert fault in canonical.verify(file).fault


def test_a_changed_comma_is_found():
    sent = envelope({"summary": "One, two"})
    sent["edition"]["summary"] = "One two"
    found = canonical.verify(json.dumps(sent).encode())
    assert "the text was changed" in found.fault
    assert sent["sha256"] in found.fault


def test_what_stands_beside_the_text_is_not_covered():
    assert canonical.verify(json.dumps(envelope({}, published_at="never", clearances=[])).encode()).fault == ""


@pytest.mark.parametrize("version", canonical.KNOWN_VERSIONS)
def test_a_file_of_an_older_version_still_verifies(version):
    content = {"format": canonical.FORMAT, "format_version": version, "title": {"en": "Old"}, "more": [1, "2"]}
    written = canonical.dumps(content)
    found = canonical.verify(json.dumps({"edition": content, "sha256": canonical.sha256(written)}).encode())
    assert (found.fault, found.hash) == ("", canonical.sha256(written))
    assert canonical.verify(json.dumps({"edition": content, "sha256": "0" * 64}).encode()).fault
