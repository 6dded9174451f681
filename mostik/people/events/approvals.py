"""What can happen to a request for a decision, and to the limits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class ApprovalEvent(Event):
    """An event of a request: what is asked, by whom, how large, about which record."""

    approval: int
    kind: str
    title: str
    size: int
    owner: int
    owner_name: str = ""
    team: int | None = None
    amount: int | None = None
    currency: str = "RUB"
    about_kind: str = ""
    about_id: int | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    decider: int | None = None
    decider_name: str = ""
    text: str = ""

    def about(self) -> Ref:
        """The request's own card."""
        return Ref("people.approval", self.approval)

    def also(self) -> Ref | None:
        """The record it is about shows it too."""
        return Ref(self.about_kind, self.about_id) if self.about_id else None


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(ApprovalEvent):
    """Somebody asked for a decision."""

    name = "people.approval_asked"
    says = N_("asked {decider_name}: {title}")
    due: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalGranted(ApprovalEvent):
    """It is approved; whoever registered the kind lets it take effect."""

    name = "people.approval_granted"
    says = N_("approved: {title}")


@dataclass(frozen=True, kw_only=True)
class ApprovalDeclined(ApprovalEvent):
    """It is declined, and ``text`` says why."""

    name = "people.approval_declined"
    says = N_("declined: {title}")


@dataclass(frozen=True, kw_only=True)
class ApprovalWithdrawn(ApprovalEvent):
    """The one who asked took it back."""

    name = "people.approval_withdrawn"
    says = N_("withdrew: {title}")


@dataclass(frozen=True, kw_only=True)
class ApprovalExpired(ApprovalEvent):
    """Nobody decided in time."""

    name = "people.approval_expired"
    says = N_("left undecided: {title}")


@dataclass(frozen=True, kw_only=True)
class ApprovalQuestioned(ApprovalEvent):
    """The one who decides asked back."""

    name = "people.approval_questioned"
    says = N_("asked back: {text}")


@dataclass(frozen=True, kw_only=True)
class ApprovalAnswered(ApprovalEvent):
    """The one who asked answered."""

    name = "people.approval_answered"
    says = N_("answered: {text}")
    due: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalReminded(ApprovalEvent):
    """Half of the time for a decision is over."""

    name = "people.approval_reminded"
    says = N_("reminded {decider_name}: {title}")


@dataclass(frozen=True, kw_only=True)
class ApprovalEscalated(ApprovalEvent):
    """Time is up: the next above decides. ``text`` is who did not."""

    name = "people.approval_escalated"
    says = N_("passed on to {decider_name}, {text} did not decide: {title}")
    due: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalLimitSet(Event):
    """A role decides a kind alone up to another size, ``None`` for any; ``cleared`` gives it back to the default."""

    name = "people.approval_limit_set"
    says = N_("changed up to what a role decides alone: {role_title}")
    kind: str
    role: int
    role_title: str
    scope: str = ""
    size: int | None = None
    cleared: bool = False

    def about(self) -> Ref:
        """The role."""
        return Ref("people.role", self.role)
