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
