"""What is counted of clients: money that comes again, what they say of us."""

from dataclasses import dataclass

from mostik.analysis.rules.deal_facts import line_of
from mostik.analysis.rules.lines import Heard, Line, Record
from mostik.analysis.terms import Measure
from mostik.channels.events import SurveyAnswered
from mostik.crm import events

PAYING = (Measure.BUYER.value, Measure.REPEAT.value)
ANSWERS = (Measure.CSAT, Measure.CSAT_GOOD, Measure.NPS, Measure.NPS_UP, Measure.NPS_DOWN)
#: From which mark on an answer is a good one, and up to which it is a bad one of NPS.
GOOD, UP, DOWN = 4, 9, 6


@dataclass(frozen=True)
class Change:
    """Payments of a client that come, and those that go."""

    come: tuple[Line, ...] = ()
    go: tuple[Line, ...] = ()


def measures_of(kind: str, score: int) -> tuple[Measure, ...]:
    """Return what an answer counts as.

    >>> [measures_of("nps", score)[-1].value for score in (10, 8, 6)], len(measures_of("csat", 3))
    (['nps_up', 'nps', 'nps_down'], 1)
    """
    if kind == Measure.CSAT:
        return (Measure.CSAT, *((Measure.CSAT_GOOD,) if score >= GOOD else ()))
    side = (Measure.NPS_UP,) if score >= UP else (Measure.NPS_DOWN,) if score <= DOWN else ()
    return (Measure.NPS, *side)


def answered(event: SurveyAnswered, heard: Heard, record: Record) -> list[Line]:
    """An answer to a survey, on the day of the first one; another mark takes the one before back."""
    before = [line for line in record.standing(*ANSWERS) if line.part == event.survey]
    day = before[0].day if before else heard.day
    now = [
        line_of(measure, event, heard, amount=0, part=event.survey)._replace(day=day, currency="")
        for measure in measures_of(event.kind, event.score)
    ]
    return [*(line.undone(heard.entry) for line in before), *now]


def paid(event: events.PaymentReceived, heard: Heard, record: Record) -> list[Line]:
    """A payment of a client: the first deal's, or one more after another deal was paid for."""
    line = line_of(Measure.BUYER, event, heard, amount=event.paid, part=event.deal)
    return _weighed(record, heard, Change(come=(line._replace(ref_kind="crm.company", ref=event.company or 0),)))


def unpaid(event: events.PaymentWithdrawn, heard: Heard, record: Record) -> list[Line]:
    """A payment taken back."""
    gone = [each for each in record.standing(*PAYING) if each.part == event.deal and each.amount == event.paid]
    return _weighed(record, heard, Change(go=tuple(gone[-1:])))


def removed(event: events.DealRemoved, heard: Heard, record: Record) -> list[Line]:
    """A removed deal's payments count no more."""
    return _weighed(record, heard, Change(go=tuple(_of(record, event.deal))))


def restored(event: events.DealRestored, heard: Heard, record: Record) -> list[Line]:
    """What the removal took back counts again."""
    theirs = [line for line in record.lines if line.part == event.deal]
    if not theirs or _of(record, event.deal):
        return []
    last = max(line.entry for line in theirs)
    return _weighed(
        record, heard, Change(come=tuple(line.undone(heard.entry) for line in theirs if line.entry == last))
    )


def _of(record: Record, deal: int) -> list[Line]:
    return [line for line in record.standing(*PAYING) if line.part == deal]


def _weighed(record: Record, heard: Heard, change: Change) -> list[Line]:
    """Return the change, and every payment of the client that is a repeat one now, or is one no more.

    A payment is a repeat one where the client paid for another deal on an earlier day: in whatever order they are told.
    """
    there = [each for each in record.standing(*PAYING) if each not in change.go]
    found = [each.undone(heard.entry) for each in change.go]
    for each in (*there, *change.come):
        again = any(other.part != each.part and other.day < each.day for other in (*there, *change.come))
        right = Measure.REPEAT.value if again else Measure.BUYER.value
        if each in change.come:
            found.append(each._replace(measure=right))
        elif each.measure != right:
            found += [each.undone(heard.entry), each.again(heard.entry, measure=right)]
    return found
