"""What the department costs: the book of it, and what it comes to over some days."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.analysis.access import visible_costs
from mostik.analysis.catalog import Words
from mostik.analysis.models import Cost
from mostik.analysis.rules.profit import over
from mostik.analysis.terms import CostKind
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop

KINDS: Final[dict[CostKind, Words]] = {
    CostKind.PAYROLL: _("Payroll"),
    CostKind.CALLS: _("Calls"),
    CostKind.PROGRAMS: _("Programs"),
    CostKind.PLACE: _("Workplaces"),
    CostKind.OTHER: _("Other costs"),
}


class NoSuchCost(Missing):
    """The cost is not there, or not within one's reach."""

    message = gettext_noop("This cost does not exist or is not yours to see.")


def costs(*, viewer: Actor) -> "QuerySet[Cost]":
    """Return the costs within reach, the newest first."""
    return visible_costs(viewer).select_related("department", "person").order_by("-first", "kind", "title", "pk")


def cost_of(number: int, *, viewer: Actor) -> Cost:
    """Return one cost; refuses `NoSuchCost`."""
    row = costs(viewer=viewer).filter(pk=number).first()
    if row is None:
        raise NoSuchCost
    return row


def costs_within(span: Span, *, viewer: Actor) -> list[Cost]:
    """Return the costs in the company's currency that fall on any of these days."""
    rows = costs(viewer=viewer).filter(first__lte=span.last, currency=settings.CURRENCY)
    return [each for each in rows if each.last is None or each.last >= span.first.replace(day=1)]


def by_kind(rows: Iterable[Cost], span: Span) -> dict[CostKind, int]:
    """Return what costs come to over some days by kind, in minor units, in the order kinds are read."""
    found: Counter[str] = Counter()
    for each in rows:
        found[each.kind] += over(each.amount_minor, each.first, each.last, span)
    return {kind: found[kind] for kind in CostKind if found[kind]}


def by_person(rows: Iterable[Cost], span: Span) -> Counter[int]:
    """Return what each person costs over some days, in minor units."""
    found: Counter[int] = Counter()
    for each in rows:
        if each.person_id:
            found[each.person_id] += over(each.amount_minor, each.first, each.last, span)
    return found
