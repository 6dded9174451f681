"""Leads that came in some days, those alike together, read once: what their quality is reckoned from."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from mostik.analysis.queries.lead_tally import Figure, Lead
from mostik.analysis.rules.lead_faults import SLOWEST, SPEEDS, speed_class, usual_speed
from mostik.channels.queries import roi
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.crm.queries.lead_work import LeadWork, lead_work, leads_between, told_apart
from mostik.crm.terms import Outcome
from mostik.kernel.period import Span
from mostik.people.access import within

#: What has no channel, or no known campaign.
NONE: Final = "none"
#: How campaigns nobody marked are told: no touch, or a touch without marks.
UNMARKED: Final = ("", "||")
#: An unanswered lead waits for chance this long, then it is slow.
PATIENCE: Final = timedelta(days=1)
#: Of so many leads what was read is kept for a while: reading them anew takes longer than anybody waits.
MANY: Final = 10_000
KEPT_FOR: Final = timedelta(minutes=10)
#: Groups of leads kept in a process.
MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Leads:
    """Leads alike, everybody's usual speed of answer, and when they were read where that is not now."""

    groups: tuple[Lead, ...]
    usual: Mapping[int, int]
    as_of: datetime | None = None

    @property
    def count(self) -> int:
        """How many leads there are."""
        return sum(lead.work.leads for lead in self.groups)


def leads_of(span: Span, *, viewer: Actor) -> Leads:
    """Return the leads within the viewer's reach that came in these days; of very many, as they were minutes ago."""
    key = (settings.DATABASES["default"]["NAME"], span, within(viewer), choice("currency"))
    if kept := KEPT.of(key):
        return kept
    read = _read(span, viewer)
    if read.count >= MANY:
        KEPT.keep(key, read)
    return read


def deals_of(span: Span, *, viewer: Actor) -> QuerySet[Any]:
    """Return the leads of these days one by one, with all `counted_by` asks for."""
    told = told_apart(_rows(span, viewer), late=clock.now() - PATIENCE, currency=choice("currency"), viewer=viewer)
    return roi.with_campaign(told, viewer=viewer)


def counted_by(figure: Figure) -> Q:
    """Return what tells the leads a figure counts, as `Lead.counts` does of leads alike."""
    ours = Q(is_duplicate=False)
    return {
        Figure.LEADS: Q(),
        Figure.GOOD: ours & Q(is_good=True),
        Figure.KEY: ours & Q(at_key=True),
        Figure.WON: Q(outcome=Outcome.WON),
        Figure.PAID: Q(is_paid=True),
        Figure.ANSWERED: Q(is_answered=True),
        Figure.UNANSWERED: Q(outcome=Outcome.OPEN, is_answered=False),
        Figure.UNDECIDED: Q(outcome=Outcome.OPEN, is_good=False),
    }[figure]


def of_channel(key: str) -> Q:
    """Return what tells the leads of a channel, by its number or none."""
    return Q(channel__isnull=True) if key == NONE else Q(channel=key)


def of_campaign(key: str) -> Q:
    """Return what tells the leads of a campaign, by its marks or none."""
    return Q(campaign__in=UNMARKED if key == NONE else (key,))


def of_speed(speed: int, usual: Mapping[int, int]) -> Q:
    """Return what tells the leads answered at a speed, as `_speed` does of leads alike; duplicates have none."""
    low, high = (0, *(each + 1 for each in SPEEDS))[speed], (*SPEEDS, None)[speed]
    known = Q(answer_minutes__gte=low) & (Q() if high is None else Q(answer_minutes__lte=high))
    waits = Q(answer_minutes__isnull=True, is_late=True)
    usually = Q(answer_minutes__isnull=True, is_late=False, owner__in=[who for who, at in usual.items() if at == speed])
    return Q(is_duplicate=False) & (known | usually | (waits if speed == SLOWEST else Q(pk__in=[])))


class _Kept:
    """What was read lately, up to so many groups: the latest asked for."""

    def __init__(self) -> None:
        self._guard, self._held = Lock(), OrderedDict[Any, Leads]()

    def of(self, key: Any) -> Leads | None:
        """Return what was read not long ago."""
        with self._guard:
            read = self._held.get(key)
        return read if read and read.as_of and timedelta(0) <= clock.now() - read.as_of <= KEPT_FOR else None

    def keep(self, key: Any, read: Leads) -> None:
        """Keep what was read now."""
        with self._guard:
            self._held[key] = replace(read, as_of=clock.now())
            self._held.move_to_end(key)
            while len(self._held) > 1 and sum(len(each.groups) for each in self._held.values()) > MOST:
                self._held.popitem(last=False)


KEPT: Final = _Kept()


def _rows(span: Span, viewer: Actor) -> QuerySet[Any]:
    since, until = clock.moment(span.first, time(0)), clock.moment(span.last + timedelta(days=1), time(0))
    return leads_between(viewer=viewer, since=since, until=until)


def _read(span: Span, viewer: Actor) -> Leads:
    rows = roi.with_campaign(_rows(span, viewer), viewer=viewer)
    works = list(lead_work(rows, late=clock.now() - PATIENCE, currency=choice("currency"), viewer=viewer))
    usual = _usual(works)
    return Leads(tuple(_lead(work, usual) for work in works), usual)


def _lead(work: LeadWork, usual: Mapping[int, int]) -> Lead:
    channel = NONE if work.channel is None else str(work.channel)
    return Lead(work, channel, NONE if work.campaign in UNMARKED else work.campaign, _speed(work, usual))


def _usual(works: Iterable[LeadWork]) -> Mapping[int, int]:
    """Return everybody's usual speed; of those who never answered, that of all together."""
    own: defaultdict[int, Counter[int]] = defaultdict(Counter)
    every: Counter[int] = Counter()
    for work in works:
        own[work.owner] += Counter()
        if work.minutes is not None:
            own[work.owner][work.minutes] += work.leads
            every[work.minutes] += work.leads
    middle = usual_speed(every)
    return {owner: usual_speed(answers, middle) for owner, answers in own.items()}


def _speed(work: LeadWork, usual: Mapping[int, int]) -> int:
    if work.minutes is not None:
        return speed_class(work.minutes)
    return SLOWEST if work.is_late else usual[work.owner]
