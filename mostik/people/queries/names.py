"""What people, teams and departments are called, many at once, for rooms that keep only their numbers."""

from collections.abc import Iterable
from typing import Any

from mostik.core.actors import Actor
from mostik.people.models import Department, Team, User


def titles(*, viewer: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:  # noqa: ARG001 - names are no secret here
    """Return names by number; ``kind`` is "person", "team" or "department". Unknown numbers are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    if kind == "person":
        people = User.objects.filter(pk__in=wanted).only("first_name", "last_name", "email").order_by()
        return {each.pk: each.short_name for each in people}
    book: Any = {"team": Team, "department": Department}[kind]
    return dict(book.objects.filter(pk__in=wanted).values_list("pk", "title"))


def choices_of(people: Iterable[User]) -> list[tuple[Any, str]]:
    """Return people at hand as they are chosen from: number and name."""
    return [(each.pk, each.short_name) for each in people]


def leads(*, viewer: Actor, teams: Iterable[int]) -> dict[int, tuple[int, str]]:  # noqa: ARG001 - names are no secret here
    """Return who leads each of the teams, number and name; a team without a lead is left out."""
    led = Team.objects.filter(pk__in=set(teams), lead__isnull=False).select_related("lead")
    return {team.pk: (team.lead.pk, team.lead.short_name) for team in led if team.lead}


def led_by(*, viewer: Actor, people: Iterable[int]) -> set[int]:  # noqa: ARG001 - names are no secret here
    """Return the teams led by some people."""
    return set(Team.objects.filter(lead__in=set(people)).values_list("pk", flat=True))
