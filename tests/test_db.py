"""Nothing is lost when several write at once, and both databases give back what they were given."""

import enum
import subprocess
import sys
import threading
import uuid
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import ForeignKey, MetaData, func, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from collab.db import (
    Base,
    ExactDecimal,
    Identified,
    Instant,
    Json,
    Versioned,
    db,
    expect_version,
    lock,
    ordered_ids,
    touch,
    transaction,
    values,
)
from collab.errors import Stale
from tests.support.databases import reading, writing


class Own(DeclarativeBase):
    """Tables of these tests."""

    metadata = MetaData()
    type_annotation_map = Base.type_annotation_map


class Colour(enum.Enum):
    red = "bright red"
    green = "green"


class Counter(Own, Identified, Versioned):
    __tablename__ = "test_counters"

    count: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime | None]
    amount: Mapped[Decimal | None]
    colour: Mapped[Colour | None] = mapped_column(values(Colour))
    facts: Mapped[dict | None] = mapped_column(Json)
    marks: Mapped[list["Mark"]] = relationship(back_populates="counter", order_by="Mark.id")


class Mark(Own, Identified):
    __tablename__ = "test_marks"

    counter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("test_counters.id"))
    is_ended: Mapped[bool] = mapped_column(default=False)
    counter: Mapped[Counter] = relationship(back_populates="marks")


@pytest.fixture
def tables(app):
    with app.app_context():
        Own.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        Own.metadata.drop_all(db.engine)


@pytest.fixture
def counter(tables):
    with writing(tables) as session:
        made = Counter()
        session.add(made)
        session.flush()
        return made.id


def count_of(app, counter):
    with reading(app) as session:
        return session.get_one(Counter, counter).count


def at_once(works):
    """Runs functions in threads of their own, as nearly at once as can be; gives what each returned or raised."""
    ends = [None] * len(works)
    ready = threading.Barrier(len(works))

    def run(place, work):
        ready.wait(timeout=30)
        try:
            ends[place] = work()
        except Exception as error:
            ends[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return ends


# --- Writers at once -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("writers", [2, 8])
def test_no_locked_increment_is_lost(tables, counter, writers):
    def work():
        for _ in range(20):
            with writing(tables) as session:
                row = session.get_one(Counter, counter)
                lock(row)
                row.count += 1

    assert at_once([work] * writers) == [None] * writers
    assert count_of(tables, counter) == writers * 20


def test_an_increment_without_a_lock_is_done_or_noticed(tables, counter):
    def work():
        stale = 0
        for _ in range(25):
            try:
                with writing(tables) as session:
                    session.get_one(Counter, counter).count += 1
            except Stale:
                stale += 1
        return stale

    ends = at_once([work] * 4)
    assert all(isinstance(stale, int) for stale in ends), ends
    assert count_of(tables, counter) == 4 * 25 - sum(ends)


WORKER = """
import sys, uuid
from flask import Flask
from sqlalchemy import text
from collab import db as ground
app = Flask("worker")
ground.init_app(app, sys.argv[1])
done = 0
with app.app_context():
    for _ in range(40):
        with ground.transaction() as session:
            query = "SELECT count FROM test_counters" + (" FOR UPDATE" if "postgresql" in sys.argv[1] else "")
            count = session.execute(text(query)).scalar_one()
            session.execute(text("UPDATE test_counters SET count = :count"), {"count": count + 1})
        done += 1
print(done)
"""


def test_no_increment_of_several_processes_is_lost_and_none_finds_the_database_locked(installation, tables, counter):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, installation.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    ends = [process.communicate(timeout=120) for process in started]
    assert [out.strip() for out, _ in ends] == ["40"] * 3, ends
    assert count_of(tables, counter) == 120


def test_a_writer_takes_its_turn_before_it_reads(tables, counter, backend):
    """What a writer read at its beginning is still so when it writes; SQLite would answer "database is locked" otherwise."""
    inside, go_on = threading.Event(), threading.Event()

    def first():
        with writing(tables) as session:
            row = session.get_one(Counter, counter)
            lock(row)
            inside.set()
            go_on.wait(timeout=5)
            row.count += 1

    def second():
        inside.wait(timeout=30)
        threading.Timer(0.3, go_on.set).start()
        with writing(tables) as session:
            row = session.get_one(Counter, counter)
            lock(row)
            row.count += 10

    assert at_once([first, second]) == [None, None]
    assert count_of(tables, counter) == 11


def test_a_lock_reads_anew_what_was_loaded_beside_the_row(tables, counter):
    """An action's view loaded the row's children; by the time that it holds the row, somebody may have changed them."""
    with writing(tables) as session:
        session.add(Mark(counter_id=counter))
    with tables.app_context():
        db.session.rollback()
        row = db.session.get_one(Counter, counter)
        assert [mark.is_ended for mark in row.marks] == [False]
        if db.engine.dialect.name == "sqlite":
            db.session.rollback()  # there a writer waits before it reads anything
            row.marks  # noqa: B018

        def end_it():
            with writing(tables) as session:
                session.scalars(select(Mark)).one().is_ended = True

        if db.engine.dialect.name == "postgresql":
            assert at_once([end_it]) == [None]
        lock(row)
        assert [mark.is_ended for mark in row.marks] == [db.engine.dialect.name == "postgresql"]
        db.session.rollback()


# --- Versions ------------------------------------------------------------------------------------------------------


def test_each_save_raises_the_version(tables, counter):
    for expected in (2, 3):
        with writing(tables) as session:
            row = session.get_one(Counter, counter)
            row.count += 1
            session.flush()
            assert row.version == expected


def test_an_older_version_is_stale_and_the_current_one_is_not(tables, counter):
    with reading(tables) as session:
        row = session.get_one(Counter, counter)
        expect_version(row, 1)
        expect_version(row, None)
        for other in (0, 2):
            with pytest.raises(Stale) as caught:
                expect_version(row, other)
            assert caught.value.current is row


def test_touching_a_row_raises_its_version(tables, counter):
    with writing(tables) as session:
        touch(session.get_one(Counter, counter))
    with writing(tables) as session:
        row = session.get_one(Counter, counter)
        lock(row)
        session.expire_all()
        touch(row)
    with reading(tables) as session:
        assert session.get_one(Counter, counter).version == 3


# --- Transactions --------------------------------------------------------------------------------------------------


def test_a_transaction_commits(tables, counter):
    with tables.app_context():
        with transaction() as session:
            session.get_one(Counter, counter).count = 7
        assert not db.session.in_transaction()
    assert count_of(tables, counter) == 7


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_transaction_that_raises_changes_nothing(tables, counter, error):
    def work():
        with transaction() as session:
            session.get_one(Counter, counter).count = 7
            session.flush()
            raise error

    with tables.app_context():
        with pytest.raises(error):
            work()
        assert not db.session.in_transaction()
    assert count_of(tables, counter) == 0


def test_a_refused_commit_changes_nothing_and_the_next_transaction_is_sound(tables, counter):
    def work():
        with writing(tables) as session:
            session.get_one(Counter, counter).count = 7
            session.add(Mark(counter_id=uuid.uuid4()))

    with pytest.raises(IntegrityError):
        work()
    with writing(tables) as session:
        session.get_one(Counter, counter).count += 1
    assert count_of(tables, counter) == 1


def test_foreign_keys_hold(tables):
    with pytest.raises(IntegrityError), writing(tables) as session:
        session.add(Mark(counter_id=uuid.uuid4()))


def test_sqlite_is_set_as_decided(tables, backend):
    with reading(tables) as session:
        if backend == "sqlite":
            found = {
                name: session.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
            }
            assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "synchronous": 2}
        else:
            assert session.execute(text("SHOW transaction_isolation")).scalar() == "read committed"


# --- Column types --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        datetime(2026, 10, 25, 0, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(2199, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    ],
)
def test_an_instant_comes_back_in_utc(tables, counter, given):
    with writing(tables) as session:
        session.get_one(Counter, counter).at = given
    with reading(tables) as session:
        found = session.get_one(Counter, counter).at
        assert found == given
        assert found.utcoffset() == timedelta(0)
        assert session.scalar(select(func.count()).where(Counter.at == given)) == 1


def test_a_naive_time_is_refused(tables, counter):
    with pytest.raises(StatementError, match="naive"), writing(tables) as session:
        session.get_one(Counter, counter).at = datetime(2026, 7, 1, 12, 0)


def test_instants_are_in_order_across_offsets(tables):
    earlier = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    later = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
    with writing(tables) as session:
        session.add_all([Counter(at=later), Counter(at=earlier)])
    with reading(tables) as session:
        assert list(session.scalars(select(Counter.at).order_by(Counter.at))) == [earlier, later]


@pytest.mark.parametrize(
    "given",
    [
        "0",
        "0.1",
        "-0.0001",
        "3400000",
        "2.5",
        "100",
        "1e2",
        "9999999999999.9999",
        "-9999999999999.9999",
        "0.3000",
        "1000000000000",
    ],
)
def test_a_decimal_is_exact(tables, counter, given):
    with writing(tables) as session:
        session.get_one(Counter, counter).amount = Decimal(given)
    with reading(tables) as session:
        found = session.get_one(Counter, counter).amount
        assert found == Decimal(given)
        assert "E" not in str(found)
        assert str(found) == (
            f"{Decimal(given):f}".rstrip("0").rstrip(".") if "." in f"{Decimal(given):f}" else f"{Decimal(given):f}"
        )


@pytest.mark.parametrize("given", ["0.00001", "1.23456", "100000000000000", "NaN", "Infinity"])
def test_a_decimal_that_cannot_be_kept_is_refused_by_both(tables, counter, given):
    with pytest.raises(StatementError), writing(tables) as session:
        session.get_one(Counter, counter).amount = Decimal(given)


def test_an_enum_is_stored_by_its_value(tables, counter):
    with writing(tables) as session:
        session.get_one(Counter, counter).colour = Colour.red
    with reading(tables) as session:
        assert session.execute(text("SELECT colour FROM test_counters")).scalar() == "bright red"
        assert session.get_one(Counter, counter).colour is Colour.red


def test_a_value_outside_the_enum_is_refused(tables, counter):
    with pytest.raises(StatementError), writing(tables) as session:
        session.get_one(Counter, counter).colour = "blue"


@pytest.mark.parametrize("facts", [{}, {"a": [1, None, True, "é", {"b": ""}]}, {"z": 1, "a": 2}])
def test_json_comes_back(tables, counter, facts):
    with writing(tables) as session:
        session.get_one(Counter, counter).facts = facts
    with reading(tables) as session:
        assert session.get_one(Counter, counter).facts == facts


def test_column_types_can_be_cached():
    assert Instant.cache_ok
    assert ExactDecimal.cache_ok


def test_an_error_says_the_statement_and_nothing_that_was_sent_with_it(tables):
    with pytest.raises(StatementError) as raised, writing(tables) as session:
        session.execute(text("SELECT :words FROM no_such_table"), {"words": "a respondent's own words"})
    assert "no_such_table" in str(raised.value)
    assert "respondent" not in str(raised.value)


def test_ordered_ids_ascend_and_are_random():
    first, then = ordered_ids(5_000), ordered_ids(2)
    assert first == sorted(set(first))
    assert {(one.version, one.variant) for one in first} == {(7, uuid.RFC_4122)}
    assert then[0].int >> 80 >= first[0].int >> 80  # the time
    assert len({one.int & (1 << 62) - 1 for one in first}) == 5_000
