"""The funnel by period and by cohort, stage times with stays under way, and what one sale takes."""

from datetime import date, timedelta

import pytest

from mostik.analysis.queries.funnel import funnel
from mostik.analysis.queries.records import drill
from mostik.core.actors import SYSTEM
from mostik.crm.models import Pipeline, Stage
from mostik.kernel.money import Money
from mostik.kernel.period import Period
from tests.analysis.conftest import Story, activity

pytestmark = pytest.mark.django_db
OCT, NOV = (Period.parse(f"2026-{month}").span for month in (10, 11))


def day(number: int, month=NOV) -> date:
    return month.first + timedelta(days=number)


@pytest.fixture
def stages():
    pipeline = Pipeline.objects.create(title="Sales", default=True)
    return [
        Stage.objects.create(pipeline=pipeline, title=title, sort=place, kind=kind, norm_days=5)
        for place, (title, kind) in enumerate([("New", "open"), ("Meeting", "open"), ("Won", "won"), ("Lost", "lost")])
    ]


@pytest.fixture
def told(stages, happen):
    """Eight November leads: four come to a meeting, two are won; one October lead is won in November."""
    new, meeting, _won, _lost = (stage.pk for stage in stages)

    def lead(number, month=NOV, **more):
        return Story(number, stage=new, owner=number % 2 + 1, held=True, **more).created(day(0, month))

    stories = [lead(n) for n in range(1, 9)]
    for story in stories[:4]:
        story.moved(day(4), meeting, "qualified", "meeting")
    for story in stories[:2]:
        story.won(day(9))
    old = lead(9, OCT, amount=900_00)
    old.won(day(3))
    happen(*[event for story in [*stories, old] for event in story.told])
    happen(*[activity(n, "call", day(n % 10), "talked", owner=1) for n in range(1, 31)])
    return stages


def counts(shown):
    return [row.count for row in shown.links]


def test_period_counts_what_happened_in_it(told):
    shown = funnel(viewer=SYSTEM, span=NOV, before=OCT)
    assert counts(shown) == [8, 5, 5, 3, 3, 3, 3]
    assert shown.links[1].share == 5 / 8
    assert shown.links[0].before == 1
    assert shown.links[6].amounts == (Money(1100_00),)
    assert shown.sales == 3


def test_cohort_counts_those_who_came_in_it(told):
    shown = funnel(viewer=SYSTEM, span=NOV, before=OCT, by_cohort=True)
    assert counts(shown) == [8, 4, 4, 2, 2, 2, 2]
    assert [row.before for row in shown.links] == [1] * 7
    assert shown.effort == ()


def test_one_sale_takes_so_many_calls(told):
    effort = {row.metric: row for row in funnel(viewer=SYSTEM, span=NOV, before=OCT).effort}
    assert (effort["calls"].count, effort["calls"].per_sale) == (30, 10.0)
    assert effort["contracts"].per_sale == 1.0


def test_stage_time_counts_stays_under_way_as_long_as_they_last(told):
    new, meeting = funnel(viewer=SYSTEM, span=NOV, before=OCT).stages
    assert (new.title, new.entered, new.open) == ("New", 8, 4)
    assert (new.median, new.longer_than) == (None, 17)
    assert (meeting.entered, meeting.open, meeting.median) == (4, 2, None)


def test_stage_time_is_known_once_half_have_left(told, happen, stages):
    story = Story(20, stage=stages[0].pk, held=True).created(day(1)).moved(day(8), stages[1].pk)
    others = [Story(n, stage=stages[0].pk, held=True).created(day(0)).moved(day(4), stages[1].pk) for n in (21, 22, 23)]
    happen(*story.told, *[event for each in others for event in each.told])
    new = funnel(viewer=SYSTEM, span=NOV, before=OCT).stages[0]
    assert (new.entered, new.open, new.median) == (12, 4, 4)


def test_split_by_person_sums_to_the_whole(told):
    shown = funnel(viewer=SYSTEM, span=NOV, before=OCT, by="person")
    assert [sum(row.counts[place] for row in shown.split) for place in range(7)] == counts(shown)


def test_weakest_link_is_the_one_that_fell_most(told):
    assert funnel(viewer=SYSTEM, span=NOV, before=OCT, by_cohort=True).weakest == 1
    assert funnel(viewer=SYSTEM, span=OCT, before=NOV, by_cohort=True).weakest is None


def test_numbers_open_as_many_records_as_they_count(told):
    shown = funnel(viewer=SYSTEM, span=NOV, before=OCT)
    for row in shown.links:
        found = drill(viewer=SYSTEM, code=row.metric, span=NOV)
        assert found.quantity == row.count == len(found.records)


def test_empty_department_has_an_empty_funnel(db):
    assert funnel(viewer=SYSTEM, span=NOV, before=OCT).is_empty
