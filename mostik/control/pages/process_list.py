"""The screen of processes: which ran over a week or a month and which were missed, by whom and why."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.control.pages import process_words as words
from mostik.control.pages.process_table import NOT_IN_TIME, Look, period_of, table
from mostik.control.queries.processes import KEEP, Run
from mostik.control.rules.processes import share
from mostik.control.terms import Turnout
from mostik.core.rights import EXPORT
from mostik.kernel.period import Period, PeriodKind
from mostik.web import formats, tables
from mostik.web.tables.page import address_with
from mostik.web.tabs import Tab

SPANS = ((PeriodKind.WEEK, gettext_lazy("Week")), (PeriodKind.MONTH, gettext_lazy("Month")))
#: Turnouts the lines beside the table show: those not in time, together or one by one, and those still to come.
OPENED = (*NOT_IN_TIME, Turnout.WAITING)
ONE = timedelta(days=1)
COLUMNS = (
    tables.Column(key="on", title=gettext_lazy("Day"), value=lambda run: run.on, kind="day"),
    tables.Column(key="title", title=gettext_lazy("Process"), value=lambda run: run.process.title),
    tables.Column(
        key="owner", title=gettext_lazy("Who answers for it"), value=lambda run: run.process.owner.short_name
    ),
    tables.Column(
        key="who", title=gettext_lazy("Who was asked"), value=lambda run: run.who.short_name if run.who else ""
    ),
    tables.Column(key="by", title=gettext_lazy("By what hour"), value=lambda run: f"{run.schedule.by:%H:%M}"),
    tables.Column(key="state", title=gettext_lazy("State"), value=lambda run: str(words.WORDS[run.state])),
    tables.Column(key="done", title=gettext_lazy("Done"), value=lambda run: run.done_at, kind="moment"),
    tables.Column(key="why", title=gettext_lazy("What was said"), value=lambda run: run.why),
    tables.Column(key="link", title=gettext_lazy("Link to it"), value=lambda run: run.mark.link if run.mark else ""),
)


def process_list(request: HttpRequest) -> HttpResponseBase:
    """Every process within reach over the days of a week or a month; what was missed and why."""
    look = Look(request.actor, period_of(request))
    asked = table(look)
    kept = {each.pk for each in tables.narrowed(asked, look.rows, request)}
    found = [each for each in look.runs if each.process.pk in kept]
    if kind := tables.file_asked(request, EXPORT):
        return tables.file_answer(kind, _("Processes"), COLUMNS, found)
    context = {
        **_figures(request, found),
        **_days(request, look.period),
        "is_none": not look.everybody,
        "may_keep": request.actor.may(KEEP),
    }
    made = tables.answer(request, "control/processes/list.html", asked, look.rows, context)
    if "HX-Push-Url" in made:  # The rows alone are swapped: what stands around them is told anew too.
        made.write(render_to_string("control/processes/_around.html", context, request))
    return made


def _figures(request: HttpRequest, found: Sequence[Run]) -> dict[str, Any]:
    """Return what the turns come to, and those not in time."""
    state, late = request.GET.get("state", ""), [each for each in found if each.state in NOT_IN_TIME]
    counts = {each.value: sum(run.state is each for run in found) for each in Turnout}
    is_ahead = state == Turnout.WAITING
    shown = found if is_ahead else reversed(late)
    states = [("", _("All"), len(late))]
    states += [(each.value, str(words.WORDS[each]), counts[each.value]) for each in OPENED]
    return {
        "share": share(each.state for each in found),
        "counts": counts,
        "hrefs": {each.value: f"{_here(request, state=each.value)}#late" for each in OPENED},
        "is_ahead": is_ahead,
        "states": [
            Tab(text, f"{_here(request, state=each)}#late", each == state, count) for each, text, count in states
        ],
        "late": [words.line(each) for each in shown if state in {"", each.state}],
    }


def _days(request: HttpRequest, period: Period) -> dict[str, Any]:
    """Return which days are looked at and the way to others."""
    return {
        "title_of_days": _title(period),
        "spans": [
            Tab(str(text), _here(request, span=kind.value, columns=""), kind is period.kind) for kind, text in SPANS
        ],
        "before_href": _here(request, day=(period.first - ONE).isoformat()),
        "after_href": _here(request, day=(period.last + ONE).isoformat()),
    }


def _here(request: HttpRequest, **changes: str) -> str:
    """Return the address of this look with some of its questions changed, from the first page on."""
    asked = {**dict(request.GET.lists()), **{name: [] for name in ("after", "before", "format")}}
    return address_with(reverse("control:processes"), asked, changes)


def _title(period: Period) -> str:
    if period.kind is PeriodKind.MONTH:
        return formats.month(period.first)
    return f"{formats.day(period.first)} – {formats.day(period.last)}"
