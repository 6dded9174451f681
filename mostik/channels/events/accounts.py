"""What can happen to connected ways."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class AccountEvent(Event):
    """Something about a connected way."""

    account: int
    title: str
    way: str

    def about(self) -> Ref:
        """The account itself."""
        return Ref("channels.account", self.account)


@dataclass(frozen=True, kw_only=True)
class WayConnected(AccountEvent):
    """A way was connected."""

    name = "channels.way_connected"
    says = N_("connected a way: {title}")


@dataclass(frozen=True, kw_only=True)
class WayEdited(AccountEvent):
    """A connected way was changed, paused or resumed."""

    name = "channels.way_edited"
    says = N_("changed a way: {title}")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class WayRemoved(AccountEvent):
    """A connected way was removed."""

    name = "channels.way_removed"
    says = N_("removed a way: {title}")


@dataclass(frozen=True, kw_only=True)
class WayRestored(AccountEvent):
    """A removed way was brought back."""

    name = "channels.way_restored"
    says = N_("brought a way back: {title}")
