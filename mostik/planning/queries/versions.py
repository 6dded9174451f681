"""Versions of a month's plan and who agreed to each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.people.queries import names
from mostik.planning.access import visible_plans
from mostik.planning.models import Consent, Part
from mostik.planning.queries import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said to their part."""

    person: int
    name: str
    agrees: bool
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version: what became of it, who agreed or not, and how many have not answered."""

    id: int
    number: int
    state: str
    state_title: str
    target: Money
    made_at: datetime
    made_by: str
    note: str
    answers: tuple[Answer, ...]
    silent: int

    @property
    def agreed(self) -> tuple[Answer, ...]:
        """Those who agreed."""
        return tuple(each for each in self.answers if each.agrees)

    @property
    def disagreed(self) -> tuple[Answer, ...]:
        """Those who did not."""
        return tuple(each for each in self.answers if not each.agrees)


def versions(*, viewer: Actor, department_id: int, month: date) -> tuple[VersionLine, ...]:
    """Return all versions of a month within reach, the newest first."""
    plans = list(visible_plans(viewer).filter(department=department_id, month=month).order_by("-number"))
    said = answers([plan.pk for plan in plans])
    parts: defaultdict[int, int] = defaultdict(int)
    for plan in Part.objects.filter(plan__in=plans).values_list("plan", flat=True):
        parts[plan] += 1
    makers = names.titles(viewer=viewer, kind="person", ids=[plan.made_by for plan in plans if plan.made_by])
    return tuple(
        VersionLine(
            id=plan.pk,
            number=plan.number,
            state=plan.state,
            state_title=words.state(plan.state),
            target=Money(plan.target_minor, plan.currency),
            made_at=plan.made_at,
            made_by=makers.get(plan.made_by or 0, ""),
            note=plan.note,
            answers=tuple(said.get(plan.pk, {}).values()),
            silent=0 if plan.recorded else parts[plan.pk] - len(said.get(plan.pk, {})),
        )
        for plan in plans
    )


def answers(plans: Iterable[int]) -> dict[int, dict[int, Answer]]:
    """Return the last word of everybody, by plan and person."""
    found: defaultdict[int, dict[int, Answer]] = defaultdict(dict)
    for row in Consent.objects.filter(plan__in=list(plans)).select_related("person").order_by("at", "id"):
        name = row.person.short_name
        found[row.plan_id][row.person_id] = Answer(
            person=row.person_id, name=name, agrees=row.agrees, note=row.note, at=row.at
        )
    return dict(found)
