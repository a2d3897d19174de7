"""Whose words: what one typed stays theirs, whatever others do around it."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from collab import text
from collab.documents.rules import authorship
from collab.documents.rules.authorship import Attribution, begin, from_json, shares, step, text_of, voices


def replay(*steps):
    found = Attribution()
    for typed, poster in steps:
        found = step(found, typed, poster)
    return found


def spoken(found):
    return voices(found.owned, lambda owner: owner)


def owner_of_each(found):
    return [owner for length, owner in found.owned.runs for _ in range(length)]


@st.composite
def histories(draw):
    """Splices of words by three bodies. No letter is typed twice, so that each has one true owner.

    Spaces come one splice at a time: which of two spaces was there before, no text can say.
    """
    letters = iter(map(chr, range(0x4E00, 0x9FFF)))
    owners, now, sent = {}, "", []
    for _ in range(draw(st.integers(1, 15))):
        poster = draw(st.sampled_from(("ho", "moj", "vs")))
        times = draw(st.integers(1, 3))
        for _ in range(times):
            begins = draw(st.integers(0, len(now)))
            ends = draw(st.integers(begins, min(len(now), begins + 12)))
            typed = "".join(
                next(letters) if letter or times > 1 else " " for letter in draw(st.lists(st.booleans(), max_size=8))
            )
            owners |= dict.fromkeys(typed.strip(), poster)
            now = now[:begins] + typed + now[ends:]
        sent.append((now, poster))
    return sent, owners


@settings(max_examples=100)
@given(histories())
def test_every_letter_stays_with_the_body_that_typed_it(history):
    sent, owners = history
    found = replay(*sent)
    assert found.owned.text == sent[-1][0]
    for letter, owner in zip(found.owned.text, owner_of_each(found), strict=True):
        assert letter == " " or owner == owners[letter]
    assert from_json(authorship.as_json(found)) == found


def test_typing_letter_by_letter_inside_the_words_of_another_takes_none_of_them():
    words = "Every child is offered a solicitor."
    steps = [(words, "moj")]
    for place, typed in ((0, "In custody, "), (len(words) + 11, " at once")):
        for end in range(1, len(typed) + 1):
            now = steps[-1][0]
            steps.append((now[: place + end - 1] + typed[end - 1] + now[place + end - 1 :], "vs"))
    assert spoken(replay(*steps)) == [
        [("In custody, ", "vs"), ("Every child is offered a solicitor", "moj"), (" at once.", "vs")]
    ] or spoken(replay(*steps)) == [
        [("In custody, ", "vs"), ("Every child is offered a solicitor ", "moj"), ("at once.", "vs")]
    ]


def test_a_word_that_goes_before_one_that_begins_alike_is_its_own():
    assert spoken(replay(("then what", "ho"), ("the then what", "vs"))) == [[("the ", "vs"), ("then what", "ho")]]


def test_a_corrected_word_stays_with_its_author_and_a_replaced_one_does_not():
    found = replay(("All organisation agree.", "vs"), ("All organisations agree.", "ho"))
    assert spoken(found) == [[("All organisations agree.", "vs")]]
    assert spoken(step(found, "Most organisations agree.", "ho")) == [[("Most ", "ho"), ("organisations agree.", "vs")]]


def test_parting_a_paragraph_takes_nobody_s_words():
    one = "A first sentence. A second one that follows it."
    found = replay((one, "moj"), (one.replace(". A", f".{authorship.BETWEEN_BLOCKS}A"), "vs"))
    assert spoken(found) == [[("A first sentence.", "moj")], [("A second one that follows it.", "moj")]]


def test_what_is_moved_stays_with_its_author():
    sentence = "Children wait longest in rural custody suites. "
    rest = "The scheme starts in April. It ends in May. "
    at_once = replay((sentence, "vs"), (sentence + rest, "ho"), (rest + sentence, "ho"))
    in_two = replay((sentence, "vs"), (sentence + rest, "ho"), (rest, "moj"), (rest + sentence, "moj"))
    for found in (at_once, in_two):
        assert spoken(found) == [[(rest, "ho"), (sentence, "vs")]]


def test_a_text_that_was_there_before_belongs_to_whoever_wrote_each_block():
    blocks = text.parse("## Why\n\nBecause it matters.\n\n- one")
    found = begin(zip(blocks, ("moj", "vs", "ho"), strict=True))
    assert found.owned.text == text_of(blocks)
    assert spoken(found) == [[("Why", "moj")], [("Because it matters.", "vs")], [("one", "ho")]]
    assert shares(spoken(found)) == {"vs": 3, "moj": 1, "ho": 1}


def test_an_organisation_speaks_with_all_its_people():
    found = replay(("one two", "ho:1"), ("one two three", "ho:2"), ("one two three four", "vs:3"))
    heard = voices(found.owned, lambda owner: owner.partition(":")[0])
    assert heard == [[("one two three ", "ho"), ("four", "vs")]]


def test_letters_strewn_over_a_long_text_are_all_that_changes_hands():
    words = " ".join(string.ascii_lowercase[place % 26 : place % 26 + 9] for place in range(3_000))
    found = replay((words, "moj"))
    for place in range(1, 60):
        found = step(found, found.owned.text[: place * 90] + "é" + found.owned.text[place * 90 :], f"vs:{place}")
    assert found.owned.text.replace("é", "") == words
    assert all(
        (letter == "é") is owner.startswith("vs")
        for letter, owner in zip(found.owned.text, owner_of_each(found), strict=True)
    )
