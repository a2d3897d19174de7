"""Finding responses that were made from the same letter, and what each adds to it (N9)."""

import pytest

from benchmarks import letters as invented
from benchmarks.campaigns import quality
from collab.consultations.rules import campaigns, letters
from collab.text import Change

LETTER = "I oppose the plan. Victims must be told first, in good time and in plain words. Please think again."


def test_copies_are_found_however_much_they_were_changed_and_quoting_is_not_copying():
    crowd = invented.crowd(1_500, 7)
    found = campaigns.groups(crowd.texts)
    recall, precision = quality(crowd, found)
    assert (recall >= 0.95, precision >= 0.97) == (True, True), (recall, precision)
    assert [len(group) for group in found] == sorted((len(group) for group in found), reverse=True)
    assert found == campaigns.groups(iter(crowd.texts))


def test_case_marks_and_spaces_make_no_difference_and_few_words_or_texts_no_campaign():
    plain = "one two three four five six seven eight nine ten eleven Élan"
    typed = f"  “{plain.upper()}”  –\nand so on…"
    assert campaigns.groups([plain, "", typed, "nothing like it at all", plain]) == [[0, 2, 4]]
    assert campaigns.groups([plain, plain]) == []
    shorter = plain.replace(" nine", "")
    assert len(shorter.split()) == campaigns.FEWEST_WORDS - 1
    assert campaigns.groups([shorter] * 5) == []
    assert campaigns.groups([]) == campaigns.groups(["", "a"]) == []


@pytest.mark.parametrize(
    ("words", "adds"),
    [
        (LETTER.upper().replace(".", "!"), False),
        ("Please think again. I oppose the plan.", False),
        (LETTER + " Jane", True),
        (LETTER.replace("oppose", "support"), True),
        ("", False),
    ],
)
def test_only_a_sentence_that_the_letter_has_not_adds_words(words, adds):
    assert letters.adds_words(words, LETTER) is adds
    assert bool(letters.own_sentences(words, LETTER)) is adds


def test_what_a_copy_changes_is_compared_with_the_sentence_that_it_comes_from():
    first, second = letters.own_sentences("I do oppose the plan! My sister waited for two years.", LETTER)
    assert (Change.added, "do ") in first.pieces
    assert (second.words, second.pieces) == ("My sister waited for two years.", ())
    assert letters.left_out("I oppose the plan.", LETTER) == 2


def test_the_letter_is_what_was_sent_most_or_has_most_in_common():
    assert letters.letter_of(["Mine is longer. " + LETTER, LETTER, LETTER.upper()]) == 1
    edited = [" ".join([LETTER, *(f"own{n}{k}" for k in range(n))]) for n in (4, 1, 3, 2, 5)]
    assert letters.letter_of(edited) == 1


def test_a_campaign_is_continued_by_the_group_with_most_of_it():
    standing = {1: {"a", "b", "c"}, 2: {"d", "e"}}
    assert letters.continued([["a", "x"], ["b", "c", "d"], ["e", "y"]], standing) == [None, 1, 2]
