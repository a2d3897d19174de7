"""The evidence of a published answer: what of the chain of events is disclosed, and checking a downloaded file without a database.

What the file holds, and what it leaves out and why, is in docs/decisions/0034.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import rfc8785

from collab.audit import rules as audit
from collab.audit.models import Event, RootKind
from collab.consultations.rules import integrity
from collab.consultations.rules.frozen_json import from_json
from collab.consultations.rules.gate import Progress
from collab.consultations.rules.integrity import Explanation
from collab.proposals.rules import canonical

FORMAT, FORMAT_VERSION = "collab-evidence", 1
MOST_BYTES = 512 * 1024 * 1024
SUMS = ',"sums":"'
"""What stands before the SHA-256 of all that is before it, at the end of the file."""

DISCLOSED: Mapping[Event, frozenset[str]] = {
    Event.consultation_opening_approved: frozenset({"reference", "edition", "hash"}),
    Event.consultation_paused: frozenset(),
    Event.consultation_resumed: frozenset({"paused_at"}),
    Event.consultation_extended: frozenset({"closes_at", "closed_before"}),
    Event.late_responses_accepted: frozenset({"until", "number", "accepted"}),
    Event.feedback_published: frozenset(),
    Event.outcome_published: frozenset({"kind", "mails", "hash"}),
    Event.lateness_explained: frozenset({"expected_on"}),
    Event.response_reminded: frozenset({"weeks", "due_on", "mails"}),
    Event.evidence_sealed: frozenset({"record"}),
    Event.evidence_explained: frozenset({"rule", "organisation", "words"}),
}
"""Payloads that are in the file, with all that they may hold. A payload with anything else in it stays out: its hash is there."""
BY_RESPONDENTS = frozenset(
    {Event.submission_received, Event.submission_amended, Event.submission_withdrawn, Event.statement_added}
)
"""Who wrote these is nobody's business: where a person or a body is recorded with one, only its hash is in the file."""

FIELDS = ("event", "at", "person", "membership", "organisation", "digest")


def entry(
    fields: Mapping[str, Any], own_hash: str, salt: str | None, content: Mapping[str, Any] | None
) -> dict[str, Any]:
    """An entry as the file has it. What follows from its place, like its number, is left out."""
    event = Event(fields["event"])
    if event in BY_RESPONDENTS and (fields["person"] or fields["membership"] or fields["organisation"]):
        return {"hash": own_hash}
    found = {name: fields[name] for name in FIELDS} | {"hash": own_hash}
    if content is not None and event in DISCLOSED and content.keys() <= DISCLOSED[event]:
        found |= {"salt": salt, "content": dict(content)}
    return found


@dataclass(frozen=True)
class Verdict:
    """What checking found, in words: what is right, or the first thing that is wrong, with its place."""

    fault: str = ""
    found: tuple[str, ...] = ()


class Broken(Exception):
    """The first thing that does not fit, in a sentence that says where."""


def verify(downloaded: bytes) -> Verdict:
    """Checks a file with nothing but the file."""
    found: list[str] = []
    try:
        found.extend(_checked(downloaded))
    except Broken as fault:
        return Verdict(str(fault), tuple(found))
    return Verdict(found=tuple(found))


def _checked(downloaded: bytes) -> Iterator[str]:
    bundle = _read(downloaded)
    chain = _mapping(bundle, "chain")
    entries = [_whole(chain, place, one) for place, one in enumerate(_chained(chain))]
    _walk(chain, entries)
    yield f"{bundle.get('reference')}: {len(entries):,} entries of the record, each fits the one before it."
    hidden = sum("fields" not in one for one in entries)
    if hidden:
        yield f"Of {hidden:,} of them only the hash is in the file, as it is a respondent's who wrote them."
    record = _record(bundle, entries)
    _counted(record, entries, int(bundle["sealed_by"]))
    yield f"The figures are those that entry {bundle['sealed_by']:,} holds, and the events are as many as they say."
    _timed(record, entries)
    yield "Publication, reports and confirmations are in the record when the figures say that they were."
    _stated(bundle, record, entries)
    yield "The statement follows from the figures and the explanations:"
    for test in bundle["statement"]:
        yield f"  {_plain(test['name'])}: {test['result'].replace('_', ' ')}"
    yield from _editions(bundle, record)
    _summed(downloaded)


def _read(downloaded: bytes) -> dict[str, Any]:
    try:
        bundle = json.loads(downloaded.decode(), object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Broken(f"Byte {error.start + 1:,} is no text, so this is not a file that collab wrote.") from None
    except json.JSONDecodeError as error:
        raise Broken(f"It stops being JSON at byte {error.pos + 1:,}: it was cut off or changed.") from None
    except RecursionError:
        raise Broken("It is nested more deeply than any evidence is.") from None
    except ValueError as error:
        raise Broken(f"This is not JSON as collab writes it: {error}.") from None
    if not isinstance(bundle, dict) or bundle.get("format") != FORMAT:
        raise Broken("This is not the evidence of a consultation.")
    if bundle.get("format_version") != FORMAT_VERSION:
        raise Broken(
            f"The format has version {bundle.get('format_version')!s:.20}; this command knows {FORMAT_VERSION}."
        )
    _canonical(bundle, downloaded)
    return bundle


def _canonical(bundle: Mapping[str, Any], downloaded: bytes) -> None:
    """Every byte is as collab writes it, a space too."""
    try:
        again = rfc8785.dumps(dict(bundle))
    except (ValueError, RecursionError) as error:
        raise Broken(f"It has no canonical form: {error}.") from None
    if again == downloaded:
        return
    place = next((at for at, (one, two) in enumerate(zip(again, downloaded, strict=False)) if one != two), len(again))
    raise Broken(f"Byte {place + 1:,} is not as collab writes it.")


def _chained(chain: Mapping[str, Any]) -> list[Any]:
    found = chain.get("entries")
    if not isinstance(found, list) or not found:
        raise Broken("The chain has no entries.")
    return found


def _whole(chain: Mapping[str, Any], place: int, one: object) -> dict[str, Any]:
    """An entry with what follows from its place, as the chain's own rule takes it."""
    if not isinstance(one, dict) or not isinstance(one.get("hash"), str):
        raise Broken(f"Entry {place + 1:,} of the chain has no hash.")
    if set(one) == {"hash"}:
        return {"hash": one["hash"]}
    if set(one) - {"salt", "content"} != {*FIELDS, "hash"} or ("salt" in one) != ("content" in one):
        raise Broken(f"Entry {place + 1:,} of the chain has other parts than an entry has.")
    fields = {name: one[name] for name in FIELDS} | {
        "root_kind": RootKind.consultation.value,
        "root_id": chain.get("root"),
        "number": place + 1,
        "previous": chain["entries"][place - 1]["hash"] if place else "",
    }
    content = one.get("content")
    if content is not None and not (isinstance(content, dict) and isinstance(one["salt"], str)):
        raise Broken(f"The payload of entry {place + 1:,} is none.")
    return {"fields": fields, "hash": one["hash"], "salt": one.get("salt", ""), "content": content}


def _walk(chain: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> None:
    length, head = chain.get("length"), chain.get("head")
    if not isinstance(length, int) or not isinstance(head, str):
        raise Broken("The chain does not say how long it is and where it ends.")
    found = audit.first_break(entries, length=length, head=head)
    if found:
        named = entries[found.number - 1].get("fields", {}).get("event", "") if found.number <= len(entries) else ""
        what = f" ({_plain(named)})" if named else ""
        raise Broken(f"Entry {found.number:,}{what} of the chain: {found.reason}.")


def _record(bundle: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the newest sealing holds."""
    sealed = [place for place, one in enumerate(entries, 1) if _event(one) == Event.evidence_sealed.value]
    if not sealed or bundle.get("sealed_by") != sealed[-1]:
        raise Broken("The entry that is said to hold the figures does not.")
    content = entries[sealed[-1] - 1]["content"]
    record = content.get("record") if content else None
    if not isinstance(record, dict):
        raise Broken(f"Entry {sealed[-1]:,} of the chain holds no figures.")
    if bundle.get("reference") != record.get("reference"):
        raise Broken("The file is named for another consultation than the one that its figures are of.")
    return record


def _counted(record: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], sealed_by: int) -> None:
    """The events that the file shows are as many as the figures say, up to the entry that holds them."""
    stated = record.get("events")
    if not isinstance(stated, dict):
        raise Broken("The figures do not say how many events there were.")
    shown = Counter(filter(None, (_event(one) for one in entries[: sealed_by - 1])))
    hidden = sum(not _event(one) for one in entries[: sealed_by - 1])
    private = {one.value for one in BY_RESPONDENTS}
    for event in sorted({*stated, *shown}):
        number, there = stated.get(event, 0), shown[event]
        if there != number and not (event in private and there < number):
            raise Broken(f"The figures say {number!s:.20} of {_plain(event)}; the chain has {there:,}.")
    if sum(stated.values()) != shown.total() + hidden:
        raise Broken(
            f"The figures say {sum(stated.values()):,} events in all; the chain has {shown.total() + hidden:,}."
        )


def _timed(record: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> None:
    """What the statement follows from was recorded when it was done, and not written into the figures alone."""
    try:
        progress = from_json(Progress, record.get("progress"))
        recorded = [(_event(one), datetime.fromisoformat(one["fields"]["at"])) for one in entries if "fields" in one]
    except (ValueError, TypeError) as error:
        raise Broken(f"A time in the figures or in the chain is none: {error}.") from None
    done = [(Event.outcome_published, progress.outcome_published_at)]
    for one in progress.deciders:
        done += [(Event.report_delivered, one.given_at), (Event.decision_confirmed, one.confirmed_at)]
    for event, at in done:
        if at and not any(name == event.value and abs(when - at) < MOMENT for name, when in recorded):
            raise Broken(
                f"The figures say {event.value} at {at.isoformat()}; the chain has no such entry at that time."
            )


MOMENT = timedelta(minutes=1)
"""An entry is written at the end of the action that it records."""


def _stated(bundle: Mapping[str, Any], record: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> None:
    try:
        tests = integrity.as_data(integrity.statement(record, explanations(entries)))
    except ValueError as error:
        raise Broken(f"No statement follows from the figures: {error}.") from None
    stated = bundle.get("statement")
    if not isinstance(stated, list) or len(stated) != len(tests):
        raise Broken("The statement does not have the tests that follow from the figures.")
    for said, follows in zip(stated, tests, strict=True):
        if said != follows:
            raise Broken(f"The statement says something else than follows from the figures, at “{follows['name']}”.")


def explanations(entries: Sequence[Mapping[str, Any]]) -> list[Explanation]:
    """What bodies said about rules that are not met, in the order of the chain."""
    return [
        Explanation(
            rule=str(one["content"].get("rule", "")),
            organisation=str(one["content"].get("organisation", "")),
            words=str(one["content"].get("words", "")),
            at=str(one["fields"]["at"]),
        )
        for one in entries
        if _event(one) == Event.evidence_explained.value and one.get("content")
    ]


def _editions(bundle: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    held = bundle.get("editions")
    stated = record.get("editions")
    if not isinstance(held, list) or not isinstance(stated, dict):
        raise Broken("The file does not say which editions were consulted on and decided.")
    expected = [(name, one["sha256"]) for name, one in sorted(stated.items()) if isinstance(one, dict)]
    if len(held) != len(expected):
        raise Broken(f"The figures name {len(expected)} editions; the file has {len(held)}.")
    for (name, digest), envelope in zip(expected, held, strict=True):
        verdict = canonical.verify_envelope(envelope)
        if verdict.fault:
            raise Broken(f"The edition that was {name}: {verdict.fault}")
        if verdict.hash != digest:
            raise Broken(f"The edition that was {name} is not the one in the figures: its text has another hash.")
        yield f"The edition that was {name} has the hash that the figures say: {digest}"


def _summed(downloaded: bytes) -> None:
    place = downloaded.rfind(SUMS.encode())
    stated = downloaded[place + len(SUMS) :].removesuffix(b'"}').decode(errors="replace")
    if place < 0 or hashlib.sha256(downloaded[:place]).hexdigest() != stated:
        raise Broken(
            "The checksum at the end of the file is not that of the file: a hash that stands alone was changed."
        )


def _event(one: Mapping[str, Any]) -> str:
    return str(one["fields"]["event"]) if "fields" in one else ""


def _mapping(bundle: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = bundle.get(name)
    if not isinstance(found, dict):
        raise Broken(f"The file has no {name}.")
    return found


def _plain(words: object) -> str:
    """For a terminal."""
    return "".join(letter for letter in str(words)[:200] if letter.isprintable())


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
