"""The structure as it is drawn: who reports to whom, departments with their teams."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import colleagues, sees_all, visible_departments, visible_people, visible_teams
from mostik.people.models import Department, Team, User
from mostik.people.queries.people import away_today, working
from mostik.people.rules.structure import LONGEST_CHAIN, chain, reports, roots, state


class NoSuchPlace(Missing):
    """There is no such department or team."""

    message = gettext_noop("There is no such department or team.")


@dataclass(frozen=True)
class Place:
    """One person in the tree: who, as what, in which state, and those who report to them."""

    id: int
    name: str
    position: str
    state: str
    opens: bool
    reports: tuple["Place", ...]


@dataclass(frozen=True)
class TeamLine:
    """A team with its lead and how many work in it."""

    id: int
    title: str
    lead: str
    lead_id: int | None
    people: int
    editable: bool

    @property
    def key(self) -> str:
        """Return the number as it stands in an address."""
        return str(self.id)


@dataclass(frozen=True)
class Unit:
    """A department: how deep it lies, how many work in it, its teams."""

    id: int
    title: str
    depth: int
    people: int
    teams: tuple[TeamLine, ...]
    editable: bool

    @property
    def key(self) -> str:
        """Return the number as it stands in an address."""
        return str(self.id)


@dataclass(frozen=True)
class Tree:
    """Who reports to whom, and whether chains of approval stay short."""

    tops: tuple[Place, ...]
    people: int
    longest: int
    long_chains: tuple[str, ...]


def tree(*, viewer: Actor) -> Tree:
    """Return the tree of those who work here; whoever reports to nobody stands at the top."""
    rows = {row.pk: row for row in working(colleagues(viewer), viewer=viewer)}
    bosses = {pk: row.reports_to_id for pk, row in rows.items()}
    away = away_today(viewer=viewer)
    opens = set(visible_people(viewer).values_list("pk", flat=True))
    below = reports(bosses)

    def place(pk: int, above: frozenset[int] = frozenset()) -> Place:
        row, seen = rows[pk], above | {pk}
        under = tuple(place(each, seen) for each in below.get(pk, []) if each not in seen)
        return Place(pk, row.short_name, row.position, _state(row, away), pk in opens, under)

    depths = {pk: len(chain(pk, bosses)) for pk in rows}
    long = tuple(rows[pk].short_name for pk, depth in depths.items() if depth > LONGEST_CHAIN)
    return Tree(tuple(place(pk) for pk in roots(bosses)), len(rows), max(depths.values(), default=0), long)


def units(*, viewer: Actor) -> list[Unit]:
    """Return the departments from the top down, each with its teams and how many work there."""
    staff = working(colleagues(viewer), viewer=viewer)
    by_team = Counter(staff.values_list("team_id", flat=True))
    by_department = Counter(staff.values_list("department_id", flat=True))
    editable = None if sees_all(viewer) else set(visible_departments(viewer).values_list("pk", flat=True))
    teams: dict[int, list[TeamLine]] = {}
    for team in Team.objects.filter(archived_at__isnull=True).select_related("lead").order_by("title"):
        lead = team.lead
        may = editable is None or team.department_id in editable
        line = TeamLine(team.pk, team.title, lead.short_name if lead else "", team.lead_id, by_team[team.pk], may)
        teams.setdefault(team.department_id, []).append(line)
    return [
        Unit(
            row.pk,
            row.title,
            depth,
            by_department[row.pk],
            tuple(teams.get(row.pk, ())),
            editable is None or row.pk in editable,
        )
        for row, depth in _in_order(list(Department.objects.filter(archived_at__isnull=True).order_by("title")))
    ]


def department(*, viewer: Actor, department_id: int) -> Department:
    """Return a department in use within reach; refuses `NoSuchPlace`."""
    if row := visible_departments(viewer).filter(pk=department_id, archived_at__isnull=True).first():
        return row
    raise NoSuchPlace


def team(*, viewer: Actor, team_id: int) -> Team:
    """Return a team in use within reach; refuses `NoSuchPlace`."""
    if row := visible_teams(viewer).filter(pk=team_id, archived_at__isnull=True).select_related("lead").first():
        return row
    raise NoSuchPlace


def departments(*, viewer: Actor, within: bool = False) -> list[tuple[int, str]]:
    """Return departments to choose from: all, or those the viewer may place people in; deeper ones indented."""
    keep = set(visible_departments(viewer).values_list("pk", flat=True)) if within else None
    ordered = _in_order(list(Department.objects.filter(archived_at__isnull=True).order_by("title")))
    return [(row.pk, "\u2003" * depth + row.title) for row, depth in ordered if keep is None or row.pk in keep]


def teams(*, viewer: Actor, within: bool = False) -> list[tuple[int, str]]:
    """Return teams to choose from, each with its department."""
    rows = Team.objects.filter(archived_at__isnull=True).select_related("department")
    if within:
        rows = rows.filter(department__in=visible_departments(viewer))
    return [(row.pk, f"{row.department.title} · {row.title}") for row in rows.order_by("department__title", "title")]


def heads(*, viewer: Actor, within: bool = False) -> list[tuple[int, str]]:
    """Return people to choose a head or a lead from."""
    rows = working(visible_people(viewer) if within else colleagues(viewer), viewer=viewer)
    return [(row.pk, _called(row)) for row in rows]


def _state(row: User, away: set[int]) -> str:
    return state(active=row.is_active, left_on=row.left_on, away=row.pk in away, today=clock.today())


def _called(row: User) -> str:
    return f"{row.short_name}, {row.position}" if row.position else row.short_name


def _in_order(rows: Sequence[Department]) -> list[tuple[Department, int]]:
    """Return departments with those under them right after, and how deep each lies."""
    known: Mapping[int, Department] = {row.pk: row for row in rows}
    under: dict[int | None, list[Department]] = {}
    for row in rows:
        under.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)

    def walk(parent: int | None, depth: int) -> list[tuple[Department, int]]:
        return [each for row in under.get(parent, []) for each in [(row, depth), *walk(row.pk, depth + 1)]]

    return walk(None, 0)
