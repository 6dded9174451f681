"""What can happen to calls, meetings, tasks and notes."""

from dataclasses import dataclass
from datetime import datetime

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class ActivityEvent(Event):
    """What every event of an activity says: what it is, whose, with which deal or client."""

    activity: int
    kind: str
    title: str = ""
    owner: int
    team: int | None = None
    department: int | None = None
    deal: int | None = None
    company: int | None = None
    channel: int | None = None
    product: int | None = None
    pipeline: int | None = None

    def about(self) -> Ref:
        """The deal's card, else the client's, else the activity itself."""
        if self.deal:
            return Ref("crm.deal", self.deal)
        return Ref("crm.company", self.company) if self.company else Ref("crm.activity", self.activity)

    def also(self) -> Ref | None:
        """The client's card shows the deal's activities."""
        return Ref("crm.company", self.company) if self.deal and self.company else None


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(ActivityEvent):
    """Something was agreed for a time."""

    name = "crm.activity_planned"
    says = N_("planned: {title}")
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ActivityDone(ActivityEvent):
    """Something was done, and how it ended. ``seconds`` is how long it took, where known.

    ``done_for`` is the absent person for whom a substitute did it: it counts for the substitute.
    """

    name = "crm.activity_done"
    says = N_("done: {title}")
    result: str
    note: str = ""
    seconds: int = 0
    done_for: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityEdited(ActivityEvent):
    """A planned activity changed: another time, title or owner."""

    name = "crm.activity_edited"
    says = N_("changed the plan: {title}")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActivityDropped(ActivityEvent):
    """An activity was removed; what it counted, if it was done, is taken back."""

    name = "crm.activity_dropped"
    says = N_("removed: {title}")
    was_done: bool = False
