"""The live load of people who sell: deals, steps, answers waited for, hours, beside the norm; what would even it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median
from typing import Final

from django.db.models import QuerySet

from mostik.channels.queries.talks import unread_by_owner
from mostik.control.access import visible_rebalances
from mostik.control.models import Rebalance, RebalanceMove
from mostik.control.rules.workload import Handing, Hands, Held, burden, own_norm, rebalance, stays, usual_norm
from mostik.control.terms import Burden
from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.crm.queries.deals import deal_rows
from mostik.crm.queries.order import open_deals
from mostik.crm.queries.workload import Movable, Steps, holders_of, leads_waiting, movable_deals, steps_by_person
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import Department
from mostik.planning.queries.basis import time_norms
from mostik.planning.queries.people import Seller, department, minutes_of, sellers

HAND_OVER = "crm.hand_over_deal"
NORM: Final = "open_deals_norm"
#: Days ahead over which hours booked are held against hours there are, and over which a full day's person is known.
AHEAD: Final = 7
FULL: Final = 28
#: A waiting step takes the minutes of these counts of the plan: a letter, message or task those of a paper.
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"call": ("calls", "talks"), "meeting": ("meetings",)}
OTHERWISE: Final = ("invoices",)
#: How many open deals a full day's person may have; 0 while the head has set nothing.
company.declare(NORM, 0)


class NoSuchRebalance(Missing):
    """The handing over is not there, or not within one's reach."""

    message = gettext_noop("This handing over does not exist or is not yours to see.")


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """Somebody's load: what they have in hand, what of it is late, hours booked of those there are; the norm."""

    id: int
    name: str
    team: int | None
    deals: int
    norm: int
    overdue: int
    today: int
    leads: int
    talks: int
    booked: float
    hours: float
    burden: Burden
    takes: bool

    @property
    def use(self) -> float | None:
        """Which part of the hours ahead is booked; nothing without hours."""
        return self.booked / self.hours if self.hours else None

    @property
    def share(self) -> float:
        """By what people are put in order: the greater of deals beside the norm and hours booked of all."""
        return max(self.deals / self.norm if self.norm else 0.0, self.use or 0.0)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One deal that would change hands."""

    deal: int
    title: str
    amount: Money
    untouched: int
    giver: int
    giver_name: str
    taker: int
    taker_name: str
    known: bool


@dataclass(frozen=True, slots=True)
class Workload:
    """A department's load: everybody, the most loaded first, the norm and whether it was set; what would even it.

    ``stay`` is how many deals of the overloaded stay where they are: near closing, or a meeting is booked.
    """

    department: int
    title: str
    people: tuple[PersonLoad, ...]
    norm: int
    is_set: bool
    middle: float
    moves: tuple[Proposed, ...]
    stay: int

    def after(self, person: PersonLoad) -> int:
        """Return how many deals somebody would have after all moves."""
        gone = sum(each.giver == person.id for each in self.moves)
        return person.deals - gone + sum(each.taker == person.id for each in self.moves)


def workload(*, viewer: Actor, department_id: int | None = None) -> Workload:
    """Return the load of a department within reach, the viewer's own when none is named, and what would even it."""
    found = department(viewer=viewer, department_id=department_id)
    today = clock.today()
    span = Span(today, today + timedelta(days=FULL - 1))
    selling = sellers(viewer=viewer, department_id=found.pk, span=Span(today, today))
    deals = open_deals(viewer=viewer)
    norm = int(company.choice(NORM))
    base = norm or usual_norm([deals[each.id] for each in selling])
    people = _people(selling, deals, base, span, viewer)
    moves, stay = _proposal(people, viewer)
    return Workload(
        department=found.pk,
        title=found.title,
        people=tuple(sorted(people, key=lambda each: (-each.share, each.name))),
        norm=base,
        is_set=bool(norm),
        middle=median([each.deals for each in people]) if people else 0,
        moves=moves,
        stay=stay,
    )


def handings(*, viewer: Actor) -> QuerySet[Rebalance]:
    """Return the handings over within reach."""
    return visible_rebalances(viewer).select_related("made_by", "department")


def moves_of(found: Rebalance, *, viewer: Actor) -> QuerySet[RebalanceMove]:
    """Return the deals of a handing over that the viewer may see, people joined."""
    deals = deal_rows(viewer=viewer).values("pk")
    return found.moves.filter(deal__in=deals).select_related("deal", "giver", "taker")


def rebalances(*, viewer: Actor, department_id: int, most: int) -> Sequence[Rebalance]:
    """Return the last handings over of a department within reach."""
    return list(handings(viewer=viewer).filter(department=department_id).order_by("-pk")[:most])


def rebalance_of(*, viewer: Actor, rebalance_id: int) -> Rebalance:
    """Return one handing over within reach; refuses `NoSuchRebalance`."""
    found = handings(viewer=viewer).filter(pk=rebalance_id).first()
    if found is None:
        raise NoSuchRebalance
    return found


def own_department(*, viewer: Actor, department_id: int | None) -> Department:
    """Return the department whose load is looked at; refuses one out of reach."""
    return department(viewer=viewer, department_id=department_id)


def _people(
    selling: Sequence[Seller], deals: Mapping[int, int], base: int, span: Span, viewer: Actor
) -> list[PersonLoad]:
    until = clock.moment(span.first + timedelta(days=AHEAD), time())
    minutes = minutes_of(people=[each.id for each in selling], span=span)
    near = span.first + timedelta(days=AHEAD)
    full = max((sum(days.values()) for days in minutes.values()), default=0)
    steps = steps_by_person(viewer=viewer, until=until)
    leads, talks = leads_waiting(viewer=viewer), unread_by_owner(viewer=viewer)
    takes_minutes = time_norms()
    rows = []
    for each in selling:
        own, have = minutes[each.id], steps.get(each.id) or Steps()
        hours = sum(worked for day, worked in own.items() if day < near) / 60
        booked = sum(count * _minutes(kind, takes_minutes) for kind, count in have.kinds.items()) / 60
        norm, count = own_norm(base, sum(own.values()), full), deals.get(each.id, 0)
        state = burden(count, norm, booked / hours if hours else None)
        rows.append(
            PersonLoad(
                id=each.id,
                name=each.name,
                team=each.team,
                deals=count,
                norm=norm,
                overdue=have.overdue,
                today=have.today,
                leads=leads[each.id],
                talks=talks[each.id],
                booked=booked,
                hours=hours,
                burden=state,
                takes=state in {Burden.ROOM, Burden.EVEN} and not _leaves(each, span.last),
            )
        )
    return rows


def _leaves(each: Seller, until: date) -> bool:
    return each.left_on is not None and each.left_on <= until


def _minutes(kind: str, norms: Mapping[str, int]) -> int:
    return sum(norms.get(kpi, 0) for kpi in TAKES.get(kind, OTHERWISE))


def _proposal(people: Sequence[PersonLoad], viewer: Actor) -> tuple[tuple[Proposed, ...], int]:
    over = [each.id for each in people if each.deals > each.norm and each.burden is not Burden.AWAY]
    if not over or not any(each.takes for each in people):
        return (), 0
    today = clock.today()
    rows = movable_deals(viewer=viewer, owners=over, until=clock.moment(today + timedelta(days=3)))
    held = [_held(each, today) for each in rows]
    holders = holders_of(viewer=viewer, clients={each.client for each in rows})
    hands = [
        Hands(each.id, each.deals, each.norm if each.burden is not Burden.AWAY else each.deals, each.takes)
        for each in people
    ]
    names, deals = {each.id: each.name for each in people}, {each.id: each for each in rows}
    found = rebalance(hands, held, holders)
    return tuple(_proposed(each, deals[each.deal], names, holders) for each in found), sum(each.stays for each in held)


def _held(each: Movable, today: date) -> Held:
    near = stays(reached=each.reached, chance=each.chance, expected_on=each.expected_on, meets=each.meets, today=today)
    return Held(each.id, each.owner, each.client, near)


def _proposed(
    move: Handing, deal: Movable, names: Mapping[int, str], holders: Mapping[str, frozenset[int]]
) -> Proposed:
    return Proposed(
        deal=deal.id,
        title=deal.title,
        amount=deal.amount,
        untouched=(clock.today() - clock.business_day(deal.touched_at)).days,
        giver=move.giver,
        giver_name=names[move.giver],
        taker=move.taker,
        taker_name=names[move.taker],
        known=move.taker in holders.get(deal.client, frozenset()),
    )
