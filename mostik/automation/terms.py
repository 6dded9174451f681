"""Words of the room: what a step of a robot is, how its run stands."""

from enum import StrEnum

from mostik.kernel.events import N_


class RobotKind(StrEnum):
    """What a robot is made for: a rule does something at once, a sequence leads a client somewhere in time."""

    ROBOT = "robot"
    SEQUENCE = "sequence"


class StepKind(StrEnum):
    """What a step of a robot is."""

    DO = "do"
    WAIT = "wait"
    FORK = "fork"
    SPLIT = "split"
    STOP = "stop"


class Unit(StrEnum):
    """In what a pause is counted; working hours are those of the company's calendar."""

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"


class Side(StrEnum):
    """On which side of a day or hour of the record a pause ends."""

    BEFORE = "before"
    AFTER = "after"


class RunState(StrEnum):
    """How a run stands.

    It waits for its moment, came to what it was for, is over, did not suit, was stopped by a person, or stumbled and
    asks for one.
    """

    WAITING = "waiting"
    REACHED = "reached"
    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    STUCK = "stuck"


class Mark(StrEnum):
    """What became of one step of a run."""

    DONE = "done"
    REFUSED = "refused"
    WAITED = "waited"
    LATE = "late"
    CHOSE = "chose"
    SPLIT = "split"
    SKIPPED = "skipped"
    ENDED = "ended"


UNITS = {
    Unit.MINUTES: N_("minutes"),
    Unit.HOURS: N_("hours"),
    Unit.WORKING_HOURS: N_("working hours"),
    Unit.DAYS: N_("days"),
}
SIDES = {Side.BEFORE: N_("before"), Side.AFTER: N_("after")}
RUN_STATES = {
    RunState.WAITING: N_("on its way"),
    RunState.REACHED: N_("no longer needed"),
    RunState.DONE: N_("done"),
    RunState.SKIPPED: N_("did not suit"),
    RunState.STOPPED: N_("stopped"),
    RunState.STUCK: N_("stuck"),
}


class SlotKind(StrEnum):
    """What a text robot asks for."""

    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"


class StateKind(StrEnum):
    """What a state of a dialogue is."""

    ASK = "ask"
    SAY = "say"
    FORK = "fork"
    DO = "do"
    OFFER = "offer"
    HAND_OVER = "hand_over"
    END = "end"


class TalkEnd(StrEnum):
    """How a talk of a text robot stands or ended."""

    OPEN = "open"
    DONE = "done"
    HANDED = "handed"
    SILENT = "silent"
    TAKEN = "taken"


class Tool(StrEnum):
    """What a language model may do with a message, and nothing else."""

    ANSWER = "answer"
    PREPARED = "prepared"
    PERSON = "person"
    UNCLEAR = "unclear"


class Outcome(StrEnum):
    """What became of a reading: one of the four, not taken by the rules, no answer, or nobody waited for it."""

    ANSWER = "answer"
    PREPARED = "prepared"
    PERSON = "person"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"


SLOT_KINDS = {
    SlotKind.TEXT: N_("any words"),
    SlotKind.NAME: N_("a name"),
    SlotKind.PHONE: N_("a phone"),
    SlotKind.EMAIL: N_("an e-mail"),
    SlotKind.AMOUNT: N_("a sum of money"),
    SlotKind.NUMBER: N_("a number"),
    SlotKind.DATE: N_("a day"),
    SlotKind.TIME: N_("an hour"),
    SlotKind.MOMENT: N_("a day and an hour"),
    SlotKind.YES_NO: N_("yes or no"),
    SlotKind.CHOICE: N_("one of these"),
}
STATE_KINDS = {
    StateKind.ASK: N_("Ask the client"),
    StateKind.SAY: N_("Say"),
    StateKind.FORK: N_("Go one way or the other by what was said"),
    StateKind.DO: N_("Do something"),
    StateKind.OFFER: N_("Offer a choice of what is free and take it"),
    StateKind.HAND_OVER: N_("Hand over to a person"),
    StateKind.END: N_("End the talk"),
}
TALK_ENDS = {
    TalkEnd.OPEN: N_("talking"),
    TalkEnd.DONE: N_("came to the end"),
    TalkEnd.HANDED: N_("handed over to a person"),
    TalkEnd.SILENT: N_("fell silent"),
    TalkEnd.TAKEN: N_("a person took over"),
}
OUTCOMES = {
    Outcome.ANSWER: N_("read the answer"),
    Outcome.PREPARED: N_("found a prepared answer"),
    Outcome.PERSON: N_("asked for a person"),
    Outcome.UNCLEAR: N_("did not understand"),
    Outcome.REFUSED: N_("not taken by the rules"),
    Outcome.FAILED: N_("did not answer"),
    Outcome.LATE: N_("too late: the talk had gone on"),
}
