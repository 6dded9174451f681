"""Who buys: audiences by what their leads came to - how many bought, how fast, at what check, what one lead brings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings

from mostik.analysis.catalog import Value
from mostik.analysis.queries.dimensions import Named
from mostik.analysis.queries.reports import Line, run_report
from mostik.analysis.queries.sums import Where
from mostik.analysis.rules.rates import Count, shrunk_rates
from mostik.analysis.rules.standouts import Cut, standing_out
from mostik.analysis.terms import Rate, Report
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Span

#: By what audiences are told apart: what marketing can aim at.
AUDIENCES: Final = ("sector", "region", "size", "channel", "product")
MEASURES: Final = (
    "leads",
    "sales_cohort",
    "check_cohort",
    "days_to_win_cohort",
    "lead_worth",
    "decided_cohort",
)
#: With fewer leads an audience is not judged.
LEAST: Final = 20
#: More lines than anybody reads; the limit is said.
MOST: Final = 500


class Verdict(StrEnum):
    """Whether an audience buys more or less often than the others beyond chance; or there is nothing to say."""

    MORE = "more"
    LESS = "less"
    ALIKE = "alike"
    FEW = "few"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerLine:
    """One audience. ``rate`` is drawn to everybody's as far as few leads say little.

    ``against`` is money for a lead ÷ everybody's. None where there is nothing to divide by.
    """

    keys: tuple[Named, ...]
    leads: int
    sales: int
    rate: Rate
    check: Money | None
    days: Value
    worth: Money | None
    against: float | None
    decided: Value
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyers:
    """Audiences, the most money for a lead first; everybody together; currencies whose money is in no figure."""

    lines: tuple[BuyerLine, ...]
    whole: BuyerLine
    found: int
    others: tuple[str, ...]


def buyers(by: tuple[str, ...], *, viewer: Actor, span: Span, where: Where | None = None) -> Buyers:
    """Return the audiences among leads of these days, by one dimension or two, within the viewer's reach."""
    asked = Report(measures=MEASURES, rows=by, sort="lead_worth", limit=MOST)
    answer = run_report(asked, viewer=viewer, span=span, where=where)
    counts = [(_count(line, 0), min(_count(line, 1), _count(line, 0))) for line in answer.lines]
    rates = shrunk_rates([Count(leads, sales) for leads, sales in counts])
    every = _count(answer.total, 0), _count(answer.total, 1)
    verdicts = _verdicts([line.keys for line in answer.lines], counts, every)
    [whole_rate] = shrunk_rates([Count(every[0], min(every))])
    worth = answer.total.figures[4].value
    made = [
        _line(line, rate, verdict, worth) for line, rate, verdict in zip(answer.lines, rates, verdicts, strict=True)
    ]
    return Buyers(
        lines=tuple(made),
        whole=_line(answer.total, whole_rate, Verdict.ALIKE, worth),
        found=answer.found,
        others=answer.others,
    )


def _verdicts(keys: list[tuple[Named, ...]], counts: list[tuple[int, int]], every: tuple[int, int]) -> list[Verdict]:
    """Return of each audience whether its leads buy more or less often than all the others' do."""
    places = range(len(keys))

    def cut(place: int, hits: int, all_hits: int) -> Cut:
        return Cut(
            what=None, part=("", place), hits=hits, deals=counts[place][0], all_hits=all_hits, all_deals=every[0]
        )

    more = standing_out(cut(place, counts[place][1], every[1]) for place in places)
    less = standing_out(cut(place, counts[place][0] - counts[place][1], every[0] - every[1]) for place in places)
    told = {each.part[1]: Verdict.MORE for each in more} | {each.part[1]: Verdict.LESS for each in less}
    return [Verdict.FEW if counts[place][0] < LEAST else told.get(place, Verdict.ALIKE) for place in places]


def _line(line: Line, rate: Rate, verdict: Verdict, every: Value) -> BuyerLine:
    check, days, worth, decided = (figure.value for figure in line.figures[2:6])
    return BuyerLine(
        keys=line.keys,
        leads=_count(line, 0),
        sales=_count(line, 1),
        rate=rate,
        check=_money(check),
        days=days,
        worth=_money(worth),
        against=float(worth) / float(every) if worth is not None and every else None,
        decided=decided,
        verdict=verdict,
    )


def _count(line: Line, at: int) -> int:
    return int(line.figures[at].value or 0)


def _money(value: Value) -> Money | None:
    return None if value is None else Money.of(value, settings.CURRENCY)
