"""What can happen at a standup."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class StandupEvent(Event):
    """An event of one standup."""

    standup: int
    department: int | None = None

    def about(self) -> Ref:
        """The standup itself."""
        return Ref("organisation.standup", self.standup)


@dataclass(frozen=True, kw_only=True)
class StandupBegun(StandupEvent):
    """A standup began."""

    name = "organisation.standup_begun"
    says = N_("began the standup")


@dataclass(frozen=True, kw_only=True)
class VoiceHeard(StandupEvent):
    """Somebody was heard, or was noted as not there."""

    name = "organisation.voice_heard"
    says = N_("heard at the standup: {person_name}")
    person: int
    person_name: str
    there: bool
    note: str = ""

    def also(self) -> Ref:
        """The card of the person heard."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class StandupEnded(StandupEvent):
    """A standup ended."""

    name = "organisation.standup_ended"
    says = N_("ended the standup in {minutes} min")
    minutes: int
    there: int


@dataclass(frozen=True, kw_only=True)
class StandupResumed(StandupEvent):
    """A standup ended too early goes on."""

    name = "organisation.standup_resumed"
    says = N_("went on with the standup")
