"""The ten minutes of a morning: of each person yesterday, today, what was won, what gets in the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from mostik.analysis.queries.metrics import metric_value
from mostik.analysis.queries.records import Drill, Record, drill
from mostik.control.queries.cases import cases_of
from mostik.core import clock
from mostik.core.actors import Actor, Reach
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.organisation.access import visible_standups
from mostik.organisation.models import Standup, Voice
from mostik.people.queries.people import away_today
from mostik.planning.queries.counts import METRICS, Counts, counts_on, working_days_before
from mostik.planning.queries.people import department
from mostik.planning.queries.today import PersonToday, team_today

#: Sales of the day before that are named; the rest is behind the figure.
MOST_WINS = 12


class NoSuchStandup(Missing):
    """The standup is not there, or not within one's reach."""

    message = gettext_noop("This standup does not exist or is not yours to see.")


@dataclass(frozen=True, slots=True)
class Yesterday:
    """One KPI of the day before: what was due by the plan and what was done."""

    kpi: str
    due: int
    done: int

    @property
    def is_short(self) -> bool:
        """Whether less was done than was due."""
        return self.done < self.due


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the standup. ``voice`` is what has been noted of them, None until then."""

    person: int
    name: str
    away: bool
    yesterday: tuple[Yesterday, ...]
    today: PersonToday | None
    case: int | None
    voice: Voice | None


@dataclass(frozen=True, slots=True)
class Morning:
    """A department's morning. ``before`` is the working day before it, None where there is none known.

    ``sold`` are the deals its people won since then and ``won`` their money; ``wins`` names the newest of them.
    """

    department: int
    title: str
    day: date
    before: date | None
    standup: Standup | None
    seats: tuple[Seat, ...]
    wins: tuple[Record, ...]
    sold: int
    won: Money
    asked: tuple[tuple[str, int], ...]

    @property
    def heard(self) -> int:
        """How many have been heard or noted as not there."""
        return sum(each.voice is not None for each in self.seats)


def standups(*, viewer: Actor) -> QuerySet[Standup]:
    """Return the standups within reach, with how many were there and how many said something gets in the way."""
    return (
        visible_standups(viewer)
        .select_related("department", "keeper")
        .annotate(
            heard=Count("voices", filter=Q(voices__there=True)),
            blockers=Count("voices", filter=~Q(voices__blocker="")),
        )
    )


def standup(*, viewer: Actor, standup_id: int) -> Standup:
    """Return one standup within reach; refuses `NoSuchStandup`."""
    found = standups(viewer=viewer).filter(pk=standup_id).first()
    if found is None:
        raise NoSuchStandup
    return found


def voices(*, viewer: Actor, standup_id: int) -> Sequence[Voice]:
    """Return what was noted at a standup within reach, by name."""
    rows = Voice.objects.filter(standup=standup(viewer=viewer, standup_id=standup_id)).select_related("person")
    return list(rows.order_by("person__last_name", "person__first_name", "person"))


def morning(*, viewer: Actor, department_id: int | None = None) -> Morning:
    """Return this morning of a department within reach, the viewer's own when none is named; refuses `Missing`."""
    place, today = department(viewer=viewer, department_id=department_id), clock.today()
    before = next(iter(working_days_before(today, 1)), None)
    held = visible_standups(viewer).filter(department=place, team=team_of(viewer), day=today).first()
    people = {each.person: each for each in team_today(viewer=viewer, department_id=place.pk, day=today)}
    counts = counts_on(viewer=viewer, department_id=place.pk, days=[before] if before else [])
    names = {each.person: each.name for each in counts} | {each.person: each.name for each in people.values()}
    sold = _sold(viewer, Span(before or today, today), list(names)) if names else None
    return Morning(
        department=place.pk,
        title=place.title,
        day=today,
        before=before,
        standup=held,
        seats=_seats(viewer, names, people, {each.person: each for each in counts}, held, before),
        wins=sold.records[:MOST_WINS] if sold else (),
        sold=sold.total if sold else 0,
        won=_won(viewer, Span(before or today, today), list(names)),
        asked=_asked(people.values()),
    )


def team_of(viewer: Actor) -> int | None:
    """Return the team whose standup one holds; None where one holds the whole department's."""
    return viewer.team if viewer.reach is Reach.TEAM else None


def _seats(  # noqa: PLR0917
    viewer: Actor,
    names: Mapping[int, str],
    people: Mapping[int, PersonToday],
    counts: Mapping[int, Counts],
    held: Standup | None,
    before: date | None,
) -> tuple[Seat, ...]:
    away = away_today(viewer=viewer, people_ids=list(names))
    cases = cases_of(names, viewer=viewer)
    heard = {each.person_id: each for each in held.voices.all()} if held else {}
    return tuple(
        Seat(
            person=person,
            name=name,
            away=person in away,
            yesterday=_yesterday(counts[person], before) if before and person in counts else (),
            today=people.get(person),
            case=cases.get(person),
            voice=heard.get(person),
        )
        for person, name in sorted(names.items(), key=lambda each: (each[1], each[0]))
    )


def _yesterday(counts: Counts, day: date) -> tuple[Yesterday, ...]:
    found = (Yesterday(kpi, round(counts.due[kpi].get(day, 0)), counts.done[kpi][day]) for kpi in METRICS)
    return tuple(each for each in found if each.due or each.done)


def _asked(people: Iterable[PersonToday]) -> tuple[tuple[str, int], ...]:
    """Return the department's numbers for today by KPI, those of which anything is asked."""
    summed: dict[str, int] = {}
    for each in people:
        for number in each.numbers:
            summed[number.title] = summed.get(number.title, 0) + number.due
    return tuple((title, count) for title, count in summed.items() if count)


def _sold(viewer: Actor, span: Span, people: Sequence[int]) -> Drill:
    return drill(viewer=viewer, code="deals_won", span=span, values={"person": people})


def _won(viewer: Actor, span: Span, people: Sequence[int]) -> Money:
    return Money.of(metric_value(viewer=viewer, code="revenue_won", span=span, where={"person": people}) or 0)
