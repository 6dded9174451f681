"""Erasure in the journal: the chain holds, the value is gone and cannot be tried, meddling is still found."""

import hashlib
import hmac
import json
import random
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from mostik.core import clock, journal, salts
from mostik.core.frame import command
from mostik.core.models import Entry, Seal
from mostik.core.privacy.erasing import erase_lines
from mostik.kernel.events import Event, Ref

guards = import_module("mostik.core.migrations.0006_salted_seals")
pytestmark = pytest.mark.django_db
PHONE = "+79123456789"
VALUES = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.lists(st.text(), max_size=3)))


@dataclass(frozen=True, kw_only=True)
class Called(Event):
    """Somebody called."""

    name = "trial.called"
    title: str
    amount: int
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The door."""
        return Ref("trial.door", 1)


@command(needs=None)
def call(*, by, times=5):
    """Write lines with a name, a phone and a sum."""
    told = (("phone", "", PHONE),)
    made = [Called(at=clock.now(), title=f"Ivan {n}", amount=100 + n, changes=told) for n in range(times)]
    return [each.entry for each in journal.publish_all(made)]


@command(needs=None)
def erase(*, by, lines):
    """Erase lines."""
    return erase_lines(lines, Ref("trial.door", 1))


@pytest.fixture
def lines(visitor):
    made = call(by=visitor)
    journal.seal()
    return made


def test_erased_line_still_proves_itself(lines, visitor):
    before = list(Seal.objects.order_by("entry_id").values_list("digest", flat=True))
    act, changed = erase(by=visitor, lines={lines[1]: None, lines[3]: ["title"]})
    assert (bool(act), changed) == (True, 2)
    assert journal.broken_seal() is None
    assert list(Seal.objects.order_by("entry_id").values_list("digest", flat=True)) == before
    gone, other = Entry.objects.get(pk=lines[1]), Entry.objects.get(pk=lines[3])
    assert gone.payload == {"title": "", "amount": 101, "changes": []}
    assert (other.payload["title"], other.payload["changes"]) == ("", [["phone", "", PHONE]])
    assert PHONE not in json.dumps([gone.erased, gone.salt])
    journal.seal()
    assert journal.broken_seal() is None


def test_a_line_erased_twice_and_an_unsealed_one_hold(lines, visitor):
    fresh = call(by=visitor, times=1)[0]
    erase(by=visitor, lines={lines[0]: ["title"], fresh: ["title"]})
    erase(by=visitor, lines={lines[0]: None})
    journal.seal()
    assert journal.broken_seal() is None
    assert len(set(Entry.objects.get(pk=lines[0]).erased["acts"].values())) == 2
    assert erase(by=visitor, lines={lines[0]: None}) == ("", 0)


def test_value_cannot_be_tried_against_what_is_left(lines, visitor):
    """Without the salt every candidate looks the same; with it the right one would be known at once."""
    line = Entry.objects.get(pk=lines[0])
    value, salt = line.payload["changes"], salts.field_salt(line.salt, "changes")
    known = salts.digest(salt, value)
    erase(by=visitor, lines={lines[0]: None})
    left = Entry.objects.get(pk=lines[0])
    assert left.erased["digests"]["changes"] == known  # the control: whoever still had the salt could try
    everything = json.dumps([left.payload, left.erased, left.salt])
    assert line.salt not in everything
    assert salt not in everything
    text = json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
    keys = [b"", *(bytes.fromhex(each) for each in left.erased["salts"].values())]
    assert known not in {hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys}


def meddle(statement, *values):
    """Change the journal past its guard, as somebody with the database's keys would."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER core_entry_no_update" + (" ON core_entry" * (connection.vendor != "sqlite")))
            cursor.execute(statement, values)
        found = journal.broken_seal()
        transaction.set_rollback(True)
    return found


def test_random_meddling_after_an_erasure_is_all_found(lines, visitor):
    erase(by=visitor, lines={lines[1]: None, lines[2]: ["title"]})
    journal.seal()
    chance = random.Random(1)
    for _ in range(60):
        pk = chance.choice(lines)
        line = Entry.objects.get(pk=pk)
        name = chance.choice(["title", "amount", "changes"])
        payload = {**line.payload, name: chance.choice(["Petr", 7, [["a", "b", "c"]]])}
        assert meddle("UPDATE core_entry SET payload = %s WHERE id = %s", json.dumps(payload), pk) == pk


def test_hiding_a_value_as_if_erased_is_found(lines, visitor):
    """Somebody takes a value away and leaves its true digest, as an erasure would: no act accounts for it."""
    act, _ = erase(by=visitor, lines={lines[0]: None})
    line = Entry.objects.get(pk=lines[2])
    for name in ("no such act", act):
        less = salts.without(journal.kept(line), ["title"], name)
        told = [json.dumps(less.payload), json.dumps(less.erased), lines[2]]
        found = meddle("UPDATE core_entry SET payload = %s, erased = %s, salt = '' WHERE id = %s", *told)
        assert found in {lines[0], lines[2]}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_entry SET payload = '{}'",
        "UPDATE core_entry SET payload = '{}', erased = '{}'",
        "UPDATE core_entry SET salt = '', erased = '{}', about_id = 9",
        "UPDATE core_entry SET salt = '', erased = '{}', actor_name = 'me'",
    ],
)
def test_database_lets_nothing_but_an_erasure_through(lines, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@given(payload=st.dictionaries(st.text(min_size=1), VALUES, max_size=6), data=st.data())
def test_any_line_keeps_its_digests_through_any_erasures(payload, data):
    line = salts.Kept(payload, salts.new_salt())
    whole = salts.digests(line)
    for act in ("a", "b"):
        names = data.draw(st.lists(st.sampled_from(sorted(payload) or [""]), unique=True))
        line = salts.without(line, names, act)
        assert salts.digests(line) == whole
        assert not salts.lies(line)
        assert {name: line.payload[name] for name in payload if isinstance(payload[name], int)} == {
            name: value for name, value in payload.items() if isinstance(value, int)
        }
