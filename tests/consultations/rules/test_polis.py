"""Polis exports: five real conversations recounted, and every kind of malformed file refused."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collab.consultations.rules.imports import ImportRefused
from collab.consultations.rules.polis import (
    COMMENTS,
    PARTICIPANTS,
    SUMMARY,
    VOTES,
    Participant,
    Tally,
    parse_export,
    read_export,
)

# Statements, votes and voters that count; statements whose printed tallies differ from the recount.
CONVERSATIONS = {
    "15-per-hour-seattle": (31, 2849, 337, 21),
    "brexit-consensus": (50, 5303, 204, 8),
    "canadian-electoral-reform": (152, 11855, 447, 44),
    "london.youth.policing": (36, 638, 26, 2),
    "scoop-hivemind.taxes": (91, 17278, 333, 25),
}
each_conversation = pytest.mark.parametrize("name", CONVERSATIONS)

FILES = {
    COMMENTS: b"timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    b'3000,x,2,9,0,0,0,"Two lines,\nand a ""quote"""\n'
    b"1000,x,1,9,1,1,1,First\n"
    b"2000,x,3,9,1,0,-1,Rejected\n",
    VOTES: b"timestamp,datetime,comment-id,voter-id,vote\n"
    b"6000,x,1,7,-1\n5000,x,1,7,1\n5000,x,1,8,1\n5000,x,2,8,0\n4000,x,3,6,1\n",
}


def real_rows(directory: Path, name: str) -> Iterator[dict[str, str]]:
    with (directory / name).open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def last_votes(directory: Path) -> dict[tuple[str, str], str]:
    rows = sorted(real_rows(directory, VOTES), key=lambda row: int(row["timestamp"]))
    return {(row["comment-id"], row["voter-id"]): row["vote"] for row in rows}


@pytest.mark.real_input
@each_conversation
def test_a_real_conversation_recounted_from_its_rows(real_input: Path, name: str) -> None:
    directory = real_input / "polis" / name
    export = read_export(directory)
    kept = {row["comment-id"]: row for row in real_rows(directory, COMMENTS) if row["moderated"] != "-1"}
    votes = {key: vote for key, vote in last_votes(directory).items() if key[0] in kept}
    assert (len(export.statements), len(export.votes), export.voters) == CONVERSATIONS[name][:3]
    assert {(str(v.statement_id), str(v.voter_id)): str(v.value) for v in export.votes} == votes
    for statement in export.statements:
        cast = [vote for (key, _), vote in votes.items() if key == str(statement.id)]
        assert statement.tally == Tally(cast.count("1"), cast.count("-1"), cast.count("0"))
        assert statement.tally.n == len(cast)
        assert statement.text == kept[str(statement.id)]["comment-body"].strip()


@pytest.mark.real_input
@each_conversation
def test_the_printed_matrix_holds_the_same_last_votes(real_input: Path, name: str) -> None:
    directory = real_input / "polis" / name
    export = read_export(directory)
    ids = {str(statement.id) for statement in export.statements}
    matrix = {
        (key, row["participant"]): vote
        for row in real_rows(directory, PARTICIPANTS)
        for key, vote in row.items()
        if key in ids and vote
    }
    assert {(str(v.statement_id), str(v.voter_id)): str(v.value) for v in export.votes} == matrix


@pytest.mark.real_input
@each_conversation
def test_the_printed_tallies_count_every_row_and_ours_the_last(real_input: Path, name: str) -> None:
    directory = real_input / "polis" / name
    pressed = [(row["comment-id"], row["vote"]) for row in real_rows(directory, VOTES)]
    printed = {row["comment-id"]: row for row in real_rows(directory, COMMENTS)}
    assert all(int(row["agrees"]) == pressed.count((key, "1")) for key, row in printed.items())
    assert all(int(row["disagrees"]) == pressed.count((key, "-1")) for key, row in printed.items())
    tallies = {str(s.id): (s.tally.agree, s.tally.disagree) for s in read_export(directory).statements}
    shown = {key: (int(printed[key]["agrees"]), int(printed[key]["disagrees"])) for key in tallies}
    assert sum(shown[key] != tallies[key] for key in tallies) == CONVERSATIONS[name][3]
    assert all(shown[key] >= tallies[key] for key in tallies)


@pytest.mark.real_input
def test_what_is_read_besides_votes(real_input: Path) -> None:
    export = read_export(real_input / "polis" / "london.youth.policing")
    assert export.title == "What is the best way to engage more young people in local scrutiny of policing?"
    assert export.url == "https://pol.is/9xxwa9jpkm"
    groups = [participant.group for participant in export.participants]
    assert [groups.count(group) for group in (0, 1, 2, None)] == [3, 18, 3, 2]
    assert export.last_vote_at == datetime(2022, 7, 27, 15, 12, 21, 418000, tzinfo=UTC)


@pytest.mark.real_input
@each_conversation
def test_groups_are_polis_own(real_input: Path, name: str) -> None:
    directory = real_input / "polis" / name
    printed = {row["participant"]: row["group-id"] for row in real_rows(directory, PARTICIPANTS)}
    found = read_export(directory).participants
    assert {str(one.id): "" if one.group is None else str(one.group) for one in found} == printed


def test_the_last_vote_wins_and_rejected_statements_go_with_their_votes() -> None:
    export = parse_export(FILES)
    assert [(s.id, s.text, s.moderated, s.tally) for s in export.statements] == [
        (1, "First", 1, Tally(1, 1, 0)),
        (2, 'Two lines,\nand a "quote"', 0, Tally(0, 0, 1)),
    ]
    assert [(v.statement_id, v.voter_id, v.value) for v in export.votes] == [(1, 7, -1), (1, 8, 1), (2, 8, 0)]
    assert export.voters == 2
    assert export.first_vote_at == datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)
    assert export.last_vote_at == datetime(1970, 1, 1, 0, 0, 6, tzinfo=UTC)
    assert (export.title, export.url, export.participants) == ("", "", ())


def test_of_two_votes_at_the_same_moment_the_later_row_wins() -> None:
    votes = b"timestamp,comment-id,voter-id,vote\n5000,1,7,1\n5000,1,7,-1\n"
    assert parse_export({**FILES, VOTES: votes}).statements[0].tally == Tally(0, 1, 0)


def test_nothing_is_required_of_people() -> None:
    export = parse_export({**FILES, VOTES: b"timestamp,comment-id,voter-id,vote\n"})
    assert (export.voters, export.first_vote_at, export.last_vote_at) == (0, None, None)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_line_ends_marks_and_blank_lines_do_not_matter(line_end: bytes, mark: bytes) -> None:
    votes = mark + FILES[VOTES].replace(b"\n", line_end) + line_end
    assert parse_export({**FILES, VOTES: votes}) == parse_export(FILES)


def test_the_fingerprint_knows_content_not_order() -> None:
    heading, *votes = FILES[VOTES].splitlines(keepends=True)
    turned = {**FILES, VOTES: heading + b"".join(reversed(votes))}
    changed = {**FILES, VOTES: FILES[VOTES].replace(b"2,8,0", b"2,8,1")}
    assert parse_export(turned).fingerprint == parse_export(FILES).fingerprint
    assert parse_export(changed).fingerprint != parse_export(FILES).fingerprint
    assert len(parse_export(FILES).fingerprint) == 64


def test_groups_and_summary_are_read_when_there() -> None:
    export = parse_export(
        {
            **FILES,
            PARTICIPANTS: b"participant,xid,group-id,1,2\n8,,0,1,0\n7,,,-1,\n",
            SUMMARY: b'topic,Courts\nurl,https://pol.is/x\nconversation-description,"One,\ntwo"\n',
        }
    )
    assert export.participants == (Participant(7, None), Participant(8, 0))
    assert (export.title, export.description, export.url) == ("Courts", "One,\ntwo", "https://pol.is/x")


def edited(name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in FILES[name]
    return {**FILES, name: FILES[name].replace(old, new)}


HEAD = b"timestamp,comment-id,voter-id,vote\n"


@pytest.mark.parametrize(
    ("files", "file", "line", "reason"),
    [
        ({VOTES: FILES[VOTES]}, COMMENTS, None, "missing from the export"),
        ({COMMENTS: FILES[COMMENTS]}, VOTES, None, "missing from the export"),
        ({**FILES, VOTES: b""}, VOTES, 1, "the column timestamp is missing"),
        (edited(VOTES, b"voter-id", b"voter"), VOTES, 1, "the column voter-id is missing"),
        (edited(VOTES, b"datetime", b"vote"), VOTES, 1, "the column vote stands twice"),
        (edited(COMMENTS, b"moderated", b"moderation"), COMMENTS, 1, "the column moderated is missing"),
        (edited(VOTES, b"2,8,0", b"two,8,0"), VOTES, 5, 'comment-id "two" is not a whole number'),
        (edited(VOTES, b"2,8,0", b"2,8.5,0"), VOTES, 5, 'voter-id "8.5" is not a whole number'),
        (edited(VOTES, b"2,8,0", b"2,8,"), VOTES, 5, 'vote "" is not a whole number'),
        (edited(VOTES, b"2,8,0", b"2,8_0,0"), VOTES, 5, "not a whole number"),
        (edited(VOTES, b"2,8,0", "2,٨,0".encode()), VOTES, 5, "not a whole number"),
        (edited(VOTES, b"2,8,0", b"2,8," + b"9" * 5000), VOTES, 5, "not a whole number"),
        (edited(VOTES, b"2,8,0", b"2,8,2"), VOTES, 5, "vote 2 is not between -1 and 1"),
        (edited(VOTES, b"2,8,0", b"2,8,-2"), VOTES, 5, "vote -2 is not between -1 and 1"),
        (edited(VOTES, b"2,8,0", b"2,-1,0"), VOTES, 5, "voter-id -1 is not between"),
        (edited(VOTES, b"2,8,0", b"2,2147483648,0"), VOTES, 5, "voter-id 2147483648 is not between"),
        (edited(VOTES, b"2,8,0", b"4,8,0"), VOTES, 5, "comment-id 4 is not in comments.csv"),
        (edited(VOTES, b"6000", b"-1"), VOTES, 2, "timestamp -1 is not between"),
        (edited(VOTES, b"6000", b"7258118400000"), VOTES, 2, "timestamp 7258118400000 is not between"),
        (edited(COMMENTS, b"2000,x,3", b"2000,x,1"), COMMENTS, 5, "comment-id 1 stands already on line 4"),
        (edited(COMMENTS, b"-1,Rejected", b"2,Rejected"), COMMENTS, 5, "moderated 2 is not between"),
        (edited(COMMENTS, b"First", b" "), COMMENTS, 4, "comment-body is empty"),
        (edited(VOTES, b"2,8,0", b"2,8,0,1"), VOTES, 5, "has 6 cells, the heading has 5"),
        (edited(VOTES, b"2,8,0", b"2,8"), VOTES, 5, "has 4 cells, the heading has 5"),
        (edited(COMMENTS, b"First", b"F\xffrst"), COMMENTS, 4, "is not UTF-8 text"),
        (edited(COMMENTS, b"First", b"F\0rst"), COMMENTS, 4, "holds a NUL character"),
        (edited(COMMENTS, b"First", b'"First'), COMMENTS, 4, "is not well-formed"),
        (edited(COMMENTS, b"First", b'"First" then'), COMMENTS, 4, "is not well-formed"),
        (edited(COMMENTS, b"First", b"F" * 200_000), COMMENTS, 4, "is not well-formed: field larger"),
        ({**FILES, PARTICIPANTS: b"participant\n1\n"}, PARTICIPANTS, 1, "the column group-id is missing"),
        ({**FILES, PARTICIPANTS: b"participant,group-id\n1,a\n"}, PARTICIPANTS, 2, 'group-id "a" is not'),
        ({**FILES, PARTICIPANTS: b"participant,group-id\n1,0\n1,0\n"}, PARTICIPANTS, 3, "stands twice"),
        ({**FILES, SUMMARY: b"topic,A,B\n"}, SUMMARY, 1, "has 3 cells instead of a name and a value"),
        ({**FILES, SUMMARY: b"topic,A\nurl,javascript:x\n"}, SUMMARY, 2, "the url is not a web address"),
    ],
)
def test_a_malformed_file_is_refused(files: dict[str, bytes], file: str, line: int | None, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason) as refusal:
        parse_export(files)
    assert (refusal.value.file, refusal.value.line) == (file, line)
    assert str(refusal.value).startswith(f"{file}, line {line}: " if line else f"{file}: ")


def test_the_last_moment_that_is_taken() -> None:
    export = parse_export(edited(VOTES, b"6000", b"7258118399999"))
    assert export.last_vote_at == datetime(2199, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


def test_a_directory_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is missing from the export"):
        read_export(tmp_path)
