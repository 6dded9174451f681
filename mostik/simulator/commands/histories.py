"""A life in virtual days becomes a deal's history in instants: nothing later than now has happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mostik.core import clock
from mostik.crm.terms import ActivityKind, ActivityResult, DealHistory, PastActivity
from mostik.simulator.rules.lives import rival
from mostik.simulator.terms import Life, Touch


@dataclass(frozen=True)
class Books:
    """Numbers the department's records have, by the simulator's own places and words."""

    sellers: dict[int, int]
    channels: list[int]
    products: list[int]
    companies: list[int]
    contacts: list[int]
    stages: dict[str, int]
    reasons: dict[str, int]
    competitors: dict[str, int]
    pipeline: int
    now: datetime


def history(life: Life, books: Books) -> DealHistory:
    """Return the deal as ``record_histories`` takes it."""
    stays = [
        (books.stages[step.milestone], moment(step.day, life.minute, number, books))
        for number, step in enumerate(life.steps)
    ]
    if life.won or life.lost:
        day = life.won or life.lost[0]  # type: ignore[index]
        stays.append((books.stages["won" if life.won else "lost"], moment(day, life.minute, len(stays), books)))
    stays = in_order(stays, books.now)
    return DealHistory(
        title=life.title,
        owner=books.sellers[life.seller],
        pipeline=books.pipeline,
        stays=tuple(stays),
        amount_minor=life.amount,
        reason=books.reasons[life.lost[1]] if life.lost else None,
        loss_note=life.lost[2] if life.lost else "",
        competitor=books.competitors.get(rival(life)),
        company=books.companies[life.client],
        contact=books.contacts[life.client],
        channel=books.channels[life.source],
        product=books.products[life.ware],
        activities=tuple(activity(touch, life, books, born=stays[0][1]) for touch in life.touches),
        paid=life.paid,
    )


def moment(day: date, minute: int, later: int, books: Books) -> datetime:
    """Return the instant of a minute of a day, some minutes later for later stages; never after now."""
    at = clock.moment(day) + timedelta(minutes=minute - 12 * 60 + 17 * later)
    return min(at, books.now - timedelta(minutes=5))


def in_order(stays: list[tuple[int, datetime]], now: datetime) -> list[tuple[int, datetime]]:
    """Return the stays with strictly growing times, the last of them still in the past."""
    ordered: list[tuple[int, datetime]] = []
    latest = now
    for stage, at in reversed(stays):
        latest = min(at, latest - timedelta(seconds=30))
        ordered.append((stage, latest))
    return ordered[::-1]


def activity(touch: Touch, life: Life, books: Books, *, born: datetime) -> PastActivity:
    """Return an activity; one whose hour has not come yet is still only planned. Nothing is done before the deal is."""
    at = max(clock.moment(touch.due) + timedelta(minutes=touch.minute - 12 * 60), born + timedelta(minutes=3))
    done = touch.done is not None and at <= books.now
    return PastActivity(
        kind=ActivityKind(touch.kind),
        owner=books.sellers[life.seller],
        title=touch.title,
        due_at=at if touch.kind in {"meeting", "task"} or not done else None,
        done_at=at if done else None,
        result=ActivityResult(touch.result) if done else None,
        seconds=touch.seconds if done else 0,
        note=touch.note if done else "",
    )
