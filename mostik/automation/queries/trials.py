"""What the variants of a robot's splits came to, counted over the runs of the edition at work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count as Counted
from django.db.models import Q
from django.utils.translation import gettext as _

from mostik.automation.access import visible_runs
from mostik.automation.catalog.goals import GOALS
from mostik.automation.models import Robot, RunStep
from mostik.automation.queries.robots import variant_heads
from mostik.automation.rules.scripts import Split, laid_out
from mostik.automation.rules.trials import ENOUGH, Count, Rate, Trial, Verdict, judged
from mostik.automation.terms import Mark, RunState
from mostik.core.actors import Actor
from mostik.web import formats


@dataclass(frozen=True, kw_only=True)
class VariantLine:
    """A variant: how many were drawn, how many reached the goal, the rate with its interval."""

    words: str
    code: str
    drawn: int
    waiting: int
    hits: int
    rate: str
    interval: str


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """A split with its variants and what may be said of them."""

    number: int
    place: int
    lines: tuple[VariantLine, ...]
    verdict: str
    tone: str


def trials(row: Robot, *, viewer: Actor) -> list[TrialView]:
    """Return what variants came to in the runs of the edition at work, split by split."""
    if row.edition is None:
        return []
    splits = {
        place: step for place, step in enumerate(laid_out(row.edition.content["steps"])) if isinstance(step, Split)
    }
    known = counts_of(row, list(splits), viewer) if splits else {}
    return [
        _view(number, place, step, known.get(place, {})) for number, (place, step) in enumerate(splits.items(), start=1)
    ]


def counts_of(row: Robot, places: Sequence[int], viewer: Actor) -> dict[int, dict[str, Count]]:
    """Return how many runs were drawn for each variant, by the place of the split."""
    good = [goal.code for goal in GOALS.values() if goal.good]
    runs = visible_runs(viewer).filter(edition=row.edition)
    steps = RunStep.objects.filter(run__in=runs, place__in=places, mark=Mark.SPLIT).order_by()
    rows = steps.values_list("place", "text").annotate(
        drawn=Counted("pk"),
        hits=Counted("pk", filter=Q(run__goal__in=good)),
        waiting=Counted("pk", filter=Q(run__state=RunState.WAITING)),
    )
    found: dict[int, dict[str, Count]] = {}
    for place, way, drawn, hits, waiting in rows:
        found.setdefault(place, {})[way] = Count(way=way, drawn=drawn, hits=hits, waiting=waiting)
    return found


def _view(number: int, place: int, step: Split, known: Mapping[str, Count]) -> TrialView:
    counts = [known.get(way, Count(way=way, drawn=0, hits=0)) for way, _share, _place in step.ways]
    heads = variant_heads({way: share for way, share, _place in step.ways})
    trial = judged(counts)
    words, tone = _verdict(trial)
    lines = tuple(_line(each, heads[each.count.way]) for each in trial.rates)
    return TrialView(number=number, place=place, lines=lines, verdict=words, tone=tone)


def _line(rate: Rate, words: str) -> VariantLine:
    low, high = (formats.percent(each, 1) for each in (rate.low, rate.high))
    count = rate.count
    return VariantLine(
        words=words,
        code=count.way,
        drawn=count.drawn,
        waiting=count.waiting,
        hits=count.hits,
        rate=formats.percent(rate.rate, 1) if count.drawn else "—",
        interval=f"{low} – {high}" if count.drawn else "—",
    )


def _verdict(trial: Trial) -> tuple[str, str]:
    match trial.verdict:
        case Verdict.BETTER:
            return _("Variant {letter} is better.").format(letter=trial.better.upper()), "good"
        case Verdict.EQUAL:
            return _("No difference is to be seen."), "info"
    words = _("Too early to say: each variant needs {count} runs, and four in five of them at their end.")
    return words.format(count=formats.number(ENOUGH)), "info"
