"""How much work with clients people have in hand: waiting steps, leads not answered, deals that may change hands."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.models.activities import WAITING
from mostik.crm.models.deals import WORKED
from mostik.crm.queries.order import UNANSWERED
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money


@dataclass(slots=True)
class Steps:
    """Somebody's waiting steps: how many are overdue, how many more are due today, by kind those due until a day."""

    overdue: int = 0
    today: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Movable:
    """An open deal as it is weighed whether it may change hands; ``client`` is the same for deals of one client."""

    id: int
    title: str
    owner: int
    client: str
    amount: Money
    reached: int
    chance: int | None
    expected_on: date | None
    touched_at: datetime
    meets: bool


def steps_by_person(*, viewer: Actor, until: datetime) -> Mapping[int, Steps]:
    """Return the waiting steps of everybody within reach due until a moment, overdue ones among them.

    Two queries: all, and those of removed deals, few, to take off; to ask of every step's deal takes twice as long.
    """
    now, found = clock.now(), defaultdict[int, Steps](Steps)
    tomorrow = clock.moment(clock.today() + timedelta(days=1), time())
    late, today = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=tomorrow)
    waiting = visible_activities(viewer).filter(WAITING, due_at__lt=until).order_by()
    for sign, rows in ((1, waiting), (-1, waiting.filter(deal__removed_at__isnull=False))):
        counted = rows.values_list("owner", "kind").annotate(
            all=Count("*"), late=Count("due_at", filter=late), soon=Count("due_at", filter=today)
        )
        for owner, kind, count, overdue, due in counted:
            has = found[owner]
            has.kinds[kind] += sign * count
            has.overdue += sign * overdue
            has.today += sign * due
    return found


def leads_waiting(*, viewer: Actor) -> Counter[int]:
    """Return how many leads of each owner no person has answered yet."""
    rows = visible_deals(viewer).filter(UNANSWERED)
    return Counter(dict(rows.order_by().values_list("owner").annotate(deals=Count("*"))))


def movable_deals(*, viewer: Actor, owners: Collection[int], until: datetime) -> list[Movable]:
    """Return the open deals of some people within reach, the longest untouched first.

    ``meets`` is whether a meeting waits before a moment.
    """
    meeting = visible_activities(viewer).filter(
        WAITING, deal=OuterRef("pk"), kind=ActivityKind.MEETING, due_at__lt=until
    )
    rows = visible_deals(viewer).filter(WORKED, owner__in=sorted(owners)).annotate(meets=Exists(meeting))
    return sorted(
        (
            Movable(
                id=row.pk,
                title=row.title,
                owner=row.owner_id,
                client=_client(row.company_id, row.contact_id, row.pk),
                amount=row.amount,
                reached=row.reached,
                chance=row.chance,
                expected_on=row.expected_on,
                touched_at=row.last_at or row.created_at,
                meets=row.meets,
            )
            for row in rows
        ),
        key=lambda each: (each.touched_at, each.id),
    )


def holders_of(*, viewer: Actor, clients: Collection[str]) -> Mapping[str, frozenset[int]]:
    """Return who has open deals of each client."""
    numbers: dict[str, list[int]] = {"company": [], "contact": []}
    for each in clients:
        kind, _colon, number = each.partition(":")
        if kind in numbers:
            numbers[kind].append(int(number))
    found = defaultdict[str, set[int]](set)
    rows = visible_deals(viewer).filter(WORKED).order_by()
    for kind, keys in numbers.items():
        for key, owner in rows.filter(**{f"{kind}__in": keys}).values_list(kind, "owner").distinct():
            found[f"{kind}:{key}"].add(owner)
    return {client: frozenset(owners) for client, owners in found.items()}


def owners_of(*, viewer: Actor, deal_ids: Collection[int]) -> Mapping[int, tuple[int, str]]:
    """Return whose some deals within reach are, and how they are called."""
    rows = visible_deals(viewer).filter(pk__in=sorted(deal_ids)).values_list("pk", "owner", "title")
    return {pk: (owner, title) for pk, owner, title in rows}


def _client(company: int | None, contact: int | None, deal: int) -> str:
    """Return by what deals of one client are the same; one without a client is alone."""
    return f"company:{company}" if company else f"contact:{contact}" if contact else f"deal:{deal}"
