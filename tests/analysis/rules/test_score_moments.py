"""A score knows only what had been written down by the moment, and never what a person may not be judged by."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.analysis.rules.score_models import HELD, LEAST_KNOWN, content_of, model_of, shares, taught
from mostik.analysis.rules.score_moments import (
    FEATURES,
    PROTECTED,
    Course,
    Moment,
    Stood,
    known_at,
    moments,
    refuse_protected,
)
from mostik.analysis.rules.scoring import Feature, Model

BORN = date(2026, 1, 10)
CLOSING = frozenset({8, 9})
UNTIL = date(2026, 12, 1)
days = st.integers(0, 200).map(lambda far: BORN + timedelta(days=far))


@st.composite
def courses(draw):
    ways = sorted(draw(st.sets(days, min_size=1, max_size=5)))
    stages = [draw(st.sampled_from([1, 2, 3, 8, 9])) for _day in ways]
    stood = tuple(Stood(day, stage, 4, None, 1000.0) for day, stage in zip(ways, stages, strict=True))
    return Course(
        deal=7,
        created=ways[0],
        stood=stood,
        won=draw(st.none() | days),
        talks=tuple(draw(st.lists(days, max_size=6))),
        deeds=tuple(draw(st.lists(days, max_size=6))),
        answered=draw(st.none() | days),
        answer_minutes=draw(st.none() | st.integers(0, 2000)),
        client=True,
        bought=draw(st.none() | days),
    )


@given(courses(), days)
def test_what_happens_after_a_moment_changes_nothing_known_at_it(course, day):
    cut = replace(
        course,
        talks=tuple(each for each in course.talks if each <= day),
        deeds=tuple(each for each in course.deeds if each <= day),
        answered=course.answered if course.answered and course.answered <= day else None,
        bought=course.bought if course.bought and course.bought < day else None,
        won=None,
    )
    stood = course.stood[0]
    assert known_at(course, stood, day) == known_at(cut, stood, day)


@given(courses(), st.integers(1, 90))
def test_moments_are_of_open_stages_and_each_says_what_came_within_the_horizon(course, horizon):
    for moment in moments(course, closing=CLOSING, until=UNTIL, horizon=horizon):
        here = [each for each in course.stood if each.day <= moment.day][-1]
        assert here.stage not in CLOSING
        assert moment.day <= UNTIL
        assert moment.came == (
            course.won is not None and moment.day < course.won <= moment.day + timedelta(days=horizon)
        )
        assert set(moment.known) == set(FEATURES)


def test_no_protected_attribute_is_an_input():
    assert not PROTECTED & set(FEATURES)
    for name in sorted(PROTECTED):
        with pytest.raises(ValueError, match=name):
            refuse_protected([*FEATURES, name])


def test_model_that_knows_what_it_may_not_is_neither_learnt_nor_read():
    told = [Moment(BORN + timedelta(days=at % 300), at, {"gender": "f"}, at % 2 == 0) for at in range(600)]
    with pytest.raises(ValueError, match="gender"):
        taught(told, horizon=14)
    kept = content_of(Model(0.0, (Feature("nationality", (), {"x": 1.0}),), 1.0, 10))
    with pytest.raises(ValueError, match="nationality"):
        model_of(kept)


def told(deals, won, horizon=20):
    """Deals added one a day, so many of each ten won; those of channel 1 twice as often as of channel 2."""
    found = []
    for at in range(deals):
        came = (at * 7) % 10 < (won * 2 if at % 2 else won)
        known = {**dict.fromkeys(FEATURES), "channel": "1" if at % 2 else "2"}
        found.append(Moment(BORN + timedelta(days=at), at, known, came))
    return found


def test_earlier_part_teaches_and_the_later_judges():
    learnt = taught(told(900, 3), horizon=20)
    assert learnt.model is not None
    assert learnt.sample.deals == 900
    assert learnt.judged_on == 900 - int(900 * 0.7) - 1
    sure, unsure = (learnt.model.probability({"channel": each}) for each in ("1", "2"))
    assert sure > unsure + 0.15
    assert learnt.judged.auc > 0.6


@pytest.mark.parametrize(("deals", "won"), [(150, 3), (900, 0)])
def test_too_few_deals_of_either_kind_teach_nothing_and_say_how_many_there_are(deals, won):
    learnt = taught(told(deals, won), horizon=20)
    assert (learnt.model is None) == (not won), "the share of a channel is all there is"
    assert learnt.judged is None
    assert learnt.sample.deals == deals


@given(st.lists(st.tuples(st.sampled_from(["1", "2", None]), st.booleans()), max_size=80))
def test_share_of_a_channel_stands_between_its_own_and_the_average(ended):
    found = [Moment(BORN, deal, {"channel": channel}, came) for deal, (channel, came) in enumerate(ended)]
    again = [each._replace(day=BORN + timedelta(days=7), came=not each.came) for each in found]
    model, won = shares([*again, *found]), sum(came for _channel, came in ended)
    if len(ended) < LEAST_KNOWN or not won:
        assert model is None
        return
    average = (won + 0.5) / (len(ended) + 1)
    for channel in {channel for channel, _came in ended}:
        own = [came for each, came in ended if each == channel]
        expected = (sum(own) + HELD * average) / (len(own) + HELD)
        assert model.probability({"channel": channel}) == pytest.approx(expected)
    assert model.probability({"channel": "unheard of"}) == pytest.approx(average)
