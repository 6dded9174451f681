"""Surveys of clients: what a mark says, how often one may be asked. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from mostik.channels.terms import Caller, SurveyKind

#: The marks of each scale, from the worst to the best.
SCALES: Final[Mapping[SurveyKind, range]] = {SurveyKind.CSAT: range(1, 6), SurveyKind.NPS: range(11)}
#: Up to which mark a client is called at once, and from which on an answer is a good one.
LOW: Final = {SurveyKind.CSAT: 2, SurveyKind.NPS: 6}
GOOD: Final = {SurveyKind.CSAT: 4, SurveyKind.NPS: 9}


@dataclass(frozen=True)
class SurveyPolicy:
    """What is asked, when, how often.

    ``after_payment`` asks by itself, ``wait_days`` after a deal's first payment; a client is asked once in
    ``every_days``; an answer may be changed for ``change_hours``; a link lives ``open_days``; ``caller`` calls whoever
    gave a low mark, within ``call_hours`` of working time.
    """

    kind: str = SurveyKind.NPS.value
    after_payment: bool = False
    wait_days: int = 3
    every_days: int = 90
    change_hours: int = 24
    open_days: int = 30
    caller: str = Caller.OWNER.value
    call_hours: int = 4


def read_survey_policy(told: Mapping[str, Any]) -> SurveyPolicy:
    """Return the policy from plain data as it lies in a setting; what is not there is as usual.

    >>> read_survey_policy({"kind": "csat", "old": 1}).kind, read_survey_policy({}) == SurveyPolicy()
    ('csat', True)
    """
    known = {each.name for each in fields(SurveyPolicy)}
    return SurveyPolicy(**{name: value for name, value in told.items() if name in known})


def written_survey_policy(policy: SurveyPolicy) -> dict[str, Any]:
    """Return the policy as plain data."""
    return asdict(policy)


def is_low(kind: SurveyKind, score: int) -> bool:
    """Return whether a client is to be called at once.

    >>> is_low(SurveyKind.CSAT, 2), is_low(SurveyKind.CSAT, 3), is_low(SurveyKind.NPS, 6), is_low(SurveyKind.NPS, 7)
    (True, False, True, False)
    """
    return score <= LOW[kind]


def tone_of(kind: SurveyKind, score: int) -> str:
    """Return how a mark looks: good, bad, or neither.

    >>> [tone_of(SurveyKind.NPS, score) for score in (10, 8, 0)]
    ['good', 'neutral', 'bad']
    """
    return "good" if score >= GOOD[kind] else "bad" if is_low(kind, score) else "neutral"
