"""What can happen to a letter to a client. One that went is an activity done, as every letter is."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class LetterEvent(Event):
    """A letter about a deal or to a client."""

    letter: int
    subject: str
    deal: int | None = None
    company: int | None = None

    def about(self) -> Ref:
        """The deal's card, else the client's, else the letter itself."""
        if self.deal:
            return Ref("crm.deal", self.deal)
        return Ref("crm.company", self.company) if self.company else Ref("channels.letter", self.letter)

    def also(self) -> Ref | None:
        """The client's card shows letters about its deals."""
        return Ref("crm.company", self.company) if self.deal and self.company else None


@dataclass(frozen=True, kw_only=True)
class LetterPromised(LetterEvent):
    """It is written and waits to be sent."""

    name = "channels.letter_promised"
    says = N_("wrote a letter: {subject}")

    @property
    def done_as(self) -> str:
        """Return what the activity is called that it becomes once it went: a timeline shows one of the two."""
        return self.subject


@dataclass(frozen=True, kw_only=True)
class LetterTakenBack(LetterEvent):
    """Its writer thought better of it before it went; told while it still stands, for what hangs on it."""

    name = "channels.letter_taken_back"
    says = N_("took the letter back before it went: {subject}")


@dataclass(frozen=True, kw_only=True)
class LetterFailed(LetterEvent):
    """It did not go, or may not have: somebody has to look."""

    name = "channels.letter_failed"
    says = N_("the letter did not go: {subject} ({error})")
    error: str = ""
