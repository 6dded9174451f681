"""The virtual department lives: clients, people and robots by a clock of its own, through the rooms' doors.

Robots are the real ones: their runs, their talks, their promises in the outbox, their limits. The far ends of the ways
hand each message to its virtual client. One seed gives one journal.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from django.utils.translation import override

from mostik.automation.commands.runs import begin_by_clock
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.simulator.commands.customers import Clients
from mostik.simulator.commands.department import OPENS, Department
from mostik.simulator.commands.sellers import Sellers
from mostik.simulator.commands.stage import Stage, set_stage
from mostik.simulator.commands.wires import wired
from mostik.simulator.rules.cast import LANGUAGE
from mostik.simulator.terms import Scenario

#: Robots' own clock is looked at so often.
RINGS = timedelta(hours=4)


@command(needs="crm.import_records", whole=False)
def live(*, by: Actor, scenario: Scenario, tell: Callable[[float], bool] = lambda _done: True) -> Department:
    """Play a scenario in an empty database and return what came of it; ``tell`` hears the share done, False stops.

    Refuses a database with a company in it.
    """
    begin = clock.moment(scenario.start, OPENS)
    end = clock.moment(scenario.end, time(23, 59))
    with clock.stopped(begin):
        play = opened(scenario, set_stage(by=by, scenario=scenario), first=1)
        play.at(begin, lambda: ring(play))
    with wired(play):
        run(play, begin, end, tell)
    return play


def opened(scenario: Scenario, stage: Stage, *, first: int, at: datetime | None = None) -> Department:
    """Return a department with its first client at the door, at this moment unless another is said.

    ``first`` is the client's number.
    """
    play = Department(scenario, stage, Random(scenario.seed))  # noqa: S311 - a virtual market, not a secret
    market = Clients(play, Sellers(play))
    play.reads = market.read
    play.at(at or clock.now(), lambda: market.lead(first))
    return play


def run(play: Department, begin: datetime, end: datetime, tell: Callable[[float], bool] = lambda _done: True) -> None:
    """Let everything happen from a moment to another, each thing at its own; its wires are joined before."""
    now = begin
    while now <= end:
        with clock.stopped(now), override(LANGUAGE):
            settle(play)
            following = play.next_moment()
        if following.date() != now.date() and not tell((now - begin) / (end - begin)):
            return
        now = following


def settle(play: Department) -> None:
    """Let all that is due at this moment happen: clients and people first, then what is promised."""
    while play.queue and play.queue[0][0] <= clock.now():
        heapq.heappop(play.queue)[2]()
    while outbox.run_due(holder="virtual"):
        pass


def ring(play: Department) -> None:
    """Begin what robots begin by the clock."""
    begin_by_clock(by=SYSTEM)
    play.later(RINGS, lambda: ring(play))
