"""What is kept is bounded, and what was used last stays."""

from collab.kept import Kept


def test_the_one_unused_for_longest_goes_first():
    kept = Kept(6, len)
    for word in ("aa", "bb", "cc"):
        kept.keep(word, word)
    assert kept.get("aa") == "aa"
    kept.keep("dd", "dd")
    assert [kept.get(word) for word in ("aa", "bb", "cc", "dd")] == ["aa", None, "cc", "dd"]
    assert (len(kept), kept.held) == (3, 6)
    kept.keep("dd", "dd")
    assert kept.held == 6


def test_what_is_larger_than_the_room_is_handed_back_and_not_kept():
    kept = Kept(3, len)
    assert kept.keep("long", "longer") == "longer"
    assert (kept.get("long"), len(kept), kept.held) == (None, 0, 0)
