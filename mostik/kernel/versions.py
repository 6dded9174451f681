"""Two people change one record: different fields merge, the same field is a conflict told with both values.

A record carries a version that grows with every change, and for each field the version that last changed it.
Whoever saves says which version they saw and sends the fields they mean to change.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mostik.kernel.refusals import Conflict, gettext_noop

Touched = Mapping[str, int]


class Both(NamedTuple):
    """The two values of one field as people read them, and who wrote the one that is kept."""

    mine: str
    theirs: str
    who: str = ""


class FieldsChanged(Conflict):
    """Somebody else changed the same fields since the record was opened. Nothing was written."""

    message = gettext_noop("{who} changed the same since you opened this: {fields}. Look at both values and save.")

    def __init__(self, both: Mapping[str, Both], *, words: Mapping[str, str] | None = None) -> None:
        who = ", ".join(sorted({each.who for each in both.values() if each.who})) or "—"
        named = ", ".join((words or {}).get(name, name) for name in both)
        super().__init__(field=next(iter(both), None), params={"who": who, "fields": named})
        self.both = dict(both)

    @property
    def more(self) -> dict[str, object]:
        """Return both values of every field, for programs."""
        return {"both": {name: each._asdict() for name, each in self.both.items()}}


@dataclass(frozen=True)
class Settled:
    """What comes of one save: the fields to write and those two people changed differently."""

    write: dict[str, object]
    clash: tuple[str, ...]


def settle(sent: Mapping[str, object], current: Mapping[str, object], touched: Touched, seen: int | None) -> Settled:
    """Return what a save writes and where it clashes.

    A field sent as it already stands is no change; one that others changed after ``seen`` is a clash; every other
    one is written. Without ``seen`` (a robot, an import) the last word wins.

    >>> now, touched = {"region": "Tver", "note": "", "site": "a.ru"}, {"region": 3, "site": 3}
    >>> settle({"region": "Omsk", "note": "VIP", "site": "a.ru"}, now, touched, seen=2)
    Settled(write={'note': 'VIP'}, clash=('region',))
    >>> settle({"region": "Omsk"}, now, touched, seen=3)
    Settled(write={'region': 'Omsk'}, clash=())
    """
    differs = {name: value for name, value in sent.items() if value != current[name]}
    clash = tuple(name for name in differs if seen is not None and touched.get(name, 0) > seen)
    return Settled({name: value for name, value in differs.items() if name not in clash}, clash)


def changed_since(touched: Touched, names: Collection[str], seen: int | None) -> tuple[str, ...]:
    """Return which of these fields somebody changed after the version seen.

    >>> changed_since({"stage": 4, "note": 5}, ["stage", "owner"], 3)
    ('stage',)
    """
    return tuple(name for name in names if seen is not None and touched.get(name, 0) > seen)
