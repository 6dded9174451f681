"""The queue of somebody's day: what waits, weighed by the rule, with everything needed to do it in place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.models import Activity
from mostik.crm.queries.hours import personal_hours
from mostik.crm.queries.queue_items import (
    NEW,
    OF_ACTIVITY,
    OF_DEAL,
    QueueItem,
    activity_candidate,
    deal_candidate,
    item_of,
)
from mostik.crm.queries.words import KIND_ICONS, KINDS, RESULT_TONES, RESULTS
from mostik.crm.rules.queue import Candidate, Waits, queue
from mostik.crm.rules.waiting import Waiting
from mostik.crm.terms import ActivityKind, Outcome
from mostik.kernel.refusals import Missing
from mostik.people.access import own
from mostik.people.queries.people import person
from mostik.web import formats

#: Of so many steps due last, and so many newest deals without a step, those with most money in them are weighed.
SEARCHED = 1000
WEIGHED = 200
SHOWN = 50
_UNTOUCHED = Case(When(last_at__isnull=True, reached__lte=NEW, then=1), default=0)

Row = Mapping[str, Any]
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
    """Somebody's queue in order of worth: the first item opened, the one behind it ready, and how many of each sort."""

    person_id: int
    items: tuple[QueueItem, ...] = ()
    opened: OpenItem | None = None
    ahead: OpenItem | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many wait in all."""
        return self.counts.get("all", 0)

    @property
    def behind(self) -> str:
        """Return how many wait behind the opened one; a plus where only the weightiest were looked at."""
        steps = self.counts.get("overdue", 0) + self.counts.get("ahead", 0)
        full = steps == WEIGHED or self.total - steps == WEIGHED
        return f"{formats.number(self.total - 1)}{'+' if full else ''}"

    @property
    def rest(self) -> tuple[QueueItem, ...]:
        """Return the items behind the opened one."""
        return tuple(each for each in self.items if not self.opened or each.key != self.opened.item.key)


def my_queue(*, viewer: Actor, person_id: int | None = None, limit: int = SHOWN, open_key: str = "") -> Queue:
    """Return somebody's queue, one's own by default; eight queries, whatever the size of the data.

    ``open_key`` opens that item instead of the first. Refuses a person out of reach.
    """
    if person_id not in {None, viewer.id}:
        person(viewer=viewer, person_id=person_id or 0)
    whose = person_id or viewer.id
    if whose is None:
        raise Missing()
    found = _waiting(viewer, whose)
    weighed = queue((candidate for candidate, _row in found), limit=limit)
    rows = {(candidate.waits, candidate.number): row for candidate, row in found}
    items = tuple(item_of(each, rows[each.candidate.waits, each.candidate.number], viewer=viewer) for each in weighed)
    first = next((each for each in items if each.key == open_key), items[0] if items else None)
    behind = next((each for each in items if first and each.key != first.key), None)
    return Queue(
        person_id=whose,
        items=items,
        opened=_opened(first) if first else None,
        ahead=_opened(behind) if behind else None,
        counts=_counts([candidate for candidate, _row in found]),
    )


def queued_activity(activity_id: int, *, viewer: Actor) -> OpenItem:
    """Return one planned activity opened; refuses one done, removed or out of reach."""
    rows = visible_activities(viewer).filter(pk=activity_id, done_at__isnull=True, due_at__isnull=False)
    row = rows.values(*OF_ACTIVITY).first()
    if row is None:
        raise Missing()
    candidate = activity_candidate(row, viewer=viewer, waiting=_clock_of(viewer))
    return _opened(item_of(queue([candidate])[0], row, viewer=viewer))


def queued_deal(deal_id: int, *, viewer: Actor) -> OpenItem:
    """Return one deal opened, as when it waits for its next step."""
    row = visible_deals(viewer).filter(pk=deal_id).values(*OF_DEAL).first()
    if row is None:
        raise Missing()
    candidate = deal_candidate(row, viewer=viewer, waiting=_clock_of(viewer))
    return _opened(item_of(queue([candidate])[0], row, viewer=viewer))


def _waiting(viewer: Actor, person_id: int) -> list[tuple[Candidate, Row]]:
    """Return what waits for a person: the steps and the deals with most money in them, leads before other deals.

    One's own queue holds what waits for those whom one stands in for, too.
    """
    whose = own(viewer) if person_id == viewer.id else Q(owner=person_id)
    waiting = _clock_of(viewer, person_id)
    tonight = clock.moment(clock.today() + timedelta(days=1), datetime.min.time())
    due = visible_activities(viewer).filter(whose, done_at__isnull=True, due_at__lt=tonight)
    steps = due.filter(pk__in=due.order_by("-due_at").values("pk")[:SEARCHED]).exclude(deal__removed_at__isnull=False)
    steps = steps.order_by("-promised", _expected("deal__"), "due_at", "pk")
    without = visible_deals(viewer).filter(whose, outcome=Outcome.OPEN, next_at__isnull=True)
    deals = without.filter(pk__in=without.order_by("-pk").values("pk")[:SEARCHED])
    deals = deals.order_by(_UNTOUCHED.desc(), _expected(""), "-pk")
    planned = [(activity_candidate(row, viewer=viewer, waiting=waiting), row) for row in _first(steps, OF_ACTIVITY)]
    stepless = [(deal_candidate(row, viewer=viewer, waiting=waiting), row) for row in _first(deals, OF_DEAL)]
    return planned + stepless


def _first(rows: QuerySet[Any], columns: Sequence[str]) -> Iterable[Row]:
    return rows.values(*columns)[:WEIGHED]


def _expected(deal: str) -> OrderBy:
    """Return the order by expected money, most of it first; divided so that no amount overflows the column."""
    return (F(f"{deal}amount_minor") / 100 * F(f"{deal}stage__probability")).desc(nulls_last=True)


def _clock_of(viewer: Actor, person_id: int | None = None) -> Waiting:
    """Return what counts how long things wait: by the schedule of whoever they wait for."""
    return Waiting(now=clock.now(), hours=personal_hours(viewer=viewer, person_id=person_id), zone=clock.zone())


def _counts(candidates: Sequence[Candidate]) -> dict[str, int]:
    sorts = {
        "overdue": [each for each in candidates if each.waits is Waits.STEP and each.minutes > 0],
        "ahead": [each for each in candidates if each.waits is Waits.STEP and each.minutes <= 0],
        "no_step": [each for each in candidates if each.waits is Waits.NO_STEP],
        "new_lead": [each for each in candidates if each.waits is Waits.NEW_LEAD],
    }
    return {"all": len(candidates), **{name: len(some) for name, some in sorts.items()}}


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
