"""Every write of robots: made, drafted step by step, switched on as an edition, switched off, removed, brought back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from mostik.automation.access import visible_robots
from mostik.automation.catalog.goals import goals_of
from mostik.automation.catalog.ready import READY
from mostik.automation.catalog.robots import DEEDS, SUBJECTS, TRIGGERS
from mostik.automation.commands.runs import stop_all
from mostik.automation.events import (
    RobotChanged,
    RobotMade,
    RobotRemoved,
    RobotRestored,
    RobotSwitchedOff,
    RobotSwitchedOn,
)
from mostik.automation.models import Robot, RobotEdition
from mostik.automation.queries.robots import answers, checked_step, robot
from mostik.automation.rules import scripts
from mostik.automation.terms import RobotKind
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop

RIGHT: Final = "automation.edit_robots"
LONGEST_TITLE: Final = 120


class Nobody(Invalid):
    """A robot acts for a person: within their rights."""

    message = gettext_noop("A robot belongs to a person: it does what they may do.")


class NotReady(Invalid):
    """A robot that would do nothing."""

    message = gettext_noop("Choose when it begins and give it at least one step.")


@command(needs=RIGHT)
def make_robot(
    *, by: Actor, title: str, trigger: str, told: Mapping[str, Any], kind: RobotKind = RobotKind.ROBOT
) -> int:
    """Make a robot, switched off, that begins at this; return its number. It will act for whoever made it."""
    begins = TRIGGERS.get(trigger)
    if begins is None or not by.may(SUBJECTS[begins.subject].right):
        raise Missing()
    when = dict(SUBJECTS[begins.subject].conditions.checked({}))
    draft = {"trigger": trigger, "told": answers(begins.asks, told, by), "when": when, "steps": []}
    return _made(by, _titled(title), kind, begins.subject, draft)


@command(needs=RIGHT)
def take_ready(*, by: Actor, code: str, on: bool = False) -> int:
    """Make a robot of a ready-made one, with the templates it writes by, and return its number; ``on`` puts it to work.

    It is the maker's own from then on: edited, switched on and off like any other.
    """
    known = READY.get(code)
    if known is None:
        raise Missing()
    draft = {"when": {}, **known.makes(by)}
    trigger = TRIGGERS[draft["trigger"]]
    draft["when"] = dict(SUBJECTS[trigger.subject].conditions.checked(draft["when"]))
    draft["told"] = answers(trigger.asks, draft["told"], by)
    draft["steps"] = [checked_step(trigger.subject, step, by) for step in draft["steps"]]
    made = _made(by, str(known.title), known.kind, trigger.subject, draft, ready=code)
    if on:
        switch_on(by=by, robot_id=made)
    return made


@command(needs=RIGHT)
def copy_robot(*, by: Actor, robot_id: int) -> int:
    """Make another robot with the same draft, switched off, for whoever copies it."""
    known = robot(viewer=by, robot_id=robot_id)
    title = _("{title} (copy)").format(title=known.title)[:LONGEST_TITLE]
    return _made(by, title, RobotKind(known.kind), known.subject, known.draft)


@command(needs=RIGHT)
def rename_robot(*, by: Actor, robot_id: int, title: str, version: int | None = None) -> None:
    """Give a robot another name. Refuses a stale version."""
    row, title = _held(by, robot_id, version), _titled(title)
    changes = (("title", row.title, title),)
    row.title = title
    _keep(row, changes)


@command(needs=RIGHT)
def set_trigger(*, by: Actor, robot_id: int, trigger: str, told: Mapping[str, Any], version: int | None = None) -> None:
    """Say when it begins. Refuses a trigger of another kind of record, and answers that do not fit."""
    row = _held(by, robot_id, version)
    begins = TRIGGERS.get(trigger)
    if begins is None or begins.subject != row.subject:
        raise Missing()
    row.draft = {**row.draft, "trigger": trigger, "told": answers(begins.asks, told, by)}
    _keep(row, (("begins", "", str(begins.words)),))


@command(needs=RIGHT)
def set_conditions(*, by: Actor, robot_id: int, when: Mapping[str, Any], version: int | None = None) -> None:
    """Say which records it works on. Refuses conditions that are none."""
    row = _held(by, robot_id, version)
    conditions = SUBJECTS[row.subject].conditions
    row.draft = {**row.draft, "when": dict(conditions.checked(when))}
    _keep(row, (("conditions", "", conditions.words(row.draft["when"], by)[:200]),))


@command(needs=RIGHT)
def set_goals(*, by: Actor, robot_id: int, goals: Sequence[str], version: int | None = None) -> None:
    """Say what its runs stop at. Refuses a goal of another kind of record."""
    row = _held(by, robot_id, version)
    known = [each for each in goals_of(row.subject) if each.code in goals]
    if len(known) != len(set(goals)):
        raise Missing()
    draft = {name: value for name, value in row.draft.items() if name != "until"}
    row.draft = {**draft, **scripts.until([each.code for each in known])}
    _keep(row, (("goals", "", ", ".join(str(each.words) for each in known)[:200]),))


@command(needs=RIGHT)
def put_step(
    *, by: Actor, robot_id: int, path: str, step: Mapping[str, Any], new: bool, version: int | None = None
) -> None:
    """Put a step in at a path, or another in place of the one there. Refuses a deed of another kind of record."""
    row = _held(by, robot_id, version)
    checked = checked_step(row.subject, step, by)
    change = scripts.with_step if new else scripts.with_other
    _draft(row, change(row.draft["steps"], path, checked), _named(checked))


@command(needs=RIGHT)
def remove_step(*, by: Actor, robot_id: int, path: str, version: int | None = None) -> Mapping[str, Any]:
    """Take a step out, with all that lies in it, and return it: it can be put in again."""
    row = _held(by, robot_id, version)
    step = scripts.step_at(row.draft["steps"], path)
    _draft(row, scripts.without(row.draft["steps"], path), _named(step))
    return step


@command(needs=RIGHT)
def move_step(*, by: Actor, robot_id: int, path: str, down: bool, version: int | None = None) -> None:
    """Move a step a place up or down its own way."""
    row = _held(by, robot_id, version)
    step = scripts.step_at(row.draft["steps"], path)
    _draft(row, scripts.moved(row.draft["steps"], path, 1 if down else -1), _named(step))


@command(needs=RIGHT)
def switch_on(*, by: Actor, robot_id: int, version: int | None = None) -> int:
    """Let a robot work by its draft from now on, as a new edition, for whoever switches it on; return the number.

    Runs on their way end as they began. Refuses a draft without steps, or with steps that are no longer there.
    """
    if by.id is None or by.kind is not ActorKind.PERSON:
        raise Nobody
    row = _held(by, robot_id, version)
    trigger, steps = TRIGGERS.get(row.draft["trigger"]), row.draft["steps"]
    if trigger is None or not steps:
        raise NotReady
    content = {
        "told": answers(trigger.asks, row.draft["told"], by),
        "when": dict(SUBJECTS[row.subject].conditions.checked(row.draft["when"])),
        "steps": [checked_step(row.subject, step, by) for step in steps],
        **scripts.until(row.draft.get("until", ())),
    }
    last = row.editions.order_by("-number").first()
    if last is None or last.content != content or last.trigger != trigger.code:
        last = RobotEdition.objects.create(
            robot=row,
            number=last.number + 1 if last else 1,
            trigger=trigger.code,
            content=content,
            made_at=clock.now(),
            made_by=by.name,
        )
    row.edition, row.works_since, row.owner_id = last, row.works_since or clock.now(), by.id
    row.version += 1
    row.save()
    publish(RobotSwitchedOn(at=clock.now(), robot=row.pk, title=row.title, edition=last.number))
    return last.number


@command(needs=RIGHT)
def switch_off(*, by: Actor, robot_id: int, stop: bool = False) -> int:
    """Let a robot begin nothing any more, at once; ``stop`` stops what is on its way too. Returns how much was."""
    row = _held(by, robot_id, None)
    row.works_since = None
    row.version += 1
    row.save(update_fields=["works_since", "version"])
    stopped = stop_all(row, by.name) if stop else 0
    publish(RobotSwitchedOff(at=clock.now(), robot=row.pk, title=row.title, stopped=stopped))
    return stopped


@command(needs=RIGHT)
def take_draft(*, by: Actor, robot_id: int, edition: int, version: int | None = None) -> None:
    """Lay an earlier edition before oneself as the draft: what works now works on."""
    row = _held(by, robot_id, version)
    known = row.editions.filter(number=edition).first()
    if known is None:
        raise Missing()
    row.draft = {"trigger": known.trigger, **known.content}
    _keep(row, (("draft", "", str(known.number)),))


@command(needs=RIGHT)
def remove_robot(*, by: Actor, robot_id: int) -> None:
    """Take a robot away, with what is on its way stopped; what it did stays to be read."""
    row = _held(by, robot_id, None)
    row.works_since, row.removed_at = None, clock.now()
    row.save(update_fields=["works_since", "removed_at"])
    stop_all(row, by.name)
    publish(RobotRemoved(at=row.removed_at, robot=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_robot(*, by: Actor, robot_id: int) -> None:
    """Bring a removed robot back, switched off."""
    row = robot(viewer=by, robot_id=robot_id, removed=True)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(RobotRestored(at=clock.now(), robot=row.pk, title=row.title))


def _made(by: Actor, title: str, kind: RobotKind, subject: str, draft: Mapping[str, Any], *, ready: str = "") -> int:
    """Write a new robot down, switched off, for whoever makes it; return its number."""
    if by.id is None or by.kind is not ActorKind.PERSON:
        raise Nobody
    told = {"title": title, "kind": kind, "subject": subject, "ready": ready, "draft": draft}
    row = Robot(owner_id=by.id, made_at=clock.now(), **told)
    row.save()
    publish(RobotMade(at=row.made_at, robot=row.pk, title=row.title))
    return row.pk


def _held(by: Actor, robot_id: int, version: int | None) -> Robot:
    row = locked(visible_robots(by).filter(pk=robot_id, removed_at__isnull=True)).first()
    if row is None:
        raise Missing()
    if version is not None and version != row.version:
        raise Conflict
    return row


def _draft(row: Robot, steps: Sequence[Mapping[str, Any]], what: str) -> None:
    row.draft = {**row.draft, "steps": steps}
    _keep(row, (("steps", "", what),))


def _keep(row: Robot, changes: tuple[tuple[str, str, str], ...]) -> None:
    row.version += 1
    row.save(update_fields=["title", "draft", "version"])
    publish(RobotChanged(at=clock.now(), robot=row.pk, title=row.title, changes=changes))


def _named(step: Mapping[str, Any]) -> str:
    known = DEEDS.get(step.get("deed", ""))
    return str(known.words) if known else str(step["kind"])


def _titled(title: str) -> str:
    title = title.strip()
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Invalid(_("A name has from 1 to 120 characters."), field="title")
    return title
