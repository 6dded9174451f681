"""Tables of the room: facts and what is reckoned from them, reports and letters, walls, costs, what clients need."""

from mostik.analysis.models.figures import (
    Cost,
    DayTotal,
    Fact,
    Foretold,
    OwnReport,
    Promise,
    QualityAnswer,
    QualityLetter,
    QualitySending,
    ReportSchedule,
    ReportSending,
    ScoreModel,
    Wall,
)
from mostik.analysis.models.needs import Need, NeedJoin, NeedSending, Voice
from mostik.analysis.models.sendings import OnItsWay

__all__ = [
    "Cost",
    "DayTotal",
    "Fact",
    "Foretold",
    "Need",
    "NeedJoin",
    "NeedSending",
    "OnItsWay",
    "OwnReport",
    "Promise",
    "QualityAnswer",
    "QualityLetter",
    "QualitySending",
    "ReportSchedule",
    "ReportSending",
    "ScoreModel",
    "Voice",
    "Wall",
]
