"""Months of refusals in the demo department: once a week the head lets a robot ask the clients lost in it why."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from django.utils.translation import override

from mostik.automation.commands.enrolments import enrol_picked
from mostik.automation.commands.robots import take_ready
from mostik.channels.commands.refusals import set_phrases, settle_refusal
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.simulator.commands.department import Customer, Department
from mostik.simulator.queries.customers import Lost, answers_to_read, lost_between
from mostik.simulator.rules.cast import LANGUAGE
from mostik.simulator.rules.surveys import PHRASES, why
from mostik.simulator.terms import Nature, Phase

ROBOT: Final = "ask_why"
MONTHS: Final = 3
#: So many of a week's lost clients are asked.
A_WEEK: Final = 2
WEEK: Final = timedelta(days=7)
#: When on a Friday the head looks back at the week.
HOUR: Final = time(16)
SEED: Final = 5
HOURS: Final = (1, 70)
#: Numbers of these clients begin here: no other's message has one of them.
FROM: Final = 10_000


@dataclass
class Survey:
    """The head's weekly look at who was lost: who was asked, and what those mean whose words a person reads."""

    play: Department
    robot: int
    begins: datetime
    ends: datetime
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - a virtual market, not a secret
    means: dict[int, str] = field(default_factory=dict)

    def look(self) -> None:
        """Read the answers of two weeks ago that name no one reason, ask the dearest clients lost this week."""
        now, head = clock.now(), self.play.stage.head
        for number, deal in answers_to_read(before=now - 2 * WEEK, viewer=head):
            settle_refusal(by=head, refusal_id=number, reason_id=self.play.stage.reasons[self.means[deal]])
        lost = lost_between(now - WEEK, now, viewer=head)
        asked = [each for each in lost if each.email not in self.play.customers][:A_WEEK]
        for each in asked:
            self._ask(each)
        if asked:
            enrol_picked(by=head, robot_id=self.robot, numbers=[each.deal for each in asked])
        self.play.later(WEEK, self.look)

    def _ask(self, lost: Lost) -> None:
        late = (clock.now() - self.begins) / (self.ends - self.begins)
        words, self.means[lost.deal] = why(self.chance, lost.reason, late)
        said = Nature(
            FROM + lost.contact, lost.name, "", lost.email, will=0, hours=self.chance.randint(*HOURS), roubles=0
        )
        customer = Customer(said, clock.now(), phase=Phase.GONE, answered=clock.now(), why=words)
        self.play.customers[lost.email] = customer
        self.play.know(customer, lost.deal)


@command(needs="crm.import_records")
def begin_survey(*, by: Actor, play: Department, ends: datetime) -> None:
    """Let the head take the ready robot in, say how answers are read, and look back at each week from now on."""
    del by
    head = play.stage.head
    for title, words in PHRASES.items():
        set_phrases(by=head, reason_id=play.stage.reasons[title], words=words)
    with override(LANGUAGE):
        robot = take_ready(by=head, code=ROBOT, on=True)
    survey = Survey(play, robot, clock.now(), ends)
    friday = clock.business_day(clock.now()) + timedelta(days=(4 - clock.business_day(clock.now()).weekday()) % 7)
    play.at(clock.moment(friday, HOUR), survey.look)
