"""What came of a play: measured by the figures any head sees, never by what the play knows of itself."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from mostik.analysis.queries.dimensions import STEPS
from mostik.analysis.queries.metrics import metric_value
from mostik.analysis.queries.robot_share import RobotShare, hours, robot_share
from mostik.core import journal
from mostik.core.actors import Actor
from mostik.core.models import Entry
from mostik.kernel.period import Span
from mostik.simulator.terms import Scenario

ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Step:
    """A step of the funnel's work: by robots, by hand, the share; ``apart`` ones are in no share."""

    code: str
    title: str
    robot: int
    hand: int
    share: str
    hours: str
    apart: bool = False


@dataclass(frozen=True)
class Played:
    """What came of a scenario; ``journal`` tells two plays of one seed from others."""

    scenario: dict[str, Any]
    leads: int
    won: int
    conversion: str
    revenue: str
    first_answer_p50: int
    first_answer_p95: int
    share: str
    by_robot: int
    by_hand: int
    hours_by_hand: str
    hours_saved: str
    steps: tuple[Step, ...]
    lines: int
    journal: str

    def as_json(self) -> str:
        """Return everything as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)


def played(*, viewer: Actor, scenario: Scenario, waits: Iterable[timedelta]) -> Played:
    """Return what came of a play: ``waits`` are how long each answered client waited for the first word."""
    span = Span(scenario.start, scenario.end)
    share = robot_share(viewer=viewer, span=span, before=Span(scenario.start, scenario.start))
    asked = {"viewer": viewer, "span": span}
    leads, won = metric_value(code="leads", **asked), metric_value(code="deals_won", **asked)
    seconds = sorted(int(each.total_seconds()) for each in waits)
    lines, digest = told(viewer=viewer)
    return Played(
        scenario={**asdict(scenario), "start": scenario.start.isoformat()},
        leads=int(leads or 0),
        won=int(won or 0),
        conversion=str(metric_value(code="lead_to_sale_cohort", **asked)),
        revenue=str(metric_value(code="revenue", currency=settings.CURRENCY, **asked)),
        first_answer_p50=quantile(seconds, 50),
        first_answer_p95=quantile(seconds, 95),
        share=str(share.whole.share),
        by_robot=share.whole.robot,
        by_hand=share.whole.hand,
        hours_by_hand=str(hours(share.whole.spent)),
        hours_saved=str(hours(share.whole.saved)),
        steps=tuple(_steps(share)),
        lines=lines,
        journal=digest,
    )


def told(*, viewer: Actor) -> tuple[int, str]:  # noqa: ARG001 - a digest says nothing of what it is of
    """Return how many lines the journal has and a digest of what they tell: equal for one seed on any database.

    Record numbers are left out, for databases give them as they please, and so are addresses, for links hold secrets.
    """
    digest, count = hashlib.sha256(), 0
    for line in Entry.objects.order_by("id").iterator(chunk_size=journal.BATCH):
        said = {name: value for name, value in line.payload.items() if isinstance(value, str | bool)}
        said |= {name: ADDRESS.sub("", value) for name, value in said.items() if isinstance(value, str)}
        told_of = (line.at.isoformat(), line.name, line.about_kind, line.actor_kind, line.actor_name, said)
        digest.update(json.dumps(told_of, sort_keys=True, ensure_ascii=False).encode())
        count += 1
    return count, digest.hexdigest()


def quantile(ordered: Sequence[int], percent: int) -> int:
    """Return the value so many per cent of the values do not exceed; 0 of none.

    >>> quantile([1, 2, 3, 4], 50), quantile([], 95)
    (2, 0)
    """
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0


def _steps(share: RobotShare) -> Iterable[Step]:
    for apart, rows in ((False, share.steps), (True, share.apart)):
        for row in rows:
            each = row.tally
            yield Step(
                code=each.step.value,
                title=str(STEPS[each.step]),
                robot=each.robot,
                hand=each.hand,
                share=str(each.share),
                hours=str(hours(each.spent)),
                apart=apart,
            )
