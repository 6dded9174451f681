"""Sixty days of leads with a planted fault: everybody works alike but for what is said to be wrong."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

from mostik.channels.commands.spend import SpendRow, keep_spend
from mostik.channels.models import Touch
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.histories import record_histories
from mostik.crm.models import Channel, Deal, Pipeline, Stage
from mostik.crm.terms import ActivityKind, ActivityResult, DealHistory, PastActivity, Via
from mostik.kernel.period import Span
from tests.analysis.lively import STAGES

FIRST, LAST = date(2026, 9, 15), date(2026, 11, 13)
WORKED = [
    day for day in (FIRST + timedelta(days=at) for at in range(60)) if day.weekday() < 5 and day != date(2026, 11, 4)
]
SPAN = Span(FIRST, LAST)
CHANNELS = ("Yandex", "Fair", "Partners")
PEOPLE = ("boris", "vera", "dasha")


@dataclass
class Truth:
    """What is wrong: chances by channel and person, who mostly answers late, who mostly gets which channel."""

    by_channel: dict[str, float] = field(default_factory=dict)
    by_person: dict[str, float] = field(default_factory=dict)
    slow: str = ""
    mostly: dict[str, str] = field(default_factory=dict)
    leads: int = 450
    usual: float = 0.5


def plant(cast, truth: Truth) -> dict[str, Channel]:
    """Let the leads come, be answered and qualified or not; return the channels."""
    pipeline = Pipeline.objects.create(title="Sales", default=True)
    stages = [
        Stage.objects.create(pipeline=pipeline, title=title, kind=kind, milestone=link, sort=place)
        for place, (title, kind, link) in enumerate(STAGES)
    ]
    channels = {title: Channel.objects.create(title=title) for title in CHANNELS}
    chance = Random(7)
    told = []
    for number in range(truth.leads):
        channel = CHANNELS[number % 3]
        alike = chance.choice(PEOPLE)
        person = truth.mostly.get(channel, alike) if chance.random() < 0.8 else alike
        told.append(_lead(cast.actor(person).id, truth, stages, channels[channel], person, number, chance))
    record_histories(by=SYSTEM, histories=told, via=Via.IMPORT)
    return channels


def _lead(owner: int, truth: Truth, stages, channel: Channel, person: str, number: int, chance: Random) -> DealHistory:
    day = WORKED[number % len(WORKED)]
    came = clock.moment(day, time(10)) + timedelta(minutes=number % 50)
    late = chance.random() < (0.85 if person == truth.slow else 0.08)
    share = truth.usual * truth.by_channel.get(channel.title, 1) * truth.by_person.get(person, 1)
    if late:
        share *= 0.2
    answered = came + timedelta(minutes=300 if late else 8)
    call = PastActivity(kind=ActivityKind.CALL, owner=owner, done_at=answered, result=ActivityResult.TALKED)
    stays = [(stages[0].pk, came)]
    if chance.random() < share:
        stays.append((stages[2 if chance.random() < 0.5 else 1].pk, answered))
    return DealHistory(
        title=f"Lead {number}",
        owner=owner,
        pipeline=stages[0].pipeline_id,
        stays=tuple(stays),
        channel=channel.pk,
        activities=(call,),
    )


def advertise(channels: dict[str, Channel]) -> None:
    """Let Yandex's leads have come by two campaigns that cost, and a third campaign cost and bring nobody."""
    for deal in Deal.objects.filter(channel=channels["Yandex"]):
        campaign = "pumps" if deal.pk % 2 else "service"
        told = {"source": "yandex", "medium": "cpc", "campaign": campaign}
        Touch.objects.create(deal=deal, kind="form", at=deal.created_at, key=f"form:{deal.pk}", **told)
    rows = [
        SpendRow(day=FIRST, source="yandex", medium="cpc", campaign=name, amount_minor=cost, clicks=10, shows=100)
        for name, cost in (("pumps", 90_000_00), ("service", 60_000_01), ("idle", 5_000_00))
    ]
    keep_spend(by=SYSTEM, rows=rows, origin="spend.csv")
