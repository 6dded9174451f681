"""A version of a plan from both sides: its parts, and what pipeline, leads, hours and people's own words bring."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.people.queries import names
from mostik.planning.models import Part, Plan, Settlement
from mostik.planning.queries import words
from mostik.planning.queries.capacity import capacity_of
from mostik.planning.queries.commitments import last_commitments
from mostik.planning.queries.people import sellers
from mostik.planning.queries.plans import basis_in
from mostik.planning.queries.rows import plan_row
from mostik.planning.queries.scenarios import ground_of
from mostik.planning.rules.scenarios import Seller, expected_of, lead_worth
from mostik.planning.rules.sides import Met, Side, hands_for_money, leads_for_money, met, together
from mostik.planning.terms import Way


@dataclass(frozen=True, slots=True)
class SideLine:
    """One person from both sides."""

    name: str
    side: Side
    met: Met
    why: str
    note: str
    said_at: datetime | None
    leads: int | None
    hands: int | None

    @property
    def person(self) -> int:
        """Whose line it is."""
        return self.side.person


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team from both sides, with its people."""

    title: str
    met: Met
    people: tuple[SideLine, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A step that settles a difference."""

    id: int
    person: int
    name: str
    way: str
    title: str
    amount: Money
    count: int | None
    note: str
    by: str
    at: datetime
    taken_back: bool


@dataclass(frozen=True, slots=True)
class SidesView:
    """Two plans beside each other: by team and person, and in all."""

    plan: int
    version: int
    number: int
    state: str
    department: int
    currency: str
    teams: tuple[TeamLine, ...]
    whole: Met
    steps: tuple[Settled, ...]

    def line(self, person: int) -> SideLine | None:
        """Return one person's line."""
        return next((each for team in self.teams for each in team.people if each.person == person), None)


def sides_of(*, viewer: Actor, plan_id: int) -> SidesView:
    """Return a version from both sides as things stand today; refuses `NoSuchPlan`."""
    plan = plan_row(viewer=viewer, plan_id=plan_id)
    lines = _lines(plan, viewer)
    titles = names.titles(viewer=viewer, kind="team", ids=[each.side.team for each in lines if each.side.team])
    teams = tuple(
        TeamLine(titles.get(team or 0, ""), together(each.met for each in own), own)
        for team in sorted({each.side.team for each in lines}, key=lambda team: titles.get(team or 0, ""))
        for own in [tuple(each for each in lines if each.side.team == team)]
    )
    return SidesView(
        plan=plan.pk,
        version=plan.version,
        number=plan.number,
        state=plan.state,
        department=plan.department_id,
        currency=plan.currency,
        teams=teams,
        whole=together(each.met for each in lines),
        steps=_steps(plan, viewer),
    )


def _lines(plan: Plan, viewer: Actor) -> list[SideLine]:
    found = ground_of(viewer=viewer, department_id=plan.department_id, month=plan.month)
    ground = {seller.person: seller for seller in found.sellers}
    teams = {
        each.id: each.team for each in sellers(viewer=viewer, department_id=plan.department_id, span=plan.period.span)
    }
    parts = list(Part.objects.filter(plan=plan).select_related("person").order_by("pk"))
    said = last_commitments(viewer=viewer, people=[part.person_id for part in parts], month=plan.month)
    settled, fits = _settled(plan), _fits(plan, parts, viewer)
    checks = {person.id: person.check_minor for person in basis_in(plan).people}
    amounts = [part.amount_minor for part in parts]
    lines = []
    for part in parts:
        who, word = part.person_id, said.get(part.person_id)
        seller = ground.get(who)
        deals, leads = expected_of(seller) if seller else (0.0, 0.0)
        side = Side(
            person=who,
            team=teams.get(who),
            part_minor=part.amount_minor,
            check_minor=checks.get(who, 0),
            fact_minor=seller.fact_minor if seller else 0,
            deals_minor=round(deals),
            leads_minor=round(leads),
            fits_minor=fits.get(who),
            said_minor=word.amount_minor if word else None,
            said_sales=word.sales if word else None,
            settled_minor=settled[who],
        )
        both = met(side)
        lines.append(
            SideLine(
                name=part.person.short_name,
                side=side,
                met=both,
                why=words.ground(side.ground),
                note=word.note if word else "",
                said_at=word.at if word else None,
                leads=_leads(both, seller),
                hands=hands_for_money(both.open_minor, amounts),
            )
        )
    return lines


def _leads(both: Met, seller: Seller | None) -> int | None:
    return leads_for_money(both.open_minor, lead_worth(seller)) if seller else None


def _settled(plan: Plan) -> Counter[int]:
    """Only leads and hands take of what is open: a lower part moves the part itself, a new word the word."""
    rows = Settlement.objects.filter(plan=plan, taken_back_at=None, way__in=(Way.LEADS.value, Way.HANDS.value))
    sums: Counter[int] = Counter()
    for person, amount in rows.values_list("person", "amount_minor"):
        sums[person] += amount
    return sums


def _fits(plan: Plan, parts: list[Part], viewer: Actor) -> Mapping[int, int]:
    """Return the money that fits each person's hours: the part by the share of its work there is time for."""
    found = capacity_of(viewer=viewer, plan_id=plan.pk)
    if found is None:
        return {}
    months = {each.person: each.month for each in found.people}
    return {
        part.person_id: round(part.amount_minor * month.available / month.needed)
        for part in parts
        if (month := months.get(part.person_id)) and month.needed > 0
    }


def _steps(plan: Plan, viewer: Actor) -> tuple[Settled, ...]:
    rows = list(Settlement.objects.filter(plan=plan).select_related("person"))
    makers = names.titles(viewer=viewer, kind="person", ids=[row.by for row in rows if row.by])
    return tuple(
        Settled(
            row.pk,
            row.person_id,
            row.person.short_name,
            row.way,
            words.way(row.way),
            Money(row.amount_minor, plan.currency),
            row.count,
            row.note,
            makers.get(row.by or 0, ""),
            row.at,
            row.taken_back_at is not None,
        )
        for row in rows
    )
