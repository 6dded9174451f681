"""What can happen to a lead before somebody has answered it."""

from dataclasses import dataclass

from mostik.crm.events.deals import DealEvent
from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class LeadCame(DealEvent):
    """A lead came in: from which source, whether the client was known, what it scored. ``intake`` is its row."""

    name = "crm.lead_came"
    says = N_("the lead came in: {source}, score {score}")
    intake: int
    source: str
    score: int = 0
    known: bool = False
    contact: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeadRepeated(DealEvent):
    """The same client came again while the deal is open: it joined."""

    name = "crm.lead_repeated"
    says = N_("the client came again: {source}. {text}")
    intake: int
    source: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadGiven(DealEvent):
    """It became somebody's turn, by which rule and how."""

    name = "crm.lead_given"
    says = N_("gave the lead to {to_name}: {rule_title}")
    person: int
    to_name: str
    rule_title: str = ""
    how: str = ""
    turn: int = 1


@dataclass(frozen=True, kw_only=True)
class LeadPooled(DealEvent):
    """It lies in the pool: nobody may take it now, or whoever took it did not answer."""

    name = "crm.lead_pooled"
    says = N_("put the lead into the pool: {rule_title}")
    rule_title: str = ""
    turn: int = 1


@dataclass(frozen=True, kw_only=True)
class LeadLate(DealEvent):
    """Nobody answered in time; ``minutes`` is how long the client has waited."""

    name = "crm.lead_late"
    says = N_("no answer in time from {person_name}")
    person: int | None = None
    person_name: str = ""
    minutes: int = 0
    turn: int = 1


@dataclass(frozen=True, kw_only=True)
class LeadRuleSaved(Event):
    """A rule of giving leads out was made, changed, put away or brought back."""

    name = "crm.lead_rule_saved"
    says = N_("changed how leads are given out: {title}")
    rule: int
    title: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The rule itself."""
        return Ref("crm.lead_rule", self.rule)
