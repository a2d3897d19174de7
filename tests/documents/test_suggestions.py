"""Suggested changes: what a version proposes, where its words are found again, and how it reads once accepted."""

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from collab import text
from collab.documents.models import ChangeKind
from collab.documents.rules import anchors
from collab.documents.rules.anchors import find, on
from collab.documents.rules.boxes import retyped
from collab.documents.rules.suggestions import (
    accepted,
    all_accepted,
    overlaid,
    proposals,
    restored,
    stored,
)
from collab.text import Block, BlockKind, Run

FIRST = "Every child in custody must see a solicitor. The force must record a waiver."


def block(words, name="a", kind=BlockKind.paragraph):
    return replace(text.parse(words)[0], id=name, kind=kind)


def edited(words, name="a"):
    return [block(words, name)]


def plain(blocks):
    return [held.plain for held in blocks]


@st.composite
def versions(draw):
    """A text of few words that repeat, and somebody's version of it: reworded, retyped, with blocks more or less."""
    word = st.sampled_from(
        ["must", "may", "the", "child", "**bold**", "*see*", "[law](https://x.test)", "a-b", "£3", "."]
    )
    kinds = st.sampled_from([BlockKind.paragraph, BlockKind.heading_2, BlockKind.bullet])

    def some(name):
        words = " ".join(draw(st.lists(word, min_size=1, max_size=7)))
        return replace(text.parse(f"x {words}")[0], id=name, kind=draw(kinds))

    old = [some(f"o{n}") for n in range(draw(st.integers(0, 4)))]
    new = []
    for n, held in enumerate(old):
        fate = draw(st.sampled_from(["same", "same", "reworded", "retyped", "gone"]))
        if fate == "reworded":
            new.append(replace(some(held.id), kind=held.kind))
        elif fate == "retyped":
            new.append(replace(held, kind=draw(kinds)))
        elif fate == "same":
            new.append(held)
        new += [some(f"n{n}{more}") for more in range(draw(st.sampled_from([0, 0, 1, 2])))]
    return old, new


@settings(max_examples=150)
@given(versions())
@example((edited("must must must"), edited("may must may")))
def test_all_that_a_version_proposes_makes_that_version(version):
    old, new = version
    found = proposals(old, new)
    now, done = all_accepted(old, found)
    assert all(done)
    assert [(b.id, b.kind, b.runs) for b in now] == [(b.id, b.kind, b.runs) for b in new]
    assert [restored(change.kind, stored(change)) for change in found] == found


@settings(max_examples=80)
@given(versions(), st.data())
def test_accepting_one_by_one_in_any_order_makes_what_all_make(version, data):
    old, new = version
    found = proposals(old, new)
    now = tuple(old)
    for change in data.draw(st.permutations(found)):
        after = accepted(now, change)
        now = now if after is None else after
    assert sorted(plain(now)) == sorted(plain(all_accepted(old, found)[0]))


def test_each_group_of_words_is_a_suggestion_of_its_own():
    found = proposals(
        edited(FIRST), edited(FIRST.replace("must see", "may meet").replace("a waiver", "each **waiver**"))
    )
    assert [(change.kind, change.old, change.new) for change in found] == [
        (ChangeKind.words, "must see", "may meet"),
        (ChangeKind.words, "a waiver", "each waiver"),
    ]


def test_competing_suggestions_stand_side_by_side_and_the_first_accepted_wins():
    old = edited(FIRST)
    one = proposals(old, edited(FIRST.replace("must see", "should see")))[0]
    other = proposals(old, edited(FIRST.replace("must see", "may see")))[0]
    (shown,) = overlaid(old, {1: one, 2: other})
    assert [("".join(run.text for run in piece.runs), piece.removed_by, piece.added_by) for piece in shown.marked] == [
        ("Every child in custody ", (), 0),
        ("must", (1, 2), 0),
        ("should", (), 1),
        ("may", (), 2),
        (" see a solicitor. The force must record a waiver.", (), 0),
    ]
    now, done = all_accepted(old, [one, other])
    assert done == [True, False] and "child in custody should see" in now[0].plain


def test_a_suggestion_follows_its_words_through_edits_around_them():
    change = proposals(edited(FIRST), edited(FIRST.replace("a waiver", "each waiver")))[0]
    now = [block("## New", "h"), block("From April, " + FIRST.replace("see", "speak to"), "a")]
    assert accepted(now, change)[1].plain.endswith("The force must record each waiver.")


def test_words_that_went_to_another_block_are_found_and_those_that_are_gone_are_not():
    anchor = on(block(FIRST), FIRST.index("The force"), len(FIRST))
    parted = [block("Every child in custody must see a solicitor."), block("The force must record a waiver.", "b")]
    assert find(anchor, parted) == anchors.Found(1, 0, 31)
    assert find(anchor, edited("Nothing of it is left.")) is None
    assert find(anchor, []) is None


def test_few_words_are_not_mistaken_for_the_same_words_elsewhere():
    anchor = on(block(FIRST), FIRST.index("must record"), FIRST.index("must record") + 4)
    assert find(anchor, [block("You must go.", "b"), block("They must stay.", "c")]) is None


def test_a_place_between_words_is_known_by_what_stands_around_it():
    anchor = on(block(FIRST), FIRST.index("The force"), FIRST.index("The force"))
    now = block("In law every child in custody must see a solicitor. The force must record a waiver.")
    assert find(anchor, [now]) == anchors.Found(0, now.plain.index("The force"), now.plain.index("The force"))
    assert find(anchor, edited("All is new here.")) is None


def test_a_block_that_was_reworded_meanwhile_is_not_removed_by_an_old_suggestion():
    gone = proposals(edited(FIRST), [])[0]
    assert gone.kind is ChangeKind.removed and accepted(edited(FIRST), gone) == ()
    assert accepted(edited(FIRST.replace("must", "may")), gone) is None


def test_a_suggestion_that_leaves_no_words_takes_the_block_along():
    change = replace(proposals(edited("one"), edited("two"))[0], blocks=())
    assert accepted(edited("one"), change) == ()
    assert accepted([Block("a", BlockKind.paragraph, (Run("one two"),))], change)[0].plain == "two"


def test_a_field_for_each_block_makes_a_version():
    old = list(text.parse("One.\n\n- two\n  - three\n\nFour."))
    one, two, three, four = (held.id for held in old)
    new = retyped(old, {one: "One.\r\n\r\nAnd more.", two: "- two", three: "- thirty", four: " "}, "## End")
    assert [(held.kind.value, held.depth, held.plain) for held in new] == [
        ("paragraph", 0, "One."),
        ("paragraph", 0, "And more."),
        ("bullet", 0, "two"),
        ("bullet", 1, "thirty"),
        ("heading_2", 0, "End"),
    ]
    assert [held.id for held in new if held.id in (one, two, three, four)] == [one, two, three]
    assert retyped(old, {}) == tuple(old)


def test_blocks_that_are_suggested_stand_where_they_would_be():
    old = edited(FIRST)
    new = [block("First.", "n1"), replace(old[0], kind=BlockKind.heading_2), block("Last.", "n2")]
    before, shown = overlaid(old, dict(enumerate(proposals(old, new), 1)))
    assert (before.block, [(n, held.plain) for n, held in before.added]) == (None, [(1, "First.")])
    assert shown.retyped == ((2, BlockKind.heading_2),)
    assert [(n, held.plain) for n, held in shown.added] == [(3, "Last.")]
    assert "".join(run.text for piece in shown.marked for run in piece.runs) == FIRST
