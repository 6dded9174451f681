"""What a robot's draft, or one step still being filled in, would do with a record somebody chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from mostik.automation.catalog.robots import SUBJECTS, TRIGGERS
from mostik.automation.models import Robot
from mostik.automation.queries.playing import Played, as_robot, played
from mostik.core.actors import Actor

OFFERED: Final = 20


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The records to choose among, the one chosen, whether it fits the conditions, what would be done with it."""

    records: tuple[tuple[int, str], ...]
    chosen: int = 0
    title: str = ""
    href: str = ""
    fits: bool = False
    when: str = ""
    steps: tuple[Played, ...] = ()


def tried_on(row: Robot, steps: Sequence[Mapping[str, Any]], *, text: str, record: int | None, viewer: Actor) -> Tried:
    """Return what steps would do with the record asked for; with the newest that answers the text if it does not."""
    subject, by = SUBJECTS[row.subject], as_robot(row, viewer)
    rows, when = subject.rows(by), row.draft["when"]
    found = list((subject.search(rows, text, by) if text else _likely(row, by)).order_by("-pk")[:OFFERED])
    asked = rows.filter(pk=record).first() if record else None
    if asked is not None and asked not in found:
        found = found if text else [asked, *found]
    chosen = asked if asked in found else next(iter(found), None)
    records = tuple((each.pk, str(each)) for each in found)
    if chosen is None:
        return Tried(records=records)
    return Tried(
        records=records,
        chosen=chosen.pk,
        title=str(chosen),
        href=subject.address(chosen.pk),
        fits=subject.conditions.fitting(when, rows.filter(pk=chosen.pk), by).exists(),
        when=subject.conditions.words(when, by),
        steps=tuple(played(subject, steps, chosen.pk, by)),
    )


def _likely(row: Robot, by: Actor) -> QuerySet[Any]:
    """Return the records a draft would begin with now if there are any, else those that fit it, else every one."""
    subject, trigger = SUBJECTS[row.subject], TRIGGERS.get(row.draft["trigger"])
    ways = [trigger.stands(row.draft["told"], by)] if trigger and trigger.stands else []
    for rows in (*ways, subject.rows(by)):
        fitting = subject.conditions.fitting(row.draft["when"], rows, by)
        if fitting.exists():
            return fitting
    return subject.rows(by)
