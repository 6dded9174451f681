"""Who buys, for programs: audiences to aim at."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mostik.analysis.api.spans import asked_span
from mostik.analysis.queries.buyers import BuyerLine, Verdict
from mostik.analysis.queries.buyers import buyers as asked_buyers
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Days
from mostik.core import clock
from mostik.web.api import Problem, Sum, allowed, written
from mostik.web.routes import Policy

SEE = Policy.needs("analysis.see_metrics")


class Audience(StrEnum):
    """By what audiences are told apart."""

    SECTOR = "sector"
    REGION = "region"
    SIZE = "size"
    CHANNEL = "channel"
    PRODUCT = "product"


class AudienceKey(Schema):
    """One trait of an audience; without a number or a code nobody said it."""

    by: Audience
    key: int | str | None
    name: str


class AudienceOut(Schema):
    """Leads of an audience and what they came to.

    ``rate`` is the share that buys, drawn to everybody's as far as few leads say little, ``low`` to ``high`` where it
    truly is (four of five); ``verdict`` whether that is beyond chance; ``worth`` money for a lead, ``against``
    everybody's; ``decided`` how many per cent of the leads are closed by now.
    """

    keys: list[AudienceKey]
    leads: int
    sales: int
    rate: float
    low: float
    high: float
    verdict: Verdict
    days: float | None
    check: Sum | None
    worth: Sum | None
    against: float | None
    decided: float | None


class BuyersOut(Schema):
    """Audiences, the most money for a lead first; everybody together; currencies whose money is in no figure."""

    first: date
    last: date
    whole: AudienceOut
    lines: list[AudienceOut]
    found: int
    other_currencies: list[str]


@allowed(SEE)
def buyers(
    request: HttpRequest,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    by: Audience = Audience.SECTOR,
    second: Annotated[Audience | None, Query(alias="and")] = None,
) -> BuyersOut:
    """Who of the leads of days ``from`` to ``to`` (twelve months without them) buys, by one trait or by two."""
    usual = days_of(Days.TWELVE, clock.today())
    span = asked_span(first or usual.first, last or usual.last)
    traits = (by.value,) if second in {None, by} else (by.value, str(second))
    found = asked_buyers(traits, viewer=request.actor, span=span)  # type: ignore[attr-defined]
    return BuyersOut(
        first=span.first,
        last=span.last,
        whole=_told(found.whole, traits),
        lines=[_told(each, traits) for each in found.lines],
        found=found.found,
        other_currencies=list(found.others),
    )


def routes(router: Router) -> None:
    """Give audiences their operation."""
    router.get(
        "/buyers", response={200: BuyersOut, 422: Problem}, summary="Which audiences buy, how fast, for how much"
    )(buyers)


def _told(line: BuyerLine, traits: tuple[str, ...]) -> AudienceOut:
    keys: list[Any] = [
        AudienceKey(by=Audience(by), key=key, name=name)  # type: ignore[arg-type]
        for by, (key, name) in zip(traits, line.keys, strict=False)
    ]
    return AudienceOut(
        keys=keys,
        leads=line.leads,
        sales=line.sales,
        rate=round(line.rate.value, 4),
        low=round(line.rate.low, 4),
        high=round(line.rate.high, 4),
        verdict=line.verdict,
        days=None if line.days is None else float(line.days),
        check=written(line.check) if line.check else None,
        worth=written(line.worth) if line.worth is not None else None,
        against=line.against,
        decided=None if line.decided is None else float(line.decided),
    )
