"""Plans out of a file: read, understood as the head says, taken in one deed, taken back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict

from django.conf import settings
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.queries.imports.opening import Opened
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import Department, User
from mostik.planning.access import visible_files
from mostik.planning.commands.plans import drop_draft, new_version, restore_draft, write_draft
from mostik.planning.commands.rows import bump, told
from mostik.planning.events import FileDropped, FileRead, FileTaken, FileTakenBack, PlanDropped, PlanMade
from mostik.planning.models import Part, Plan, PlanFile
from mostik.planning.queries.basis import bare_basis, bases_of
from mostik.planning.queries.past import money_in
from mostik.planning.queries.people import Minutes, minutes_of
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.plan_file_names import plans_apart
from mostik.planning.queries.plan_files import (
    MOST_CELLS,
    MOST_SUMS,
    FileLook,
    TooManySums,
    file_row,
    look_at,
    plans_of_file,
    reading_of,
)
from mostik.planning.queries.rows import Stands, stands
from mostik.planning.queries.targets import check_month, check_target
from mostik.planning.rules.basis import Basis, written
from mostik.planning.rules.options import Options, checked
from mostik.planning.rules.plan_file import Reading
from mostik.planning.rules.plan_file_steps import MonthStep
from mostik.planning.terms import Deed, Held, PlanState, Shape
from mostik.web import formats


class FileTold(TypedDict):
    """What every event of a file of plans says."""

    record: int
    title: str
    department: int
    at: datetime


class TakenAlready(Conflict):
    """A file is taken once."""

    message = gettext_noop("Plans were taken from this file already. Take them back first.")


class NotTaken(Conflict):
    """There is nothing to take back."""

    message = gettext_noop("Nothing was taken from this file yet.")


class LookedBefore(Conflict):
    """What stands is no longer what was shown."""

    message = gettext_noop("Something changed after this was shown: look again what becomes of each sum, then take it.")


class NothingToTake(Invalid):
    """Every sum stands already or stays out."""

    message = gettext_noop("Nothing would change: every sum stands already or stays out.")


class OneColumn(Invalid):
    """One column says two things of a long table."""

    message = gettext_noop("Whose, when and how much stand in three different columns. Choose each.")


@command(needs="planning.make_plan")
def read_file(*, by: Actor, department_id: int | None, opened: Opened) -> PlanFile:
    """Keep a table of plans to be looked at; the same person's earlier files that nothing was made of are forgotten."""
    where = department_of(viewer=by, department_id=department_id)
    if sum(len(cells) for _, cells in opened.rows) > MOST_CELLS:
        raise TooManySums(params={"most": MOST_SUMS}, field="file")
    visible_files(by).filter(department=where, made_by=by.id, taken_at__isnull=True).exclude(
        pk__in=Plan.objects.filter(file__isnull=False).values("file")
    ).delete()
    reading = replace(reading_of(opened, viewer=by), own=plans_apart(viewer=by, where=where))
    made = PlanFile.objects.create(
        department=where,
        title=opened.title,
        headings=list(opened.headings),
        rows=[[number, list(cells)] for number, cells in opened.rows],
        reading=reading.kept(),
        notes=opened.notes,
        made_by=by.id,
        made_at=clock.now(),
    )
    publish(_read(made, reading))
    return made


@command(needs="planning.make_plan")
def choose_reading(
    *, by: Actor, file_id: int, reading: Reading, check: Money | None = None, department_id: int | None = None
) -> PlanFile:
    """Say how a file is to be understood: its shape, which column says what, what a day means; whose plans it holds.

    Of another department than before it is seen anew whether those under it have plans of their own.
    """
    file = _held(by, file_id, taken=False)
    if department_id not in {None, file.department_id}:
        file.department = department_of(viewer=by, department_id=department_id)
        reading = replace(reading, own=plans_apart(viewer=by, where=file.department))
    places = (reading.person, reading.period, reading.amount)
    if not all(0 <= place < len(file.headings) for place in places):
        raise Invalid(gettext_noop("There is no such column."), field="person")
    if reading.shape is Shape.LONG and len(set(places)) < len(places):
        raise OneColumn(field="person")
    file.reading, file.check_minor = reading.kept(), check.minor if check else None
    file.version += 1
    file.save(update_fields=["department", "reading", "check_minor", "version"])
    publish(_read(file, reading))
    return file


@command(needs="planning.make_plan")
def take_file(*, by: Actor, file_id: int, mark: str) -> FileLook:
    """Make what the look at a file shows: drafts of months to come, plans of months gone by; all of it or nothing.

    Refuses when something else stands than was shown (``mark``), and what making a plan refuses.
    """
    file = _held(by, file_id, taken=False)
    look = look_at(viewer=by, file=file)
    if mark != look.mark:
        raise LookedBefore()
    if not look.changing:
        raise NothingToTake()
    drafts, past = [], []
    for where, steps in _by_department(look.changing):
        drafts += _drafts(by, file, where, [step for step in steps if step.deed is not Deed.PAST])
        past += _past(by, file, where, [step for step in steps if step.deed is Deed.PAST])
    file.taken_at = clock.now()
    file.save(update_fields=["taken_at", "replaced"])
    publish(
        FileTaken(
            **_about(file),
            drafts=tuple(drafts),
            past=tuple(past),
            amount=(look.whole.asked - look.whole.out).minor,
            refused=len(look.refused),
        )
    )
    return look


@command(needs="planning.make_plan")
def take_file_back(*, by: Actor, file_id: int) -> tuple[int, int]:
    """Drop what a file made and bring back the drafts it replaced; what was touched since stays.

    Returns how many plans went and how many stay.
    """
    file = _held(by, file_id, taken=True)
    gone, back, kept = [], [], []
    for plan in plans_of_file(viewer=by, file=file):
        if plan.version or plan.state not in {PlanState.DRAFT.value, PlanState.ACTIVE.value}:
            kept.extend([plan.pk] if plan.state != PlanState.DROPPED else [])
            continue
        _drop(by, plan)
        gone.append(plan.pk)
        former = Plan.objects.filter(pk=file.replaced.get(str(plan.pk)), state=PlanState.DROPPED.value).first()
        if former:
            back.append(restore_draft(by=by, plan_id=former.pk).pk)
    file.taken_at, file.replaced = None, {}
    file.save(update_fields=["taken_at", "replaced"])
    publish(FileTakenBack(**_about(file), dropped=tuple(gone), restored=tuple(back), kept=tuple(kept)))
    return len(gone), len(kept)


@command(needs="planning.make_plan")
def drop_file(*, by: Actor, file_id: int) -> None:
    """Forget a file nothing stands on."""
    file = _held(by, file_id, taken=False)
    publish(FileDropped(**_about(file)))
    file.delete()


@command(needs="planning.make_plan")
def forget_old_files(*, by: Actor, before: datetime) -> int:
    """Forget the tables of files read before a moment: what was made of them stays. Returns how many."""
    old = list(visible_files(by).filter(made_at__lt=before).exclude(rows=[]))
    for file in old:
        file.headings, file.rows = [], []
        file.save(update_fields=["headings", "rows"])
        publish(FileDropped(**_about(file)))
    return len(old)


def _held(by: Actor, file_id: int, *, taken: bool) -> PlanFile:
    found = file_row(viewer=by, file_id=file_id)
    file = PlanFile.objects.select_for_update(of=("self",)).select_related("department").get(pk=found.pk)
    if taken != (file.taken_at is not None):
        raise NotTaken() if taken else TakenAlready()
    return file


def _by_department(steps: Sequence[MonthStep]) -> list[tuple[Department, list[MonthStep]]]:
    """Return what changes by department, always in one order: each is held while its plans are made."""
    found: defaultdict[int, list[MonthStep]] = defaultdict(list)
    for step in steps:
        found[step.where].append(step)
    rows = Department.objects.in_bulk(found)
    return [(rows[number], found[number]) for number in sorted(found)]


def _drafts(by: Actor, file: PlanFile, where: Department, steps: Sequence[MonthStep]) -> list[int]:
    """Draft a department's months, measured once; a refusal says of which month it is."""
    bases = bases_of(viewer=by, department=where, months=[check_month(step.month) for step in steps])
    made = []
    for step in steps:
        try:
            made.append(_draft(by, file, where, step, bases))
        except (Invalid, Conflict) as refusal:
            said = f"{where.title}, {formats.month(step.month)}: {refusal.text(_)}"
            raise Invalid(said, field=refusal.field) from refusal
    return made


def _draft(by: Actor, file: PlanFile, where: Department, step: MonthStep, bases: Mapping[Period, Basis]) -> int:
    """Draft a month with the file's sums as fixed parts; the draft before it is dropped and keeps its options."""
    period = Period.of(PeriodKind.MONTH, step.month)
    basis = bases[period]
    former = Plan.objects.get(pk=step.plan) if step.plan else None
    options = _options(file, stands(former).options if former else Options())
    here = {person.id for person in basis.people}
    fixed = {person: amount for person, amount in step.after.items() if person in here}
    target = Money(sum(fixed.values()), settings.CURRENCY)
    check_target(target, basis, options)
    plan = new_version(where, period, target, _note(file), maker=by)
    plan.file = file
    write_draft(plan, Stands(basis, options, fixed, {}))
    if former:
        drop_draft(by=by, plan_id=former.pk)
        file.replaced[str(plan.pk)] = former.pk
    return plan.pk


def _options(file: PlanFile, kept: Options) -> Options:
    given = {name: getattr(kept, name) for name in Options.__slots__}
    return checked(Options(**{**given, "check_minor": file.check_minor or kept.check_minor}))


def _past(by: Actor, file: PlanFile, where: Department, steps: Sequence[MonthStep]) -> list[int]:
    """Record plans of months gone by: in force by the file from today, with nothing measured and no counts."""
    if not steps:
        return []
    months = [Period.of(PeriodKind.MONTH, step.month) for step in steps]
    whole = Span(months[0].first, months[-1].last)
    people = {person for step in steps for person in step.after}
    minutes, metric = minutes_of(people=people, span=whole), money_in(viewer=by, department=where, span=whole)
    names = {each.pk: each.short_name for each in User.objects.filter(pk__in=people)}
    return [
        _recorded(by, file, where, step, bare_basis(month=month, metric=metric, people=_those(step, names, minutes)))
        for step, month in zip(steps, months, strict=True)
    ]


def _those(step: MonthStep, names: dict[int, str], minutes: Minutes) -> list[tuple[int, str, dict[date, int]]]:
    month = Period.of(PeriodKind.MONTH, step.month)
    return [
        (person, names[person], {day: each for day, each in minutes[person].items() if month.contains(day)})
        for person in step.after
    ]


def _recorded(by: Actor, file: PlanFile, where: Department, step: MonthStep, basis: Basis) -> int:
    period = Period.of(PeriodKind.MONTH, step.month)
    target = Money(sum(step.after.values()), settings.CURRENCY)
    plan = new_version(where, period, target, _note(file), maker=by)
    plan.file, plan.basis, plan.state, plan.in_force_from = file, written(basis), PlanState.ACTIVE.value, clock.today()
    plan.save()
    why = {"held": Held.FIXED.value}
    Part.objects.bulk_create(
        Part(plan=plan, person_id=person, amount_minor=amount, fixed=True, why=why)
        for person, amount in step.after.items()
    )
    publish(PlanMade(**told(plan), parts=tuple(step.after.items())))
    return plan.pk


def _drop(by: Actor, plan: Plan) -> None:
    if plan.state == PlanState.DRAFT:
        drop_draft(by=by, plan_id=plan.pk)
        return
    plan.state = PlanState.DROPPED.value
    bump(plan, "state")
    publish(PlanDropped(**told(plan)))


def _note(file: PlanFile) -> str:
    return _("from the file “%(file)s”") % {"file": file.title[:200]}


def _read(file: PlanFile, reading: Reading) -> FileRead:
    said = tuple((name, str(value)) for name, value in reading.kept().items())
    return FileRead(**_about(file), reading=said)


def _about(file: PlanFile) -> FileTold:
    return FileTold(record=file.pk, title=file.title, department=file.department_id, at=clock.now())
