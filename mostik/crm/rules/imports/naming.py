"""Which names a file of deals uses, each with how many rows use it: what is matched before anything comes in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.rows import past_from
from mostik.crm.rules.imports.values import tidy
from mostik.kernel.cells import unguarded
from mostik.kernel.refusals import Refusal

#: Names beside the pipeline and its stages, by the field they stand in.
PLAIN = (NameKind.OWNER, NameKind.PRODUCT, NameKind.CHANNEL, NameKind.REASON)


@dataclass
class FileNames:
    """Names by kind with their rows; stages by the pipeline they stand in."""

    plain: dict[NameKind, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in PLAIN})
    pipelines: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    currencies: Counter[str] = field(default_factory=Counter)

    def add(self, rows: Iterable[Sequence[str]], mapping: Mapping[int, str], *, pipeline: str) -> None:
        """Count the names of a table; rows that name no pipeline stand in the given one.

        >>> names = FileNames()
        >>> names.add([["Anna", "New"], ["Anna", ""]], {0: "owner", 1: "stage"}, pipeline="Sales")
        >>> names.plain[NameKind.OWNER]["Anna"], dict(names.pipelines["Sales"])
        (2, {'New': 1})
        """
        places = {code: place for place, code in mapping.items()}
        for cells in rows:
            told = {code: _cell(cells, places[code]) for code in _READ if code in places}
            self._count(told, told.get("pipeline") or pipeline)

    def _count(self, told: Mapping[str, str], pipeline: str) -> None:
        for kind in PLAIN:
            if name := told.get(kind.value):
                self.plain[kind][name] += 1
        here = self.pipelines[pipeline]
        if stage := told.get("stage"):
            here[stage] += 1
        for stage in _passed(told.get("past", "")):
            here[stage] += 0
        if currency := told.get("currency"):
            self.currencies[currency.upper()] += 1


_READ = (*(kind.value for kind in PLAIN), "pipeline", "stage", "past", "currency")


def _cell(cells: Sequence[str], place: int) -> str:
    return tidy(unguarded(cells[place]))[:200] if place < len(cells) else ""


def _passed(text: str) -> list[str]:
    try:
        return [stage for stage, _when in past_from(text)]
    except Refusal:
        return []
