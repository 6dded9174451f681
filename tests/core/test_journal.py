"""One truth: append-only, told at once, read back equal, sealed."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.core import clock, journal
from mostik.core.models import Entry, Seal
from mostik.kernel.events import Ref
from tests.core.conftest import Knocked, knock

guards = import_module("mostik.core.migrations.0006_salted_seals")
pytestmark = pytest.mark.django_db


def test_publish_tells_listeners_in_the_same_transaction(visitor, heard):
    knock(by=visitor, at=clock.now(), door=3)
    assert [(each.event.door, each.entry, each.actor) for each in heard] == [(3, Entry.objects.get().pk, 7)]


@given(times=st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_replay_gives_back_the_events_as_they_were_told(visitor, times):
    from mostik.core.frame import command

    @command(needs=None)
    def knock_often(*, by):
        """Knock many times at once."""
        return journal.publish_all([Knocked(at=clock.now(), door=n, times=n) for n in times])

    told = knock_often(by=visitor)
    read = [each for batch in journal.replay(["trial.knocked"]) for each in batch][-len(times) :]
    assert [(r.entry, r.day, r.event) for r in read] == [(t.entry, t.day, t.event) for t in told]


def test_timeline_shows_a_records_own_lines_newest_first(visitor):
    for hour in (9, 11, 10):
        knock(by=visitor, at=datetime(2026, 11, 18, hour, tzinfo=UTC), door=5)
    knock(by=visitor, at=clock.now(), door=6)
    assert [line.at.hour for line in journal.timeline(Ref("trial.door", 5))] == [11, 10, 9]


def test_business_day_turns_at_the_companys_midnight(visitor):
    knock(by=visitor, at=datetime(2026, 11, 18, 21, 30, tzinfo=UTC))
    assert Entry.objects.get().day.isoformat() == "2026-11-19"


@pytest.mark.parametrize("change", ["UPDATE core_entry SET actor_name = 'me'", "DELETE FROM core_entry"])
def test_journal_is_append_only_in_the_database_itself(visitor, change):
    knock(by=visitor, at=clock.now())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(guards.SQLITE[1])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Entry.objects.get().actor_name == "Visitor"


def tamper(column: str, value: object, pk: int) -> None:
    with connection.schema_editor() as editor:
        guards.unguard(None, editor)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_entry SET {column} = %s WHERE id = %s", [value, pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("column", "value"), [("actor_name", "Somebody else"), ("about_id", 99), ("payload", '{"door": 2}')]
)
def test_seal_finds_a_line_that_was_changed(visitor, column, value):
    for door in range(5):
        knock(by=visitor, at=clock.now(), door=door)
    assert journal.seal() == 5
    assert journal.broken_seal() is None
    third = Entry.objects.order_by("id")[2].pk
    try:
        tamper(column, value, third)
        assert journal.broken_seal() == third
    finally:
        with connection.schema_editor() as editor:
            guards.guard(None, editor)
            if connection.vendor == "sqlite":
                editor.execute("DROP TRIGGER core_entry_no_delete")


def test_seal_continues_from_the_last_one(visitor):
    for door in range(3):
        knock(by=visitor, at=clock.now(), door=door)
        journal.seal()
    assert Seal.objects.count() == 3
    assert journal.broken_seal() is None
