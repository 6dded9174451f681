"""Letters from templates, and meetings that do not run into each other."""

import doctest
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules import letters, meetings
from mostik.crm.rules.letters import FIELDS, Way, filled, letter_link, unknown_fields
from mostik.crm.rules.meetings import LENGTH, Busy, clashing, free_times
from mostik.kernel.working_time import FixedWeek

DAY = date(2026, 11, 18)
MORNING = datetime(2026, 11, 18, 8)
HOURS = st.integers(0, 23 * 4).map(lambda quarter: datetime(2026, 11, 18) + quarter * timedelta(minutes=15))


def test_examples_of_the_rules_hold():
    assert doctest.testmod(letters).failed == 0
    assert doctest.testmod(meetings).failed == 0


@given(st.text(), st.dictionaries(st.sampled_from([*FIELDS, "client.secret"]), st.text(alphabet="abc{}")))
def test_any_text_is_filled_without_an_error_and_with_nothing_else(text, values):
    filled(text, values)
    assert "secret!" not in filled(f"{text}{{client.secret}}", {"client.secret": "secret!"})


def test_value_is_never_read_as_a_template():
    assert filled("{client.name}", {"client.name": "{manager.phone}", "manager.phone": "+7"}) == "{manager.phone}"


@given(st.text(max_size=200), st.text(max_size=40))
def test_link_carries_the_words_whole(text, subject):
    opened = urlsplit(letter_link(Way.EMAIL, "ivan@acme.test", subject=subject, text=text))
    asked = parse_qs(opened.query, keep_blank_values=True)
    assert asked["subject"] == [subject]
    assert asked["body"] in ([text], [""])
    assert set(asked) == {"subject", "body"}


def test_unknown_field_is_named():
    assert unknown_fields("{client.name} {client.pets}") == ("client.pets",)


@given(st.lists(HOURS, max_size=8), HOURS)
def test_free_time_runs_into_nothing_and_lies_within_work(taken, now):
    busy = [Busy(at, "Acme") for at in taken]
    for at in free_times(DAY, busy, hours=FixedWeek(), now=now, most=50):
        assert clashing(at, busy) is None
        assert at > now
        spans = FixedWeek().spans(DAY)
        assert any(begins <= at.time() and (at + LENGTH).time() <= ends for begins, ends in spans)


def test_nobody_is_free_on_a_day_off():
    assert free_times(date(2026, 11, 22), [], hours=FixedWeek(), now=MORNING) == ()
