"""What can happen to the language model text robots are helped by."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class ReaderEvent(Event):
    """An event of the language model."""

    reader: int
    title: str

    def about(self) -> Ref:
        """The language model."""
        return Ref("automation.reader", self.reader)


@dataclass(frozen=True, kw_only=True)
class ReaderConnected(ReaderEvent):
    """One is connected, or another in its place; not at work yet."""

    name = "automation.reader_connected"
    says = N_("connected the language model {title}")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReaderSwitchedOn(ReaderEvent):
    """It reads what text robots do not understand."""

    name = "automation.reader_switched_on"
    says = N_("switched on the language model {title}")


@dataclass(frozen=True, kw_only=True)
class ReaderSwitchedOff(ReaderEvent):
    """Nothing goes to it any more."""

    name = "automation.reader_switched_off"
    says = N_("switched off the language model {title}")


@dataclass(frozen=True, kw_only=True)
class ReaderRemoved(ReaderEvent):
    """It is gone, its key with it."""

    name = "automation.reader_removed"
    says = N_("removed the language model {title}")
