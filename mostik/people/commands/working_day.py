"""What a working day of a role should hold: said for days to come, taken away, brought back."""

from datetime import date

from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.access import visible_departments
from mostik.people.commands.placing import NoSuchDepartment
from mostik.people.events import DayNormRemoved, DayNormRestored, DayNormSet
from mostik.people.events.working_day import DayNormEvent
from mostik.people.models import DayNorm
from mostik.people.queries.actors import role_title
from mostik.people.queries.roles import role
from mostik.people.rules.working_day import DayNormed, check


class NormOfThePast(Invalid):
    """What was asked of days gone by does not change."""

    message = gettext_noop("What was asked of days gone by stays. Choose today or a later day.")


class NormThere(Conflict):
    """Another version begins on the same day."""

    message = gettext_noop("Another version already begins on that day.")


class NoSuchNorm(Missing):
    """The version is not there or its department is not within reach."""

    message = gettext_noop("This version does not exist or is not within your reach.")


@command(needs="people.edit_day_norms")
def set_day_norm(*, by: Actor, department_id: int, role_id: int, from_day: date, norm: DayNormed) -> DayNorm:
    """Say what a role's day holds from a day on; the version of that very day is written anew.

    Refuses days gone by, shares over the whole, blocks at the same time, a department out of reach, another version
    made of that day at the same moment.
    """
    if not visible_departments(by).filter(pk=department_id).exists():
        raise NoSuchDepartment(field="role")
    if from_day < clock.today():
        raise NormOfThePast(field="from_day")
    check(norm)
    kept = {
        "shares": {kind.value: part for kind, part in norm.shares.items() if part},
        "blocks": [[each.start, each.end, each.kind.value, each.title] for each in norm.blocks],
    }
    chosen = role(viewer=by, role_id=role_id)
    row = DayNorm.objects.filter(department=department_id, role=chosen, from_day=from_day, removed_at=None).first()
    row = row or DayNorm(department_id=department_id, role=chosen, from_day=from_day)
    row.shares, row.blocks, row.version = kept["shares"], kept["blocks"], row.version + 1
    _save(row)
    _tell(DayNormSet, row)
    return row


@command(needs="people.edit_day_norms")
def remove_day_norm(*, by: Actor, norm_id: int) -> DayNorm:
    """Take a version away that has not begun before today; `restore_day_norm` brings it back."""
    row = _norm(by, norm_id, removed=False)
    if row.from_day < clock.today():
        raise NormOfThePast
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    _tell(DayNormRemoved, row)
    return row


@command(needs="people.edit_day_norms")
def restore_day_norm(*, by: Actor, norm_id: int) -> DayNorm:
    """Bring a version back; refuses when another begins on its day meanwhile."""
    row = _norm(by, norm_id, removed=True)
    row.removed_at = None
    _save(row)
    _tell(DayNormRestored, row)
    return row


def _norm(by: Actor, norm_id: int, *, removed: bool) -> DayNorm:
    rows = DayNorm.objects.filter(department__in=visible_departments(by), removed_at__isnull=not removed)
    row = rows.filter(pk=norm_id).select_related("role").first()
    if row is None:
        raise NoSuchNorm
    return row


def _save(row: DayNorm) -> None:
    """Write a version in force; refuses `NormThere` when another began on its day meanwhile."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NormThere(field="from_day") from None


def _tell(event: type[DayNormEvent], row: DayNorm) -> None:
    told = {"norm": row.pk, "role": row.role_id, "department": row.department_id, "from_day": row.from_day}
    publish(event(at=clock.now(), role_title=role_title(row.role), **told))  # type: ignore[arg-type]
