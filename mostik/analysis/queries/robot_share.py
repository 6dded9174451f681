"""The robot share and the automation map: step by step, who does the funnel's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mostik.analysis.access import HOUR_COST, STEP_NORMS
from mostik.analysis.catalog import Term, Value
from mostik.analysis.queries.metrics import Row, metric_rows
from mostik.analysis.queries.sums import Where, sums_by
from mostik.analysis.rules.robot_share import (
    APART,
    AUTOMATABLE,
    KINDS,
    Norm,
    Tally,
    Whole,
    money_of,
    norm_of,
    tallies,
    to_automate,
)
from mostik.analysis.terms import Hands, Phase, Step, step_measure
from mostik.core import company
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Span

#: One sum for each step and pair of hands.
TERMS: Mapping[str, Term] = {
    measure: Term("quantity", (measure,)) for step in Step for measure in (step_measure(step, each) for each in Hands)
}


@dataclass(frozen=True)
class StepRow:
    """A step with its counts, its norm and what the hours come to."""

    tally: Tally
    norm: Norm
    saved: Money | None

    @property
    def step(self) -> Step:
        """Which step."""
        return self.tally.step


@dataclass(frozen=True)
class RobotShare:
    """Who did the funnel's work in some days: all automatable steps, each of them, those apart, what to do next."""

    whole: Whole
    before: Whole
    steps: tuple[StepRow, ...]
    apart: tuple[StepRow, ...]
    next: tuple[StepRow, ...]
    hour: Money | None
    saved: Money | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done at all."""
        return not any(row.tally.count for row in (*self.steps, *self.apart))

    def phases(self) -> list[tuple[Phase, list[StepRow]]]:
        """Return the map: the steps of each part of the funnel."""
        return [
            (phase, [row for row in self.steps if KINDS[row.step].phase is phase])
            for phase in Phase
            if phase is not Phase.APART
        ]


def robot_share(*, viewer: Actor, span: Span, before: Span, where: Where | None = None) -> RobotShare:
    """Return who did the funnel's work within the viewer's reach, against the span before."""
    norms, hour = step_norms(viewer=viewer), hour_cost(viewer=viewer)
    now = _counts(viewer, span, where)
    found = tallies(now, norms, AUTOMATABLE)
    rows = {each.step: _row(each, norms, hour) for each in [*found, *tallies(now, norms, APART)]}
    whole = Whole.of(found)
    return RobotShare(
        whole=whole,
        before=Whole.of(tallies(_counts(viewer, before, where), norms, AUTOMATABLE)),
        steps=tuple(rows[step] for step in AUTOMATABLE),
        apart=tuple(rows[step] for step in APART),
        next=tuple(rows[each.step] for each in to_automate(found)),
        hour=hour,
        saved=money_of(whole.saved, hour),
    )


def share_rows(*, viewer: Actor, span: Span, by: str, where: Where | None = None) -> list[Row]:
    """Return the robot share split by a dimension, each with how many steps it is of."""
    return metric_rows(viewer=viewer, code="robot_share", span=span, by=(by,), where=where)


def share_over_time(*, viewer: Actor, span: Span, by: str, where: Where | None = None) -> list[tuple[str, Value]]:
    """Return the robot share by week or month, in order."""
    return [(row.cells[0].name, row.value) for row in share_rows(viewer=viewer, span=span, by=by, where=where)]


def step_norms(*, viewer: Actor) -> dict[Step, Norm]:  # noqa: ARG001 - norms are open to all who see figures
    """Return what the company has said of steps; the rest goes by the usual minutes."""
    said = company.choice(STEP_NORMS)
    known = {step.value for step in Step}
    return {Step(code): Norm(each["minutes"], each["source"]) for code, each in said.items() if code in known}


def hour_cost(*, viewer: Actor) -> Money | None:  # noqa: ARG001 - norms are open to all who see figures
    """Return what an hour of work costs, if the company has said it."""
    said = company.choice(HOUR_COST)
    return Money(said["cost"], said["currency"]) if said else None


def hours(minutes: int) -> Decimal:
    """Return minutes as hours to a tenth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


def _counts(viewer: Actor, span: Span, where: Where | None) -> dict[str, int]:
    [sums] = sums_by(viewer=viewer, terms=TERMS.values(), span=span, where=where).values() or [{}]
    return {measure: sums.get(term, 0) for measure, term in TERMS.items()}


def _row(tally: Tally, norms: Mapping[Step, Norm], hour: Money | None) -> StepRow:
    return StepRow(tally, norm_of(tally.step, norms), money_of(tally.saved, hour))
