"""Facts are counted as things happen, and can be counted again from the journal alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mostik.analysis.commands import totals
from mostik.analysis.models import Fact
from mostik.analysis.rules.counting import NAMES, facts_of, with_a_past
from mostik.analysis.rules.lines import Book, Heard, Line
from mostik.core import journal
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.events import Ref

#: As many numbers as go into one query on either database.
AT_ONCE = 500
SHOWN = 20

About = Callable[[str, Sequence[int]], list[Line]]


@dataclass(frozen=True)
class Difference:
    """How the kept facts differ from what the journal says; true when they do. ``samples`` are the first of them."""

    facts: int
    totals: int
    counted: int
    samples: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.facts or self.totals)

    def __str__(self) -> str:
        if not self:
            return f"Facts equal the journal: {self.counted} of them."
        words = f"Facts differ from the journal: {self.facts} facts and {self.totals} daily totals of {self.counted}."
        return "\n".join([words, *self.samples])


def count_facts(heard: Sequence[Heard]) -> None:
    """Count some events, in their own transaction. For the room's reactions, inside somebody's command."""
    lines = facts_of(heard, _book(heard, facts_about))
    totals.add_facts(lines)
    totals.add_to_totals(lines)


@command(needs="analysis.rebuild_facts")
def rebuild_facts(*, by: Actor, check: bool = False) -> Difference:
    """Count everything again from the journal, compare, and unless only checking put it in the facts' place."""
    totals.hold_writers()
    totals.open_again_table()
    counted = 0
    for batch in journal.replay(NAMES):
        lines = facts_of(batch, _book(batch, totals.again_about))
        totals.add_facts(lines, totals.AGAIN)
        counted += len(lines)
    found = _difference(counted)
    if found and not check:
        totals.replace_facts()
    totals.close_again_table()
    return found


def facts_about(kind: str, refs: Sequence[int]) -> list[Line]:
    """Return all facts about some records, in the order they were counted."""
    rows = Fact.objects.filter(ref_kind=kind, ref__in=refs).order_by("entry", "id")
    return [Line(*row) for row in rows.values_list(*Line._fields)]


def _book(heard: Sequence[Heard], about: About) -> Book:
    past: defaultdict[Ref, list[Line]] = defaultdict(list)
    for kind, refs in _in_batches(with_a_past(heard)):
        for line in about(kind, refs):
            past[Ref(line.ref_kind, line.ref)].append(line)
    return Book(past)


def _in_batches(refs: set[Ref]) -> Iterator[tuple[str, list[int]]]:
    for kind in sorted({ref.kind for ref in refs}):
        numbers = sorted(ref.id for ref in refs if ref.kind == kind)
        for start in range(0, len(numbers), AT_ONCE):
            yield kind, numbers[start : start + AT_ONCE]


def _difference(counted: int) -> Difference:
    facts, days = totals.facts_apart(), totals.totals_apart()
    samples = tuple(" ".join(str(value) for value in row) for row in (facts + days)[:SHOWN])
    return Difference(len(facts), len(days), counted, samples)
