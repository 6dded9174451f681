"""Words of the room: what a step of a robot is, how its run stands."""

from enum import StrEnum

from mostik.kernel.events import N_


class StepKind(StrEnum):
    """What a step of a robot is."""

    DO = "do"
    WAIT = "wait"
    FORK = "fork"
    STOP = "stop"


class Unit(StrEnum):
    """In what a pause is counted; working hours are those of the company's calendar."""

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"


class RunState(StrEnum):
    """How a run stands.

    It waits for its moment, is over, did not suit, was stopped by a person, or stumbled and asks for one.
    """

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    STUCK = "stuck"


class Mark(StrEnum):
    """What became of one step of a run."""

    DONE = "done"
    REFUSED = "refused"
    WAITED = "waited"
    CHOSE = "chose"


UNITS = {
    Unit.MINUTES: N_("minutes"),
    Unit.HOURS: N_("hours"),
    Unit.WORKING_HOURS: N_("working hours"),
    Unit.DAYS: N_("days"),
}
RUN_STATES = {
    RunState.WAITING: N_("on its way"),
    RunState.DONE: N_("done"),
    RunState.SKIPPED: N_("did not suit"),
    RunState.STOPPED: N_("stopped"),
    RunState.STUCK: N_("stuck"),
}
