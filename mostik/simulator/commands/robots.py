"""Robots in the demo department: taken in weeks ago, and all that came of it since, happened anew by the same doors.

New clients come by the site's form, a landing, its chat and a bot; every run, talk, letter and booking is a real one.
One robot is older: for months the clients people lost have been asked why.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from mostik.channels.commands.accounts import pause_way
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.ways import Became, Letter, Outcome
from mostik.kernel.period import Period, PeriodKind
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.simulator.commands.department import OPENS, Department
from mostik.simulator.commands.doors import Doors, open_mailbox
from mostik.simulator.commands.living import opened, run, settle
from mostik.simulator.commands.stage import lay_stage, put_to_work
from mostik.simulator.commands.surveys import MONTHS, ROBOT, begin_survey
from mostik.simulator.commands.wires import Post, wired
from mostik.simulator.rules.cast import TEAMS
from mostik.simulator.rules.robots import BESIDE_PEOPLE, READY
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
A_MINUTE: Final = timedelta(minutes=1)
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
    today = clock.business_day(now)
    since = clock.moment(Period.of(PeriodKind.MONTH, today).shifted(-MONTHS).first, time(OPENS.hour))
    begin = clock.moment(today - timedelta(days=DAYS), time(OPENS.hour))
    end = now - BEFORE_NOW
    staff = people(viewer=by).select_related("role", "team", "department")
    sold = list(staff.filter(team__title=TEAMS[0], sells=True).order_by("pk"))
    scenario = Scenario(days=DAYS, seed=SEED, leads=A_DAY, people=len(sold), start=clock.business_day(begin))
    with clock.stopped(since):
        head = actor_of(staff.filter(role__code="head").order_by("pk")[0])
        stage = lay_stage(by=by, head=head, sellers=tuple(actor_of(row) for row in sold))
        doors = Doors({}, {}, open_mailbox(by=by, head=head), meeting=0)
        play = opened(scenario, replace(stage, doors=doors), first=FIRST, at=begin + A_MINUTE)
        play.at(begin, lambda: _take_in(by, play, sold[0].team))
        begin_survey(by=by, play=play, ends=end)
    with wired(Careless(play, now - LATELY)):
        run(play, since, end)
        with clock.stopped(end):
            _let_rest(play)
            settle(play)


def _take_in(by: Actor, play: Department, team: Any) -> None:
    """Put the robots to work."""
    mailbox = play.stage.doors.mailbox if play.stage.doors else 0
    ready = [code for code in READY if code != ROBOT]
    play.stage = put_to_work(by=by, stage=play.stage, team=team, robots=BESIDE_PEOPLE, ready=ready, mailbox=mailbox)


def _let_rest(play: Department) -> None:
    """Let the ways that reach out of this machine rest."""
    assert play.stage.doors
    for number in (play.stage.doors.mailbox, play.stage.doors.accounts[Door.TELEGRAM]):
        pause_way(by=play.stage.head, account_id=number)
