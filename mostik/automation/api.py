"""The room for programs: robots, text robots and enrolments, what they did, begun and ended."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ninja import Router

from mostik.automation.access import visible_dialogues, visible_enrolments, visible_robots, visible_runs, visible_talks
from mostik.automation.commands import dialogues, enrolments, robots
from mostik.automation.models import Dialogue, DialogueTalk, Enrolment, Robot, Run
from mostik.automation.queries import dialogues as talkers
from mostik.core.actors import Actor
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE, EDIT = "automation.see_robots", "automation.edit_robots"
CARD = "title owner works_since made_at version"


def _calls(command: Callable[..., Any], name: str) -> Callable[..., Any]:
    return lambda by, pk, **_rest: command(by=by, **{name: pk})


def _switches(on: Callable[..., Any], off: Callable[..., Any], name: str) -> dict[str, Write]:
    """Return the two steps of whatever works by itself."""
    return {
        "switch_on": Write(
            needs=EDIT,
            call=_calls(on, name),
            says="Let it work by its draft, for whoever asks: a signed-in person, not a token",
        ),
        "switch_off": Write(needs=EDIT, call=_calls(off, name), says="Let it begin nothing any more"),
    }


def _enrol(*, by: Actor, said: dict[str, Any]) -> int:
    if not visible_robots(by).filter(pk=said["robot"], removed_at__isnull=True).exists():
        raise Invalid(gettext_noop("There is no such robot."), field="robot")
    return enrolments.enrol(by=by, robot_id=said["robot"])


ROBOTS = Resource(
    name="robots",
    one="robot",
    model=Robot,
    see=SEE,
    rows=visible_robots,
    shows=f"{CARD} kind subject",
    filters="title owner kind subject made_at",
    remove=Write(needs=EDIT, call=_calls(robots.remove_robot, "robot_id")),
    restore=Write(needs=EDIT, call=_calls(robots.restore_robot, "robot_id")),
    actions=_switches(robots.switch_on, robots.switch_off, "robot_id"),
)
RUNS = Resource(
    name="robot_runs",
    one="robot_run",
    model=Run,
    see=SEE,
    rows=visible_runs,
    shows="robot subject number state place wake_at made_at ended_at error goal",
    filters="robot subject number state made_at ended_at",
)
TEXT_ROBOTS = Resource(
    name="text_robots",
    one="text_robot",
    model=Dialogue,
    see=SEE,
    rows=visible_dialogues,
    shows=CARD,
    filters="title owner made_at",
    remove=Write(needs=EDIT, call=_calls(dialogues.remove_dialogue, "dialogue_id")),
    restore=Write(needs=EDIT, call=_calls(dialogues.restore_dialogue, "dialogue_id")),
    actions=_switches(dialogues.start_dialogue, dialogues.stop_dialogue, "dialogue_id"),
)
TEXT_TALKS = Resource(
    name="text_robot_talks",
    one="text_robot_talk",
    model=DialogueTalk,
    see=SEE,
    rows=visible_talks,
    shows="dialogue mouth number record end made_at ended_at person answer_by answered_at",
    also={"reason": (str, lambda row, _viewer: talkers.reason_words(row))},
    filters="dialogue mouth number record end made_at ended_at",
)

ENROLMENTS = Resource(
    name="enrolments",
    one="enrolment",
    model=Enrolment,
    see=SEE,
    rows=visible_enrolments,
    shows="robot total done made_at made_by ended_at cancelled",
    filters="robot made_at ended_at cancelled",
    create=Write(
        needs=EDIT,
        also={"robot": (Id, ...)},
        call=_enrol,
        says="Begin with the records that suit a robot or a sequence and were there already",
    ),
    actions={
        "stop": Write(
            needs=EDIT,
            call=_calls(enrolments.leave_enrolment, "enrolment_id"),
            says="Begin with no more of them; what was begun goes on",
        )
    },
)

router = Router(tags=["robots"])
resources.register(router, ROBOTS, RUNS, TEXT_ROBOTS, TEXT_TALKS, ENROLMENTS)
