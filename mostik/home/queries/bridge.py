"""The bridge: everything the head looks at first, in one frozen view and a bounded number of reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mostik.analysis.queries.gap import Gap
from mostik.control.queries.actions import OpenAction, open_actions
from mostik.control.queries.course import Course, course, course_gap
from mostik.control.queries.incidents import OpenIncident, open_incidents
from mostik.control.queries.slips import SlipView, slipping
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.queries import last_line
from mostik.crm.queries.order import Order, order_in_crm
from mostik.people.access import Department
from mostik.planning.queries.outlook import outlook
from mostik.planning.queries.people import departments
from mostik.planning.queries.today import PersonToday, TodayNumber, team_today
from mostik.planning.queries.unreachable import Unreachable, unreachable

HORIZONS = ("today", "week", "month")
#: So many open incidents stand above everything else; the rest are on their own list.
MOST_INCIDENTS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's KPI over the horizon chosen: asked, done, and how it looks."""

    number: TodayNumber
    asked: int
    done: int

    @property
    def share(self) -> float:
        """How much of what is asked is done."""
        return self.done / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's line on the bridge."""

    who: PersonToday
    cells: tuple[Cell | None, ...]

    @property
    def share(self) -> float:
        """How much of the person's plan is in."""
        return self.who.money.done.minor / self.who.money.amount.minor if self.who.money.amount.minor else 0.0

    @property
    def tick(self) -> float:
        """How much of it should be."""
        return self.who.money.to_date.minor / self.who.money.amount.minor if self.who.money.amount.minor else 0.0


@dataclass(frozen=True, slots=True)
class BridgeView:
    """The bridge as it stands. ``seen`` is the journal line it knows of."""

    day: date
    at: datetime
    department: Department | None
    departments: Sequence[Department]
    course: Course | None
    gap: Gap | None
    kpis: tuple[tuple[str, str], ...]
    rows: tuple[PersonRow, ...]
    totals: tuple[Cell | None, ...]
    slips: Sequence[SlipView]
    stuck: Sequence[Unreachable]
    actions: Sequence[OpenAction]
    incidents: Sequence[OpenIncident]
    order: Order
    horizon: str
    seen: int


def bridge(*, viewer: Actor, department_id: int | None = None, horizon: str = "today") -> BridgeView:
    """Return the bridge of a department for today; without a plan in force it still shows facts and order."""
    seen, day = last_line(), clock.today()
    places = departments(viewer=viewer)
    place = next((each for each in places if each.pk == department_id), places[0] if places else None)
    people = team_today(viewer=viewer, department_id=place.pk, day=day) if place else []
    plan = outlook(viewer=viewer, department_id=place.pk, day=day) if place and people else None
    where = course(viewer=viewer, known=plan, day=day, people=people) if plan else None
    kpis = tuple((number.kpi, number.title) for number in people[0].numbers) if people else ()
    return BridgeView(
        day=day,
        at=clock.now(),
        department=place,
        departments=places,
        course=where,
        gap=course_gap(viewer=viewer, known=plan, day=day, course=where) if plan and where else None,
        kpis=kpis,
        rows=tuple(_row(each, kpis, horizon) for each in people),
        totals=_totals(people, kpis, horizon),
        slips=slipping(viewer=viewer, people=people, known=plan.arithmetic) if plan else [],
        stuck=unreachable(
            viewer=viewer, department_id=place.pk, day=day, people=people, known=plan.arithmetic if plan else None
        )[:3]
        if place and people
        else [],
        actions=open_actions(viewer=viewer),
        incidents=open_incidents(viewer=viewer, most=MOST_INCIDENTS),
        order=order_in_crm(viewer=viewer),
        horizon=horizon,
        seen=seen,
    )


def _row(who: PersonToday, kpis: Sequence[tuple[str, str]], horizon: str) -> PersonRow:
    return PersonRow(who, tuple(_cell(who.number(kpi), horizon) for kpi, _ in kpis))


def _cell(number: TodayNumber | None, horizon: str) -> Cell | None:
    if number is None:
        return None
    asked, done = {
        "today": (number.due, number.done),
        "week": (number.week_count, number.week_done),
        "month": (number.month_count, number.month_done),
    }[horizon]
    return Cell(number, asked, done)


def _totals(people: Sequence[PersonToday], kpis: Sequence[tuple[str, str]], horizon: str) -> tuple[Cell | None, ...]:
    """Return the sums under the columns: whole actions, so they add up."""
    found: list[Cell | None] = []
    for kpi, _ in kpis:
        cells = [cell for each in people if (cell := _cell(each.number(kpi), horizon))]
        found.append(Cell(cells[0].number, sum(c.asked for c in cells), sum(c.done for c in cells)) if cells else None)
    return tuple(found)
