"""Robots in the demo department: taken in weeks ago, and all that came of it since, happened anew by the same doors.

New clients come by the site's form, a landing, its chat and a bot; every run, talk, letter and booking is a real one.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from mostik.channels.commands.accounts import pause_way
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.ways import Became, Letter, Outcome
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.simulator.commands.department import OPENS
from mostik.simulator.commands.living import opened, run, settle
from mostik.simulator.commands.stage import lay_stage, put_to_work
from mostik.simulator.commands.wires import Post, wired
from mostik.simulator.rules.cast import TEAMS
from mostik.simulator.rules.robots import BESIDE_PEOPLE
from mostik.simulator.terms import Door, Scenario

#: How long robots have been at work, and how many clients a day come to them.
DAYS: Final = 24
A_DAY: Final = 0.5
SEED: Final = 3
#: The first client of theirs has a number, and so a firm and an address, that nobody else in the department has.
FIRST: Final = 360
#: The answer to a letter of the last days was lost on the way: a person says whether it had come.
LATELY: Final = timedelta(days=2)
#: What was promised as the department was built is done by its workers, when they start.
BEFORE_NOW: Final = timedelta(minutes=5)
LOST: Final = "The connection broke before the server answered."


@dataclass
class Careless:
    """A post that once loses the answer to a letter sent after a moment."""

    post: Post
    after: datetime
    lost: list[str] = field(default_factory=list)

    def take(self, letter: Letter) -> Outcome:
        """Hand a message over; what became of one letter is not known."""
        if clock.now() > self.after and "@" in letter.to and not self.lost:
            self.lost.append(letter.number)
            return Outcome(Became.UNKNOWN, LOST)
        return self.post.take(letter)


@command(needs="crm.import_records", whole=False)
def put_robots_to_work(*, by: Actor) -> None:
    """Let a department built before have taken robots in weeks ago, and live with them until now.

    Ways that would reach out of this machine rest afterwards: a demo writes to nobody.
    """
    now = clock.now()
    begin = clock.moment(clock.business_day(now) - timedelta(days=DAYS), time(OPENS.hour))
    staff = people(viewer=by).select_related("role", "team", "department")
    sold = list(staff.filter(team__title=TEAMS[0], sells=True).order_by("pk"))
    sellers = tuple(actor_of(row) for row in sold)
    with clock.stopped(begin):
        stage = lay_stage(by=by, head=actor_of(staff.filter(role__code="head").order_by("pk")[0]), sellers=sellers)
        stage = put_to_work(by=by, stage=stage, team=sold[0].team, robots=BESIDE_PEOPLE)
        scenario = Scenario(days=DAYS, seed=SEED, leads=A_DAY, people=len(sellers), start=clock.business_day(begin))
        play = opened(scenario, stage, first=FIRST)
    assert stage.doors
    end = now - BEFORE_NOW
    with wired(Careless(play, now - LATELY)):
        run(play, begin, end)
        with clock.stopped(end):
            for number in (stage.doors.mailbox, stage.doors.accounts[Door.TELEGRAM]):
                pause_way(by=stage.head, account_id=number)
            settle(play)
