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


@dataclass(frozen=True, kw_only=True)
class IncidentEvent(Event):
    """An event of an incident. Its words stay on its own card: who may read those is not everybody."""

    incident: int
    kind: str
    severity: str

    def about(self) -> Ref:
        """The incident itself."""
        return Ref("control.incident", self.incident)


@dataclass(frozen=True, kw_only=True)
class IncidentReported(IncidentEvent):
    """Somebody reported what endangers life, health, clients or data."""

    name = "control.incident_reported"
    says = N_("reported an incident")
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class IncidentTaken(IncidentEvent):
    """Somebody answers for an incident from now on."""

    name = "control.incident_taken"
    says = N_("answers for it: {person_name}")
    person: int
    person_name: str


@dataclass(frozen=True, kw_only=True)
class IncidentRaised(IncidentEvent):
    """Nobody had taken an incident in time: management was told again."""

    name = "control.incident_raised"
    says = N_("told management that nobody has taken it")
    count: int


@dataclass(frozen=True, kw_only=True)
class MeasureSet(IncidentEvent):
    """Something is to be done about an incident, by somebody, by a day."""

    name = "control.measure_set"
    says = N_("set a measure")
    measure: int
    person: int
    due: date
    note: str


@dataclass(frozen=True, kw_only=True)
class MeasureDone(IncidentEvent):
    """A measure is done."""

    name = "control.measure_done"
    says = N_("did the measure")
    measure: int
    note: str
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(IncidentEvent):
    """An incident was closed with its cause and a conclusion."""

    name = "control.incident_closed"
    says = N_("closed it")
    cause: str
    note: str


@dataclass(frozen=True, kw_only=True)
class IncidentReopened(IncidentEvent):
    """A closed incident is open again."""

    name = "control.incident_reopened"
    says = N_("opened it again")
    note: str
