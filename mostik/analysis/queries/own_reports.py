"""Reports people built: whose they are, who opens them, and what is said of a question that does not go together."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.analysis.catalog import Words
from mostik.analysis.models import OwnReport
from mostik.analysis.queries.report_library import Ready
from mostik.analysis.rules.reports import Misfit, unpacked
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing, gettext_noop

#: The group of reports people built.
OWN = "own"
MISFITS: Mapping[Misfit, Words] = {
    Misfit.NO_MEASURE: _("Choose a metric."),
    Misfit.MANY_MEASURES: _("So many metrics are not read together. Leave some out."),
    Misfit.TWICE: _("This is chosen already. Choose another, or none."),
    Misfit.MANY_ROWS: _("Two at most. Put the third across."),
    Misfit.NOT_SPLIT: _("One of the metrics is not split by this. Choose another split or another metric."),
    Misfit.TWO_TIMES: _("Only one part of time at once: day, week, month, quarter or year."),
    Misfit.ACROSS_WIDE: _("Across, at most three metrics are read. Leave some out, or put nothing across."),
    Misfit.ACROSS_ALONE: _("Choose what the lines are first."),
    Misfit.ACROSS_COMPARED: _("Columns leave no place for what was before. Choose one of the two."),
    Misfit.LINE_WITHOUT_TIME: _("A line is drawn over time: let the lines of the table be days, weeks or months."),
    Misfit.PARTS_OF_RATIO: _("Shares do not add up: choose bars, or a metric that is a count or a sum."),
    Misfit.PICTURE_OF_ONE: _("One line of figures has nothing to draw. Choose what the lines are."),
    Misfit.NOT_PLANNED: _("A plan is of people and days: split by nothing else, and choose a metric that is planned."),
    Misfit.SORTED_BY_OTHER: _("Sort by one of the metrics chosen."),
    Misfit.LINES: _("From 1 to 1000 lines."),
}


class NoSuchOwnReport(Missing):
    """The report is not there or is somebody else's."""

    message = gettext_noop("This report does not exist or is not yours.")


def own_reports(*, viewer: Actor) -> "QuerySet[OwnReport]":
    """Return one's own reports and those shared with everybody."""
    rows = OwnReport.objects.filter(removed_at__isnull=True)
    return rows.filter(Q(person=viewer.id or 0) | Q(shared=True)).order_by("title", "pk")


def own_report(number: int, *, viewer: Actor) -> OwnReport:
    """Return a report one may open; refuses another's that is not shared as if there were none."""
    row = own_reports(viewer=viewer).filter(pk=number).first()
    if row is None:
        raise NoSuchOwnReport
    return row


def report_to_change(number: int, *, viewer: Actor) -> OwnReport:
    """Return a report of one's own; a shared one is its maker's to change."""
    row = own_report(number, viewer=viewer)
    if row.person != viewer.id:
        raise NoSuchOwnReport
    return row


def as_ready(row: OwnReport) -> Ready:
    """Return a kept report as one of the library."""
    return Ready(f"own-{row.pk}", OWN, row.title, row.note, unpacked(row.content))
