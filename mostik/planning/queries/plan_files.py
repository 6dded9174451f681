"""A file of plans looked at before anything is written: every sum with what becomes of it, by period and by person."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.conf import settings

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.imports.opening import Opened, named, normal, sum_from, when_from
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing, Refusal, gettext_noop
from mostik.people.access import Department
from mostik.planning.access import FORCE, visible_files, visible_plans
from mostik.planning.models import Part, Plan, PlanFile
from mostik.planning.queries.plan_file_names import People, Weights
from mostik.planning.rules.plan_file import Readers, Reading, Said, Sums, guessed, sums_of
from mostik.planning.rules.plan_file_steps import MonthStep, Stands, Twice, month_step
from mostik.planning.terms import Deed, PlanState

#: Rows and cells of one file, and sums it may hold.
MOST_ROWS, MOST_CELLS, MOST_SUMS = 5000, 100_000, 12_000
#: Twins named in a refusal.
MOST_TWINS = 5
#: A department's month.
Place = tuple[int, date]
ORDER = (PlanState.ACTIVE, PlanState.PROPOSED, PlanState.DRAFT)


class NoSuchFile(Missing):
    """There is no such file within reach."""

    message = gettext_noop("There is no such file, or it is not within your reach.")


class TooManySums(Invalid):
    """More than is looked over at once."""

    message = gettext_noop("The file holds more than {most} sums: split it.")


class MayNotForce(Conflict):
    """A plan of the past is in force at once."""

    message = gettext_noop("The month is over: only who puts plans in force records what was planned for it.")


@dataclass(frozen=True, slots=True)
class PieceLook:
    """What a sum means for one month, and what becomes of it; ``before`` is the person's part as it stands."""

    month: date
    amount: Money
    before: Money | None
    deed: Deed
    why: Refusal | None = None
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class SumLook:
    """One sum of the file with its months; ``why`` the whole of it stays out.

    ``where`` is the department whose plan it goes to, nought where in none of these; ``department`` is called so.
    """

    said: Said
    person: int | None
    name: str
    where: int
    department: str
    amount: Money | None
    pieces: tuple[PieceLook, ...]
    why: Refusal | None

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """Return what becomes of it, each once."""
        return tuple(dict.fromkeys(each.deed for each in self.pieces)) or (Deed.REFUSED,)

    @property
    def reasons(self) -> tuple[Refusal, ...]:
        """Return why it or some of its months stay out, each reason once."""
        found = [self.why, *(each.why for each in self.pieces)]
        return tuple({str(each): each for each in found if each}.values())


@dataclass(frozen=True, slots=True)
class Total:
    """What the file asks, how much of it stays out, what stands now of all of it, and by how much that changes.

    ``key`` is a month, a person or a department.
    """

    key: object
    asked: Money
    out: Money
    before: Money
    moved: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLook:
    """A file as it would be taken now. ``seasonal``: whether quarters are broken by the season, by department and year.

    ``mark`` tells this look from one made when something else stood.
    """

    file: PlanFile
    reading: Reading
    sums: Sums
    looks: tuple[SumLook, ...]
    steps: tuple[MonthStep, ...]
    seasonal: Mapping[tuple[int, int], bool]
    mark: str

    @property
    def changing(self) -> tuple[MonthStep, ...]:
        """Return the months that something is written for."""
        return tuple(step for step in self.steps if step.deed in {Deed.NEW, Deed.REPLACED, Deed.PAST})

    @property
    def refused(self) -> tuple[SumLook, ...]:
        """Return the sums of which something stays out."""
        return tuple(each for each in self.looks if Deed.REFUSED in each.deeds)

    def is_seasonal(self, each: SumLook) -> bool:
        """Return whether a sum is broken into months by a season."""
        where, months = each.where or self.file.department_id, each.said.told.months if each.said.told else ()
        return all(self.seasonal.get((where, month.year)) for month in months)

    @property
    def outside(self) -> tuple[tuple[str, str], ...]:
        """Return the people of the file in none of these departments, each with their own."""
        return tuple(
            dict.fromkeys((each.name, each.department) for each in self.looks if each.person and not each.where)
        )

    def count(self, deed: Deed) -> int:
        """Return how many sums have this come of them."""
        return sum(deed in each.deeds for each in self.looks)

    def by_month(self) -> list[Total]:
        """Return the file's sums by month, those of unreadable periods aside."""
        found = _totals((piece.month, piece) for each in self.looks for piece in each.pieces)
        return sorted(found, key=lambda total: str(total.key))

    def by_person(self) -> list[tuple[str, Total]]:
        """Return the file's sums by the name it writes; whoever nobody knows too."""
        keyed = [(each.person or each.said.person, piece) for each in self.looks for piece in each.pieces]
        names = {each.person or each.said.person: each.name for each in self.looks}
        return sorted((names[total.key], total) for total in _totals(keyed))  # type: ignore[index]

    def by_department(self) -> list[tuple[str, Total]]:
        """Return the file's sums by the department whose plans they go to, those of none aside."""
        titles = {each.where: each.department for each in self.looks if each.where}
        found = _totals((each.where, piece) for each in self.looks if each.where for piece in each.pieces)
        return sorted((titles[total.key], total) for total in found)  # type: ignore[index]

    @property
    def whole(self) -> Total:
        """Return the sums of everything readable."""
        found = _totals((None, piece) for each in self.looks for piece in each.pieces)
        return found[0] if found else Total(None, *(_money(0) for _ in range(4)))


def readers() -> Readers:
    """Return the import's own reading of names, sums in the company's currency, and days."""
    return Readers(normal=normal, amount=partial(sum_from, currency=settings.CURRENCY), day=when_from)


def reading_of(opened: Opened, *, viewer: Actor) -> Reading:
    """Return how a file is most likely to be read."""
    find = named(viewer=viewer)
    known = lambda name: find(name).person is not None  # noqa: E731 - one word for a rule
    return guessed(opened.headings, opened.rows, readers(), known, clock.today().year)


def file_row(*, viewer: Actor, file_id: int) -> PlanFile:
    """Return a file within reach; refuses `NoSuchFile`."""
    found = visible_files(viewer).select_related("department").filter(pk=file_id).first()
    if found is None:
        raise NoSuchFile()
    return found


def recent_files(*, viewer: Actor, department_id: int, most: int = 10) -> list[PlanFile]:
    """Return the newest files of a department, their rows left out."""
    return list(visible_files(viewer).filter(department=department_id).defer("rows", "headings")[:most])


def plans_of_file(*, viewer: Actor, file: PlanFile) -> list[Plan]:
    """Return the versions a file made, by department and month."""
    made = visible_plans(viewer).filter(file=file).select_related("department")
    return list(made.order_by("department__title", "department", "month", "number"))


def look_at(*, viewer: Actor, file: PlanFile) -> FileLook:
    """Return what taking a file would do now, sum by sum; nothing is written."""
    reading = Reading.of(file.reading)
    rows = [(number, tuple(cells)) for number, cells in file.rows]
    sums = sums_of(file.headings, rows, reading, readers())
    if len(sums.said) > MOST_SUMS:
        raise TooManySums(params={"most": MOST_SUMS}, field="file")
    people = People(viewer, file, {each.person for each in sums.said}, own=reading.own)
    titles = {worker.department_id for worker in people.workers.values()} | {file.department_id}
    departments = Department.objects.in_bulk(titles)
    weights = Weights(viewer, departments)
    looks = [_first_look(each, people, weights) for each in sums.said]
    looks = _without_twins(looks)
    places = sorted({(each.where, piece.month) for each in looks for piece in each.pieces if each.where})
    stands = _standing(viewer, places)
    asked = _asked(looks)
    steps = {place: _step(viewer, place, asked.get(place, {}), stands.get(place)) for place in places}
    seen = tuple(_settled(each, steps) for each in looks)
    return FileLook(
        file=file,
        reading=reading,
        sums=sums,
        looks=seen,
        steps=tuple(steps[place] for place in places if place in asked),
        seasonal=weights.seasonal,
        mark=_mark(file, steps.values(), seen),
    )


def _first_look(said: Said, people: People, weights: Weights) -> SumLook:
    worker = people.worker(said.person)
    amount = _money(said.amount) if said.amount is not None else None
    name = worker.name if worker else said.person
    where = people.plan_of(worker)
    look = SumLook(said, worker.id if worker else None, name, where, people.title(worker), amount, (), None)
    why = said.why or people.stranger(said.person)
    if said.told is None or said.amount is None:
        return replace(look, why=why)
    parts = weights.broken(said.amount, said.told.months, where or people.where)
    pieces = []
    for month, part in zip(said.told.months, parts, strict=True):
        wrong = why or (people.absent(worker, month) if worker else None)
        pieces.append(PieceLook(month, _money(part), None, Deed.REFUSED if wrong else Deed.NEW, wrong))
    return replace(look, pieces=tuple(pieces))


def _without_twins(looks: Sequence[SumLook]) -> list[SumLook]:
    """Refuse both of two sums for one person and month."""
    rows: defaultdict[tuple[int, date], list[Said]] = defaultdict(list)
    for each in looks:
        for piece in each.pieces:
            if each.person and piece.why is None:
                rows[each.person, piece.month].append(each.said)

    twins = {key: Twice(params={"where": _where(own)}) for key, own in rows.items() if len(own) > 1}

    def checked(each: SumLook, piece: PieceLook) -> PieceLook:
        why = twins.get((each.person or 0, piece.month))
        return piece if piece.why or why is None else replace(piece, deed=Deed.REFUSED, why=why)

    return [replace(each, pieces=tuple(checked(each, piece) for piece in each.pieces)) for each in looks]


def _where(twins: Sequence[Said]) -> str:
    """Return in which rows sums stand, or in which columns of the one row; the first of many."""
    rows = dict.fromkeys(str(said.row) for said in twins)
    told = list(rows) if len(rows) > 1 else [said.column for said in twins]
    return ", ".join(told[:MOST_TWINS]) + (" …" if len(told) > MOST_TWINS else "")


def _asked(looks: Iterable[SumLook]) -> dict[Place, dict[int, int]]:
    """Return by department and month what is asked of whom."""
    found: defaultdict[Place, dict[int, int]] = defaultdict(dict)
    for each in looks:
        for piece in each.pieces:
            if piece.why is None and each.person:
                found[each.where, piece.month][each.person] = piece.amount.minor
    return dict(found)


def _step(viewer: Actor, place: Place, asked: Mapping[int, int], stands: Stands | None) -> MonthStep:
    """Return what becomes of a month; a plan of the past is in force at once, so it asks for that right."""
    where, month = place
    step = replace(month_step(month, asked, stands, clock.today()), where=where)
    if step.deed is Deed.PAST and not viewer.may(FORCE):
        return replace(step, deed=Deed.REFUSED, after=step.before, why=MayNotForce())
    return step


def _standing(viewer: Actor, places: Collection[Place]) -> dict[Place, Stands]:
    """Return what each month has: the version in force, else the one offered, else the newest draft."""
    order = {state.value: place for place, state in enumerate(ORDER)}
    rows = visible_plans(viewer).filter(
        department__in={where for where, _month in places},
        month__in={month for _where, month in places},
        state__in=list(order),
    )
    best: dict[Place, Plan] = {}
    for row in sorted(rows, key=lambda each: (order[each.state], -each.number)):
        best.setdefault((row.department_id, row.month), row)
    parts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    chosen = [row.pk for row in best.values()]
    for plan, person, amount in Part.objects.filter(plan__in=chosen).values_list("plan", "person", "amount_minor"):
        parts[plan][person] = amount
    return {
        place: Stands(row.pk, PlanState(row.state), parts[row.pk], from_file=row.file_id is not None)
        for place, row in best.items()
    }


def _settled(look: SumLook, steps: Mapping[Place, MonthStep]) -> SumLook:
    """Return a sum with what becomes of each of its months; whoever is in none of these departments has none."""
    if not look.where:
        return look

    def settled(piece: PieceLook) -> PieceLook:
        step = steps[look.where, piece.month]
        before = step.before.get(look.person or 0)
        piece = replace(piece, before=None if before is None else _money(before))
        if piece.why:
            return piece
        deed = step.of(look.person or 0, piece.amount.minor)
        refused = deed is Deed.REFUSED
        return replace(piece, deed=deed, why=step.why if refused else None, plan=step.plan)

    return replace(look, pieces=tuple(settled(piece) for piece in look.pieces))


def _totals(keyed: Iterable[tuple[object, PieceLook]]) -> list[Total]:
    sums: dict[object, list[int]] = {}
    for key, piece in keyed:
        own = sums.setdefault(key, [0, 0, 0, 0])
        asked, before, out = piece.amount.minor, piece.before.minor if piece.before else 0, piece.deed is Deed.REFUSED
        for place, amount in enumerate((asked, asked if out else 0, before, 0 if out else asked - before)):
            own[place] += amount
    return [Total(key, *map(_money, own)) for key, own in sums.items()]


def _mark(file: PlanFile, steps: Iterable[MonthStep], looks: Sequence[SumLook]) -> str:
    told: list[object] = [file.version, file.check_minor, len(looks)]
    told += [[s.where, f"{s.month}", s.deed, s.plan, sorted(s.before.items()), sorted(s.after.items())] for s in steps]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _money(amount: int) -> Money:
    return Money(amount, settings.CURRENCY)
