"""What makes a plan doubtful: each cause found by its bound, and not before it."""

from datetime import date, timedelta

import pytest

from mostik.planning.rules.causes import Bounds, Counted, Holder, of_deals, of_pace, of_people
from mostik.planning.terms import CauseKind

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
DAYS = {FIRST + timedelta(days=n): 480 for n in range(31) if (FIRST + timedelta(days=n)).weekday() < 5}


def holder(**more) -> Holder:
    return Holder(**{"person": 7, "part": 1000, "done": 0, "planned": DAYS, "now": DAYS, **more})


def away(first: int, last: int) -> dict[date, int]:
    return {day: 0 if first <= day.day <= last else each for day, each in DAYS.items()}


def found(*holders, today=FIRST):
    return of_people(holders, Bounds(), today=today, last=LAST)


def test_an_absence_is_noticed_from_its_third_working_day_and_told_once_while_it_lasts():
    assert found(holder(now=away(7, 8))) == []
    (cause,) = found(holder(now=away(7, 9)))
    assert (cause.kind, cause.days, cause.until) == (CauseKind.AWAY, 3, date(2026, 12, 9))
    (later,) = found(holder(now=away(7, 9)), today=date(2026, 12, 9))
    assert later.key == cause.key
    assert found(holder(now=away(7, 9)), today=date(2026, 12, 10)) == []


def test_an_absence_the_version_was_made_with_is_no_news():
    assert found(holder(planned=away(7, 18), now=away(7, 18))) == []


def test_at_stake_is_what_the_hours_lost_were_to_bring():
    (cause,) = found(holder(done=100, now=away(1, 31)))
    assert cause.amount == 900


@pytest.mark.parametrize(
    ("more", "noticed"),
    [
        ({"left_on": date(2026, 12, 10)}, True),
        ({"left_on": LAST}, False),
        ({"active": False}, True),
        ({"active": False, "done": 1000}, False),
    ],
)
def test_who_leaves_before_the_month_ends_is_noticed_while_something_is_left_to_bring(more, noticed):
    assert [cause.kind for cause in found(holder(**more))] == [CauseKind.LEFT] * noticed


def test_a_big_deal_is_lost_or_moves_out_of_the_month():
    deals = [
        Counted(deal=1, amount=10, lost=True, expected_on=LAST),
        Counted(deal=2, amount=20, expected_on=LAST + timedelta(days=1)),
        Counted(deal=3, amount=30, expected_on=LAST),
        Counted(deal=4, amount=40),
    ]
    assert [(cause.kind, cause.deal, cause.amount) for cause in of_deals(deals, last=LAST)] == [
        (CauseKind.DEAL_LOST, 1, 10),
        (CauseKind.DEAL_MOVED, 2, 20),
    ]


@pytest.mark.parametrize(("before", "worked", "noticed"), [(79, 5, True), (80, 5, False), (0, 4, False)])
def test_the_pace_is_noticed_under_its_share_after_its_days(before, worked, noticed):
    causes = of_pace(before=before, due=100, worked=worked, bounds=Bounds())
    assert [cause.amount for cause in causes] == [100 - before] * noticed
