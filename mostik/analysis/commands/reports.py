"""Writes of reports people build: kept, removed, brought back."""

from django.db import IntegrityError, transaction

from mostik.analysis.events import ReportRemoved, ReportSaved
from mostik.analysis.models import OwnReport
from mostik.analysis.queries.own_reports import MISFITS, NoSuchOwnReport
from mostik.analysis.queries.reports import kinds
from mostik.analysis.rules.reports import misfits, packed
from mostik.analysis.terms import Report
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop


class ReportNamedSo(Invalid):
    """One has a report of this name already."""

    message = gettext_noop("You already have a report called “{title}”. Choose another name.")


class NameTaken(Conflict):
    """Another report took the name of a removed one."""

    message = gettext_noop("You have another report called “{title}” by now. Rename it first.")


@command(needs="analysis.see_metrics")
def save_report(
    *, by: Actor, title: str, report: Report, note: str = "", shared: bool = False, report_id: int | None = None
) -> int:
    """Keep a report of one's own and return its number; refuses a name taken and what does not go together."""
    title = title.strip()[:80]
    if not title:
        raise Invalid(gettext_noop("Name the report."), field="title")
    for field, misfit in misfits(report, kinds()).items():
        raise Invalid(str(MISFITS[misfit]), field=field)
    row = _mine(by, report_id) if report_id else OwnReport(person=by.id or 0, made_at=clock.now())
    row.title, row.note, row.shared, row.content = title, note.strip()[:200], shared, packed(report)
    _save(row, ReportNamedSo(field="title", params={"title": title}))
    publish(ReportSaved(at=clock.now(), report=row.pk, title=title))
    return row.pk


@command(needs="analysis.see_metrics")
def remove_report(*, by: Actor, report_id: int) -> None:
    """Remove a report of one's own; ``restore_report`` brings it back."""
    row = _mine(by, report_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(ReportRemoved(at=clock.now(), report=row.pk, title=row.title))


@command(needs="analysis.see_metrics")
def restore_report(*, by: Actor, report_id: int) -> None:
    """Bring a removed report of one's own back; refuses where another took its name meanwhile."""
    row = _mine(by, report_id, removed=True)
    row.removed_at = None
    _save(row, NameTaken(params={"title": row.title}))
    publish(ReportSaved(at=clock.now(), report=row.pk, title=row.title))


def _save(row: OwnReport, refusal: Invalid | Conflict) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refusal from None


def _mine(by: Actor, report_id: int, *, removed: bool = False) -> OwnReport:
    rows = OwnReport.objects.filter(person=by.id or 0, removed_at__isnull=not removed)
    row = rows.filter(pk=report_id).first()
    if row is None:
        raise NoSuchOwnReport
    return row
