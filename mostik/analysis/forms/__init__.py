"""What the screens of figures ask for."""

from mostik.analysis.forms.builder import BuilderForm
from mostik.analysis.forms.figures import (
    LONGEST,
    ComparedForm,
    HourCostForm,
    PromiseForm,
    QualityForm,
    ReportForm,
    SpanForm,
    SplitForm,
    StepNormForm,
    last_quarter,
    this_month,
)
from mostik.analysis.forms.letters import AnswerForm, LetterForm
from mostik.analysis.forms.schedules import ScheduleForm

__all__ = [
    "LONGEST",
    "AnswerForm",
    "BuilderForm",
    "ComparedForm",
    "HourCostForm",
    "LetterForm",
    "PromiseForm",
    "QualityForm",
    "ReportForm",
    "ScheduleForm",
    "SpanForm",
    "SplitForm",
    "StepNormForm",
    "last_quarter",
    "this_month",
]
