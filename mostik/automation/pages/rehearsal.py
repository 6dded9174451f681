"""What a robot would have done in the past month: its figures, the latest step by step, all of them as a list."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.catalog.robots import SUBJECTS
from mostik.automation.models import Robot
from mostik.automation.pages.robots import place, record_columns
from mostik.automation.queries.rehearsal import rehearsal, rehearsed
from mostik.automation.queries.robots import robot
from mostik.core.rights import EXPORT
from mostik.web import formats, tables


def robot_rehearsal(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Show what a draft would have done in the last month."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    found = rehearsal(row, viewer=request.actor)
    context = {"row": row, "found": found, **place(row, (_("Past month"), ""))}
    return render(request, "automation/robots/rehearsal.html", context)


def robot_rehearsed(request: HttpRequest, robot_id: int) -> HttpResponseBase:
    """List the records a draft would have begun with: all of them, those that fit, those of a day."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    day, everything = _day(request.GET.get("day", "")), request.GET.get("which") == "all"
    rows = rehearsed(row, viewer=request.actor, day=day, everything=everything)
    above = (_("Past month"), reverse("automation:robot_rehearsal", args=[robot_id]))
    context = {"row": row, **place(row, above, (_("Every record"), ""))}
    return tables.answer(request, "automation/robots/rehearsed.html", _table(request, row, day), rows, context)


def _table(request: HttpRequest, row: Robot, day: date | None) -> tables.Table:
    """Return the list; the day that led here and which are counted are filters, so they stay while it is sorted."""
    subject = SUBJECTS[row.subject]
    days = [(day.isoformat(), formats.day(day))] if day else []
    which = [("all", gettext_lazy("whatever would have begun it")), ("fit", gettext_lazy("those that fit"))]
    return tables.Table(
        code="rehearsed",
        columns=(
            *record_columns(subject),
            tables.Column(
                key="try",
                title=gettext_lazy("Step by step"),
                value=lambda _each: _("What it would do"),
                url=lambda each: f"{reverse('automation:robot_try', args=[row.pk])}?try-record={each.pk}",
            ),
        ),
        filters=(
            tables.choice_filter("which", gettext_lazy("Which"), which, apply=lambda rows, _value: rows),
            *([tables.choice_filter("day", gettext_lazy("Day"), days, apply=lambda rows, _value: rows)] if day else []),
        ),
        search=lambda rows, text: subject.search(rows, text, request.actor),
        search_words=gettext_lazy("Name of the record or its client"),
        default_sort="-number",
        export_needs=EXPORT,
        empty_title=gettext_lazy("It would not have begun"),
        empty_text=gettext_lazy("Nothing of the kind happened in the past month, or no record fits its conditions."),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
