"""Tracking for programs: spend sent in, calls told of, what each source cost and brought."""

from datetime import date
from fractions import Fraction
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from mostik.channels.commands.calls import note_call
from mostik.channels.commands.spend import keep_spend
from mostik.channels.models import Spend, Touch, Visit
from mostik.channels.queries.roi import MARKS, Asked, Depth, report
from mostik.channels.rules.attribution import Model
from mostik.channels.rules.origins import LONGEST
from mostik.channels.rules.roi import Key, Line
from mostik.channels.rules.spend import LARGEST, SpendRow
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.crm.access import visible_deals
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Amount, Id, Sum, allowed, written
from mostik.web.resources import READS, WRITES
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE = Policy.needs("channels.see_tracking")
KEEP = Policy.needs("channels.edit_tracking")
CALL = Policy.needs("channels.note_calls")
Day = Annotated[date, Field(ge=schemas.FIRST, le=schemas.LAST)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]


class SpendIn(Schema):
    """What a day of a campaign cost, in the company's currency."""

    day: Day
    source: schemas.text(LONGEST, 1, "yandex")  # type: ignore[valid-type]
    medium: schemas.text(LONGEST, 0, "cpc") = ""  # type: ignore[valid-type]
    campaign: schemas.text(LONGEST, 0, "spring") = ""  # type: ignore[valid-type]
    amount: Amount
    clicks: Count = 0
    impressions: Count = 0


class SpendsIn(Schema):
    """Spend by days; ``origin`` is the program it comes from."""

    origin: schemas.text(120, 1, "ads sync")  # type: ignore[valid-type]
    rows: Annotated[list[SpendIn], Field(min_length=1, max_length=5000)]


class Kept(Schema):
    """How many rows are written down."""

    rows: int


class CallIn(Schema):
    """A call to one of the numbers told apart; ``call`` is its number in the telephony."""

    called: schemas.text(40, 3, "+74951234567")  # type: ignore[valid-type]
    caller: schemas.text(40, 3, "+79123456789")  # type: ignore[valid-type]
    call: schemas.text(100, 1, "c-1024")  # type: ignore[valid-type]
    at: schemas.Moment | None = None


class CallOut(Schema):
    """The deal a call belongs to."""

    deal: Id


class LineOut(Schema):
    """What a source cost and brought; counts are shares of deals by the model asked for."""

    marks: dict[str, str]
    spend: Sum
    clicks: int
    visits: int
    leads: float
    qualified: float
    won: float
    paid: Sum
    romi: float | None


VISITS = Resource(
    name="visits",
    one="visit",
    model=Visit,
    see="channels.see_tracking",
    rows=lambda viewer: Visit.objects.all() if viewer.may("channels.see_tracking") else Visit.objects.none(),
    shows="visitor at day last_at pages landing referrer source medium campaign content term click",
    filters="visitor day source medium campaign at",
)
TOUCHES = Resource(
    name="touches",
    one="touch",
    model=Touch,
    kind="channels.touch",
    see="crm.see_deals",
    rows=lambda viewer: Touch.objects.filter(deal__in=visible_deals(viewer)),
    shows="deal kind at page source medium campaign content term",
    filters="deal kind source medium campaign at",
)
SPENT = Resource(
    name="spend",
    one="spend_day",
    model=Spend,
    see="channels.see_tracking",
    rows=lambda viewer: Spend.objects.all() if viewer.may("channels.see_tracking") else Spend.objects.none(),
    shows="day source medium campaign amount clicks shows origin",
    filters="day source medium campaign origin",
)


def routes(router: Router) -> None:
    """Give tracking its operations."""
    resources.register(router, VISITS, TOUCHES, SPENT)

    @router.post("/spend", response={201: Kept, **WRITES}, url_name="api_spend", tags=["tracking"])
    @allowed(KEEP)
    def spend(request: HttpRequest, said: SpendsIn) -> Status:
        """Write down spend; a day of a campaign sent again takes the new figures."""
        rows = [_row(each) for each in said.rows]
        return Status(201, {"rows": keep_spend(by=_actor(request), rows=rows, origin=said.origin)})

    @router.post("/calls", response={201: CallOut, **WRITES}, url_name="api_calls", tags=["tracking"])
    @allowed(CALL)
    def call(request: HttpRequest, said: CallIn) -> Status:
        """Tell of a call to a number told apart: the caller becomes a lead that knows where it came from."""
        told = {"called": said.called, "caller": said.caller, "call": said.call}
        return Status(201, {"deal": note_call(by=_actor(request), at=said.at, **told)})

    @router.get("/tracking", response={200: list[LineOut], **READS}, url_name="api_tracking", tags=["tracking"])
    @allowed(SEE)
    def lines(
        request: HttpRequest,
        first: Annotated[date, Query(ge=schemas.FIRST, le=schemas.LAST)],
        last: Annotated[date, Query(ge=schemas.FIRST, le=schemas.LAST)],
        by: Depth = Depth.SOURCE,
        model: Model = Model.LAST,
    ) -> list[dict[str, Any]]:
        """What each source cost and brought, by leads of the days asked for."""
        if not 0 <= (last - first).days <= 1100:
            raise Invalid(field="last")
        told = report(Asked(first=first, last=last, depth=by, model=model), viewer=_actor(request))
        return [_line(key, line, by, told.currency) for key, line in told.lines]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _row(said: SpendIn) -> SpendRow:
    return SpendRow(
        day=said.day,
        source=said.source.strip().casefold(),
        medium=said.medium.strip().casefold(),
        campaign=said.campaign.strip(),
        amount_minor=Money.parse(said.amount, choice("currency")).minor,
        clicks=said.clicks,
        shows=said.impressions,
    )


def _line(key: Key, line: Line, by: Depth, currency: str) -> dict[str, Any]:
    return {
        "marks": dict(zip(MARKS[by], key, strict=False)),
        "spend": written(Money(line.spend, currency)),
        "clicks": line.clicks,
        "visits": line.visits,
        "leads": _float(line.leads),
        "qualified": _float(line.target),
        "won": _float(line.won),
        "paid": written(Money(line.paid, currency)),
        "romi": None if line.romi is None else _float(line.romi),
    }


def _float(share: Fraction) -> float:
    return round(float(share), 4)
