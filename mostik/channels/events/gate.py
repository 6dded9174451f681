"""What can happen at the gate: its rules change, robots are stopped and let go, clients ask not to be written to."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref

#: The gate is one: its lines are about it.
GATE = Ref("channels.gate", 1)


@dataclass(frozen=True, kw_only=True)
class GateChanged(Event):
    """Hours, caps or purposes are others from now on."""

    name = "channels.gate_changed"
    says = N_("changed when and how often robots may write to clients")
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The gate."""
        return GATE


@dataclass(frozen=True, kw_only=True)
class RobotsHalted(Event):
    """No robot's sending leaves from now on."""

    name = "channels.robots_halted"
    says = N_("stopped everything robots send to clients")

    def about(self) -> Ref:
        """The gate."""
        return GATE


@dataclass(frozen=True, kw_only=True)
class RobotsReleased(Event):
    """Robots' sendings go again; ``waiting`` had waited."""

    name = "channels.robots_released"
    says = N_("let robots send to clients again")
    waiting: int = 0

    def about(self) -> Ref:
        """The gate."""
        return GATE


@dataclass(frozen=True, kw_only=True)
class StopEvent(Event):
    """Something about an address not to be written to."""

    stop: int
    way: str = ""
    contact: int | None = None

    def about(self) -> Ref:
        """The person's card, else the stop itself."""
        return Ref("crm.contact", self.contact) if self.contact else Ref("channels.stop", self.stop)


@dataclass(frozen=True, kw_only=True)
class ClientStopped(StopEvent):
    """A client is not to be written to; ``deals`` are theirs that were open then."""

    name = "channels.client_stopped"
    says = N_("is not to be written to by robots any more")
    deals: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClientAllowed(StopEvent):
    """A client may be written to again."""

    name = "channels.client_allowed"
    says = N_("may be written to by robots again")
