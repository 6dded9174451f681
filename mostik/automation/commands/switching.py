"""Many robots switched on and off at once, and a way back."""

from collections.abc import Collection

from mostik.automation.access import visible_robots
from mostik.automation.commands.robots import RIGHT, switch_off, switch_on
from mostik.automation.events import RobotSwitchedOff, RobotSwitchedOn
from mostik.automation.models import Robot
from mostik.core import clock, many
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.models import Entry
from mostik.kernel.many import Outcome


@command(needs=RIGHT)
def switch_on_all(*, by: Actor, robot_ids: Collection[int]) -> Outcome:
    """Let those of these robots that rest work by their drafts; one that has nothing to do yet is named."""
    return many.each(_standing(by, robot_ids, works=False), lambda number: switch_on(by=by, robot_id=number))


@command(needs=RIGHT)
def switch_off_all(*, by: Actor, robot_ids: Collection[int]) -> Outcome:
    """Let those of these robots that work begin nothing any more. What is on its way goes on."""
    return many.each(_standing(by, robot_ids, works=True), lambda number: switch_off(by=by, robot_id=number))


@command(needs=RIGHT)
def work_again(*, by: Actor, robot_ids: Collection[int]) -> list[int]:
    """Let robots the same person switched off last work again as they did: same edition, same owner; return them.

    One changed hands or switched on by somebody meanwhile is left alone.
    """
    known = visible_robots(by).filter(pk__in=robot_ids, removed_at__isnull=True, works_since__isnull=True)
    rows = [row for row in locked(known.filter(edition__isnull=False)) if _switched_off_by(row, by)]
    for row in rows:
        row.works_since = clock.now()
        row.version += 1
        row.save(update_fields=["works_since", "version"])
        edition = row.edition.number if row.edition else 0
        publish(RobotSwitchedOn(at=clock.now(), robot=row.pk, title=row.title, edition=edition))
    return [row.pk for row in rows]


def _standing(by: Actor, robot_ids: Collection[int], *, works: bool) -> list[tuple[int, str]]:
    rows = visible_robots(by).filter(pk__in=robot_ids, removed_at__isnull=True, works_since__isnull=not works)
    return list(rows.order_by("pk").values_list("pk", "title"))


def _switched_off_by(row: Robot, by: Actor) -> bool:
    """Return whether it was this person who switched a robot last, and off."""
    lines = Entry.objects.filter(about_kind="automation.robot", about_id=row.pk)
    last = lines.filter(name__in=[RobotSwitchedOn.name, RobotSwitchedOff.name]).order_by("-pk").first()
    return last is not None and last.name == RobotSwitchedOff.name and last.actor_id == by.id
