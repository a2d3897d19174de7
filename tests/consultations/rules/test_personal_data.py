"""What is likely personal in an answer, and a public version as the answer with marks in it."""

import time

import pytest

from collab.consultations.models import RedactionStatus, Removal
from collab.consultations.rules import personal_data, redaction
from collab.errors import Refused
from collab.text import Language

HITS = [
    ("Ring 07700 900123 or +44 (0)20 7946 0018, 029-2018-0123.", "phone_number", ["07700 900123", "+44 (0)20 7946 0018", "029-2018-0123"]),
    ("Call my cousin in France: +33 6 12 34 56 78", "phone_number", ["+33 6 12 34 56 78"]),
    ("Write to sian.o'neill+court@mail.example.org.uk.", "email_address", ["sian.o'neill+court@mail.example.org.uk"]),
    ("We live at SW1A 1AA, before that cf10 3nq", "postcode", ["SW1A 1AA", "cf10 3nq"]),
    ("AB 12 34 56 C and qq123456c", "national_insurance", ["AB 12 34 56 C"]),
    ("PNC 2003/1234567A, CRO 123456/03A", "justice_reference", ["2003/1234567A", "123456/03A"]),
    ("held as 01AB/1234/24 by PC 4321, in prison A1234BC", "justice_reference", ["01AB/1234/24", "PC 4321", "A1234BC"]),
    ("crime reference number: 5400123/24; case no. T20247001", "justice_reference", ["5400123/24", "T20247001"]),
    ("Rhif trosedd: 2400123456; rhif y carchar oedd A9876XY", "justice_reference", ["2400123456", "A9876XY"]),
    ("see https://blog.example/me?x=1, @jane_o and facebook.com/jane.o", "link", ["https://blog.example/me?x=1", "@jane_o", "facebook.com/jane.o"]),
    ("I was born on 1 May 1990. DOB: 01/05/90. Date of birth May 1st, 1990", "date_of_birth", ["1 May 1990", "01/05/90", "May 1st, 1990"]),
    ("Fe’m ganwyd ar 3 Mehefin 1985. Dyddiad geni: 3.6.85", "date_of_birth", ["3 Mehefin 1985", "3.6.85"]),
    ("My name is Jane Smith-Jones. Fy enw i yw Siân ap Dafydd.", "name", ["Jane Smith-Jones", "Siân ap Dafydd"]),
    ("Mr Jones, Judge Jeffries, y Barnwr Evans and my son Tom", "name", ["Mr Jones", "Judge Jeffries", "Barnwr Evans", "Tom"]),
    ("as in R v Smith, Y Brenin yn erbyn Jones", "case", ["R v Smith", "Y Brenin yn erbyn Jones"]),
    ("12a High Street; 4 Heol y Frenhines", "address", ["12a High Street", "4 Heol y Frenhines"]),
]  # fmt: skip
NEAR_MISSES = [
    "Childline is 0800 1111, and 999 or 101 for the police; we spent 01234 in 2026/27 and 0.123456789 of it.",
    "Take the M25 or the A1 from E1, section 34 2nd part, form B 12, room A12.",
    "BG123456A, AB123456E and AB12345C are nothing.",
    "Open 24/7b on 12/03/24, 1/2 of it, in prison 2026 times; Crown Court 1234.",
    "3 @ 5 each, at @ once; http:// is a scheme, and facebook is a site.",
    "It opened on 1 May 2026 and closes on 3 Mehefin 2026. Born leaders lead.",
    "My name is not important, and fy enw i yw hynny. The Lord Chancellor, Lady Chief Justice and Judge Advocate agree.",
    "England v Wales; R v something; the person v the state.",
    "We sat in 12 Crown Court centres on 3 Long Days.",
]


def kinds(words):
    return [(words[one.start : one.end], one.kind.value) for one in personal_data.found(words)]


@pytest.mark.parametrize(("words", "kind", "found"), HITS)
def test_what_is_likely_personal_is_found(words, kind, found):
    assert [said for said, of in kinds(words) if of == kind] == found


@pytest.mark.parametrize("words", NEAR_MISSES)
def test_what_only_looks_alike_is_left(words):
    assert kinds(words) == []


def test_all_of_an_answer_is_kept_in_its_pieces():
    words = HITS[0][0] + "\n" + HITS[2][0] + HITS[12][0]
    assert "".join(part for part, _ in personal_data.pieces(words)) == words
    assert personal_data.pieces("") == []


@pytest.mark.parametrize(
    "pattern", ["a", "0 ", "a@", "my name is ", "R v Ab Cd ", "0(", "12 Aa ", "born on ", "1/", "crime number "]
)
def test_a_hostile_answer_takes_time_in_step_with_its_length(pattern):
    hostile = pattern * (30_000 // len(pattern))
    began = time.process_time()
    personal_data.found(hostile)
    assert time.process_time() - began < 5  # a pattern that tries every split of this takes hours


# --- Public versions -------------------------------------------------------------------------------------------------

SAID = "I am Tom. Ring me on 07700 900123, or my sister Ann.\nThank you."


def test_a_public_version_is_the_answer_with_marks():
    assert redaction.removals(SAID, SAID) == []
    assert redaction.removals(SAID, redaction.suggested(SAID)) == [Removal.phone_number, Removal.name]
    assert redaction.removals(SAID, "[removed: name] Ring me on [Tynnwyd: rhif ffôn].\n[removed: address]") == [
        Removal.name,
        Removal.phone_number,
        Removal.address,
    ]
    assert redaction.removals(SAID, "[removed: what identifies somebody]") == [Removal.identifying]
    assert redaction.suggested(SAID, Language.welsh).count("[tynnwyd: rhif ffôn]") == 1
    own = "They wrote [removed: the best part] to me"  # what stands in the answer is no mark
    assert redaction.removals(own, own) == []
    for kind in Removal:
        for language in Language:
            assert redaction.removals("a b c", f"a {redaction.mark(kind, language)} c") == [kind]


@pytest.mark.parametrize(
    ("public", "told"),
    [
        ("I am Tim. Thank you.", "does not say “I am Tim. Thank you.”"),
        ("I am [removed: name]. Text me.", "does not say"),
        ("Thank you.[removed: name]", "Leave the respondent’s own words as they are"),
        (SAID + "[removed: name]", "Leave the respondent’s own words as they are"),
        (
            "I am [removed: because]. Ring me",
            "“[removed: because]” does not say why. Use one of these: name, phone number",
        ),
        ("or my sister Ann.\n[removed: name]", "Leave the respondent’s own words as they are"),
        ("", "Leave the respondent’s own words as they are"),
    ],
)
def test_nobodys_words_are_rewritten(public, told):
    with pytest.raises(Refused) as refused:
        redaction.removals(SAID, public)
    assert told in str(refused.value)


def test_a_response_stands_as_its_answers_do():
    none, some, held, no = (RedactionStatus(name) for name in ("none_needed", "redacted", "withheld", "not_checked"))
    assert redaction.overall([]) is none
    assert redaction.overall([none, none]) is none
    assert redaction.overall([none, some]) is some
    assert redaction.overall([held, none]) is some
    assert redaction.overall([held, held]) is held
    assert redaction.overall([some, None]) is no
