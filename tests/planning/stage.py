"""A department with a few months behind it: deals told with their whole past, so that figures are really measured."""

from datetime import date, datetime, time, timedelta
from random import Random

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.histories import record_histories
from mostik.crm.models import LossReason, Pipeline, Stage
from mostik.crm.terms import ActivityKind, ActivityResult, DealHistory, PastActivity, StageKind, Via
from mostik.people.models import User

STAGES = (
    ("New", StageKind.OPEN, "lead", 5),
    ("Qualified", StageKind.OPEN, "qualified", 15),
    ("Meeting", StageKind.OPEN, "meeting", 30),
    ("Proposal", StageKind.OPEN, "proposal", 45),
    ("Contract", StageKind.OPEN, "contract", 75),
    ("Invoice", StageKind.OPEN, "invoice", 90),
    ("Paid", StageKind.WON, "payment", 100),
    ("Lost", StageKind.LOST, "", 0),
)
#: What share goes on from each open stage, and how many days it takes.
RATES = (0.6, 0.6, 0.75, 0.55, 0.9, 0.9)
DAYS = (1, 2, 3, 3, 2, 4)
BEGAN = date(2026, 7, 6)


def pipeline() -> Pipeline:
    """Return the one pipeline with a stage for each link of the chain."""
    made, fresh = Pipeline.objects.get_or_create(title="Sales", defaults={"default": True})
    if fresh:
        for sort, (title, kind, milestone, chance) in enumerate(STAGES):
            Stage.objects.create(
                pipeline=made, title=title, kind=kind, milestone=milestone, sort=sort, probability=chance
            )
    return made


def live(people: dict[User, float], *, weekly: int = 4, seed: int = 7, since: date = BEGAN) -> None:
    """Let people sell from a Monday until yesterday: leads every week, each with calls, and what came of it.

    The number beside a person is how their conversions compare with the usual.
    """
    chance = Random(seed)
    stages = list(pipeline().stages.order_by("sort"))
    reason, _ = LossReason.objects.get_or_create(title="Price")
    told = []
    for person, skill in people.items():
        monday = max(since, person.hired_on)
        while monday < clock.today():
            told += [_deal(person, skill, monday, stages, chance=chance, reason=reason.pk) for _ in range(weekly)]
            monday += timedelta(days=7)
    record_histories(by=SYSTEM, histories=[each for each in told if each], via=Via.IMPORT)


def _deal(person: User, skill: float, monday: date, stages: list[Stage], *, chance: Random, reason: int):
    at = _moment(monday + timedelta(days=chance.randrange(5)), chance)
    now = clock.now() - timedelta(hours=20)
    if at > now:
        return None
    stays, done, paid = [(stages[0].pk, at)], _calls(person, at, now, chance), ()
    amount = round(chance.lognormvariate(12.3, 0.5)) * 100
    for place, rate in enumerate(RATES):
        at = at + timedelta(days=DAYS[place] + chance.randrange(3), minutes=chance.randrange(60))
        if at > now:
            break
        if chance.random() > min(0.97, rate * skill):
            stays.append((stages[-1].pk, at))
            break
        stays.append((stages[place + 1].pk, at))
        if place == 1:
            done.append(_held(person, at))
        if place == len(RATES) - 1:
            paid = ((clock.business_day(at), amount),)
    lost = stays[-1][0] == stages[-1].pk
    return DealHistory(
        title=f"Deal of {person.last_name} {chance.randrange(10**6)}",
        owner=person.pk,
        pipeline=stages[0].pipeline_id,
        stays=tuple(stays),
        amount_minor=amount,
        reason=reason if lost else None,
        activities=tuple(done),
        paid=paid,
    )


def _calls(person: User, at: datetime, now: datetime, chance: Random) -> list[PastActivity]:
    made = []
    for number in range(chance.randrange(3, 6)):
        when = at + timedelta(days=number, minutes=5)
        if when <= now:
            result = ActivityResult.TALKED if chance.random() < 0.4 else ActivityResult.NO_ANSWER
            made.append(PastActivity(kind=ActivityKind.CALL, owner=person.pk, done_at=when, result=result))
    return made


def _held(person: User, at: datetime) -> PastActivity:
    return PastActivity(kind=ActivityKind.MEETING, owner=person.pk, done_at=at, result=ActivityResult.HELD)


def _moment(day: date, chance: Random) -> datetime:
    return clock.moment(day, time(10 + chance.randrange(6), chance.randrange(60)))


def count(person: User, kind: ActivityKind, result: ActivityResult, day: date, times: int) -> None:
    """Record that somebody did something so many times on a day, with no deal behind it."""
    from mostik.crm import events
    from tests.analysis.conftest import let_happen

    sort = list(ActivityKind).index(kind) * len(ActivityResult) + list(ActivityResult).index(result)
    let_happen(
        by=SYSTEM,
        what=[
            events.ActivityDone(
                at=clock.moment(day, time(10)),
                activity=10**7 * (1 + sort) + person.pk * 10**5 + day.toordinal() % 1000 * 100 + number,
                kind=kind,
                result=result,
                owner=person.pk,
                team=person.team_id,
                department=person.department_id,
            )
            for number in range(times)
        ],
    )
