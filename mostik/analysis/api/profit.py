"""Money of the department for programs."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mostik.analysis.api.spans import asked_span
from mostik.analysis.queries.profit import profit as asked_profit
from mostik.analysis.rules.profit import Statement
from mostik.analysis.rules.spans import days_of, span_before
from mostik.analysis.terms import Days
from mostik.core import clock
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

SEE = Policy.needs("analysis.see_profit")


class StatementOut(Schema):
    """Money of some days in minor units; None where goods sold have no cost. ``costs`` are by kind, leads apart."""

    paid: int
    cost_known_for: int
    earned: int | None
    leads: int
    costs: dict[str, int]
    net: int | None
    break_even: int | None


class MonthOut(StatementOut):
    """A month's money, up to the last day asked for."""

    month: str


class PersonMoneyOut(Schema):
    """What came by a person's deals, what is earned on it and what they cost, in minor units."""

    person: int | None
    name: str
    paid: int
    earned: int | None
    cost: int
    brings: int | None


class ClientWorthOut(Schema):
    """What a lead, a new client, a sale and a client's year are worth, in minor units; months until one pays back."""

    lead: int | None
    new_client: int | None
    sale: int | None
    year: int | None
    months: float | None


class ProfitOut(Schema):
    """What the department earns; ``before`` is of the days before."""

    first: date
    last: date
    currency: str
    now: StatementOut
    before: StatementOut
    months: list[MonthOut]
    people: list[PersonMoneyOut]
    client: ClientWorthOut


@allowed(SEE)
def profit(
    request: HttpRequest,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> ProfitOut:
    """Money of the department on days ``from`` to ``to`` (included; this month without them)."""
    usual = days_of(Days.MONTH, clock.today())
    span = asked_span(first or usual.first, last or usual.last)
    found = asked_profit(viewer=request.actor, span=span, before=span_before(span))  # type: ignore[attr-defined]
    one = found.client
    return ProfitOut(
        first=span.first,
        last=span.last,
        currency=found.currency,
        now=StatementOut(**_told(found.now)),
        before=StatementOut(**_told(found.before)),
        months=[MonthOut(month=period.code, **_told(each)) for period, each in found.months],
        people=[
            PersonMoneyOut(
                person=line.id,
                name=line.name,
                paid=line.found.paid,
                earned=line.found.earned,
                cost=line.cost,
                brings=line.brings,
            )
            for line in found.people
        ],
        client=ClientWorthOut(lead=one.lead, new_client=one.cost, sale=one.sale, year=one.year, months=one.months),
    )


def routes(router: Router) -> None:
    """Give money its operation."""
    router.get("/profit", response={200: ProfitOut, 422: Problem})(profit)


def _told(found: Statement) -> dict[str, object]:
    return {
        "paid": found.paid,
        "cost_known_for": found.known,
        "earned": found.earned,
        "leads": found.leads,
        "costs": {kind.value: amount for kind, amount in found.costs.items()},
        "net": found.net,
        "break_even": found.break_even,
    }
