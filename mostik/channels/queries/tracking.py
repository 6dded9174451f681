"""Sites, numbers and spend as they are set up, and the way of one deal: what touched its client before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from mostik.channels.models import Site, Spend, Touch, TrackedNumber
from mostik.channels.terms import TOUCHES, TouchKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.kernel.refusals import Missing

RIGHT = "channels.see_tracking"
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class TouchLine:
    """One touch in words: what it was, where from, which page."""

    row: Touch
    what: str

    @property
    def source(self) -> str:
        """Where the client came from: source, medium and campaign."""
        return " / ".join(each for each in (self.row.source, self.row.medium, self.row.campaign) if each)


def site_rows(*, viewer: Actor) -> QuerySet[Site]:
    """Return the sites, with visits of the last 30 days and the newest."""
    if not viewer.may(RIGHT):
        return Site.objects.none()
    lately = Count("visitors__visits", filter=_recent("visitors__visits__at"), distinct=True)
    return Site.objects.filter(removed_at__isnull=True).annotate(
        lately=lately, newest=Max("visitors__visits__at"), numbers_count=Count("numbers", distinct=True)
    )


def site(site_id: int, *, viewer: Actor) -> Site:
    """Return one site."""
    row = site_rows(viewer=viewer).filter(pk=site_id).first()
    if row is None:
        raise Missing()
    return row


def number_rows(*, viewer: Actor) -> QuerySet[TrackedNumber]:
    """Return the numbers told apart."""
    rows = TrackedNumber.objects.filter(removed_at__isnull=True).select_related("site")
    return rows if viewer.may(RIGHT) else rows.none()


def number(number_id: int, *, viewer: Actor) -> TrackedNumber:
    """Return one number."""
    row = number_rows(viewer=viewer).filter(pk=number_id).first()
    if row is None:
        raise Missing()
    return row


def spend_rows(*, viewer: Actor) -> QuerySet[Spend]:
    """Return what was spent, day by day."""
    rows = Spend.objects.filter(removed_at__isnull=True)
    return rows if viewer.may(RIGHT) else rows.none()


def touches_of(deal_id: int, *, viewer: Actor) -> Sequence[TouchLine]:
    """Return what touched a deal's client before, in order; refuses a deal out of reach."""
    if not visible_deals(viewer).filter(pk=deal_id).exists():
        raise Missing()
    rows = Touch.objects.filter(deal=deal_id).order_by("at", "pk")
    return [TouchLine(row, _(TOUCHES[TouchKind(row.kind)])) for row in rows]


def _recent(name: str) -> Q:
    return Q(**{f"{name}__gt": clock.now() - LATELY})
