"""What can happen at a standup and to a letter to the owner."""

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


@dataclass(frozen=True, kw_only=True)
class OwnerLettersSet(Event):
    """Somebody said which letters to the owner are built and where they go."""

    name = "organisation.owner_letters_set"
    says = N_("set when letters to the owner are built and where they go")
    week: int | None
    month: int | None
    addresses: int

    def about(self) -> Ref:
        """The letters as a whole."""
        return Ref("organisation.owner_letters", 0)


@dataclass(frozen=True, kw_only=True)
class OwnerLetterEvent(Event):
    """An event of one letter to the owner."""

    letter: int
    version: int

    def about(self) -> Ref:
        """The letter."""
        return Ref("organisation.owner_letter", self.letter)


@dataclass(frozen=True, kw_only=True)
class OwnerLetterBuilt(OwnerLetterEvent):
    """A letter was built from the figures."""

    name = "organisation.owner_letter_built"
    says = N_("built the letter to the owner")


@dataclass(frozen=True, kw_only=True)
class OwnerLetterEdited(OwnerLetterEvent):
    """Somebody edited a draft."""

    name = "organisation.owner_letter_edited"
    says = N_("edited the letter to the owner")


@dataclass(frozen=True, kw_only=True)
class OwnerLetterApproved(OwnerLetterEvent):
    """Somebody approved a letter, and it was promised to so many addresses."""

    name = "organisation.owner_letter_approved"
    says = N_("approved the letter to the owner and sent it")
    addresses: int


@dataclass(frozen=True, kw_only=True)
class OwnerLetterAgain(OwnerLetterEvent):
    """Somebody had a letter sent again to where it may not have arrived."""

    name = "organisation.owner_letter_again"
    says = N_("sent the letter to the owner again")
    addresses: int
