"""Words of the room."""

from enum import StrEnum


class LetterKind(StrEnum):
    """How long a letter to the owner is of."""

    WEEK = "week"
    MONTH = "month"


class LetterStep(StrEnum):
    """Where a letter to the owner stands."""

    DRAFT = "draft"
    APPROVED = "approved"


class Section(StrEnum):
    """The parts of a letter to the owner, in the order they stand."""

    FIGURES = "figures"
    DEVIATIONS = "deviations"
    CAUSES = "causes"
    DECISIONS = "decisions"
    PEOPLE = "people"
    FORECAST = "forecast"
