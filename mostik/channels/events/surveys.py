"""What can happen to a survey of a client."""

from dataclasses import dataclass

from mostik.crm.events import DealEvent
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class SurveyAsked(DealEvent):
    """The client of a deal was asked for a mark."""

    name = "channels.survey_asked"
    says = N_("asked the client for a mark")
    survey: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(DealEvent):
    """The client gave a mark, or another one instead; ``changed`` says which. Their words are not told here."""

    name = "channels.survey_answered"
    says = N_("gave a mark: {score} of {best}")
    survey: int
    kind: str
    score: int
    best: int
    changed: bool = False
