"""Plans for programs: read, made, and today's numbers."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid
from mostik.planning.commands.plans import make_plan
from mostik.planning.commands.sides import commit_month
from mostik.planning.commands.years import give_span
from mostik.planning.queries.people import departments
from mostik.planning.queries.plain import as_dict
from mostik.planning.queries.plans import PlanView, plan_of, plan_view
from mostik.planning.queries.scenarios import SEED, scenario_of
from mostik.planning.queries.sides import sides_of
from mostik.planning.queries.today import person_today
from mostik.planning.queries.years import year_of
from mostik.planning.rules.options import Options
from mostik.planning.terms import Keep
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
    return whole(plan_view(viewer=request.actor, plan_id=plan_id))  # type: ignore[attr-defined]


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
        check_minor=money(check).minor if check else None,
        next_minor=money(following).minor if following else None,
    )
    plan = make_plan(
        by=viewer,
        department_id=given.department,
        month=_month(given.month).first,
        target=money(given.target),
        options=options,
        note=given.note,
    )
    return Status(201, whole(plan_view(viewer=viewer, plan_id=plan.pk)))


class BandOut(Schema):
    """A part of the money: minimum, mean, maximum."""

    low: Sum
    mean: Sum
    high: Sum


class RaiseOut(Schema):
    """What could be better, and the money it adds on average."""

    code: str
    title: str
    adds: Sum


class ScenarioOut(Schema):
    """What a month may bring. ``levels`` are of a hundred runs those under each figure; ``chance`` is the target's.

    ``as_of`` is when it was played, nothing where that is now: of very many deals a worker plays it every hour.
    """

    department: int
    month: Month
    as_of: datetime | None
    minimum: Sum
    standard: Sum
    maximum: Sum
    levels: dict[str, int]
    fact: Sum
    of_deals: BandOut
    of_leads: BandOut
    leads: float
    season: float
    deals: int
    target: Sum | None
    chance: float | None
    raises: list[RaiseOut]
    runs: int
    seed: int


class CommitIn(Schema):
    """What a month will bring, fact and all; ``sales`` in how many."""

    month: Month
    amount: Sum
    sales: Annotated[int, Field(ge=0, le=100_000)] | None = None
    note: Annotated[str, Field(max_length=500)] = ""


class CommitOut(Schema):
    """A person's word on a month."""

    person: int
    month: Month
    number: int
    amount: Sum
    sales: int | None
    note: str


@router.post("/commitments", response={201: CommitOut}, summary="Commit to one's own month")
@allowed(Policy.needs("planning.agree_plan"))
def add_commitment(request: HttpRequest, given: CommitIn) -> Status:
    """Keep a new word of the person the token is of."""
    made = commit_month(
        by=request.actor,  # type: ignore[attr-defined]
        month=_month(given.month).first,
        amount=money(given.amount),
        sales=given.sales,
        note=given.note,
    )
    said = {"person": made.person_id, "month": given.month, "amount": written(made.amount)}
    return Status(201, {**said, "number": made.number, "sales": made.sales, "note": made.note})


@router.get("/plans/{plan_id}/sides", response=dict[str, Any], summary="A plan from above and from below")
@allowed(Policy.needs("planning.make_plan", row="planning.plan"))
def show_sides(request: HttpRequest, plan_id: Id) -> dict[str, Any]:
    """Return both sides by team and person, in money and sales, and how differences were settled."""
    return as_dict(sides_of(viewer=request.actor, plan_id=plan_id))  # type: ignore[attr-defined]


class YearOut(Schema):
    """A department's year. ``rest`` is what of the target is in no month; months over stand at their fact."""

    department: int
    year: int
    target: Sum
    rest: Sum
    total: Sum
    quarters: dict[str, Sum]
    months: dict[str, Sum]


class SpanIn(Schema):
    """What a month, a quarter or a year is to bring, and what stands while it changes."""

    department: Id | None = None
    amount: Sum
    keep: Keep = Keep.YEAR


@router.get("/years", response=YearOut, summary="A department's year by quarters and months")
@allowed(Policy.needs("planning.make_plan"))
def show_year(
    request: HttpRequest,
    year: Annotated[int, Query(ge=2000, le=2100)],
    department: Annotated[Id | None, Query()] = None,
) -> dict[str, Any]:
    """Return a year; zeros where none is written."""
    return _year(request, department, year)


@router.put("/years/{span}", response=YearOut, summary="Give a month, a quarter or a year an amount")
@allowed(Policy.needs("planning.make_plan"))
def change_year(
    request: HttpRequest, span: Annotated[str, Path(pattern=r"^20\d{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$")], given: SpanIn
) -> dict[str, Any]:
    """Change a cell and return the year; the first writing is the year's own."""
    period = Period.parse(span)
    give_span(
        by=request.actor,  # type: ignore[attr-defined]
        department_id=given.department,
        span=period,
        amount=money(given.amount),
        keep=given.keep,
    )
    return _year(request, given.department, period.first.year)


@router.get("/scenarios", response=ScenarioOut, summary="What a month may bring: three figures and the chance of any")
@allowed(Policy.needs("planning.make_plan"))
def show_scenarios(
    request: HttpRequest,
    month: Month,
    *,
    department: Annotated[Id | None, Query()] = None,
    target: Annotated[str | None, Query(pattern=r"^\d{1,13}(\.\d{1,2})?$")] = None,
    seed: Annotated[int, Query(ge=0, le=2**31)] = SEED,
    anew: Annotated[bool, Query()] = False,
) -> dict[str, Any]:
    """Play a department's month, ``anew`` even where a worker has; ``target`` is in the company's currency."""
    found = scenario_of(
        viewer=request.actor,  # type: ignore[attr-defined]
        department_id=department,
        month=_month(month).first,
        target=Money.parse(target, settings.CURRENCY) if target else None,
        seed=seed,
        anew=anew,
    )
    plain = as_dict(replace(found, totals=()))
    told = {"month": plain["month"][:7], "chance": found.chance, "runs": found.runs}
    return {**plain, **plain["figures"], **told}


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


def _year(request: HttpRequest, department: int | None, year: int) -> dict[str, Any]:
    view = year_of(viewer=request.actor, department_id=department, year=year)  # type: ignore[attr-defined]
    return {
        "department": view.department,
        "year": year,
        "target": written(view.target),
        "rest": written(view.rest),
        "total": written(view.whole.amount),
        "quarters": {quarter.span.code: written(quarter.amount) for quarter, _ in view.quarters},
        "months": {month.span.code: written(month.amount) for _, own in view.quarters for month in own},
    }


def _month(code: str) -> Period:
    period = Period.parse(code)
    if period.kind is not PeriodKind.MONTH:
        raise Invalid(_("Write a month, for example 2026-12."), field="month")
    return period


def money(given: Sum) -> Money:
    """Return an amount as a program wrote it."""
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


def whole(view: PlanView) -> dict[str, Any]:
    """Return a plan with its chain, parts and counts as values."""
    return {
        **_line(view),
        "version": view.version,
        "ladder": as_dict(view.ladder),
        "people": [as_dict(line) for line in view.people],
        "counts": {cell.kpi: cell.count for cell in view.counts},
    }
