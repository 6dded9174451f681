"""What can happen to the people who work here."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """An event of a person's card, with the place they stand at after it."""

    person: int
    title: str
    department: int
    team: int | None
    role: str
    position: str = ""
    reports_to: int | None = None
    changes: Changes = ()

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class PersonAdded(PersonEvent):
    """Somebody was hired."""

    name = "people.person_added"
    says = N_("added {title}")
    hired_on: date
    sells: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonEdited(PersonEvent):
    """What is written about somebody changed, their place did not."""

    name = "people.person_edited"
    says = N_("changed the card")
    sells: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonMoved(PersonEvent):
    """Somebody stands elsewhere from a day on: department, team, position, role or boss."""

    name = "people.person_moved"
    says = N_("moved")
    from_day: date


@dataclass(frozen=True, kw_only=True)
class PersonDismissed(PersonEvent):
    """Somebody leaves after a day."""

    name = "people.person_dismissed"
    says = N_("dismissed")
    left_on: date


@dataclass(frozen=True, kw_only=True)
class PersonReturned(PersonEvent):
    """Somebody dismissed works again from a day on."""

    name = "people.person_returned"
    says = N_("took back")
    from_day: date


@dataclass(frozen=True, kw_only=True)
class PersonInvited(PersonEvent):
    """Somebody was invited to set a password; the link is not kept."""

    name = "people.person_invited"
    says = N_("invited to come in")


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(PersonEvent):
    """Somebody set their password by an invitation."""

    name = "people.invitation_used"
    says = N_("came in by the invitation")


@dataclass(frozen=True, kw_only=True)
class SignedOutFromAfar(Event):
    """Somebody signed out at other browsers of theirs."""

    name = "people.signed_out_from_afar"
    says = N_("signed out at {count} browsers")
    person: int
    title: str
    count: int

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class SecondStepTakenOff(PersonEvent):
    """Somebody's lost device and recovery codes sign them in no more; the password alone does."""

    name = "people.second_step_taken_off"
    says = N_("took the second step off")


@dataclass(frozen=True, kw_only=True)
class PasswordIssued(PersonEvent):
    """A one-time password was given to somebody; its value is not kept."""

    name = "people.password_issued"
    says = N_("issued a new password")
