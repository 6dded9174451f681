"""The next cards of the board's columns, read by index alone.

A column is a few short branches: one per team within reach, with and without a next step, each the beginning of an
index. All branches of all columns go to the database in one statement.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.crm.models import Deal, StageTotal
from mostik.crm.queries.deals import search_deals
from mostik.crm.rules.deals import StageView
from mostik.people.access import own

Found = tuple[int, Any, int]

#: Twice what a tall screen shows; the rest come as the column is scrolled. More cards would cost every opening.
CARDS = 12
CLOSED_CARDS = 5
BRANCHES = 300


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the board is narrowed to."""

    owner: int | None = None
    team: int | None = None
    channel: int | None = None
    words: str = ""

    @property
    def beyond_totals(self) -> bool:
        """Whether heads must be counted from the deals, since totals do not know these words."""
        return self.channel is not None or bool(self.words)


@dataclass(frozen=True)
class Place:
    """Where a column's cards were left off: the last one's next step and number."""

    next_at: datetime | None
    id: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Return the place written so; nothing for anything else."""
        moment, _dot, number = text.rpartition("_")
        if not number.isdecimal() or len(number) > 18:
            return None
        try:
            at = datetime.fromisoformat(moment) if moment else None
        except ValueError:
            return None
        if at is None:
            return cls(None, int(number))
        return cls(at.astimezone(clock.UTC), int(number)) if at.tzinfo and 1000 < at.year < 9000 else None

    @staticmethod
    def size(stage: StageView, after: "Place | None") -> int:
        """Return how many cards come at once: only a few of what is closed, until more are asked for."""
        return CLOSED_CARDS if stage.is_closing and after is None else CARDS

    def __str__(self) -> str:
        return f"{self.next_at.astimezone(clock.UTC).isoformat() if self.next_at else ''}_{self.id}"


def next_deals(
    shown: Sequence[StageView],
    totals: Mapping[int, Sequence[StageTotal]],
    *,
    viewer: Actor,
    asked: Asked,
    after: Place | None = None,
) -> dict[int, list[int]]:
    """Return the numbers of each column's next deals in its order, one more than is shown when there are more."""
    branches = [branch for stage in shown for branch in _branches(stage, totals[stage.id], viewer, asked, after)]
    return _in_order(shown, _nearest(branches))


def narrowed(rows: QuerySet[Deal], *, viewer: Actor, asked: Asked) -> QuerySet[Deal]:
    """Return the deals the channel and the words leave."""
    if asked.channel is not None:
        rows = rows.filter(channel=asked.channel)
    return search_deals(rows, asked.words, viewer=viewer) if asked.words else rows


def _branches(
    stage: StageView, totals: Sequence[StageTotal], viewer: Actor, asked: Asked, after: Place | None
) -> Iterator[QuerySet[Any]]:
    """Yield the beginnings of indexes that together hold the column's next cards."""
    size = Place.size(stage, after)
    for part in _parts(totals, viewer, asked):
        rows = narrowed(Deal.objects.filter(part, removed_at__isnull=True, stage=stage.id), viewer=viewer, asked=asked)
        for empty in (False, True):
            branch = _beyond(rows.filter(next_at__isnull=empty), after, empty=empty, closed=stage.is_closing)
            if branch is not None:
                yield branch.values_list("stage_id", "next_at", "pk")[: size + 1]


def _parts(totals: Sequence[StageTotal], viewer: Actor, asked: Asked) -> list[Q]:
    """Return the parts of the viewer's reach that hold any deal of a column, none of them twice."""
    if not totals:
        return []
    if asked.owner is not None:
        return [Q(owner=asked.owner) & _reach(viewer)]
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return [Q(team=asked.team)] if asked.team is not None else [Q()]
    within = viewer.teams if viewer.reach is not Reach.OWN else frozenset()
    teams = {row.team_id for row in totals} & within
    parts = [Q(team=team) for team in sorted(teams)]
    if any(row.team_id not in within for row in totals):
        parts += [Q(owner=each) & ~Q(team__in=sorted(within)) for each in sorted(viewer.selves)]
    return [part & Q(team=asked.team) for part in parts] if asked.team is not None else parts


def _reach(viewer: Actor) -> Q:
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return Q()
    within = viewer.teams if viewer.reach is not Reach.OWN else frozenset()
    return Q(team__in=sorted(within)) | own(viewer)


def _beyond(rows: QuerySet[Deal], after: Place | None, *, empty: bool, closed: bool) -> QuerySet[Deal] | None:
    """Return a branch in order and beyond a place; nothing when all of it lies before.

    Open columns go by the next step, deals without one last; closed ones the other way round, the newest first.
    """
    rows = rows.order_by("-next_at", "-pk") if closed else rows.order_by("next_at", "pk")
    if after is None or (after.next_at is None) != empty:
        passed = after is not None and (after.next_at is None) != closed
        return None if passed else rows
    further = {"pk__lt" if closed else "pk__gt": after.id}
    if empty:
        return rows.filter(**further)
    side = "lt" if closed else "gt"
    beyond = Q(**{f"next_at__{side}": after.next_at}) | Q(next_at=after.next_at, **further)
    return rows.filter(beyond, **{f"next_at__{side}e": after.next_at})


def _nearest(branches: Sequence[QuerySet[Any]]) -> list[Found]:
    """Return (stage, next step, number) of all branches, a few hundred branches to a statement."""
    found: list[Found] = []
    for start in range(0, len(branches), BRANCHES):
        parts: list[str] = []
        values: list[Any] = []
        for number, branch in enumerate(branches[start : start + BRANCHES]):
            sql, params = branch.query.sql_with_params()
            parts.append(f"SELECT * FROM ({sql}) AS branch_{number}")  # noqa: S608 - compiled by Django, values apart
            values += params
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            found += cursor.fetchall()
    return found


def _in_order(shown: Sequence[StageView], found: Sequence[Found]) -> dict[int, list[int]]:
    """Return the numbers of each column's deals in its order. The moments come as the database keeps them."""
    places: dict[int, list[tuple[bool, Any, int]]] = defaultdict(list)
    for stage, at, pk in found:
        places[stage].append((at is None, at or "", pk))
    return {stage.id: [pk for *_at, pk in sorted(places[stage.id], reverse=stage.is_closing)] for stage in shown}
