"""What can happen to the question why a client refused."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class RefusalEvent(Event):
    """An event of a lost deal's client asked why."""

    refusal: int
    deal: int

    def about(self) -> Ref:
        """The deal's card."""
        return Ref("crm.deal", self.deal)


@dataclass(frozen=True, kw_only=True)
class RefusalAsked(RefusalEvent):
    """The client was asked why."""

    name = "channels.refusal_asked"
    says = N_("asked the client why they refused")


@dataclass(frozen=True, kw_only=True)
class RefusalRead(RefusalEvent):
    """The client's own reason is filed beside the seller's."""

    name = "channels.refusal_read"
    says = N_("filed the client's own reason: {reason}")
    reason: str
