"""A department's year: written, changed cell by cell, a month freed."""

from collections.abc import Sequence

from django.conf import settings

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import Department
from mostik.planning.access import visible_years
from mostik.planning.events import YearChanged
from mostik.planning.models import YearPlan
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.years import NoYear, YearMoved, cells_of, made
from mostik.planning.rules.horizons import Cell, freed
from mostik.planning.terms import Keep

#: No department brings more in a year, in minor units.
MOST = 1_000_000_000_000_00
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


@command(needs="planning.make_plan")
def give_span(
    *,
    by: Actor,
    department_id: int | None,
    span: Period,
    amount: Money,
    keep: Keep = Keep.YEAR,
    version: int | None = None,
) -> YearPlan:
    """Give a month, a quarter or a year an amount; the other months follow, so that all always sum to the whole.

    The first writing is the year's. Refuses what is over, what has nowhere to go, and an older look at the year.
    """
    if amount.currency != settings.CURRENCY or not 0 <= amount.minor <= MOST:
        raise Invalid(gettext_noop("Write an amount from zero up, in the company's currency."), field="amount")
    if span.kind not in KINDS:
        raise Invalid(gettext_noop("Plans are made of months, quarters and years."), field="span")
    where, row = _held(by, department_id, span.first.year, version)
    before = cells_of(row, where, span.first.year, by).cells
    after = made(row, before, span, amount.minor, keep)
    moved = sum(cell.amount for cell in after) - sum(cell.amount for cell in before)
    target = max(0, row.target_minor + (moved if keep is Keep.NOTHING else 0)) if row else amount.minor
    if span.kind is PeriodKind.YEAR:
        target = amount.minor
    return _written(row, where, span, keep, before, after, target)


@command(needs="planning.make_plan")
def free_month(*, by: Actor, department_id: int | None, month: Period, version: int | None = None) -> YearPlan:
    """Let a month written by hand move with the others again."""
    where, row = _held(by, department_id, month.first.year, version)
    if row is None:
        raise NoYear()
    before = cells_of(row, where, month.first.year, by).cells
    return _written(row, where, month, Keep.YEAR, before, freed(before, month.first), row.target_minor)


def _held(by: Actor, department_id: int | None, year: int, version: int | None) -> tuple[Department, YearPlan | None]:
    where = department_of(viewer=by, department_id=department_id)
    Department.objects.select_for_update().get(pk=where.pk)
    row = visible_years(by).filter(department=where, year=year).first()
    if version is not None and version != (row.version if row else 0):
        raise YearMoved()
    return where, row


def _written(  # noqa: PLR0917 - a row with what becomes of it
    row: YearPlan | None,
    where: Department,
    span: Period,
    keep: Keep,
    before: Sequence[Cell],
    after: Sequence[Cell],
    target: int,
) -> YearPlan:
    kept = row or YearPlan(department=where, year=span.first.year, currency=settings.CURRENCY)
    months = dict(kept.months)
    for cell in after:
        if not cell.over:
            months[f"{cell.month:%Y-%m}"] = {"amount": cell.amount, "fixed": cell.fixed}
    kept.months, kept.target_minor, kept.version = months, target, kept.version + 1
    kept.save()
    changes = [(f"{old.month:%Y-%m}", old.amount, new.amount) for old, new in zip(before, after, strict=True)]
    publish(
        YearChanged(
            at=clock.now(),
            year_plan=kept.pk,
            department=where.pk,
            span=span.code,
            target=target,
            currency=kept.currency,
            keep=keep.value,
            changes=tuple(each for each in changes if each[1] != each[2]),
        )
    )
    return kept
