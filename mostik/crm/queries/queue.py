"""The queue of somebody's day: what waits, weighed by the rule, with everything needed to do it in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.models import Activity
from mostik.crm.queries.hours import company_hours
from mostik.crm.queries.queue_items import OF_ACTIVITY, OF_DEAL, QueueItem, of_activity, of_deal
from mostik.crm.queries.words import KIND_ICONS, KINDS, RESULT_TONES, RESULTS
from mostik.crm.rules.queue import Candidate, Queued, Waits, queue
from mostik.crm.terms import ActivityKind, Outcome
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.queries.people import person

WEIGHED = 500
SHOWN = 50
#: How much of what was said and agreed stands by the opened item.
SAID = 4
LOOKED_AT = 12


@dataclass(frozen=True)
class Said:
    """Something done before: when, what, how it ended, in whose words."""

    at: datetime
    kind: str
    result: str
    title: str
    note: str

    @property
    def icon(self) -> str:
        """Return the icon of its kind."""
        return KIND_ICONS[self.kind]

    @property
    def tone(self) -> str:
        """Return how it went, as a tone."""
        return RESULT_TONES.get(self.result, "neutral")

    @property
    def words(self) -> str:
        """Return what it was and how it ended."""
        done = str(KINDS[self.kind])
        return done if self.kind == ActivityKind.NOTE else f"{done}: {str(RESULTS[self.result]).lower()}"


@dataclass(frozen=True)
class Ahead:
    """Something else agreed for later."""

    at: datetime
    kind: str
    title: str
    promised: bool

    @property
    def icon(self) -> str:
        """Return the icon of its kind."""
        return KIND_ICONS[self.kind]

    @property
    def tone(self) -> str:
        """Return a warning for what the client was promised."""
        return "warn" if self.promised else "info"

    @property
    def words(self) -> str:
        """Return what is agreed, and whether the client was promised it."""
        agreed = _("Promised") if self.promised else _("Planned")
        return f"{agreed}: {str(KINDS[self.kind]).lower()}"


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """The item under one's hands: the last words exchanged and what else is agreed."""

    item: QueueItem
    said: tuple[Said, ...] = ()
    ahead: tuple[Ahead, ...] = ()

    @property
    def asks_next_step(self) -> bool:
        """Return whether the deal will be left without a step once this is done."""
        return self.item.is_open and self.item.deal_id is not None and not self.ahead


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Somebody's queue: the items in order of worth, the first one opened, and how many of each sort wait."""

    person_id: int
    items: tuple[QueueItem, ...] = ()
    opened: OpenItem | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many wait in all."""
        return self.counts.get("all", 0)

    @property
    def behind(self) -> int:
        """Return how many wait behind the opened one, those not shown included."""
        return self.total - 1

    @property
    def rest(self) -> tuple[QueueItem, ...]:
        """Return the items behind the opened one."""
        return tuple(each for each in self.items if not self.opened or each.key != self.opened.item.key)


def my_queue(*, viewer: Actor, person_id: int | None = None, limit: int = SHOWN, open_key: str = "") -> Queue:
    """Return somebody's queue, one's own by default; four queries, whatever the size of the data.

    ``open_key`` opens that item instead of the first. Refuses a person out of reach.
    """
    if person_id not in {None, viewer.id}:
        person(viewer=viewer, person_id=person_id or 0)
    whose = person_id or viewer.id
    if whose is None:
        raise Missing()
    found = {(each.waits, each.number): each for each in _waiting(viewer, whose)}
    weighed = queue(_candidate(each) for each in found.values())
    items = tuple(_weighed(found, each) for each in weighed[:limit])
    first = next((each for each in items if each.key == open_key), items[0] if items else None)
    return Queue(
        person_id=whose,
        items=items,
        opened=_opened(first) if first else None,
        counts=_counts(found.values()),
    )


def queued_activity(activity_id: int, *, viewer: Actor) -> OpenItem:
    """Return one planned activity opened; refuses one done, removed or out of reach."""
    rows = visible_activities(viewer).filter(pk=activity_id, done_at__isnull=True, due_at__isnull=False)
    row = rows.values(*OF_ACTIVITY).first()
    if row is None:
        raise Missing()
    return _opened(of_activity(row, viewer=viewer, now=clock.now(), hours=company_hours(viewer=viewer)))


def queued_deal(deal_id: int, *, viewer: Actor) -> OpenItem:
    """Return one deal opened, as when it waits for its next step."""
    row = visible_deals(viewer).filter(pk=deal_id).values(*OF_DEAL).first()
    if row is None:
        raise Missing()
    return _opened(of_deal(row, viewer=viewer, now=clock.now(), hours=company_hours(viewer=viewer)))


def _waiting(viewer: Actor, person_id: int) -> Iterable[QueueItem]:
    now, hours = clock.now(), company_hours(viewer=viewer)
    tonight = clock.moment(clock.today() + timedelta(days=1), datetime.min.time())
    steps = visible_activities(viewer).filter(owner=person_id, done_at__isnull=True, due_at__lt=tonight)
    steps = steps.exclude(deal__removed_at__isnull=False).order_by("due_at", "pk")
    for row in steps.values(*OF_ACTIVITY)[:WEIGHED]:
        yield of_activity(row, viewer=viewer, now=now, hours=hours)
    deals = visible_deals(viewer).filter(owner=person_id, outcome=Outcome.OPEN, next_at__isnull=True)
    for row in deals.order_by("-pk").values(*OF_DEAL)[:WEIGHED]:
        yield of_deal(row, viewer=viewer, now=now, hours=hours)


def _candidate(item: QueueItem) -> Candidate:
    return Candidate(
        number=item.number,
        waits=item.waits,
        amount_minor=item.amount.minor,
        probability=item.probability,
        minutes=item.minutes,
        promised=item.promised,
        due_at=item.due_at,
    )


def _weighed(found: Mapping[tuple[Waits, int], QueueItem], queued: Queued) -> QueueItem:
    item = found[queued.candidate.waits, queued.candidate.number]
    return replace(item, worth=Money(queued.worth, item.amount.currency))


def _counts(items: Iterable[QueueItem]) -> dict[str, int]:
    listed = list(items)
    sorts = {
        "overdue": [each for each in listed if each.waits is Waits.STEP and each.minutes > 0],
        "ahead": [each for each in listed if each.waits is Waits.STEP and each.minutes <= 0],
        "no_step": [each for each in listed if each.waits is Waits.NO_STEP],
        "new_lead": [each for each in listed if each.waits is Waits.NEW_LEAD],
    }
    return {"all": len(listed), **{name: len(some) for name, some in sorts.items()}}


def _opened(item: QueueItem) -> OpenItem:
    """Return an item with what was said and agreed before, on its deal or, without one, with its client."""
    of = {"deal": item.deal_id} if item.deal_id else {"company": item.company_id}
    if not any(of.values()):
        return OpenItem(item=item)
    rows = Activity.objects.filter(**of, removed_at__isnull=True).exclude(pk=item.activity_id or 0)
    listed = list(rows.order_by(F("done_at").desc(nulls_first=True), "due_at", "pk")[:LOOKED_AT])
    return OpenItem(
        item=item,
        said=tuple(
            Said(row.done_at, row.kind, row.result, row.title, row.note) for row in listed if row.done_at is not None
        )[:SAID],
        ahead=tuple(
            Ahead(row.due_at, row.kind, row.title, row.promised)
            for row in listed
            if row.done_at is None and row.due_at is not None
        ),
    )
