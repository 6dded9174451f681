"""Requests to other functions: those within reach, what has come of each, what one begins with, links outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.analysis.queries.metrics import metric_table
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.queries.books import all_channels
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries.actors import below
from mostik.people.queries.calendar import company_working_days
from mostik.people.queries.notices import address
from mostik.people.queries.people import directory, working
from mostik.planning.access import visible_demands
from mostik.planning.models import Demand, Plan, Settlement
from mostik.planning.queries.rows import plan_row
from mostik.planning.rules.demands import Asked, over_usual
from mostik.planning.terms import DemandKind, DemandState, Way
from mostik.web import formats

SALT: Final = "planning.demand"
#: Days before a request that the usual flow of leads is measured over.
BEFORE: Final = timedelta(days=91)
#: How many days ahead a request is due when nothing else says so.
AHEAD: Final = {DemandKind.LEADS: 7, DemandKind.HANDS: 30, DemandKind.MATERIALS: 14}
KIND_OF: Final = {Way.LEADS.value: DemandKind.LEADS, Way.HANDS.value: DemandKind.HANDS}


class NoSuchDemand(Missing):
    """The request is not there, or not within reach."""

    message = gettext_noop("There is no such request, or it is not within your reach.")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a request's form begins with: of what kind, how many, by when, why, for which plan and money."""

    kind: DemandKind
    count: int | None
    due_on: date
    why: str
    amount: Money
    department: int
    plan: int | None = None
    settlement: int | None = None


def demands(*, viewer: Actor) -> "QuerySet[Demand]":
    """Return the requests within reach: of one's departments, and those asked of oneself."""
    return visible_demands(viewer).select_related("to", "asked_by", "plan", "sending")


def demand_row(*, viewer: Actor, demand_id: int) -> Demand:
    """Return one request within reach; refuses `NoSuchDemand`."""
    found = demands(viewer=viewer).filter(pk=demand_id).first()
    if found is None:
        raise NoSuchDemand()
    return found


def asked(row: Demand, delivered: int | None = None) -> Asked:
    """Return a request as the rules read it."""
    return Asked(
        count=row.count,
        due_on=row.due_on,
        state=DemandState(row.state),
        promised=row.promised,
        promised_on=row.promised_on,
        delivered=row.delivered if delivered is None else delivered,
    )


def came(row: Demand, *, viewer: Actor) -> int:  # noqa: ARG001 - the request was shown; counts alone
    """Return how many have come by facts, and what was written down by hand.

    Leads are those of the channel over its usual flow since the request, people those hired since to carry a plan.
    """
    since = clock.business_day(row.asked_at)
    until = min(clock.today(), clock.business_day(row.closed_at) if row.closed_at else clock.today())
    if row.kind == DemandKind.LEADS:
        if until <= since:
            return row.by_hand
        span = Span(since + timedelta(days=1), until)
        days = len(company_working_days(span=span))
        return row.by_hand + over_usual(leads_of(row.department_id, row.channel, span), row.usual, days)
    if row.kind == DemandKind.HANDS:
        hired = User.objects.filter(
            department__in=below(row.department_id), sells=True, hired_on__gt=since, hired_on__lte=until
        )
        return row.by_hand + hired.count()
    return row.by_hand


def leads_of(department: int, channel: int | None, span: Span) -> int:
    """Return how many leads of a channel, or of all, came to a department."""
    where: dict[str, Any] = {"department": sorted(below(department))}
    if channel is not None:
        where["channel"] = channel
    found = metric_table(viewer=SYSTEM, codes=["leads"], span=span, by=[], where=where)
    return int(found.get((), {}).get("leads") or 0)


def usual_flow(department: int, channel: int | None) -> float:
    """Return how many leads of a channel came a working day before today."""
    today = clock.today()
    span = Span(today - BEFORE, today - timedelta(days=1))
    days = len(company_working_days(span=span))
    return leads_of(department, channel, span) / days if days else 0.0


def beginning(*, viewer: Actor, given: Mapping[str, str]) -> Beginning:
    """Return what a request begins with: of a settled step, of a plan's page (kind, how many, money), or of nothing."""
    number = {name: int(given[name]) for name in given if given[name].isdecimal() and len(given[name]) < 18}
    plan = plan_row(viewer=viewer, plan_id=number["plan"]) if "plan" in number else None
    kind = DemandKind(given["kind"]) if given.get("kind") in set(DemandKind) else DemandKind.LEADS
    count, minor, step = number.get("count"), number.get("money", 0), None
    if plan and "settlement" in number:
        step = Settlement.objects.filter(plan=plan, pk=number["settlement"], way__in=KIND_OF).first()
    if step:
        kind, count, minor = KIND_OF[step.way], step.count, step.amount_minor
    amount = Money(minor, plan.currency if plan else settings.CURRENCY)
    return Beginning(
        kind=kind,
        count=count,
        due_on=_due(kind, plan),
        why=_why(plan, amount),
        amount=amount,
        department=plan.department_id if plan else viewer.department or 0,
        plan=plan.pk if plan else None,
        settlement=step.pk if step else None,
    )


def channels() -> list[tuple[int, str]]:
    """Return the channels leads may be asked of."""
    return [(row.id, row.title) for row in all_channels(viewer=SYSTEM) if row.active]


def addressees(*, viewer: Actor) -> list[User]:
    """Return colleagues a request may be asked of: all who work here but oneself."""
    rows = working(directory(viewer=viewer), viewer=viewer).order_by("last_name", "first_name", "pk")
    return [each for each in rows if each.pk != viewer.id]


def link_to(row: Demand) -> str:
    """Return the page outside where whoever got the letter answers; nothing while no address of Mostik is known."""
    place = address()
    return f"{place}{reverse('planning:demand_outside', args=[signing.dumps(row.pk, salt=SALT)])}" if place else ""


def letter_of(row: Demand) -> tuple[str, str]:
    """Return the title and the words of a request's letter, in the language of whoever asks."""
    with override(str(row.asked_by.language or "ru") if row.asked_by else "ru"):
        told = {
            "company": company.choice("name"),
            "kind": row.get_kind_display(),
            "count": formats.number(row.count),
            "day": formats.day_long(row.due_on),
        }
        title = _("%(company)s asks: %(kind)s, %(count)s by %(day)s") % told
        lines = [title, row.what, row.why]
        if link := link_to(row):
            lines += [_("Promise or refuse here: %(link)s") % {"link": link}]
        lines += [row.asked_by.get_full_name() if row.asked_by else ""]
    return title, "\n\n".join(line for line in lines if line)


def demand_of(token: str, *, viewer: Actor) -> Demand:  # noqa: ARG001 - the token is the right
    """Return what a link of a letter asks; refuses a link that is none."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Missing() from None
    row = Demand.objects.filter(pk=number).select_related("to", "asked_by", "department").first()
    if row is None:
        raise Missing()
    return row


def _due(kind: DemandKind, plan: Plan | None) -> date:
    """Leads are of use while they can still be paid: by the middle of what is left of the month."""
    today = clock.today()
    first = max(today, plan.month) if plan else today
    if kind is DemandKind.LEADS and plan and plan.period.last > first:
        return first + (plan.period.last - first) // 2
    return first + timedelta(days=AHEAD[kind])


def _why(plan: Plan | None, amount: Money) -> str:
    if plan is None:
        return ""
    said = {"money": formats.money(amount), "month": formats.month(plan.month)}
    if not amount.minor:
        return _("For the plan of %(month)s") % said
    return _("To cover %(money)s of the plan of %(month)s") % said
