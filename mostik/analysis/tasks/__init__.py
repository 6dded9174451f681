"""What the room does by the clock: columns and the score, letters to marketing, reports by schedule."""

from mostik.analysis.tasks.figures import fold, mind_chances, mind_score, promise_fold, promise_foretelling
from mostik.analysis.tasks.letters import mind_needs, mind_quality_letter
from mostik.analysis.tasks.schedules import mind_report_schedules

__all__ = [
    "fold",
    "mind_chances",
    "mind_needs",
    "mind_quality_letter",
    "mind_report_schedules",
    "mind_score",
    "promise_fold",
    "promise_foretelling",
]
