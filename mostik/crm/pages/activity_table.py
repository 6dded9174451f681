"""The list of activities as a table: columns, tabs, filters, what is done to many."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.models import Activity
from mostik.crm.pages.own_table import OwnList
from mostik.crm.queries.activities import ActivityRow, due_within, present_activities
from mostik.crm.queries.words import KINDS
from mostik.crm.terms import STEPS, Holder
from mostik.web import tables
from mostik.web.tabs import Tab

TABS = (
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("week", _("This week")),
    ("", _("All planned")),
    ("done", _("Done")),
)


def tabs(request: HttpRequest, counts: dict[str, int]) -> list[Tab]:
    """Return the tabs with how many wait under each."""
    here, path = request.GET.get("tab", ""), reverse("crm:activity_list")
    return [Tab(title, f"{path}?tab={tab}" if tab else path, here == tab, counts.get(tab)) for tab, title in TABS]


def activity_table(request: HttpRequest) -> tables.Table:
    """Return the list as this viewer may see and narrow it."""
    viewer, is_done = request.actor, request.GET.get("tab") == "done"
    own = OwnList(Holder.ACTIVITY, viewer=viewer)
    return tables.Table(
        code="activities",
        columns=(*_WHAT, *(_DONE if is_done else _DUE), *_WHOSE, *own.columns()),
        prepare=own.rows,
        filters=(
            tables.Filter(
                key="tab",
                title=_("When"),
                kind="choice",
                apply=lambda rows, tab: due_within(rows, tab, viewer=viewer),
                choices=_tab_choices(),
                more=True,
            ),
            tables.multichoice_filter("kind", _("Kind"), [(kind.value, KINDS[kind]) for kind in sorted(STEPS)]),
            tables.person_filter("owner", _("Who"), lambda _request: people_choices(viewer=viewer), "owner_id"),
            tables.yes_no_filter("promised", _("Promised to the client"), more=True),
            *own.filters(),
        ),
        search=lambda rows, text: _search(rows, text, own.search(text)),
        search_words=_("What, client or deal"),
        default_sort="-done_at" if is_done else "due_at",
        bulk=() if is_done else _BULK,
        present=lambda rows: present_activities(rows, viewer=viewer, fields=own.fields),
        export_needs=EXPORT,
        subjects="crm.activity",
        empty_title=_("Nothing is planned here"),
        empty_text=_("Open a deal and write what comes next in one line: call tomorrow 15:00."),
    )


def _tab_choices() -> list[tuple[str, Any]]:
    return [*((tab, title) for tab, title in TABS if tab), ("later", _("Later today"))]


def _search(rows: QuerySet[Activity], text: str, also: Q) -> QuerySet[Activity]:
    asked = also
    for words in {text, text.capitalize()}:
        asked |= Q(title__icontains=words) | Q(deal__title__icontains=words) | Q(company__title__icontains=words)
    return rows.filter(asked)


def _place(row: ActivityRow) -> str:
    if row.done_at is None:
        return reverse("crm:activity_finish", args=[row.id])
    return _deal(row) or _company(row)


def _deal(row: ActivityRow) -> str:
    return reverse("crm:deal", args=[row.deal_id]) if row.deal_id else ""


def _company(row: ActivityRow) -> str:
    return reverse("crm:company", args=[row.company_id]) if row.company_id else ""


_WHAT = (tables.Column(key="what", title=_("What"), value=lambda row: row.what, main=True, url=_place),)
_DUE = (
    tables.Column(
        key="due_at",
        title=_("When"),
        value=lambda row: row.due_at,
        kind="moment",
        sort=("due_at",),
        tone=lambda row: row.tone,
    ),
    tables.Column(
        key="promised", title=_("Promised"), value=lambda row: row.promised, kind="yes_no", hide_on_phone=True
    ),
)
_DONE = (
    tables.Column(key="done_at", title=_("Done at"), value=lambda row: row.done_at, kind="moment", sort=("done_at",)),
    tables.Column(
        key="result",
        title=_("Result"),
        value=lambda row: tables.Badge(row.result, row.result_tone) if row.result else None,
        kind="badge",
    ),
    tables.Column(key="note", title=_("In their words"), value=lambda row: row.note[:120], hide_on_phone=True),
)
_WHOSE = (
    tables.Column(key="company", title=_("Client"), value=lambda row: row.company, url=_company),
    tables.Column(key="deal", title=_("Deal"), value=lambda row: row.deal, url=_deal),
    tables.Column(key="owner", title=_("Who"), value=lambda row: row.owner, kind="person", sort=("owner__last_name",)),
)
_BULK = (
    tables.BulkAction(code="finish", title=_("Tick off"), url_name="crm:activities_finish", needs="crm.do_activity"),
    tables.BulkAction(
        code="move", title=_("Put off"), url_name="crm:activities_move", needs="crm.do_activity", dialog=True
    ),
    tables.BulkAction(
        code="hand_over",
        title=_("Hand over"),
        url_name="crm:activities_hand_over",
        needs="crm.do_activity",
        dialog=True,
    ),
)
