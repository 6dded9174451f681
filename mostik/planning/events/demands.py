"""What can happen to requests to other functions."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class DemandEvent(Event):
    """What every event of a request says: which, of what kind, of whose department."""

    demand: int
    department: int
    kind: str

    def about(self) -> Ref:
        """The request's own history."""
        return Ref("planning.demand", self.demand)


@dataclass(frozen=True, kw_only=True)
class DemandAsked(DemandEvent):
    """A department asked another function for something."""

    name = "planning.demand_asked"
    says = N_("asked for {count} by {due_on}")
    count: int
    due_on: date
    plan: int | None = None
    amount: int = 0


@dataclass(frozen=True, kw_only=True)
class DemandChanged(DemandEvent):
    """The request was changed and asked anew."""

    name = "planning.demand_changed"
    says = N_("changed the request: {count} by {due_on}")
    was: int
    count: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class DemandAccepted(DemandEvent):
    """Whoever was asked promised so many by a day."""

    name = "planning.demand_accepted"
    says = N_("{who} promised {count} by {due_on}")
    who: str
    count: int
    due_on: date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DemandRefused(DemandEvent):
    """Whoever was asked refused."""

    name = "planning.demand_refused"
    says = N_("{who} refused: {note}")
    who: str
    note: str


@dataclass(frozen=True, kw_only=True)
class DemandDelivered(DemandEvent):
    """So many came, written down by hand."""

    name = "planning.demand_delivered"
    says = N_("wrote down {count} delivered")
    count: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DemandLate(DemandEvent):
    """The term is past and not all has come."""

    name = "planning.demand_late"
    says = N_("is late: {delivered} of {count} came")
    count: int
    delivered: int


@dataclass(frozen=True, kw_only=True)
class DemandClosed(DemandEvent):
    """The request is over."""

    name = "planning.demand_closed"
    says = N_("closed the request: {reason}")
    reason: str
    delivered: int


@dataclass(frozen=True, kw_only=True)
class DemandReopened(DemandEvent):
    """A closed request is open again."""

    name = "planning.demand_reopened"
    says = N_("opened the request again")
