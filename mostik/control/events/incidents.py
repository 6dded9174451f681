"""What can happen to an incident and what is to be done about it."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


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
class MeasureClimbed(IncidentEvent):
    """Nobody did a measure in time: whoever stands above was told."""

    name = "control.measure_climbed"
    says = N_("told that a measure waits")
    measure: int
    step: str


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
