"""The next step in one line, as people write it."""

import doctest
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules import activities, steps
from mostik.crm.rules.steps import NoSuchTime, StepInThePast, StepNotUnderstood, read_step
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Refusal
from mostik.kernel.working_time import FixedWeek

NOW = datetime(2026, 11, 18, 11)  # a Wednesday
CALL, MEETING, TASK = ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.TASK
EMAIL, MESSAGE = ActivityKind.EMAIL, ActivityKind.MESSAGE


def read(text, now=NOW):
    return read_step(text, now=now, hours=FixedWeek())


@pytest.mark.parametrize(
    ("text", "kind", "due", "title"),
    [
        ("звонок завтра 15:00", CALL, "2026-11-19 15:00", ""),
        ("встреча 25.11 в 10", MEETING, "2026-11-25 10:00", ""),
        ("через 2 дня позвонить", CALL, "2026-11-20 09:00", ""),
        ("call tomorrow 3pm", CALL, "2026-11-19 15:00", ""),
        ("письмо пн", EMAIL, "2026-11-23 09:00", ""),
        ("Позвонить Ивану послезавтра в 3", CALL, "2026-11-20 15:00", "Ивану"),
        ("отправить КП завтра к 12", TASK, "2026-11-19 12:00", "отправить КП"),
        ("через 3 дня отправить договор", TASK, "2026-11-23 09:00", "отправить договор"),
        ("через неделю созвон", CALL, "2026-11-25 09:00", ""),
        ("через 3 рабочих дня", CALL, "2026-11-23 09:00", ""),
        ("через два часа", CALL, "2026-11-18 13:00", None),
        ("в пятницу после обеда встреча", MEETING, "2026-11-20 14:00", ""),
        ("во вторник", CALL, "2026-11-24 09:00", ""),
        ("next friday call", CALL, "2026-11-27 09:00", ""),
        ("в следующий понедельник позвонить", CALL, "2026-11-23 09:00", ""),
        ("на следующей неделе написать", EMAIL, "2026-11-23 09:00", ""),
        ("5 декабря демо в 11:30", MEETING, "2026-12-05 11:30", ""),
        ("Dec 5 meeting 11:30", MEETING, "2026-12-05 11:30", ""),
        ("25-го в 10 утра", CALL, "2026-11-25 10:00", ""),
        ("5 числа позвонить", CALL, "2026-12-05 10:00", ""),
        ("15.01 звонок", CALL, "2027-01-15 09:00", ""),
        ("2026-12-01 call 9:15", CALL, "2026-12-01 09:15", ""),
        ("завтра 15.30 звонок", CALL, "2026-11-19 15:30", ""),
        ("16:00", CALL, "2026-11-18 16:00", ""),
        ("10:00 звонок", CALL, "2026-11-19 10:00", ""),
        ("сегодня позвонить", CALL, "2026-11-18 12:00", ""),
        ("через месяц письмо", EMAIL, "2026-12-18 09:00", ""),
        ("написать в ватсап завтра утром", MESSAGE, "2026-11-19 09:00", "написать в ватсап"),
        ("завтра вечером в 7 позвонить", CALL, "2026-11-19 19:00", None),
        ("meeting in 3 days at 10", MEETING, "2026-11-23 10:00", ""),
        ("подготовить смету и позвонить завтра", CALL, "2026-11-19 09:00", "подготовить смету и позвонить"),
    ],
)
def test_step_said_in_words_is_understood(text, kind, due, title):
    step = read(text)
    assert (step.kind, step.due_at) == (kind, datetime.fromisoformat(due))
    if title is not None:
        assert step.title == title


@pytest.mark.parametrize("text", ["", "позвонить", "когда-нибудь", "обсудить скидку", "x" * 300])
def test_step_without_a_time_is_refused_with_examples(text):
    with pytest.raises(StepNotUnderstood) as refusal:
        read(text)
    assert "15:00" in str(refusal.value)


@pytest.mark.parametrize("text", ["вчера позвонить", "сегодня 9:00", "17.11", "18.11.2025 встреча", "17 ноября"])
def test_step_in_the_past_is_refused(text):
    with pytest.raises(StepInThePast):
        read(text)


@pytest.mark.parametrize("text", ["завтра 25:00", "31.02 звонок", "звонок 30 февраля", "45.11 встреча"])
def test_day_or_time_that_does_not_exist_is_refused(text):
    with pytest.raises(NoSuchTime):
        read(text)


def test_promise_is_heard():
    step = read("обещал позвонить завтра в 12")
    assert (step.promised, step.kind, step.title) == (True, CALL, "")
    assert not read("позвонить завтра в 12").promised


def test_hours_past_the_end_of_work_go_to_the_next_morning():
    assert read("через 2 часа", now=datetime(2026, 11, 20, 17)).due_at == datetime(2026, 11, 23, 9)


def test_counted_days_end_on_a_working_day_and_named_days_stay():
    friday = datetime(2026, 11, 20, 11)
    assert read("через 2 дня", now=friday).due_at == datetime(2026, 11, 23, 9)
    assert read("завтра 12:00", now=friday).due_at == datetime(2026, 11, 21, 12)


WORDS = st.sampled_from(
    [
        "звонок",
        "завтра",
        "25.11",
        "в",
        "10",
        "через",
        "2",
        "дня",
        "пн",
        "3pm",
        "at",
        "12:30",
        "31.02",
        "next",
        "week",
        "ё",
        "часа",
    ]
)


@given(st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60))
def test_any_line_gives_a_step_ahead_or_a_clear_refusal(text):
    try:
        step = read(text)
    except Refusal:
        return
    assert step.due_at >= NOW
    assert len(step.title) <= 200
    assert step.due_at.time() != time(0, 0, 1)


@pytest.mark.parametrize("module", [activities, steps])
def test_worked_examples_hold(module):
    assert doctest.testmod(module).failed == 0
