"""The comparison of a run as its page shows it: both sides of each cut beside each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.access import visible_runs
from mostik.crm.models import ImportRun
from mostik.crm.queries.imports.own import fillable
from mostik.kernel.money import Money

CUTS = {
    "outcome": gettext_lazy("By outcome"),
    "won_month": gettext_lazy("Won, by month"),
    "owner": gettext_lazy("By owner"),
    "stage": gettext_lazy("By stage"),
}
OUTCOMES = {"won": gettext_lazy("won"), "lost": gettext_lazy("lost"), "open": gettext_lazy("open")}
WHAT = {
    "missing": gettext_lazy("did not come in"),
    "outcome": gettext_lazy("another outcome"),
    "amount": gettext_lazy("another sum"),
    "owner": gettext_lazy("another owner"),
    "stage": gettext_lazy("another stage"),
    "month": gettext_lazy("another month"),
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A name with what the file said and what stands here: deals and money."""

    name: str
    there: int
    here: int
    there_sum: Money
    here_sum: Money

    @property
    def same(self) -> bool:
        """Whether both sides agree."""
        return (self.there, self.there_sum) == (self.here, self.here_sum)


@dataclass(frozen=True)
class OwnBeside:
    """An own field: how many cells of the files tell it, and how many came to stand here."""

    title: str
    there: int
    here: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything the page shows; ``error`` alone when the files could not be counted."""

    at: datetime | None = None
    total: Beside | None = None
    cuts: tuple[tuple[str, tuple[Beside, ...]], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    differences: tuple[Mapping[str, Any], ...] = ()
    own: tuple[OwnBeside, ...] = ()
    error: str = ""

    @property
    def same(self) -> bool:
        """Whether not one deal differs."""
        agrees = not self.kinds and all(each.there == each.here for each in self.own)
        return agrees and not self.error and self.total is not None and self.total.same


def comparison(*, viewer: Actor, run: ImportRun) -> Comparison | None:
    """Return the comparison kept with a run; nothing before it was made."""
    told = visible_runs(viewer).filter(pk=run.pk).values_list("summary", flat=True).get().get("reckoning")
    if told is None:
        return None
    if "error" in told:
        return Comparison(error=str(told["error"]))
    there, here, currency = told["there"], told["here"], _currency(run)
    return Comparison(
        at=datetime.fromisoformat(told["at"]),
        total=_beside(str(_("All deals")), (there["deals"], there["minor"]), (here["deals"], here["minor"]), currency),
        cuts=tuple(
            (str(title), tuple(_cut(there, here, cut, currency))) for cut, title in CUTS.items() if _told(there, cut)
        ),
        kinds=tuple((str(WHAT[what]), count) for what, count in told["kinds"].items()),
        reasons=tuple((_(reason), count) for reason, count in told["reasons"]),
        differences=tuple({**each, "what": str(WHAT[each["what"]])} for each in told["differences"]),
        own=_own(viewer, told.get("own", ())),
    )


def _own(viewer: Actor, told: Sequence[tuple[str, int, int]]) -> tuple[OwnBeside, ...]:
    titles = dict(fillable(viewer=viewer)) if told else {}
    return tuple(OwnBeside(titles.get(name, name), there, here) for name, there, here in told)


def _currency(run: ImportRun) -> str:
    return str(run.options.get("currency") or "RUB")


def _told(side: Mapping[str, Any], cut: str) -> bool:
    return any(side["cuts"][cut])


def _cut(there: Mapping[str, Any], here: Mapping[str, Any], cut: str, currency: str) -> Iterator[Beside]:
    before, after = there["cuts"][cut], here["cuts"][cut]
    names = (
        sorted({*before, *after}) if cut == "won_month" else sorted({*before, *after}, key=lambda n: -_deals(before, n))
    )
    for name in names:
        shown = str(OUTCOMES.get(name, name)) if cut == "outcome" else name
        yield _beside(shown or "—", before.get(name, (0, 0)), after.get(name, (0, 0)), currency)


def _deals(side: Mapping[str, Any], name: str) -> int:
    return int(side.get(name, (0, 0))[0])


def _beside(name: str, there: Any, here: Any, currency: str) -> Beside:
    sums = [Money(side[1], currency) for side in (there, here)]
    return Beside(name=name, there=there[0], here=here[0], there_sum=sums[0], here_sum=sums[1])
