"""A deal's past: whether it can have been so, when its plans were made, which links it passed on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from mostik.crm.rules.activities import fits, is_step
from mostik.crm.rules.deals import StageView, born_with, newly_reached
from mostik.crm.terms import DealHistory, PastActivity, StageKind
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop


class PastImpossible(Invalid):
    """A history that cannot have been so."""

    message = gettext_noop("“{title}”: this past cannot have been so.")


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One stay of a past deal: where, since and until when, from where and after how long there, links passed."""

    stage: StageView
    at: datetime
    until: datetime | None
    came_from: StageView | None
    waited: int
    reached: tuple[str, ...]

    @property
    def seconds(self) -> int | None:
        """How long it stood there; nothing while it still does."""
        return None if self.until is None else int((self.until - self.at).total_seconds())


def stays_of(history: DealHistory, stages: Mapping[int, StageView]) -> Iterator[Stay]:
    """Yield the stays of a deal in order. Its stages are known and its times ordered: see ``refusal_of``."""
    before, since, passed = None, history.stays[0][1], 0
    for number, (stage_id, at) in enumerate(history.stays):
        here = stages[stage_id]
        reached = newly_reached(passed, here) if before else born_with(here)
        passed += len(reached)
        last = number + 1 == len(history.stays)
        until = None if last else history.stays[number + 1][1]
        waited = int((at - since).total_seconds())
        yield Stay(stage=here, at=at, until=until, came_from=before, waited=waited, reached=tuple(reached))
        before, since = here, at


def refusal_of(history: DealHistory, stages: Mapping[int, StageView], now: datetime) -> Refusal | None:
    """Return why a deal cannot have had this past, or nothing."""
    words = next((words for wrong, words in _doubts(history, stages, now) if wrong), "")
    return PastImpossible(words, params={"title": history.title[:80]}) if words else None


def planned_at(activity: PastActivity, history: DealHistory) -> datetime | None:
    """Return when a planned activity was agreed: with the last thing that had happened on the deal before it.

    Nothing for what was done without having been planned.
    """
    if activity.due_at is None:
        return None
    moments = [at for _stage, at in history.stays]
    moments += [each.done_at for each in history.activities if each.done_at]
    first, latest = history.stays[0][1], min(activity.due_at, activity.done_at or activity.due_at)
    return max((at for at in moments if at < latest), default=first)


def _doubts(history: DealHistory, stages: Mapping[int, StageView], now: datetime) -> Iterator[tuple[bool, str]]:
    """Yield what may be wrong with a past, and whether it is; each question relies on those before it."""
    numbers, times = [pk for pk, _at in history.stays], [at for _pk, at in history.stays]
    unknown = not numbers or any(pk not in stages for pk in numbers)
    yield unknown, gettext_noop("“{title}”: a stage of its past is not known here.")
    closing, last = [stages[pk].is_closing for pk in numbers], stages[numbers[-1]]
    yield any(closing[:-1]), gettext_noop("“{title}”: only the last stage of a past may be a closed one.")
    yield closing[0], gettext_noop("“{title}”: a deal begins in an open stage before it closes.")
    stands = any(here == there for here, there in pairwise(numbers))
    yield stands, gettext_noop("“{title}”: it goes from a stage into the same one.")
    yield times != sorted(times), gettext_noop("“{title}”: its stages are not in the order of time.")
    yield times[-1] > now, gettext_noop("“{title}”: its past ends in the future.")
    unexplained = last.kind is StageKind.LOST and history.reason is None
    yield unexplained, gettext_noop("“{title}”: say why the deal was lost.")
    yield not 0 < len(history.title.strip()) <= 200, gettext_noop("“{title}”: a title has from 1 to 200 characters.")
    negative = history.amount_minor < 0 or any(paid <= 0 for _day, paid in history.paid)
    yield negative, gettext_noop("“{title}”: sums are above zero.")
    odd = any(not _possible(each, now) for each in history.activities)
    yield odd, gettext_noop("“{title}”: an activity of its past cannot have been so.")


def _possible(activity: PastActivity, now: datetime) -> bool:
    if activity.done_at is None:
        return activity.due_at is not None and activity.result is None and is_step(activity.kind)
    return activity.done_at <= now and activity.result is not None and fits(activity.kind, activity.result)
