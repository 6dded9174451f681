"""Plans for programs: read, made, and today's numbers."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid
from mostik.planning.commands.plans import make_plan
from mostik.planning.queries.people import departments
from mostik.planning.queries.plain import as_dict
from mostik.planning.queries.plans import PlanView, plan_of, plan_view
from mostik.planning.queries.today import person_today
from mostik.planning.rules.options import Options
from mostik.web.api import Id, Sum, allowed, written
from mostik.web.routes import Policy

router = Router(tags=["plans"])

SEE = Policy.needs("planning.see_plans")
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-12"])]


class PlanLine(Schema):
    """A plan in a list."""

    id: int
    department: int
    department_title: str
    month: Month
    number: int
    state: str
    target: Sum
    fact: Sum
    expected_of_open_deals: Sum
    pace: float | None


class PlanOut(PlanLine):
    """A plan with its chain and everybody's part."""

    version: int
    ladder: dict[str, Any]
    people: list[dict[str, Any]]
    counts: dict[str, int]


class PlanIn(Schema):
    """What a new draft is made from."""

    department: Id | None = None
    month: Month
    target: Sum
    next_target: Sum | None = None
    check: Sum | None = None
    cap: float = 1.5
    floor: float = 1.0
    rates: dict[str, float] = {}
    note: Annotated[str, Field(max_length=500)] = ""


class NumberOut(Schema):
    """One KPI of a person today."""

    kpi: str
    title: str
    due: int
    done: int
    left: int
    days_left: int
    month_count: int
    month_done: int
    pace: float | None
    reason: str
    why: str
    unreachable: int


class TodayOut(Schema):
    """A person's numbers today."""

    person: int
    name: str
    plan: int
    target: Sum
    fact: Sum
    numbers: list[NumberOut]


@router.get("/plans", response=list[PlanLine], summary="Plans of a month, one of each department within reach")
@allowed(SEE)
def list_plans(request: HttpRequest, month: Month) -> list[dict[str, Any]]:
    """Return of each department the plan in force, or else the version furthest on."""
    first = _month(month).first
    viewer = request.actor  # type: ignore[attr-defined]
    found = (plan_of(viewer=viewer, department_id=each.pk, month=first) for each in departments(viewer=viewer))
    return [_line(view) for view in found if view]


@router.get("/plans/{plan_id}", response=PlanOut, summary="A plan with its chain, parts and counts")
@allowed(Policy.needs("planning.see_plans", row="planning.plan"))
def show_plan(request: HttpRequest, plan_id: Id) -> dict[str, Any]:
    """Return one version within reach."""
    return _whole(plan_view(viewer=request.actor, plan_id=plan_id))  # type: ignore[attr-defined]


@router.post("/plans", response={201: PlanOut}, summary="Draft a plan")
@allowed(Policy.needs("planning.make_plan"))
def add_plan(request: HttpRequest, given: PlanIn) -> Status:
    """Draft a department's plan for a month and return it split."""
    viewer = request.actor  # type: ignore[attr-defined]
    check, following = given.check, given.next_target
    options = Options(
        cap=given.cap,
        floor=given.floor,
        rates=given.rates,
        check_minor=_money(check).minor if check else None,
        next_minor=_money(following).minor if following else None,
    )
    plan = make_plan(
        by=viewer,
        department_id=given.department,
        month=_month(given.month).first,
        target=_money(given.target),
        options=options,
        note=given.note,
    )
    return Status(201, _whole(plan_view(viewer=viewer, plan_id=plan.pk)))


@router.get("/today", response=TodayOut | None, summary="A person's numbers today")
@allowed(SEE)
def show_today(request: HttpRequest, person: Annotated[Id | None, Query()] = None) -> dict[str, Any] | None:
    """Return somebody's numbers within reach, one's own when nobody is named; null without a plan in force."""
    viewer = request.actor  # type: ignore[attr-defined]
    who = person or viewer.id
    if who is None:
        raise Invalid(_("Say whose numbers: person=…"), field="person")
    found = person_today(viewer=viewer, person_id=who)
    if found is None:
        return None
    return {
        "person": found.person,
        "name": found.name,
        "plan": found.plan,
        "target": written(found.money.amount),
        "fact": written(found.money.done),
        "numbers": [as_dict(each) for each in found.numbers],
    }


def _month(code: str) -> Period:
    period = Period.parse(code)
    if period.kind is not PeriodKind.MONTH:
        raise Invalid(_("Write a month, for example 2026-12."), field="month")
    return period


def _money(given: Sum) -> Money:
    return Money.parse(given.amount, given.currency)


def _line(view: PlanView) -> dict[str, Any]:
    return {
        "id": view.id,
        "department": view.department,
        "department_title": view.department_title,
        "month": view.month.isoformat()[:7],
        "number": view.number,
        "state": view.state,
        "target": written(view.target),
        "fact": written(view.standing.fact),
        "expected_of_open_deals": written(view.ladder.ready),
        "pace": view.standing.pace,
    }


def _whole(view: PlanView) -> dict[str, Any]:
    return {
        **_line(view),
        "version": view.version,
        "ladder": as_dict(view.ladder),
        "people": [as_dict(line) for line in view.people],
        "counts": {cell.kpi: cell.count for cell in view.counts},
    }
