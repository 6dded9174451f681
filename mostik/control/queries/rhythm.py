"""A head's own rhythm: what is to be done today, this week and this month, which days were kept, how many in a row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mostik.control.models import Process, ProcessSchedule
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import Run
from mostik.control.rules.processes import kept, share, streak
from mostik.control.terms import Recurs, Turnout
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Invalid, gettext_noop

#: How far back a row of kept days is counted.
BEFORE = timedelta(days=92)
#: How far from today a month may be asked for: every day between is looked through.
FARTHEST = timedelta(days=731)
UNDONE = frozenset({Turnout.WAITING, Turnout.MISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One's duties of today, and besides them of this week and this month; a month's days; how it goes.

    ``days`` are those of the month shown that asked for something: kept or not, or nothing while it is not over.
    """

    today: Sequence[Run]
    week: Sequence[Run]
    month: Sequence[Run]
    days: Mapping[date, bool | None]
    runs: Sequence[Run]
    streak: int
    share: float | None
    rows: Sequence[tuple[Process, ProcessSchedule]]

    @property
    def done(self) -> int:
        """How many of today's are done."""
        return sum(each.done_at is not None for each in self.today)

    def on(self, day: date) -> Sequence[Run]:
        """Those of the month shown that were due on a day."""
        return [each for each in self.runs if each.on == day]

    @property
    def left(self) -> Sequence[Run]:
        """Those of today still to be done."""
        return [each for each in self.today if each.state in UNDONE]


def own_rhythm(*, viewer: Actor, month: Period | None = None) -> Rhythm:
    """Return the viewer's rhythm as it stands now, with the days of a month, of this one where none is named.

    Refuses a month more than two years away.
    """
    today = clock.today()
    shown = month or Period.of(PeriodKind.MONTH, today)
    if abs(shown.first - today) > FARTHEST:
        raise Invalid(gettext_noop("Ask for a month within two years of today."), field="month")
    this = {kind: Period.of(kind, today) for kind in (PeriodKind.WEEK, PeriodKind.MONTH)}
    rows = list(queries.rhythm(viewer=viewer))
    span = Span(min(today - BEFORE, shown.first), max(shown.last, *(each.last for each in this.values())))
    found = [each for each in queries.runs(rows, span, viewer=viewer) if _is_mine(each, viewer)]
    days = _by_day(each for each in found if each.on <= today)
    last = queries.in_force(rows, viewer=viewer)
    others = [each for each in found if each.on != today and each.state is not Turnout.OFF]
    return Rhythm(
        today=[each for each in found if _is_for_today(each, today)],
        week=[each for each in others if this[PeriodKind.WEEK].contains(each.on) and _every(each, Recurs.WEEK)],
        month=[
            each
            for each in others
            if this[PeriodKind.MONTH].contains(each.on) and _every(each, Recurs.MONTH, Recurs.QUARTER)
        ],
        days={day: _is_kept(states) for day, states in days.items() if shown.contains(day)},
        runs=[each for each in found if shown.contains(each.on) and each.on <= today],
        streak=streak(days),
        share=share(each.state for each in found if shown.contains(each.on)),
        rows=[(row, last[row.pk]) for row in rows if row.personal],
    )


def _is_mine(run: Run, viewer: Actor) -> bool:
    """Whether the viewer is asked, or would have been had they been at work."""
    return (run.who.pk if run.who else run.schedule.owner_id) == viewer.id


def _is_for_today(run: Run, today: date) -> bool:
    """Whether it is due today, or was missed and can still be done late."""
    if run.state is Turnout.OFF:
        return False
    return run.on == today or (run.on < today <= run.turn.last and run.state is Turnout.MISSED)


def _every(run: Run, *recurs: Recurs) -> bool:
    return run.schedule.recurs in recurs


def _by_day(found: Iterable[Run]) -> dict[date, list[Turnout]]:
    days: dict[date, list[Turnout]] = defaultdict(list)
    for each in found:
        days[each.on].append(each.state)
    return days


def _is_kept(states: Sequence[Turnout]) -> bool | None:
    """Return whether a day was kept; nothing while it still waits for something, or asked for nothing."""
    return None if Turnout.WAITING in states else kept(states)
