"""Why deals are lost, for programs."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mostik.analysis.api.spans import asked_span
from mostik.analysis.queries.losses import losses as asked_losses
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Days
from mostik.core import clock
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

SEE = Policy.needs("analysis.see_metrics")


class LostFor(Schema):
    """One reason: deals lost for it now and in the days before, their money in minor units of the currency named."""

    reason: int | None
    title: str
    group: str
    lost: int
    before: int
    amount: int
    preventable: bool
    advice: str
    mostly_on: int | None
    on_it: int


class StandsOut(Schema):
    """A preventable reason that comes more often in one hand than chance allows, and what the others' share saves."""

    reason: int | None
    by: str
    key: int | str | None
    name: str
    lost: int
    closed: int
    elsewhere: float
    deals_less: float
    amount_less: int


class LossesOut(Schema):
    """The losses of some days. ``other_currencies``: money in them is in no figure."""

    first: date
    last: date
    currency: str
    lost: int
    amount: int
    reasons: list[LostFor]
    findings: list[StandsOut]
    other_currencies: list[str]


@allowed(SEE)
def losses(
    request: HttpRequest,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> LossesOut:
    """Why deals were lost on days ``from`` to ``to`` (included; the last ninety days without them)."""
    usual = days_of(Days.NINETY, clock.today())
    span = asked_span(first or usual.first, last or usual.last)
    found = asked_losses(viewer=request.actor, span=span)  # type: ignore[attr-defined]
    reasons = [
        LostFor(
            reason=line.id,
            title=line.title,
            group=group.code,
            lost=line.lost,
            before=line.before,
            amount=line.amount.minor,
            preventable=line.preventable,
            advice=line.advice,
            mostly_on=line.stage[0] if line.stage else None,  # type: ignore[arg-type]
            on_it=line.on_stage,
        )
        for group in found.groups
        for line in group.lines
    ]
    findings = [
        StandsOut(
            reason=each.line.id,
            by=each.by,
            key=each.hand[0],  # type: ignore[arg-type]
            name=each.hand[1],
            lost=each.cut.hits,
            closed=each.cut.deals,
            elsewhere=round(each.cut.elsewhere, 4),
            deals_less=each.cut.excess,
            amount_less=each.worth.minor,
        )
        for each in found.findings
    ]
    return LossesOut(
        first=span.first,
        last=span.last,
        currency=found.amount.currency,
        lost=found.lost,
        amount=found.amount.minor,
        reasons=reasons,
        findings=findings,
        other_currencies=list(found.others),
    )


def routes(router: Router) -> None:
    """Give losses their operation."""
    router.get("/losses", response={200: LossesOut, 422: Problem})(losses)
