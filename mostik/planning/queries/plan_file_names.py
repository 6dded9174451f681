"""Whom the names of a file of plans mean, whether they may have a plan; what months weigh when a quarter is broken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.imports.opening import Named, named, near
from mostik.kernel.money import minor_in_one
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop
from mostik.people.access import Department, User
from mostik.people.queries.actors import below
from mostik.planning.access import visible_plans, visible_years
from mostik.planning.models import PlanFile
from mostik.planning.queries.people import departments_under, sellers
from mostik.planning.queries.years import cells_of, season_of
from mostik.planning.rules.whole import broken
from mostik.planning.terms import PlanState

#: Strange names that somebody near is looked for.
MOST_NEAR = 50


class Unknown(Invalid):
    """Nobody answers to the name."""

    message = gettext_noop(
        "Nobody here is called “{name}”. Mend the name, or write it as “name in imported files” on the person's card."
    )


class Likely(Invalid):
    """Nobody answers to the name, somebody nearly does."""

    message = gettext_noop(
        "Nobody here is called “{name}”; “{like}” is near. Mend the name, or write it as “name in imported files” on "
        "that card."
    )


class Shared(Invalid):
    """Two people answer to it."""

    message = gettext_noop("Several people answer to “{name}”. Write the e-mail instead.")


class Elsewhere(Invalid):
    """Somebody of another department."""

    message = gettext_noop(
        "{name} works in “{department}”, not in “{here}” nor under it. Choose a department over both, or move the "
        "person."
    )


class Nowhere(Invalid):
    """Somebody of no department."""

    message = gettext_noop("{name} is in no department. Choose one on their card.")


class CarriesNone(Invalid):
    """Somebody without a personal plan."""

    message = gettext_noop("{name} carries no personal plan. Mark “carries a personal plan” on their card.")


class NotHere(Invalid):
    """Somebody who did not work then."""

    message = gettext_noop("{name} does not work here in this month. Mend the days of work on their card.")


@dataclass(frozen=True, slots=True)
class Worker:
    """Whoever a name means, as far as plans ask."""

    id: int
    name: str
    department: str
    department_id: int
    here: bool
    sells: bool
    hired_on: date
    left_on: date | None


def plans_apart(*, viewer: Actor, where: Department) -> bool:
    """Return whether departments under one have plans of their own rather than one with it.

    So where they have some already, or where nothing is planned yet.
    """
    under = [each.pk for each in departments_under(viewer=viewer, where=where)]
    planned = visible_plans(viewer).exclude(state=PlanState.DROPPED.value)
    return bool(under) and (
        planned.filter(department__in=under).exists() or not planned.filter(department=where).exists()
    )


class People:
    """Names of a file as people, each looked for once, and whether somebody may have a plan of a month.

    ``own``: each of them has a plan in their own department, not in the one the file was read for.
    """

    def __init__(self, viewer: Actor, file: PlanFile, texts: Iterable[str], *, own: bool) -> None:
        find, self.near = named(viewer=viewer), near(viewer=viewer)
        self.viewer, self.where, self.here, self.own = viewer, file.department_id, file.department.title, own
        self.found: dict[str, Named] = {text: find(text) for text in texts if text}
        self.strangers: dict[str, Refusal] = {}
        self.at_work: dict[date, set[int]] = {}
        here = below(file.department_id)
        numbers = {each.person for each in self.found.values() if each.person}
        self.workers = {
            row.pk: Worker(
                row.pk,
                row.short_name,
                row.department.title if row.department else "",
                row.department_id or 0,
                row.department_id in here,
                row.sells,
                row.hired_on,
                row.left_on,
            )
            for row in User.objects.filter(pk__in=numbers).select_related("department")
        }

    def worker(self, text: str) -> Worker | None:
        """Return whom a name means."""
        found = self.found.get(text)
        return self.workers.get(found.person or 0) if found else None

    def plan_of(self, worker: Worker | None) -> int:
        """Return the department in whose plan somebody's sums stand; nought where in none of these."""
        if worker is None or not worker.here:
            return 0
        return worker.department_id if self.own else self.where

    def title(self, worker: Worker | None) -> str:
        """Return the department of somebody's plan by name; their own where it is none of these."""
        if worker is None:
            return ""
        return worker.department if self.own or not worker.here else self.here

    def stranger(self, text: str) -> Refusal | None:
        """Return why a name means nobody whose plan can be made here."""
        worker, found = self.worker(text), self.found.get(text, Named())
        if worker is None:
            return Shared(params={"name": text}) if found.shared else self._unknown(text)
        if not worker.department_id:
            return Nowhere(params={"name": worker.name})
        if not worker.here:
            return Elsewhere(params={"name": worker.name, "department": worker.department, "here": self.here})
        return None if worker.sells else CarriesNone(params={"name": worker.name})

    def absent(self, worker: Worker, month: date) -> Refusal | None:
        """Return why somebody can have no plan of a month."""
        span = Period.of(PeriodKind.MONTH, month).span
        here = worker.hired_on <= span.last and (worker.left_on is None or worker.left_on >= span.first)
        if span.last >= clock.today():
            if month not in self.at_work:
                found = sellers(viewer=self.viewer, department_id=self.where, span=span)
                self.at_work[month] = {each.id for each in found}
            here = worker.id in self.at_work[month]
        return None if here else NotHere(params={"name": worker.name})

    def _unknown(self, text: str) -> Refusal:
        """Return that nobody is called so; for the first strange names, who nearly is."""
        if text not in self.strangers:
            like = self.near(text) if len(self.strangers) < MOST_NEAR else ""
            told = {"name": text, "like": like}
            self.strangers[text] = Likely(params=told) if like else Unknown(params={"name": text})
        return self.strangers[text]


class Weights:
    """What months weigh when a quarter is broken: as the year plan spreads, where the department has a season.

    ``seasonal`` says by department and year whether it has one.
    """

    def __init__(self, viewer: Actor, departments: Mapping[int, Department]) -> None:
        self.viewer, self.departments = viewer, departments
        self.seasonal: dict[tuple[int, int], bool] = {}
        self.months: dict[tuple[int, date], float] = {}

    def broken(self, amount: int, months: Sequence[date], where: int) -> list[int]:
        """Return a sum by month, as a department's year goes."""
        if len(months) == 1:
            return [amount]
        for year in sorted({month.year for month in months}):
            if (where, year) not in self.seasonal:
                self._learn(where, year)
        even = not all(self.seasonal[where, month.year] for month in months)
        weights = [1 if even else self.months[where, month] for month in months]
        return broken(amount, weights, unit=minor_in_one(settings.CURRENCY))

    def _learn(self, number: int, year: int) -> None:
        where = self.departments.get(number)
        season = season_of(viewer=self.viewer, where=where, year=year) if where else None
        self.seasonal[number, year] = season is not None and len(set(season.index.values())) > 1
        if where and self.seasonal[number, year]:
            row = visible_years(self.viewer).filter(department=where, year=year).first()
            cells = cells_of(row, where, year, self.viewer).cells
            self.months |= {(number, cell.month): float(cell.weight) for cell in cells}
