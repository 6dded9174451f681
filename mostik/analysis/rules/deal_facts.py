"""What happens to a deal, as facts. A number once counted is never changed, only taken back or counted anew."""

from collections.abc import Iterable

from mostik.analysis.rules.lines import Heard, Line, Record
from mostik.analysis.terms import Measure
from mostik.crm import events
from mostik.crm.events import DealEvent
from mostik.crm.terms import CHAIN, LossGroup

LINKS = tuple(milestone.value for milestone in CHAIN)
CLOSINGS = (Measure.WON.value, Measure.LOST.value, Measure.REJECTED.value, Measure.DUPLICATE.value)


def created(event: events.DealCreated, heard: Heard, record: Record) -> list[Line]:
    """A lead: the links its first stage stands for."""
    return [*_stood(event, heard, record), *_passed(event, heard, record, event.reached)]


def moved(event: events.DealMoved, heard: Heard, record: Record) -> list[Line]:
    """A stay ended, another began, links were passed for the first time."""
    return [*_stood(event, heard, record), *_passed(event, heard, record, event.reached)]


def won(event: events.DealWon, heard: Heard, record: Record) -> list[Line]:
    """A sale with its sum and cycle; links it skipped count as passed, payment being the last."""
    closing = line_of(Measure.WON, event, heard, days=event.days)
    return [
        *_taken_back(record.standing(*CLOSINGS), heard),
        *_held(event, heard, record),
        *_stood(event, heard, record),
        *_passed(event, heard, record, LINKS),
        closing,
    ]


def lost(event: events.DealLost, heard: Heard, record: Record) -> list[Line]:
    """A loss with its reason, sum and length, on the stage it was lost on."""
    stood = _standing_on(record)
    closing = line_of(Measure.LOST, event, heard, days=event.days, reason=event.reason)._replace(
        stage=stood.stage if stood else event.stage, competitor=event.competitor
    )
    return [
        *_taken_back(record.standing(*CLOSINGS), heard),
        *_held(event, heard, record),
        *_stood(event, heard, record),
        closing,
    ]


def rejected(event: events.LeadRejected, heard: Heard, record: Record) -> list[Line]:
    """A lead that was none of ours, with its reason; one we had already is counted as a duplicate too."""
    measures = [Measure.REJECTED] + [Measure.DUPLICATE] * (event.group == LossGroup.DUPLICATE)
    closings = [line_of(each, event, heard, days=event.days, reason=event.reason) for each in measures]
    return [
        *_taken_back(record.standing(*CLOSINGS), heard),
        *_held(event, heard, record),
        *_stood(event, heard, record),
        *closings,
    ]


def reopened(event: events.DealReopened, heard: Heard, record: Record) -> list[Line]:
    """What the closing counted, links skipped by it included, is taken back on the day it was counted."""
    roots = {line.root for line in record.standing(*CLOSINGS)}
    back = [line for line in record.standing(*CLOSINGS, *LINKS) if line.root in roots]
    return [*_taken_back(back, heard), *_held(event, heard, record), *_stood(event, heard, record)]


def handed_over(event: events.DealHandedOver, heard: Heard, record: Record) -> list[Line]:
    """A deal in work goes to another's deals in work from that day on; one that is closed stays where it counted."""
    return [] if record.standing(*CLOSINGS) else _held(event, heard, record)


def edited(event: events.DealEdited, heard: Heard, record: Record) -> list[Line]:
    """A corrected channel, product or client corrects what the deal has counted; a corrected sum its closing."""
    found = []
    for line in record.standing():
        right = line._replace(channel=event.channel, product=event.product, company=event.company)
        if line.measure in CLOSINGS:
            right = right._replace(amount=event.amount, currency=event.currency)
        if right != line:
            found += [line.undone(heard.entry), right.again(heard.entry)]
    return found


def removed(event: events.DealRemoved, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape for all
    """Everything the deal counted is taken back."""
    return _taken_back(record.standing(), heard)


def restored(event: events.DealRestored, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape for all
    """What the removal took back counts again, on its own days."""
    if record.standing() or not record.lines:
        return []
    last = max(line.entry for line in record.lines)
    return [line.undone(heard.entry) for line in record.lines if line.entry == last]


def paid(event: events.PaymentReceived, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape for all
    """Money on the day it was paid."""
    return [line_of(Measure.PAID, event, heard, amount=event.paid, part=event.payment)]


def unpaid(event: events.PaymentWithdrawn, heard: Heard, record: Record) -> list[Line]:
    """A payment recorded by mistake is taken back on its own day."""
    return _taken_back([line for line in record.standing(Measure.PAID) if line.part == event.payment], heard)


def _taken_back(lines: Iterable[Line], heard: Heard) -> list[Line]:
    return [line.undone(heard.entry) for line in lines]


def _passed(event: DealEvent, heard: Heard, record: Record, links: Iterable[str]) -> list[Line]:
    already = {line.measure for line in record.standing(*LINKS)}
    return [line_of(link, event, heard) for link in links if link in LINKS and link not in already]


def _stood(event: DealEvent, heard: Heard, record: Record) -> list[Line]:
    """End the stay under way and begin another. A stay is counted on the day it began, for whoever began it."""
    entered = _standing_on(record)
    if entered is None:
        return [line_of(Measure.STAGE, event, heard)]
    if entered.stage == event.stage:
        return []
    days = max(0, (heard.day - entered.day).days)
    stay = entered._replace(measure=Measure.STAY, amount=0, currency="", days=days, entry=heard.entry, corrects=None)
    return [stay, line_of(Measure.STAGE, event, heard)]


def _held(event: DealEvent, heard: Heard, record: Record) -> list[Line]:
    """Move a deal from those whose it counted as until now to those it is of, where they are others."""
    counted = [line for line in record.standing(Measure.LEAD, Measure.HANDED) if line.quantity > 0]
    holder = max(counted, key=lambda line: line.root, default=None)
    whose = (event.owner, event.team, event.department)
    if holder is None or (holder.person, holder.team, holder.department) == whose:
        return []
    left = holder._replace(
        measure=Measure.HANDED.value, day=heard.day, quantity=-1, amount=0, days=0, entry=heard.entry, corrects=None
    )
    return [left, line_of(Measure.HANDED, event, heard, amount=0)._replace(currency=holder.currency)]


def _standing_on(record: Record) -> Line | None:
    """Return the entry to the stage a deal stands on."""
    return max(record.standing(Measure.STAGE), key=lambda line: line.root, default=None)


def line_of(
    measure: str,
    event: DealEvent,
    heard: Heard,
    *,
    amount: int | None = None,
    days: int = 0,
    reason: int | None = None,
    part: int | None = None,
) -> Line:
    """Return a fact of a deal as an event tells of it."""
    return Line(
        measure=str(measure),
        day=heard.day,
        cohort=event.cohort,
        person=event.owner,
        team=event.team,
        department=event.department,
        pipeline=event.pipeline,
        stage=event.stage,
        channel=event.channel,
        product=event.product,
        company=event.company,
        reason=reason,
        competitor=None,
        quantity=1,
        amount=event.amount if amount is None else amount,
        currency=event.currency,
        days=days,
        ref_kind="crm.deal",
        ref=event.deal,
        part=part,
        entry=heard.entry,
        corrects=None,
    )
