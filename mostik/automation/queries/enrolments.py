"""Which records a robot could begin with at once, and how beginning with them stands."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from mostik.automation.catalog.robots import SUBJECTS, TRIGGERS
from mostik.automation.models import Enrolment, Robot, Run
from mostik.automation.queries.robots import robot
from mostik.core.actors import Actor

FIRST: Final = 10


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The records a robot could begin with: how many, and the newest of them with their addresses."""

    count: int
    first: tuple[tuple[str, str], ...]
    running: Enrolment | None


def standing(row: Robot, *, viewer: Actor) -> QuerySet[Any] | None:
    """Return the records within reach that suit what it begins at and its conditions, and that it never began with.

    Nothing at all for a beginning that leaves nothing standing.
    """
    content = row.edition.content if row.edition else row.draft
    trigger = TRIGGERS.get(row.edition.trigger if row.edition else row.draft["trigger"])
    if trigger is None or trigger.stands is None:
        return None
    rows = SUBJECTS[row.subject].conditions.fitting(content["when"], trigger.stands(content["told"], viewer), viewer)
    return rows.exclude(pk__in=Run.objects.filter(robot=row.pk).values("number"))


def stands(row: Robot) -> bool:
    """Return whether what it begins at leaves records standing that it could begin with."""
    trigger = TRIGGERS.get(row.edition.trigger if row.edition else row.draft["trigger"])
    return bool(trigger and trigger.stands)


def standing_of(robot_id: int, *, viewer: Actor) -> Standing:
    """Return the records a robot could begin with, as far as the viewer sees."""
    row = robot(viewer=viewer, robot_id=robot_id)
    rows, subject = standing(row, viewer=viewer), SUBJECTS[row.subject]
    newest = list(rows.order_by("-pk")[:FIRST]) if rows is not None else []
    running = row.enrolments.order_by("-pk").first()
    return Standing(
        count=rows.count() if rows is not None else 0,
        first=tuple((str(each), subject.address(each.pk)) for each in newest),
        running=running,
    )
