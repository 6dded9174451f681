"""Lines kept open: each by one keeper, given up when it is no longer wanted, rested after a break."""

import threading
import time
from datetime import timedelta

import pytest

from mostik.core import clock, watches
from mostik.core.models import KeptLine
from mostik.core.watches import NotOffered, Watch, Watchman

pytestmark = pytest.mark.django_db(transaction=True)


class Far:
    """A far side: which lines there are, who is on them, and what it does to them."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {1: "first"}
        self.on: list[int] = []
        self.most, self.begun = 0, 0
        self.breaks: Exception | None = None
        self.lock = threading.Lock()

    def keep(self, line: int, going) -> None:
        if self.breaks:
            raise self.breaks
        with self.lock:
            self.on.append(line)
            self.begun += 1
            self.most = max(self.most, self.on.count(line))
        while going():
            time.sleep(0.01)
        with self.lock:
            self.on.remove(line)


@pytest.fixture
def far(monkeypatch):
    far = Far()
    monkeypatch.setattr(watches, "WATCHES", {"far": Watch("far", lambda: dict(far.lines), far.keep)})
    return far


@pytest.fixture
def watchmen():
    made = [Watchman(), Watchman()]
    yield made
    for each in made:
        each.stop()


def until(what, watchmen=(), seconds=10):
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        for each in watchmen:
            each.next = 0.0
            each.turn()
        time.sleep(0.02)
    return what()


def test_line_is_kept_by_one_of_two_and_taken_over_when_that_one_stops(far, watchmen):
    assert until(lambda: far.on == [1], watchmen)
    for _ in range(20):
        until(lambda: False, watchmen, seconds=0.02)
    assert (far.on, far.most, watches.kept("far")) == ([1], 1, {1})
    keeper = next(each for each in watchmen if each.threads)
    other = next(each for each in watchmen if each is not keeper)
    keeper.stop()
    assert until(lambda: far.on == [1] and bool(other.threads), [other])


def test_line_changed_begins_anew_and_one_no_longer_wanted_is_let_go(far, watchmen):
    assert until(lambda: far.on == [1], watchmen)
    far.lines = {1: "second"}
    assert until(lambda: (far.begun, far.on) == (2, [1]), watchmen)
    far.lines = {}
    assert until(lambda: far.on == [] and watches.kept("far") == set(), watchmen)


def test_line_that_breaks_says_why_and_rests(far, watchmen):
    far.breaks = ConnectionResetError("the far side hung up")
    assert until(lambda: KeptLine.objects.filter(error__contains="hung up").exists(), watchmen)
    far.breaks = None
    until(lambda: False, watchmen, seconds=0.2)
    assert (far.on, watches.kept("far")) == ([], set())
    KeptLine.objects.update(open_until=clock.now() - timedelta(seconds=1))
    assert until(lambda: far.on == [1], watchmen)


def test_line_a_far_side_does_not_offer_is_no_error_and_is_asked_for_rarely(far, watchmen):
    far.breaks = NotOffered()
    assert until(
        lambda: KeptLine.objects.filter(holder="", open_until__gt=clock.now() + timedelta(minutes=5)), watchmen
    )
    assert KeptLine.objects.get().error == ""


def test_keeper_whose_lease_another_has_taken_lets_go(far, watchmen):
    assert until(lambda: far.on == [1], watchmen)
    KeptLine.objects.update(holder="another")
    keeper = next(each for each in watchmen if each.threads)
    assert until(lambda: far.on == [], [keeper], seconds=15)
