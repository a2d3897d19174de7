"""Common ground: exact against red-dwarf and plain algebra on real conversations, stable, and plain about what it cannot say."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import adjusted_rand_score, silhouette_score

from collab.cli import main
from collab.consultations.rules.opinion import consensus, matrix
from collab.consultations.rules.opinion.clusters import LARGE, clusters, silhouette
from collab.consultations.rules.opinion.components import components
from collab.consultations.rules.opinion.demographics import says_who
from collab.consultations.rules.opinion.exports import mapped
from collab.consultations.rules.opinion.maps import opinion_map
from collab.consultations.rules.opinion.words import NoGroups, is_shown, percent, why
from collab.consultations.rules.polis import read_export

# The groups that may be shown, and how well they agree with those of Polis at least (adjusted Rand index).
CONVERSATIONS = {
    "15-per-hour-seattle": ([82, 56], 0.56),
    "brexit-consensus": ([96, 90], 0.85),
    "canadian-electoral-reform": ([260, 21], 0.83),
    "london.youth.policing": ([], 0.56),
    "scoop-hivemind.taxes": ([226, 44], 0.92),
}
each_conversation = pytest.mark.parametrize("name", CONVERSATIONS)


def cast(export, left_out=()):
    return [(one.voter_id, one.statement_id, one.value) for one in export.votes if one.statement_id not in left_out]


def members(found):
    return {person: group.id for group in found.groups for person in group.members}


def imputed(of):
    """The matrix as a plain program would fill it, for comparison."""
    table = np.full((len(of.people), len(of.statements)), np.nan)
    table[of.rows, of.columns] = of.values
    return np.where(np.isnan(table), np.nanmean(table, axis=0), table), table


@pytest.mark.filterwarnings("ignore")  # red-dwarf's own dependencies warn when they are imported
@each_conversation
def test_real_conversations_are_as_exact_algebra_and_red_dwarf_have_them(real_input: Path, name: str) -> None:
    import pandas
    from reddwarf.utils import stats
    from reddwarf.utils.consensus import select_consensus_statements

    made = mapped(read_export(real_input / "polis" / name))
    of = matrix.votes(cast(made.export, made.left_out))
    full, table = imputed(of)
    exact = np.linalg.svd(full - full.mean(axis=0), full_matrices=False)[2][:2]
    ours = components(of)
    assert np.abs((ours.directions * exact).sum(axis=1)).min() > 0.9999
    assert ours.shares[0] > ours.shares[1] > 0

    found = made.found
    theirs = pandas.DataFrame(table, index=of.people, columns=pandas.Index(of.statements, name="statement_id"))
    grouped = found.labels >= 0
    by_group, informed = stats.calculate_comment_statistics_dataframes(theirs[grouped], found.labels[grouped])
    held = {one.statement: one for one in found.consensus}
    for key, value in informed["group-aware-consensus-agree"].items():
        assert held[key].score == pytest.approx(value, abs=1e-12)
        assert held[key].against == pytest.approx(informed["group-aware-consensus-disagree"][key], abs=1e-12)
    assert [one.score for one in found.consensus] == sorted((one.score for one in found.consensus), reverse=True)

    told = (
        stats.select_representative_statements(by_group) if len(of.statements) < 60 else {}
    )  # red-dwarf is slow at it
    for group, best in zip(found.groups, told.values(), strict=False):
        figures = [(one.is_agree, one.chose, one.n, one.times, one.z) for one in group.representative]
        names = ("n-success", "n-trials", "repness", "repness-test")
        assert figures == [
            (one["repful-for"] == "agree", *(pytest.approx(one[name]) for name in names)) for one in best
        ]
        if group.is_shown:  # in smaller ones single votes make ties, which red-dwarf puts in any order
            assert [one.statement for one in group.representative] == [one["tid"] for one in best]
    most = select_consensus_statements(theirs)
    for agrees, key in ((True, "agree"), (False, "disagree")):
        everybody = matrix.together(of)
        places = consensus.majority(everybody, agrees=agrees)
        chose = (everybody.agree if agrees else everybody.disagree)[0]
        figures = [(one["n-success"], one["n-trials"]) for one in most[key]]  # alike ones come in any order
        assert [(chose[at], everybody.seen[0][at]) for at in places] == figures


@each_conversation
def test_groups_of_real_conversations_agree_with_those_of_polis_and_stay(real_input: Path, name: str) -> None:
    sizes, agreement = CONVERSATIONS[name]
    made = mapped(read_export(real_input / "polis" / name))
    mine, theirs = members(made.found), {one.id: one.group for one in made.export.participants if one.group is not None}
    both = sorted(mine.keys() & theirs.keys())
    assert adjusted_rand_score([theirs[one] for one in both], [mine[one] for one in both]) >= agreement
    assert [group.size for group in made.found.shown] == sizes
    assert all(group.size >= max(10, 0.01 * made.found.grouped) for group in made.found.shown)

    votes, random, moved = cast(made.export, made.left_out), np.random.default_rng(1), []
    for _ in range(2):
        kept = [vote for vote, stays in zip(votes, random.random(len(votes)) >= 0.05, strict=True) if stays]
        after = members(opinion_map(matrix.votes(kept)))
        stayed = [(mine[one], after[one]) for one in mine.keys() & after.keys()]
        letters = sorted(set(after.values()))
        best = max(
            sum(dict(zip(order, letters, strict=False)).get(was) == now for was, now in stayed)
            for order in itertools.permutations("ABCDE", len(letters))
        )
        moved.append(1 - best / len(stayed))
    assert np.mean(moved) <= 0.1


def test_golden_values_of_london(real_input: Path) -> None:
    export = read_export(real_input / "polis" / "london.youth.policing")
    of = matrix.votes(cast(export))
    group = {one.id: -1 if one.group is None else one.group for one in export.participants}
    scores = consensus.group_informed(matrix.counts(of, np.array([group[one] for one in of.people]), 3))
    ranked = sorted(zip(of.statements, scores.round(4).tolist(), strict=True), key=lambda one: -one[1])
    assert [*ranked[:3], ranked[-1]] == [(17, 0.5647), (27, 0.5156), (32, 0.4602), (13, 0.0080)]


BLOCS = [
    (person, statement, (1 if statement % 2 == person % 2 else -1) if (person * 7 + statement * 3) % 11 else 0)
    for person in range(60)
    for statement in range(8)
    if (person * 5 + statement) % 9
] + [(person, 100, 1) for person in range(60)]
"""60 people, two opposed halves, some passes and gaps; all agree with statement 100."""


def test_two_blocs_are_found_in_whatever_order_votes_come_and_keep_their_names() -> None:
    found = opinion_map(matrix.votes(BLOCS))
    assert [(group.id, group.size, group.is_shown) for group in found.groups] == [("A", 30, True), ("B", 30, True)]
    assert {person % 2 for person in found.groups[0].members} == {0}
    assert found.no_groups is None
    assert (found.consensus[0].statement, found.consensus[0].n, found.consensus[0].has_turnout) == (100, 60, True)
    assert found.consensus[0].score == pytest.approx((31 / 32) ** 2)
    again = opinion_map(matrix.votes([(person, what, -vote) for person, what, vote in BLOCS] + BLOCS[::-1]))
    assert (again.groups, again.consensus) == (found.groups, found.consensus)
    renamed = opinion_map(matrix.votes([((person * 37) % 61, what, vote) for person, what, vote in BLOCS]))
    assert {frozenset(person * 37 % 61 for person in one.members) for one in found.groups} == {
        frozenset(one.members) for one in renamed.groups
    }

    swapped = {person: "C" if person % 2 else "A" for person in range(50)}
    later = opinion_map(matrix.votes([*BLOCS, (60, 1, 1)]), swapped)
    assert {person: letter for person, letter in members(later).items() if person < 50} == swapped
    gone = opinion_map(matrix.votes(BLOCS), dict.fromkeys(range(0, 50, 2), "A"))
    assert [(group.id, group.members[0]) for group in gone.groups] == [("A", 0), ("B", 1)]


def test_a_large_conversation_is_grouped_over_base_clusters() -> None:
    random = np.random.default_rng(2)
    middles = np.array([[-3.0, 0], [3, 0], [0, 5]])
    of = random.integers(0, 3, LARGE + 500)
    found = clusters(middles[of] + random.normal(size=(len(of), 2)) / 2)
    assert found is not None
    assert (found.number, adjusted_rand_score(of, found.labels)) == (3, pytest.approx(1, abs=0.02))
    points, labels = random.normal(size=(40, 2)), random.integers(0, 3, 40)
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    assert silhouette(distances, np.ones(40), labels) == pytest.approx(silhouette_score(points, labels))
    twice = np.repeat(np.arange(40), 2)
    assert silhouette(distances, np.full(40, 2), labels) == pytest.approx(
        silhouette_score(points[twice], labels[twice])
    )


def test_who_somebody_is_is_no_opinion() -> None:
    for words in (
        "I am between 15 and 19 years old.", "I'm 65 or older", "I identify as female.", "My ethnicity is White.", "I own property",
        "I live in a rural area", "My household’s income is $50,000 per year or less", "I am self-employed", "I’m gay",
        "My highest qualification is from secondary school", "I consider myself working class.",
    ):  # fmt: skip
        assert says_who(words), words
    for words in (
        "I am pleased with the current electoral system.", "I always vote.", "I live in fear of crime", "My vote is wasted",
        "I own up to my mistakes", "Young people should be heard", "I am prepared to pay a higher tax rate", "",
        "My gender should not matter in court", "I am a man of my word",
    ):  # fmt: skip
        assert not says_who(words), words


HEADS = "timestamp,comment-id,moderated,comment-body\n", "timestamp,comment-id,voter-id,vote\n"


@pytest.mark.parametrize(
    ("people", "statements", "vote", "reason"),
    [
        (range(0), range(4), lambda *_: 1, NoGroups.no_votes),
        (range(1), range(9), lambda *_: 1, NoGroups.too_few_people),
        (range(30), range(9), lambda *_: 1, NoGroups.all_alike),
        (range(30), range(1), lambda who, _: who % 3 - 1, NoGroups.too_few_statements),
        (range(19), range(9), lambda who, what: who % 2 * 2 - 1, NoGroups.too_few_people),
        (range(22), range(9), lambda who, what: 1 if who < 13 else -1, NoGroups.too_small),
        (range(22), range(9), lambda who, what: 1 if who < 12 else -1, None),
    ],
)  # fmt: skip
def test_the_command_is_plain_about_what_cannot_be_said(tmp_path: Path, people, statements, vote, reason) -> None:
    comments = [f"1,{what},1,Statement {what}\n" for what in statements]
    votes = [f"1,{what},{who},{vote(who, what)}\n" for who in people for what in statements]
    (tmp_path / "comments.csv").write_text(HEADS[0] + "".join(comments), encoding="utf-8")
    (tmp_path / "votes.csv").write_text(HEADS[1] + "".join(votes), encoding="utf-8")
    run = CliRunner().invoke(main, ["opinion-map", str(tmp_path), "--json"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.output)
    counts = (len(people), len(statements), len(votes))
    assert (told["participants"], told["statements"], told["votes"]) == counts
    said = why(reason, people=len(people), statements=len(statements)) if reason else None
    assert told["no_groups_on_pages"] == said
    plain = CliRunner().invoke(main, ["opinion-map", str(tmp_path)])
    assert plain.exit_code == 0
    assert said is None or said in plain.output
    assert len(told["consensus"]) == (len(statements) if people else 0)
    if reason is NoGroups.too_small:
        assert [(one["size"], one["is_shown_on_pages"]) for one in told["groups"]] == [(13, True), (9, False)]
        assert "Group B: 9 people, too small for a page" in plain.output


def test_the_command_refuses_what_is_no_export_and_leaves_out_what_it_is_told(tmp_path: Path, real_input: Path) -> None:
    refused = CliRunner().invoke(main, ["opinion-map", str(tmp_path)])
    assert (refused.exit_code, refused.output) == (1, "Error: comments.csv: is missing from the export\n")
    london = str(real_input / "polis" / "london.youth.policing")
    told = json.loads(
        CliRunner().invoke(main, ["opinion-map", london, "--json", "--leave-out", "14", "--keep", "4"]).output
    )
    assert told["left_out"] == [1, 5, 6, 7, 9, 10, 11, 12, 13, 14]
    assert not {one["statement"] for one in told["consensus"]} & set(told["left_out"])
    assert told["no_groups_on_pages"].startswith("There are no opinion groups to show: of those found among ")


def test_small_groups_are_not_shown() -> None:
    assert [is_shown(*one) for one in ((9, 30), (10, 30), (10, 1000), (10, 1001), (11, 1100))] == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert [percent(*one) for one in ((0, 0), (1, 8), (1, 200), (199, 200))] == [0, 13, 1, 100]
