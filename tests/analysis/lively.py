"""Two months of a lively department, told through the room's own commands: leads, moves, wins, losses, calls, money."""

from dataclasses import dataclass
from datetime import date, timedelta

from mostik.core import clock
from mostik.crm.commands.activities import log_activity
from mostik.crm.commands.deals import create_deal, lose_deal, move_deal, win_deal
from mostik.crm.commands.payments import record_payment
from mostik.crm.models import Channel, LossReason, Pipeline, Stage
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.money import Money
from tests.kept import kept

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)
STAGES = (
    ("New", "open", "lead"),
    ("Qualified", "open", "qualified"),
    ("Meeting held", "open", "meeting"),
    ("Proposal sent", "open", "proposal"),
    ("Contract", "open", "contract"),
    ("Invoice", "open", "invoice"),
    ("Won", "won", "payment"),
    ("Lost", "lost", ""),
)
PEOPLE = ("boris", "vera", "dasha")


@dataclass
class Lively:
    """What was told: the deals of each month with how far each came."""

    stages: list[Stage]
    web: Channel
    fair: Channel
    won: dict[date, list[int]]
    lost: dict[date, list[int]]


def live(cast) -> Lively:
    """Let 30 leads come in October and 18 in November; of every six two are won and one is lost."""
    return kept("two lively months", lambda: _lived(cast), whole=True)


def _lived(cast) -> Lively:
    pipeline = Pipeline.objects.create(title="Sales", default=True)
    stages = [
        Stage.objects.create(pipeline=pipeline, title=title, kind=kind, milestone=link, sort=place, norm_days=4)
        for place, (title, kind, link) in enumerate(STAGES)
    ]
    told = Lively(stages, *_channels(), {OCT: [], NOV: []}, {OCT: [], NOV: []})
    reason = LossReason.objects.create(title="Too dear", group="price")
    for number in range(48):
        month = OCT if number < 30 else NOV
        _lead(cast.actor(PEOPLE[number % 3]), told, reason, number, month)
    return told


def _channels() -> tuple[Channel, Channel]:
    return Channel.objects.create(title="Web"), Channel.objects.create(title="Fair")


def _lead(by, told: Lively, reason: LossReason, number: int, month: date) -> None:
    start = month + timedelta(days=number % 6)
    channel = told.web if number % 4 else told.fair
    amount = Money.of(10_000 + 1_000 * (number % 7))
    fields = {"amount": amount, "channel": channel.pk}
    deal = create_deal(by=by, title=f"Lead {number}", fields=fields, at=clock.moment(start))
    for call in range(1 + number % 2):
        result = ActivityResult.TALKED if call else ActivityResult.NO_ANSWER
        log_activity(by=by, kind=ActivityKind.CALL, result=result, deal_id=deal, at=clock.moment(start))
    far = number % 6
    for step, stage in enumerate(told.stages[1 : 1 + far], start=1):
        move_deal(by=by, deal_id=deal, stage_id=stage.pk, at=clock.moment(start + timedelta(days=step)))
    if far >= 2:
        log_activity(by=by, kind=ActivityKind.MEETING, result=ActivityResult.HELD, deal_id=deal, at=clock.moment(start))
    if far >= 4:
        win_deal(by=by, deal_id=deal, at=clock.moment(start + timedelta(days=far + 2)))
        record_payment(by=by, deal_id=deal, amount=amount, paid_on=start + timedelta(days=far + 3))
        told.won[month].append(deal)
    elif far == 1:
        lose_deal(by=by, deal_id=deal, reason_id=reason.pk, at=clock.moment(start + timedelta(days=3)))
        told.lost[month].append(deal)
