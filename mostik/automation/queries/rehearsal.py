"""What a robot would have done: its draft asked of the past month's journal, and played over on real records."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from mostik.automation.catalog.robots import SUBJECTS, TRIGGERS, Subject, Trigger
from mostik.automation.models import Robot
from mostik.automation.queries.playing import Played, as_robot, played
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.journal import read
from mostik.core.models import Entry

DAYS: Final = 30
#: Journal lines looked through at the most, the newest of the month.
MOST_LINES: Final = 50_000
SAMPLES: Final = 5
CHUNK: Final = 500


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A real record and what would be done with it now."""

    title: str
    href: str
    steps: tuple[Played, ...]


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """How often a robot would have begun in a month, on how many records that fit, by day, and the latest of them.

    Conditions and steps are asked of records as they are now; ``cut`` says that the journal was longer than is read.
    """

    begun: int
    fitting: int
    by_day: tuple[tuple[date, int], ...]
    samples: tuple[Sample, ...]
    cut: bool = False


def rehearsal(row: Robot, *, viewer: Actor) -> Rehearsal:
    """Return what a robot's draft would have done in the last month, as far as the viewer sees."""
    subject, by = SUBJECTS[row.subject], as_robot(row, viewer)
    causes, fitting, cut = _asked(row, by)
    days = Counter(day for number, day in causes if number in fitting)
    latest = list(dict.fromkeys(number for number, _day in reversed(causes) if number in fitting))[:SAMPLES]
    samples = tuple(_sample(subject, row.draft["steps"], number, by) for number in latest)
    return Rehearsal(
        begun=len(causes), fitting=sum(days.values()), by_day=tuple(sorted(days.items())), samples=samples, cut=cut
    )


def rehearsed(row: Robot, *, viewer: Actor, day: date | None = None, everything: bool = False) -> QuerySet[Any]:
    """Return the records within reach a draft would have begun with: on a day, or those that do not fit it too."""
    by = as_robot(row, viewer)
    causes, fitting, _cut = _asked(row, by)
    numbers = {number for number, on in causes if day in {None, on} and (everything or number in fitting)}
    return SUBJECTS[row.subject].rows(by).filter(pk__in=numbers)


def _asked(row: Robot, by: Actor) -> tuple[list[tuple[int, date]], set[int], bool]:
    """Return what would have begun a draft, which of the records fit it, and whether the journal was longer."""
    trigger = TRIGGERS.get(row.draft["trigger"])
    if trigger is None:
        return [], set(), False
    causes, cut = _causes(trigger, row.draft["told"], by)
    return causes, _fitting(SUBJECTS[row.subject], row.draft["when"], [number for number, _day in causes], by), cut


def _causes(trigger: Trigger, told: Mapping[str, Any], viewer: Actor) -> tuple[list[tuple[int, date]], bool]:
    """Return the records it would have begun with and on which day, oldest first, and whether there were more."""
    now = clock.now()
    since = now - timedelta(days=DAYS)
    if trigger.due:
        return [(number, clock.today()) for number, _cause in trigger.due(since, now, told, viewer)], False
    kinds = {kind.name: heard for kind, heard in trigger.heard.items()}
    lines = Entry.objects.filter(name__in=kinds, at__gte=since).order_by("-pk")[: MOST_LINES + 1]
    found, count = [], 0
    for line in lines.iterator(chunk_size=CHUNK):
        count += 1
        event = read(line) if count <= MOST_LINES else None
        number = kinds[line.name](event, told) if event else None
        if number is not None:
            found.append((number, line.day))
    return found[::-1], count > MOST_LINES


def _fitting(subject: Subject, when: Mapping[str, Any], numbers: list[int], viewer: Actor) -> set[int]:
    wanted, found = sorted(set(numbers)), set[int]()
    for start in range(0, len(wanted), CHUNK):
        rows = subject.rows(viewer).filter(pk__in=wanted[start : start + CHUNK])
        found.update(subject.conditions.fitting(when, rows, viewer).values_list("pk", flat=True))
    return found


def _sample(subject: Subject, steps: list[Mapping[str, Any]], number: int, viewer: Actor) -> Sample:
    title = str(subject.rows(viewer).get(pk=number))
    return Sample(title=title, href=subject.address(number), steps=tuple(played(subject, steps, number, viewer)))
