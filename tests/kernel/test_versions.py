"""Several editors of one record: no accepted change vanishes, no false conflict, whatever the interleaving."""

from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from mostik.kernel.versions import Both, FieldsChanged, settle

FIELDS = ("title", "region", "note", "site")
VALUES = st.sampled_from(["", "a", "b", "c"])


@dataclass
class Kept:
    """The record as the product keeps it."""

    values: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    touched: dict[str, int] = field(default_factory=dict)
    version: int = 0

    def save(self, sent, seen):
        """Save as a command does: all or nothing."""
        way = settle(sent, self.values, self.touched, seen)
        if way.clash:
            raise FieldsChanged({name: Both(str(sent[name]), self.values[name]) for name in way.clash})
        if way.write:
            self.version += 1
            self.values |= way.write
            self.touched |= dict.fromkeys(way.write, self.version)
        return way.write


class Editors(RuleBasedStateMachine):
    """2–5 editors open, type and save in any order, against a plain history of accepted changes."""

    windows = Bundle("windows")

    @initialize(target=windows, count=st.integers(2, 5))
    def begin(self, count):
        self.row, self.history = Kept(), []  # history: (version made, field, value, editor)
        self.shown = {}
        for editor in range(count):
            self._open(editor)
        return 0

    def _open(self, editor):
        self.shown[editor] = (self.row.version, dict(self.row.values))

    @rule(editor=st.integers(0, 4), typed=st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1))
    def save(self, editor, typed):
        editor %= len(self.shown)
        seen, values = self.shown[editor]
        mine = {name: value for name, value in typed.items() if value != values[name]}
        before = dict(self.row.values)
        changed_after = {name for version, name, _value, _who in self.history if version > seen}
        must_clash = {name for name in mine if name in changed_after and mine[name] != before[name]}
        if must_clash:  # each with both values, and nothing written
            with pytest.raises(FieldsChanged) as clash:
                self.row.save(mine, seen)
            assert clash.value.both == {name: Both(mine[name], before[name]) for name in must_clash}
            assert self.row.values == before
            self._open(editor)
            return
        wrote = self.row.save(mine, seen)  # no false conflict
        assert all(self.row.values[name] == value for name, value in mine.items())
        assert {name: v for name, v in self.row.values.items() if name not in wrote} == {
            name: v for name, v in before.items() if name not in wrote
        }
        self.history += [(self.row.version, name, value, editor) for name, value in wrote.items()]
        self._open(editor)

    @rule(editor=st.integers(0, 4))
    def look_again(self, editor):
        self._open(editor % len(self.shown))

    @rule(editor=st.integers(0, 4), value=VALUES)
    def save_twice(self, editor, value):
        """A second save of the same window never conflicts with its own first one."""
        editor %= len(self.shown)
        self._open(editor)
        seen, _values = self.shown[editor]
        wrote = self.row.save({"note": value}, seen)
        self.history += [(self.row.version, name, each, editor) for name, each in wrote.items()]
        assert self.row.save({"note": value}, seen) == {}

    @invariant()
    def nothing_accepted_has_vanished(self):
        """Every field holds the last accepted change: an older one was replaced only by somebody who had seen it."""
        last = {name: value for _version, name, value, _who in getattr(self, "history", ())}
        for name, value in last.items():
            assert self.row.values[name] == value


TestEditors = Editors.TestCase


def test_without_a_seen_version_the_last_word_wins():
    assert settle({"a": "2"}, {"a": "1"}, {"a": 9}, None).write == {"a": "2"}
