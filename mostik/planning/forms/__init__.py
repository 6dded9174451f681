"""Requests become clean values."""

from mostik.planning.forms.plans import (
    AmountForm,
    AnswerForm,
    BoundsForm,
    ChanceForm,
    CommitForm,
    CountForm,
    LevelsForm,
    LimitsForm,
    MinutesForm,
    OptionsForm,
    PlanForm,
    SettleForm,
    SpanForm,
    SplitForm,
    TargetForm,
    WhyForm,
)

__all__ = [
    "AmountForm",
    "AnswerForm",
    "BoundsForm",
    "ChanceForm",
    "CommitForm",
    "CountForm",
    "LevelsForm",
    "LimitsForm",
    "MinutesForm",
    "OptionsForm",
    "PlanForm",
    "SettleForm",
    "SpanForm",
    "SplitForm",
    "TargetForm",
    "WhyForm",
]
