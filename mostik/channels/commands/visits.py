"""Visits counted as they come, numbers of pools lent to visitors, and what of them led to a deal."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mostik.channels.events import DealTraced
from mostik.channels.models import NumberLease, Site, Touch, TrackedNumber, Visit, Visitor
from mostik.channels.rules import number_pools
from mostik.channels.rules.origins import LONGEST_ADDRESS, Marks, as_plain, host_of, is_of, kept_address, read_marks
from mostik.channels.terms import TouchKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Missing, Refusal, gettext_noop

#: A visitor who was away longer comes anew.
PAUSE: Final = timedelta(minutes=30)
#: Visits so long before a deal still led to it.
WINDOW: Final = timedelta(days=90)
#: Leases that ended longer ago say nothing about which number was free for longest.
LATELY: Final = timedelta(days=1)
MOST_TOUCHES: Final = 50
KEPT: Final = timedelta(days=400)
MARKS: Final = ("source", "medium", "campaign", "content", "term")
KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,32}")


class NotOurSite(Refusal, status=403):
    """The page is not of a site whose visits are counted."""

    message = gettext_noop("Visits of this site are not counted: name its host in the settings of tracking.")


@dataclass(frozen=True)
class Noted:
    """A visit counted, and the number its visitor is to be shown; none where the pool is empty or taken."""

    visit: int
    phone: str = ""


@command(needs=None)
def note_visit(*, by: Actor, site_key: str, host: str, visitor_key: str, landing: str, referrer: str = "") -> Noted:
    """Count a page somebody opened, who let us remember them: a visit begun, or gone on with.

    A new visit begins after half an hour, or when another source sent the visitor. Refuses a page of no site of ours.
    """
    site = Site.objects.filter(key=site_key, removed_at__isnull=True).first()
    if site is None or not is_of(host, frozenset(site.hosts)) or not KEY.fullmatch(visitor_key):
        raise NotOurSite
    now = clock.now()
    visitor, _made = Visitor.objects.get_or_create(
        site=site, key=visitor_key, defaults={"first_at": now, "last_at": now}
    )
    visit = _visit(visitor, read_marks(landing, referrer), landing, referrer, now)
    return Noted(visit.pk, _lent(site, visitor, visit, now))


@command(needs=None)
def trace_deal(
    *,
    by: Actor,
    deal_id: int,
    kind: TouchKind,
    key: str,
    at: datetime,
    marks: Marks | None = None,
    visitor_key: str = "",
    visitor_id: int | None = None,
    page: str = "",
) -> int:
    """Write down what led to a deal: visits of the last 90 days and the form, call or talk itself; return how many.

    The same cause is written down once. Marks of the form itself are believed before those of the last visit.
    """
    visits = _visits_before(at, visitor_key, visitor_id)
    rows = [_of_visit(deal_id, each) for each in visits]
    last = visits[-1] if visits else None
    believed = marks if marks and not marks.is_direct else _marks(last) if last else marks or Marks()
    own = Touch(deal_id=deal_id, kind=kind, at=at, key=key, page=page[:LONGEST_ADDRESS])
    for name in MARKS:
        setattr(own, name, getattr(believed, name))
    known = set(Touch.objects.filter(deal=deal_id).values_list("key", flat=True))
    fresh = [each for each in (*rows, own) if each.key not in known]
    Touch.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh:
        publish(DealTraced(at=clock.now(), deal=deal_id, source=own.source, count=len(fresh)))
    return len(fresh)


@command(needs=None)
def forget_visits(*, by: Actor) -> int:
    """Forget visitors who did not come for 400 days; touches of deals stay."""
    old = Visitor.objects.filter(last_at__lt=clock.now() - KEPT).order_by("last_at").values_list("pk", flat=True)
    return int(Visitor.objects.filter(pk__in=list(old[:5000])).delete()[0])


def whose_call(called: str, at: datetime) -> tuple[Marks, int | None]:
    """Return where a call to a number came from: its marks, and the visitor where it was a number of a pool.

    Refuses a number that is not told apart.
    """
    try:
        phone = Phone.parse(called).e164
    except Refusal:
        raise Missing() from None
    row = TrackedNumber.objects.filter(e164=phone).first()
    if row is None:
        raise Missing()
    if row.site_id is None:
        return Marks(source=row.source, medium=row.medium or "call", campaign=row.campaign), None
    leases = NumberLease.objects.filter(number=row, since__lte=at).order_by("-since").select_related("visit")[:5]
    found = number_pools.answering([_lease(each) for each in leases], at)
    visit = next((each.visit for each in leases if found and each.since == found.since), None)
    return (_marks(visit), visit.visitor_id) if visit else (Marks(), None)


def _visit(visitor: Visitor, marks: Marks, landing: str, referrer: str, now: datetime) -> Visit:
    last = locked(Visit.objects.filter(visitor=visitor)).order_by("-at").first()
    other = last is not None and not marks.is_direct and marks != _marks(last) and not _of_own(landing, referrer)
    Visitor.objects.filter(pk=visitor.pk).update(last_at=now)
    if last is not None and now - last.last_at < PAUSE and not other:
        last.pages, last.last_at = last.pages + 1, now
        last.save(update_fields=["pages", "last_at"])
        return last
    return Visit.objects.create(
        visitor=visitor,
        at=now,
        day=clock.business_day(now),
        last_at=now,
        landing=kept_address(landing),
        referrer=kept_address(referrer),
        **as_plain(marks),
    )


def _of_own(landing: str, referrer: str) -> bool:
    """Whether a page was opened from another page of the same site: the marks in its address are old."""
    return bool(referrer) and host_of(referrer) == host_of(landing)


def _lent(site: Site, visitor: Visitor, visit: Visit, now: datetime) -> str:
    """Return the phone a visitor is shown, lent for the site's time; nothing where there is none free."""
    numbers = list(locked(TrackedNumber.objects.filter(site=site, removed_at__isnull=True)).order_by("pk"))
    if not numbers:
        return ""
    lately = NumberLease.objects.filter(number__in=numbers, until__gt=now - LATELY).order_by("since")
    newest = {row.number_id: row for row in lately.select_related("visit")}
    chosen = number_pools.chosen([row.pk for row in numbers], [_lease(row) for row in newest.values()], visitor.pk, now)
    if chosen is None:
        return ""
    until, held = now + timedelta(minutes=site.minutes), newest.get(chosen)
    if held and held.visit_id == visit.pk and held.until > now:
        NumberLease.objects.filter(pk=held.pk).update(until=until)
    else:
        NumberLease.objects.create(number_id=chosen, visit=visit, since=now, until=until)
    return next(row.e164 for row in numbers if row.pk == chosen)


def _lease(row: NumberLease) -> number_pools.Lease:
    return number_pools.Lease(row.number_id, row.visit.visitor_id, row.since, row.until)


def _visits_before(at: datetime, visitor_key: str, visitor_id: int | None) -> list[Visit]:
    rows = Visit.objects.filter(at__lte=at, at__gt=at - WINDOW)
    if visitor_id:
        rows = rows.filter(visitor=visitor_id)
    elif KEY.fullmatch(visitor_key):
        rows = rows.filter(visitor__key=visitor_key)
    else:
        return []
    return list(reversed(rows.order_by("-at")[:MOST_TOUCHES]))


def _of_visit(deal_id: int, visit: Visit) -> Touch:
    told = {name: getattr(visit, name) for name in MARKS}
    key = f"visit:{visit.pk}"
    return Touch(deal_id=deal_id, kind=TouchKind.VISIT, at=visit.at, key=key, page=visit.landing, **told)


def _marks(row: Visit) -> Marks:
    return Marks(**{name: getattr(row, name) for name in MARKS}, click=row.click)
