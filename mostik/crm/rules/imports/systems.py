"""What tells one CRM's export from another: the parts it comes in, its headings, what it calls won and lost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from mostik.crm.rules.imports.fields import Mapped, guess
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.rows import DealRow, Read, RowReader
from mostik.crm.terms import StageKind

#: The parts of an export in the order they are taken: clients stand before the deals that name them.
PARTS: Final = ("companies", "contacts", "leads", "deals", "activities")
DEALS: Final = ("leads", "deals")
EXTRA: Final = "extra"
#: What a sloppy phone or address does not keep a deal out for.
LENIENT: Final = frozenset(("phone", "email"))

Headings = Mapping[str, str]


def aliases(**headings: str) -> Headings:
    """Return headings by the field they fill, written as ``field="one; other"``, in their normal form.

    >>> aliases(amount="Deal value; Sum")
    {'deal value': 'amount', 'sum': 'amount'}
    """
    return {normal(each): code for code, line in headings.items() for each in line.split(";")}


def as_it_is(row: DealRow) -> DealRow:
    """Return the row as it was read: most systems need nothing more."""
    return row


@dataclass(frozen=True, kw_only=True)
class System:
    """One other system. ``signs`` are (part, headings that only it has), looked at in order.

    ``opening`` and ``closing`` name the stages a pipeline made for it must have when its file names none.
    """

    code: str
    title: str
    headings: Mapping[str, Headings] = field(default_factory=dict)
    signs: Sequence[tuple[str, frozenset[str]]] = ()
    won: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    opening: str = "New"
    closing: Mapping[StageKind, str] = field(default_factory=dict)
    json: bool = False
    grouped: bool = False
    told: Callable[[DealRow], DealRow] = as_it_is

    def part_of(self, headings: Iterable[str]) -> str:
        """Return the part a table with these headings is; deals when nothing tells."""
        there = {self.bare(each) for each in headings}
        return next((part for part, signs in self.signs if signs <= there), "deals")

    def mapping(self, part: str, headings: Sequence[str]) -> Mapped:
        """Return which field each column of a table of deals fills; the unknown ones become lines of the note."""
        return guess([self.bare(each) for each in headings], self.headings.get(part, {}), rest=EXTRA)

    def kind_of(self, stage: str) -> StageKind:
        """Return what a stage of this system means, by the words it itself has for won and lost."""
        name = normal(stage)
        if name in self.won:
            return StageKind.WON
        return StageKind.LOST if name in self.lost else StageKind.OPEN

    def name_of(self, kind: StageKind) -> str:
        """Return what the system calls a stage of this kind when a file does not say."""
        return self.opening if kind is StageKind.OPEN else self.closing.get(kind, _NAMES[kind])

    def reader(self, reader: RowReader, pipeline: str) -> Callable[[int, Sequence[str]], Read]:
        """Return what reads its rows: its own ways of telling a deal, ``pipeline`` where a row names none."""

        def read(number: int, cells: Sequence[str]) -> Read:
            found = reader.read(number, cells)
            row = self.told(found.row)
            return replace(found, row=row if row.pipeline else replace(row, pipeline=pipeline))

        return read

    def bare(self, heading: str) -> str:
        """Return a heading without the name of the part some exports put before it."""
        plain = normal(heading)
        return next((plain.removeprefix(each) for each in self.prefixes if plain.startswith(each)), plain)


def names(text: str) -> frozenset[str]:
    """Return the normal forms of names divided by semicolons."""
    return frozenset(normal(each) for each in text.split(";"))


@dataclass(frozen=True)
class NewStage:
    """A stage a pipeline made for a system begins with."""

    title: str
    kind: StageKind


def stages_of(system: System, named: Iterable[str]) -> list[NewStage]:
    """Return the stages of a pipeline made for a file: open ones as it names them, then the closing ones.

    A pipeline needs one stage of each kind; those the file does not name get the system's own names.

    >>> plain = System(code="x", title="X", won=frozenset(("done",)))
    >>> [(each.title, each.kind.value) for each in stages_of(plain, ["Done", "Talks"])]
    [('Talks', 'open'), ('Done', 'won'), ('Lost', 'lost')]
    """
    kinds = {name[:LONGEST_TITLE]: system.kind_of(name) for name in named}
    found = []
    for kind in (StageKind.OPEN, StageKind.WON, StageKind.LOST):
        titles = [name for name, each in kinds.items() if each is kind]
        found += [NewStage(title, kind) for title in titles or [system.name_of(kind)]]
    return found


LONGEST_TITLE: Final = 80
_NAMES: Final = {StageKind.WON: "Won", StageKind.LOST: "Lost"}
