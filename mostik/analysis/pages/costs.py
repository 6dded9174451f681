"""The book of what the department costs: the list, written down, changed, removed, brought back."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.commands import costs as commands
from mostik.analysis.forms.costs import LATER, CostForm, known_of
from mostik.analysis.models import Cost
from mostik.analysis.queries import costs as queries
from mostik.analysis.terms import CostKind
from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.people.access import sees_all
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import people, working
from mostik.people.queries.structure import departments
from mostik.web import formats, tables
from mostik.web.answers import done
from mostik.web.asked import numbers_in
from mostik.web.asking import ask_here, sent

EDIT = "analysis.edit_costs"


def table(request: HttpRequest) -> tables.Table:
    """Return the book of costs: its departments and people are those within reach."""
    viewer = request.actor
    places = [(str(pk), title) for pk, title in departments(viewer=viewer, within=True)]
    return tables.Table(
        code="costs",
        columns=COLUMNS,
        filters=(
            tables.multichoice_filter(
                "kind", gettext_lazy("Kind"), [(each.value, words) for each, words in queries.KINDS.items()]
            ),
            tables.choice_filter("department", gettext_lazy("Department"), places),
            tables.choice_filter(
                "state",
                gettext_lazy("State"),
                [("now", gettext_lazy("counts this month")), ("over", gettext_lazy("over"))],
                apply=_in_state,
            ),
        ),
        search=tables.text_search("title", "note"),
        search_words=gettext_lazy("What it is"),
        default_sort="-months",
        bulk=(
            tables.BulkAction(
                code="remove",
                title=gettext_lazy("Remove"),
                url_name="analysis:costs_remove",
                needs=EDIT,
                danger=True,
            ),
        ),
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nothing is written down yet"),
        empty_text=gettext_lazy(
            "Write down pay, calls, programs and workplaces once: each counts every month until it ends."
        ),
    )


def list_costs(request: HttpRequest) -> HttpResponseBase:
    """List what the department costs, and offer to bring back what was removed just now."""
    context = {
        "crumbs": [(_("Money of the department"), reverse("analysis:profit")), (_("Expenses"), "")],
        "may_edit": request.actor.may(EDIT),
        "removed": numbers_in(request.GET.getlist("removed")),
    }
    rows = queries.costs(viewer=request.actor)
    return tables.answer(request, "analysis/costs.html", table(request), rows, context)


def add_cost(request: HttpRequest) -> HttpResponse:
    """Write a cost down."""
    known = {"kind": CostKind.PAYROLL.value, "how": LATER, "first": clock.today().replace(day=1)}
    return _asked(request, known, None, _("What it costs"))


def edit_cost(request: HttpRequest, cost_id: int) -> HttpResponse:
    """Change a cost."""
    row = queries.cost_of(cost_id, viewer=request.actor)
    return _asked(request, known_of(row), row, row.title)


def remove_costs(request: HttpRequest) -> HttpResponse:
    """Remove the picked costs and offer to bring them back."""
    rows = tables.picked(table(request), queries.costs(viewer=request.actor), request)
    gone = commands.remove_costs(by=request.actor, cost_ids=list(rows.values_list("pk", flat=True)))
    return done(request, f"{_list()}?{urlencode({'removed': gone}, doseq=True)}")


def restore_costs(request: HttpRequest) -> HttpResponse:
    """Bring removed costs back."""
    commands.restore_costs(by=request.actor, cost_ids=numbers_in(request.POST.getlist("removed")))
    return done(request, _list(), _("It counts again"))


def _asked(request: HttpRequest, known: dict[str, Any], row: Cost | None, title: str) -> HttpResponse:
    viewer = request.actor
    staff = working(people(viewer=viewer), viewer=viewer).order_by("last_name", "first_name", "pk")
    places = {
        "departments": departments(viewer=viewer, within=True),
        "people": choices_of(staff),
        "whole": sees_all(viewer),
    }
    form = CostForm(sent(request), initial=known, **places)

    def act() -> None:
        commands.write_cost(by=viewer, said=form.said, cost_id=row.pk if row else None)

    words = {"title": title, "submit": _("Write it down"), "said": _("Written down"), "columns": "2"}
    return ask_here(request, form, words, act, _list())


def _list() -> str:
    return reverse("analysis:costs")


def _months(row: Cost) -> str:
    if row.last == row.first:
        return formats.month(row.first)
    until = formats.month(row.last) if row.last else _("goes on")
    return f"{formats.month(row.first)} – {until}"


def _in_state(rows: Any, value: str) -> Any:
    month = clock.today().replace(day=1)
    over = rows.filter(last__lt=month)
    return over if value == "over" else rows.filter(first__lte=month).exclude(last__lt=month)


COLUMNS = (
    tables.Column(
        key="title",
        title=gettext_lazy("What it is"),
        value=lambda row: row.title,
        main=True,
        sort=("title",),
        url=lambda row: reverse("analysis:cost_edit", args=[row.pk]),
    ),
    tables.Column(
        key="kind", title=gettext_lazy("Kind"), value=lambda row: queries.KINDS[CostKind(row.kind)], sort=("kind",)
    ),
    tables.Column(
        key="amount",
        title=gettext_lazy("So much a month"),
        value=lambda row: row.amount,
        kind="money",
        sort=("amount_minor",),
    ),
    tables.Column(key="months", title=gettext_lazy("Months"), value=_months, sort=("first",)),
    tables.Column(
        key="department",
        title=gettext_lazy("Department"),
        value=lambda row: row.department.title if row.department else _("the whole company"),
    ),
    tables.Column(
        key="person", title=gettext_lazy("Person"), value=lambda row: row.person.short_name if row.person else ""
    ),
    tables.Column(key="note", title=gettext_lazy("Note"), value=lambda row: row.note, hide_on_phone=True),
)
