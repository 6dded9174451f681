"""What can happen in talks: a client wrote, somebody took the talk, handed it over, closed it."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class TalkEvent(Event):
    """Something in a talk with a client."""

    talk: int
    way: str
    deal: int | None = None
    contact: int | None = None
    company: int | None = None

    def about(self) -> Ref:
        """The deal's card, else the client's, else the person's, else the talk itself."""
        for kind, number in (("crm.deal", self.deal), ("crm.company", self.company), ("crm.contact", self.contact)):
            if number:
                return Ref(kind, number)
        return Ref("channels.talk", self.talk)

    def also(self) -> Ref | None:
        """The client's card shows what is said about its deals."""
        return Ref("crm.company", self.company) if self.deal and self.company else None


@dataclass(frozen=True, kw_only=True)
class ClientWrote(TalkEvent):
    """A client wrote to us, by whatever way."""

    name = "channels.client_wrote"
    says = N_("the client wrote: {text}")
    arrival: int
    text: str
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class TalkTaken(TalkEvent):
    """A person answers from now on."""

    name = "channels.talk_taken"
    says = N_("took the talk over")


@dataclass(frozen=True, kw_only=True)
class TalkClosed(TalkEvent):
    """Nobody is to answer any more."""

    name = "channels.talk_closed"
    says = N_("closed the talk")


@dataclass(frozen=True, kw_only=True)
class TalkHandedOver(TalkEvent):
    """Somebody else answers from now on."""

    name = "channels.talk_handed_over"
    says = N_("handed the talk over to {to_name}")
    to: int
    to_name: str


@dataclass(frozen=True, kw_only=True)
class TalkLinked(TalkEvent):
    """The talk was joined with a client or a deal."""

    name = "channels.talk_linked"
    says = N_("joined a talk with this card: {who}")
    who: str
