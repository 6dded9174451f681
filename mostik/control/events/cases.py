"""What can happen to the head's decisions about figures."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class OrderNormsSet(Event):
    """Norms of order in the CRM changed. ``changes`` are (kind, before, after)."""

    name = "control.order_norms_set"
    says = N_("set the norms of order in the CRM")
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The norms, of which there is one set."""
        return Ref("control.order_norms", 1)


@dataclass(frozen=True, kw_only=True)
class ActionEvent(Event):
    """An event of an action on somebody's figure."""

    action: int
    kind: str
    metric: str
    person: int | None = None
    text: str = ""

    def about(self) -> Ref:
        """The action itself."""
        return Ref("control.action", self.action)

    def also(self) -> Ref | None:
        """The card of the person whose figure it is."""
        return Ref("people.user", self.person) if self.person else None


@dataclass(frozen=True, kw_only=True)
class ActionTaken(ActionEvent):
    """The head decided what to do about a figure: the plan and fact of that moment are kept."""

    name = "control.action_taken"
    says = N_("decided: {text}")
    owner: int
    due: date
    plan: int = 0
    fact: int = 0


@dataclass(frozen=True, kw_only=True)
class ActionEnded(ActionEvent):
    """An action was done or dropped, and what came of it."""

    name = "control.action_ended"
    says = N_("ended: {text}")
    state: str
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionResumed(ActionEvent):
    """An ended action is open again."""

    name = "control.action_resumed"
    says = N_("resumed: {text}")


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """An event of a figure that stands below its due."""

    case: int
    kpi: str
    kind: str = "count"
    record: int = 0
    person: int | None = None
    department: int | None = None

    def about(self) -> Ref:
        """The case itself."""
        return Ref("control.case", self.case)

    def also(self) -> Ref | None:
        """The card of the person whose figure it is."""
        return Ref("people.user", self.person) if self.person else None


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    """A figure was found below its due: so many of so many over so many working days."""

    name = "control.case_opened"
    says = N_("found a deviation: {fact}, {plan} due, in {days} working days")
    plan: int
    fact: int
    days: int


@dataclass(frozen=True, kw_only=True)
class CauseNamed(CaseEvent):
    """Somebody said why."""

    name = "control.cause_named"
    says = N_("named the cause")
    cause: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseRaised(CaseEvent):
    """Nobody did what was due: whoever stands above was told."""

    name = "control.case_raised"
    says = N_("raised the deviation higher")
    to: int


@dataclass(frozen=True, kw_only=True)
class CaseEnded(CaseEvent):
    """A case ended: the figure came back, or somebody closed it."""

    name = "control.case_ended"
    says = N_("closed the deviation: {fact} of {plan} since it was found")
    ending: str
    plan: int = 0
    fact: int = 0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseResumed(CaseEvent):
    """A case closed by hand is open again."""

    name = "control.case_resumed"
    says = N_("opened the deviation again")
