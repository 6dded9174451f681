"""What can happen to recurring processes."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class ProcessEvent(Event):
    """An event of one process; ``person`` is whose it is."""

    process: int
    person: int

    def about(self) -> Ref:
        """The process itself."""
        return Ref("control.process", self.process)


@dataclass(frozen=True, kw_only=True)
class ProcessAdded(ProcessEvent):
    """Something is to be done again and again."""

    name = "control.process_added"
    says = N_("set the process up: {title}")
    title: str


@dataclass(frozen=True, kw_only=True)
class ProcessChanged(ProcessEvent):
    """Its words changed, or its schedule from now on."""

    name = "control.process_changed"
    says = N_("changed the process")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProcessPaused(ProcessEvent):
    """It asks for nothing from now on."""

    name = "control.process_paused"
    says = N_("paused the process")


@dataclass(frozen=True, kw_only=True)
class ProcessResumed(ProcessEvent):
    """It goes on."""

    name = "control.process_resumed"
    says = N_("let the process go on")


@dataclass(frozen=True, kw_only=True)
class ProcessRemoved(ProcessEvent):
    """It was removed."""

    name = "control.process_removed"
    says = N_("removed the process")


@dataclass(frozen=True, kw_only=True)
class ProcessRestored(ProcessEvent):
    """It was brought back."""

    name = "control.process_restored"
    says = N_("brought the process back")


@dataclass(frozen=True, kw_only=True)
class TurnEvent(ProcessEvent):
    """An event of one turn of a process."""

    on: date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TurnTicked(TurnEvent):
    """Somebody said that it was done."""

    name = "control.turn_ticked"
    says = N_("ticked {on}")


@dataclass(frozen=True, kw_only=True)
class TurnExcused(TurnEvent):
    """Somebody excused it."""

    name = "control.turn_excused"
    says = N_("excused {on}")


@dataclass(frozen=True, kw_only=True)
class TurnCleared(TurnEvent):
    """What was said of it was taken back."""

    name = "control.turn_cleared"
    says = N_("took back what was said of {on}")


@dataclass(frozen=True, kw_only=True)
class TurnMissed(TurnEvent):
    """Its hour passed; whoever was asked was told."""

    name = "control.turn_missed"
    says = N_("was not run by its hour on {on}")


@dataclass(frozen=True, kw_only=True)
class TurnRaised(TurnEvent):
    """It stayed so; the head was told."""

    name = "control.turn_raised"
    says = N_("was told to the head: not run on {on}")
