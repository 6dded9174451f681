"""What a month may bring: minimum, standard and maximum, the chance of any figure, and what would raise it most."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mostik.analysis.queries.metrics import metric_value
from mostik.analysis.terms import AT_ONCE, DelayCurve
from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.crm.queries.pipeline import are_many_open
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.access import Department
from mostik.people.queries.actors import below
from mostik.planning.access import LEVELS
from mostik.planning.queries import words
from mostik.planning.queries.basis import basis_from
from mostik.planning.queries.past import LOOK_BACK, Past, by_person, minor, number, past_of
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.people import sellers
from mostik.planning.queries.scenario_view import Band, Bar, PersonScenario, Raise, ScenarioView, kept_view
from mostik.planning.queries.targets import check_near
from mostik.planning.queries.waiting import before_of, left_to, waiting_deals
from mostik.planning.queries.years import season_of
from mostik.planning.rules.basis import LINKS, Basis, Source
from mostik.planning.rules.horizons import Season
from mostik.planning.rules.lead_flow import LeadFlow, lead_flow
from mostik.planning.rules.pipeline import WaitingDeal
from mostik.planning.rules.productivity import Worked
from mostik.planning.rules.scenarios import Ground, Played, Seller, Waiting, levers, played
from mostik.planning.rules.spread import columns
from mostik.planning.terms import Scenario

SEED = 1
#: Whole weeks that the flow of leads is measured over.
WEEKS = 13
#: Working days of a week: delays are counted in these.
WORKING = 5
#: More leads than these in the past looked at are not read while a page waits.
MANY_LEADS = 5_000
#: Deals paying so many working days sooner is what "speed" means.
SOONER = 3
#: The chances a table names figures for.
CHANCES = (0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05)


def levels() -> dict[str, int]:
    """Return of a hundred runs how many stay under each of the three figures."""
    return dict(company.choice(LEVELS))


def scenario_of(
    *,
    viewer: Actor,
    department_id: int | None,
    month: date,
    target: Money | None = None,
    seed: int = SEED,
    anew: bool = False,
) -> ScenarioView:
    """Return what a month may bring as things stand today; refuses a month that is over, and `NobodySells`.

    Of very many deals it is what a worker played last, unless asked ``anew``: ``as_of`` says when.
    """
    period = check_near(month)
    where = department_of(viewer=viewer, department_id=department_id)
    kept = None
    if seed == SEED and not anew:
        kept = kept_view(viewer=viewer, where=where, month=period, levels=levels())
    return replace(kept or _played(viewer, where, period, seed), target=target)


def are_many(*, viewer: Actor, department_id: int, month: Period) -> bool:
    """Return whether a department has so many deals that playing a month takes longer than a page may."""
    ids = [each.id for each in sellers(viewer=viewer, department_id=department_id, span=month.span)]
    if not ids or are_many_open(viewer=viewer, owner_ids=ids):
        return bool(ids)
    behind = Span(clock.today() - LOOK_BACK, clock.today())
    where = {"department": sorted(below(department_id))}
    return int(metric_value(viewer=viewer, code="leads", span=behind, where=where) or 0) > MANY_LEADS


def _played(viewer: Actor, where: Department, period: Period, seed: int) -> ScenarioView:
    past = past_of(viewer=viewer, department=where, month=period)
    basis = basis_from(past)
    ground, faster, season = _grounds(past, basis, viewer)
    result, asked = played(ground, seed=seed), levels()
    bounds = (asked[Scenario.MINIMUM] / 100, asked[Scenario.MAXIMUM] / 100)
    return ScenarioView(
        department=where.pk,
        department_title=where.title,
        month=period.first,
        currency=basis.currency,
        metric=basis.metric,
        figures=figures_in(result, basis.currency),
        levels=asked,
        fact=Money(result.fact_minor, basis.currency),
        of_deals=_band(result.band("of_deals", *bounds), basis.currency),
        of_leads=_band(result.band("of_leads", *bounds), basis.currency),
        deals=sum(deal.deals for each in ground.sellers for deal in each.deals),
        leads=ground.leads,
        season=season,
        chances=tuple((share, _rounded(result.at(1 - share), basis.currency)) for share in CHANCES),
        bars=tuple(
            Bar(Money(each.low, basis.currency), Money(each.high, basis.currency), each.share)
            for each in columns(result.totals)
        ),
        raises=tuple(
            Raise(each.code, words.lever(each.code, SOONER), Money(each.adds_minor, basis.currency))
            for each in levers(ground, faster)
        ),
        people=_people(result, ground, basis, bounds),
        totals=tuple(map(round, result.totals.tolist())),
        seed=seed,
        sales_known=len(ground.amounts),
    )


def ground_of(*, viewer: Actor, department_id: int | None, month: date) -> Ground:
    """Return what a month is played from, as things stand today."""
    where = department_of(viewer=viewer, department_id=department_id)
    past = past_of(viewer=viewer, department=where, month=Period.of(PeriodKind.MONTH, month))
    return ground_from(past, basis_from(past), viewer=viewer)


def ground_from(past: Past, basis: Basis, *, viewer: Actor) -> Ground:
    """Return what a month is played from, of what was read already."""
    return _grounds(past, basis, viewer)[0]


def figures_in(result: Played, currency: str) -> dict[str, Money]:
    """Return the three figures of a play, to the whole unit of the currency: nobody plans kopecks of chance."""
    asked = levels()
    return {each.value: _rounded(result.at(asked[each] / 100), currency) for each in Scenario}


def _rounded(amount: int, currency: str) -> Money:
    """Three digits are what a play can tell; a plan reads and is remembered the better for it."""
    step = 10 ** max(2, len(str(abs(amount))) - 3)
    return Money(round(amount / step) * step, currency)


def _grounds(past: Past, basis: Basis, viewer: Actor) -> tuple[Ground, Ground, float]:
    """Return the ground, the same with deals paying a few working days sooner, and the month's season."""
    season = season_of(viewer=viewer, where=past.department, year=past.month.first.year)
    weeks = _weeks(past.today)
    flow, fresh = _flow(past, season, viewer), _today(past, viewer)
    now = season.at(past.month.first)
    hourly = {person: leads * now for person, leads in flow.hourly.items()}
    deals = waiting_deals(past, basis.rates)
    found = [
        Ground(
            rates=basis.rates,
            sellers=tuple(_sellers(past, basis, hourly, deals, fresh, sooner)),
            amounts=tuple(amount for own in past.chain.sales.values() for amount in own),
            leads_seen=flow.seen,
            dispersion=flow.dispersion,
            paid_seen=past.chain.curves.get(LINKS[0], AT_ONCE).seen,
            unsure=season.unsure(past.month.first, [_pays(past, week) for week in weeks]),
        )
        for sooner in (0, SOONER)
    ]
    return found[0], found[1], now


def _sellers(  # noqa: PLR0917
    past: Past,
    basis: Basis,
    hourly: Mapping[int, float],
    deals: Mapping[int, Sequence[WaitingDeal]],
    fresh: Mapping[int, int],
    sooner: int,
) -> list[Seller]:
    usual = [link for link in LINKS[:-1] if basis.rates[link].source is Source.DEFAULT]
    before, within = left_to(past, before_of(past)), left_to(past, past.month.last)
    made = []
    for person in basis.people:
        leads, in_time = _leads(past, person.id, hourly[person.id], sooner)
        waiting = tuple(
            Waiting(
                deal.amount_minor,
                deal.link,
                _within(past, deal.link, (before, within), age=deal.age_days, sooner=sooner),
                deal.p_win if any(LINKS.index(link) >= LINKS.index(deal.link) for link in usual) else None,
                deal.deals,
                deal.squares,
            )
            for deal in deals.get(person.id, [])
        )
        made.append(
            Seller(
                person.id,
                person.rates,
                leads=leads,
                in_time=in_time,
                check_minor=person.check_minor,
                deals=waiting,
                fact_minor=person.fact_minor + fresh.get(person.id, 0),
            )
        )
    return made


def _within(past: Past, link: str, left: tuple[int, int], *, age: int = 0, sooner: int = 0) -> float:
    """Return the share that pays after the month before is over and by the end of the month."""
    curve: DelayCurve = past.chain.curves.get(link, AT_ONCE)
    before, within = (each + sooner if each >= 0 else each for each in left)
    return max(0.0, curve.share_within(within, age) - curve.share_within(before, age))


def _leads(past: Past, person: int, hourly: float, sooner: int) -> tuple[float, float]:
    """Return how many leads come to somebody from now to the month's end, and what share of their sales pays in it.

    Half of today is behind.
    """
    hours = {
        day: minutes / 60 * (0.5 if day == past.today else 1)
        for day, minutes in past.minutes[person].items()
        if past.today <= day <= past.month.last and minutes
    }
    whole = sum(hours.values())
    paid = 0.0
    for day, worked in hours.items():
        left = (left_to(past, before_of(past), since=day), left_to(past, past.month.last, since=day))
        paid += worked * _within(past, LINKS[0], left, sooner=sooner)
    return hourly * whole, paid / whole if whole else 0.0


def _weeks(today: date) -> list[Period]:
    last = Period.of(PeriodKind.WEEK, today).previous()
    return [last.shifted(-back) for back in range(WEEKS - 1, -1, -1)]


def _pays(past: Past, week: Period) -> date:
    """Return when half of the sales of a week's leads are paid: it is that day's season they are of."""
    days = past.chain.curves.get(LINKS[0], AT_ONCE).median
    return week.first + timedelta(days=round(days * 7 / WORKING))


def _flow(past: Past, season: Season, viewer: Actor) -> LeadFlow:
    """Measure leads of a mean month by whole weeks, from the first one that had any: an hour in season counts for more.

    The season is of money, so a week is of the one in which its sales are paid.
    """
    weeks = _weeks(past.today)
    ids = [each.id for each in past.people]
    came = by_person(viewer, ids, ["leads"], Span(weeks[0].first, weeks[-1].last), "week")
    began = min((first for _, first in came), default=weeks[0].first)
    return lead_flow(
        {
            person: [
                Worked(
                    number(came.get((person, week.first), {}).get("leads")),
                    sum(past.minutes[person].get(day, 0) for day in week.days()) / 60 * season.at(_pays(past, week)),
                )
                for week in weeks
                if week.first >= began
            ]
            for person in ids
        }
    )


def _today(past: Past, viewer: Actor) -> dict[int, int]:
    """Return the money of today: what a plan counts ends the evening before."""
    if not past.month.contains(past.today):
        return {}
    found = by_person(viewer, [each.id for each in past.people], [past.metric], Span(past.today, past.today), "day")
    return {person: minor(row[past.metric]) for (person, _), row in found.items()}


def _people(result: Played, ground: Ground, basis: Basis, bounds: tuple[float, float]) -> tuple[PersonScenario, ...]:
    found = []
    for at, (seller, person) in enumerate(zip(ground.sellers, basis.people, strict=True)):
        alone = result.of(at, seller.fact_minor)
        band = Band(*(Money(each, basis.currency) for each in (alone.at(bounds[0]), alone.mean, alone.at(bounds[1]))))
        deals = sum(each.deals for each in seller.deals)
        found.append(PersonScenario(person.id, person.name, band, deals, seller.leads))
    return tuple(found)


def _band(found: tuple[int, int, int], currency: str) -> Band:
    return Band(*(Money(each, currency) for each in found))
