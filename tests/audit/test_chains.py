"""Each write adds one link; whatever is done to the record by hand is found, at the right number."""

import threading
import uuid

import pytest
from sqlalchemy import func, select, text, update

from collab.accounts.policy import SYSTEM, Viewer
from collab.audit import queries
from collab.audit.actions import record
from collab.audit.models import Chain, Entry, Event, Payload, RootKind
from collab.cli import main
from collab.db import db
from tests.support.databases import reading, writing

LENGTH = 22
NUMBERS = range(1, LENGTH + 1)


@pytest.fixture
def root(app):
    """A chain of 22 entries, each with a payload."""
    identity = uuid.uuid4()
    by = Viewer(person_id=uuid.uuid4(), membership_id=uuid.uuid4(), organisation_id=uuid.uuid4())
    with writing(app):
        for number in NUMBERS:
            about = {"number": number, "words": "é ü", "list": [1, None, {"a": True}], "share": 0.5}
            record(RootKind.proposal, identity, Event.text_revised, by=by if number % 3 else SYSTEM, about=about)
    return identity


def broken_at(app, root):
    with reading(app) as session:
        chain = session.get(Chain, (RootKind.proposal, root))
        found = queries.first_break(chain)
        return found.number if found else None


def entry(number, root):
    return (Entry.root_id == root) & (Entry.number == number)


def entry_id(root, number):
    return select(Entry.id).where(entry(number, root)).scalar_subquery()


def test_a_chain_as_it_was_written_is_whole(app, root):
    assert broken_at(app, root) is None
    with reading(app) as session:
        chain = session.get(Chain, (RootKind.proposal, root))
        assert chain.length == LENGTH
        newest = queries.history(RootKind.proposal, root)
        assert [line.number for line in newest] == list(reversed(NUMBERS))
        assert newest[0].hash == chain.head
        assert newest[0].payload.content["number"] == LENGTH


CHANGES = {
    "event": {"event": Event.edition_published},
    "at": {"at": "later"},
    "person_id": {"person_id": uuid.UUID(int=7)},
    "nobody": {"person_id": None},
    "membership_id": {"membership_id": uuid.UUID(int=7)},
    "organisation_id": {"organisation_id": uuid.UUID(int=7)},
    "digest": {"digest": "0" * 64},
    "hash": {"hash": "0" * 64},
    "previous": {"previous": "0" * 64},
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_changed_field_is_found_at_its_entry(app, root, what):
    for number in NUMBERS:
        with writing(app) as session:
            held = session.scalars(select(Entry).where(entry(number, root))).one()
            name, value = next(iter(CHANGES[what].items()))
            before = getattr(held, name)
            value = before.replace(microsecond=(before.microsecond + 1) % 10**6) if value == "later" else value
            if value == before:
                continue
            setattr(held, name, value)
        assert broken_at(app, root) == number, (what, number)
        with writing(app) as session:
            session.execute(update(Entry).where(entry(number, root)).values({name: before}))
    assert broken_at(app, root) is None


@pytest.mark.parametrize("column", ["content", "salt"])
def test_each_changed_payload_is_found_at_its_entry(app, root, column):
    for number in NUMBERS:
        with writing(app) as session:
            payload = session.get(Payload, session.scalar(select(entry_id(root, number))))
            before = getattr(payload, column)
            setattr(payload, column, {**before, "number": number + 1} if column == "content" else "0" * 32)
        assert broken_at(app, root) == number
        with writing(app) as session:
            setattr(session.get(Payload, session.scalar(select(entry_id(root, number)))), column, before)
    assert broken_at(app, root) is None


@pytest.mark.parametrize("number", NUMBERS)
def test_a_deleted_entry_is_found(app, root, number):
    with writing(app) as session:
        gone = session.scalar(select(entry_id(root, number)))
        session.execute(text("DELETE FROM audit_payloads WHERE entry_id = :id").bindparams(id=bound(gone)))
        session.execute(text("DELETE FROM audit_entries WHERE id = :id").bindparams(id=bound(gone)))
    assert broken_at(app, root) == number


def bound(identity):
    return identity.hex if db.engine.dialect.name == "sqlite" else identity


@pytest.mark.parametrize("number", NUMBERS)
def test_an_inserted_entry_is_found(app, root, number):
    """Somebody makes room by raising the numbers after it, and writes an entry that looks right by itself."""
    with writing(app) as session:
        for later in range(LENGTH, number - 1, -1):
            session.execute(update(Entry).where(entry(later, root)).values(number=later + 1))
        model = session.scalars(select(Entry).where(Entry.root_id == root, Entry.number != number).limit(1)).one()
        before = session.scalar(select(Entry.hash).where(entry(number - 1, root))) or ""
        forged = Entry(
            id=uuid.uuid4(), root_kind=RootKind.proposal, root_id=root, number=number, event=Event.edition_cleared,
            at=model.at, person_id=None, membership_id=None, organisation_id=None, digest=model.digest, previous=before, hash="",
        )  # fmt: skip
        forged.hash = queries.rules.entry_hash(queries.hashed_fields(forged))
        session.add(forged)
    # The forged entry itself is sound; the one after it, which was moved, is the first that cannot be.
    assert broken_at(app, root) == number + 1


def test_an_entry_put_behind_the_last_one_is_found(app, root):
    with writing(app) as session:
        last = session.scalars(select(Entry).where(entry(LENGTH, root))).one()
        forged = Entry(
            id=uuid.uuid4(), root_kind=RootKind.proposal, root_id=root, number=LENGTH + 1, event=Event.edition_cleared,
            at=last.at, person_id=None, membership_id=None, organisation_id=None, digest=last.digest, previous=last.hash, hash="",
        )  # fmt: skip
        forged.hash = queries.rules.entry_hash(queries.hashed_fields(forged))
        session.add(forged)
    assert broken_at(app, root) == LENGTH + 1


@pytest.mark.parametrize("number", range(1, LENGTH))
def test_two_swapped_entries_are_found(app, root, number):
    with writing(app) as session:
        for old, new in ((number, 1000), (number + 1, number), (1000, number + 1)):
            session.execute(update(Entry).where(entry(old, root)).values(number=new))
    assert broken_at(app, root) == number


@pytest.mark.parametrize("kept", range(LENGTH))
def test_a_tail_that_was_cut_off_is_found_by_the_chain_s_own_row(app, root, kept):
    with writing(app) as session:
        gone = session.scalars(select(Entry.id).where(Entry.root_id == root, Entry.number > kept)).all()
        for identity in gone:
            session.execute(text("DELETE FROM audit_payloads WHERE entry_id = :id").bindparams(id=bound(identity)))
            session.execute(text("DELETE FROM audit_entries WHERE id = :id").bindparams(id=bound(identity)))
    assert broken_at(app, root) == kept + 1


def test_a_tail_cut_off_together_with_the_chain_s_row_cannot_be_found_from_inside(app, root):
    """What the published heads are for: only a head that was kept elsewhere tells."""
    with writing(app) as session:
        chain = session.get(Chain, (RootKind.proposal, root))
        kept_elsewhere = chain.head
        gone = session.scalar(select(entry_id(root, LENGTH)))
        session.execute(text("DELETE FROM audit_payloads WHERE entry_id = :id").bindparams(id=bound(gone)))
        session.execute(text("DELETE FROM audit_entries WHERE id = :id").bindparams(id=bound(gone)))
        chain.length, chain.head = LENGTH - 1, session.scalar(select(Entry.hash).where(entry(LENGTH - 1, root)))
    assert broken_at(app, root) is None
    with reading(app) as session:
        assert session.get(Chain, (RootKind.proposal, root)).head != kept_elsewhere


@pytest.mark.parametrize("number", NUMBERS)
def test_an_entry_rewritten_with_its_hash_breaks_the_chain_behind_it(app, root, number):
    with writing(app) as session:
        held = session.scalars(select(Entry).where(entry(number, root))).one()
        held.event = Event.edition_published
        held.hash = queries.rules.entry_hash(queries.hashed_fields(held))
    assert broken_at(app, root) == min(number + 1, LENGTH)


@pytest.mark.parametrize(("column", "value"), [("event", "no such event"), ("root_kind", "nothing")])
@pytest.mark.parametrize("number", [1, 11, LENGTH])
def test_a_value_that_was_never_possible_is_found_at_its_entry(app, root, column, value, number):
    with writing(app) as session:
        session.execute(
            text(
                f"UPDATE audit_entries SET {column} = :value WHERE number = :number AND root_kind = 'proposal'"
            ).bindparams(value=value, number=number)
        )
    assert broken_at(app, root) == number


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(("table", "column"), [("audit_entries", "at"), ("audit_payloads", "content")])
def test_nonsense_that_only_sqlite_takes_is_found_at_its_entry(app, root, table, column):
    with writing(app) as session:
        where = (
            "number = 7"
            if table == "audit_entries"
            else "entry_id = (SELECT id FROM audit_entries WHERE number = 7 AND root_kind = 'proposal')"
        )
        session.execute(text(f"UPDATE {table} SET {column} = 'not at all' WHERE {where}"))
    assert broken_at(app, root) == 7


@pytest.mark.parametrize(("column", "value"), [("length", LENGTH + 1), ("length", LENGTH - 1), ("head", "0" * 64)])
def test_a_changed_chain_row_is_found(app, root, column, value):
    with writing(app) as session:
        setattr(session.get(Chain, (RootKind.proposal, root)), column, value)
    assert broken_at(app, root) == {LENGTH + 1: LENGTH + 1, LENGTH - 1: LENGTH}.get(value, LENGTH)


def test_erasing_payloads_keeps_the_chain_whole(app, root):
    with writing(app) as session:
        for number in (1, 10, LENGTH):
            session.delete(session.get(Payload, session.scalar(select(entry_id(root, number)))))
    assert broken_at(app, root) is None


def test_entries_hold_no_words_in_their_hash_that_could_be_guessed(app, root):
    """The same payload twice has two digests: each is salted."""
    with writing(app):
        for _ in range(2):
            record(RootKind.proposal, root, Event.text_revised, by=SYSTEM, about={"state": "draft"})
    with reading(app) as session:
        digests = session.scalars(select(Entry.digest).where(Entry.root_id == root, Entry.number > LENGTH)).all()
        assert len(set(digests)) == 2


@pytest.mark.parametrize("about", [{"a": uuid.uuid4()}, {"a": float("nan")}, {"a": {1, 2}}, {"a": 2**60}])
def test_what_is_no_json_is_not_recorded(app, root, about):
    def work():
        with writing(app):
            record(RootKind.proposal, root, Event.text_revised, by=SYSTEM, about=about)

    with pytest.raises(Exception):  # noqa: B017 which one is the encoder's affair
        work()
    assert broken_at(app, root) is None


def test_writers_at_once_do_not_break_a_chain(app, root):
    other = uuid.uuid4()
    ready = threading.Barrier(8)
    crashes = []

    def run(identity):
        ready.wait(timeout=30)
        try:
            for _ in range(5):
                with writing(app):
                    record(RootKind.proposal, identity, Event.text_revised, by=SYSTEM, about={"a": 1})
        except Exception as crash:
            crashes.append(crash)

    threads = [threading.Thread(target=run, args=[root if number % 2 else other]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert crashes == []
    assert broken_at(app, root) is None
    assert broken_at(app, other) is None
    with reading(app) as session:
        counted = select(func.count(Entry.id)).where(Entry.root_id == other)
        assert session.scalar(counted) == 20
        assert session.get(Chain, (RootKind.proposal, root)).length == LENGTH + 20


def test_a_rolled_back_write_leaves_no_link(app, root):
    def work():
        with writing(app):
            record(RootKind.proposal, root, Event.text_revised, by=SYSTEM)
            raise ValueError

    with pytest.raises(ValueError):
        work()
    assert broken_at(app, root) is None
    with reading(app) as session:
        assert session.get(Chain, (RootKind.proposal, root)).length == LENGTH


# --- The command -----------------------------------------------------------------------------------------------------


def verify(app):
    return app.test_cli_runner().invoke(main.commands["audit"], ["verify"])


def test_the_command_says_that_all_fits(app, root):
    done = verify(app)
    assert done.exit_code == 0, done.output
    with reading(app) as session:
        chains, entries = (
            session.scalar(select(func.count()).select_from(Chain)),
            session.scalar(select(func.count(Entry.id))),
        )
    assert done.output == f"{chains} chains, {entries} entries: all fit.\n"


def test_the_command_names_the_first_bad_entry(app, root):
    with writing(app) as session:
        for number in (9, 15):
            session.execute(
                update(Entry).where(entry(number, root)).values(organisation_id=None, person_id=uuid.UUID(int=1))
            )
    done = verify(app)
    assert done.exit_code == 1
    assert f"proposal {root}: entry 9: its fields were changed after it was written" in done.output
    assert "1 of " in done.output
    assert "entry 15" not in done.output


def test_the_command_finds_entries_that_lost_their_chain(app, root):
    with writing(app) as session:
        session.delete(session.get(Chain, (RootKind.proposal, root)))
    done = verify(app)
    assert done.exit_code == 1
    assert f"proposal {root}: entry 1: the chain should have 0 entries; there are {LENGTH}" in done.output
