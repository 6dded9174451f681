"""What can happen to a deal."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class DealEvent(Event):
    """What every event of a deal says about it: whose it is, where it came from, what it is worth.

    ``cohort`` is the business day the deal was created: facts count it by cohort and by day.
    """

    deal: int
    title: str
    owner: int
    team: int | None = None
    department: int | None = None
    pipeline: int
    stage: int
    channel: int | None = None
    product: int | None = None
    company: int | None = None
    amount: int = 0
    currency: str = "RUB"
    cohort: date

    def about(self) -> Ref:
        """The deal's own card."""
        return Ref("crm.deal", self.deal)

    def also(self) -> Ref | None:
        """The client's card shows it too."""
        return Ref("crm.company", self.company) if self.company else None


@dataclass(frozen=True, kw_only=True)
class DealCreated(DealEvent):
    """A lead or deal appeared. ``reached`` are the milestones its first stage stands for and those before it."""

    name = "crm.deal_created"
    says = N_("created the deal")
    stage_title: str = ""
    reached: tuple[str, ...] = ("lead",)
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DealMoved(DealEvent):
    """A deal went to another stage. ``reached`` are milestones passed for the first time, skipped ones included.

    ``seconds`` is how long it stood in the stage it left.
    """

    name = "crm.deal_moved"
    says = N_("moved the deal: {from_title} → {to_title}")
    from_stage: int
    from_title: str = ""
    to_title: str = ""
    reached: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    seconds: int = 0


@dataclass(frozen=True, kw_only=True)
class DealWon(DealEvent):
    """A deal was won. ``days`` is its cycle in calendar days; ``reached`` as in ``DealMoved``."""

    name = "crm.deal_won"
    says = N_("won the deal")
    days: int
    reached: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DealLost(DealEvent):
    """A deal was lost, and why."""

    name = "crm.deal_lost"
    says = N_("lost the deal: {reason_title}")
    days: int
    reason: int
    reason_title: str = ""
    competitor: int | None = None
    competitor_title: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadRejected(DealEvent):
    """A lead turned out to be none of ours: why, and of what ``group`` of reasons. Not a lost deal."""

    name = "crm.lead_rejected"
    says = N_("rejected the lead: {reason_title}")
    days: int
    reason: int
    reason_title: str = ""
    group: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DealReopened(DealEvent):
    """A closed deal is open again: what its closing counted is taken back on the day it was counted."""

    name = "crm.deal_reopened"
    says = N_("reopened the deal")
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class DealEdited(DealEvent):
    """Fields of a deal changed. ``changes`` are (field, before, after) as shown to people."""

    name = "crm.deal_edited"
    says = N_("changed the deal")
    changes: tuple[tuple[str, str, str], ...] = ()
    was_amount: int = 0
    won: bool = False


@dataclass(frozen=True, kw_only=True)
class DealHandedOver(DealEvent):
    """A deal has another owner. What is already counted stays with who earned it."""

    name = "crm.deal_handed_over"
    says = N_("handed the deal over: {from_name} → {to_name}")
    from_owner: int
    from_name: str = ""
    to_name: str = ""


@dataclass(frozen=True, kw_only=True)
class DealRemoved(DealEvent):
    """A deal was removed: everything it counted is taken back."""

    name = "crm.deal_removed"
    says = N_("removed the deal")


@dataclass(frozen=True, kw_only=True)
class DealRestored(DealEvent):
    """A removed deal is back: everything it counted counts again."""

    name = "crm.deal_restored"
    says = N_("restored the deal")
