"""The list of deals as a table: columns, filters, what is done to many."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Reach
from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.models import Deal
from mostik.crm.pages.in_place import mend_cell
from mostik.crm.pages.own_table import OwnList
from mostik.crm.queries.chances import are_chanced
from mostik.crm.queries.deals import present_deals, search_deals
from mostik.crm.queries.order import TITLES, UNANSWERED, Disorder, disordered
from mostik.crm.queries.pipelines import channels, pipelines, products
from mostik.crm.terms import Holder, Outcome
from mostik.people.queries.structure import teams
from mostik.web import tables

COLUMNS = (
    tables.Column(
        key="title",
        title=_("Deal"),
        value=lambda row: row.title,
        sort=("title",),
        main=True,
        url=lambda row: reverse("crm:deal", args=[row.id]),
    ),
    tables.Column(
        key="company",
        title=_("Client"),
        value=lambda row: row.company,
        url=lambda row: reverse("crm:company", args=[row.company_id]) if row.company_id else "",
    ),
    tables.Column(key="stage", title=_("Stage"), value=lambda row: tables.Badge(row.stage, row.tone), kind="badge"),
    tables.Column(key="amount", title=_("Amount"), value=lambda row: row.amount, kind="money", sort=("amount_minor",)),
    tables.Column(
        key="next_at",
        title=_("Next step"),
        value=lambda row: row.next_at,
        kind="moment",
        sort=("next_at",),
        tone=lambda row: row.step_tone,
    ),
    tables.Column(
        key="chance",
        title=_("Chance"),
        value=lambda row: row.chance,
        kind="percent",
        sort=("chance",),
        hide_on_phone=True,
    ),
    tables.Column(
        key="days",
        title=_("Days in stage"),
        value=lambda row: row.stand.days,
        kind="number",
        sort=("stage_since",),
        tone=lambda row: row.stand.tone,
        hide_on_phone=True,
    ),
    tables.Column(
        key="owner", title=_("Owner"), value=lambda row: row.owner, kind="person", sort=("owner__last_name",)
    ),
    tables.Column(key="channel", title=_("Channel"), value=lambda row: row.channel, default_hidden=True),
    tables.Column(key="product", title=_("Product"), value=lambda row: row.product, default_hidden=True),
    tables.Column(
        key="expected_on",
        title=_("Expected"),
        value=lambda row: row.expected_on,
        kind="day",
        sort=("expected_on",),
        default_hidden=True,
    ),
    tables.Column(
        key="created_at", title=_("Created"), value=lambda row: row.created_at, kind="day", sort=("created_at",)
    ),
    tables.Column(
        key="closed_at",
        title=_("Closed"),
        value=lambda row: row.closed_at,
        kind="day",
        sort=("closed_at",),
        default_hidden=True,
    ),
)
BULK = (
    tables.BulkAction(
        code="step", title=_("Give a step"), url_name="crm:deals_step", needs="crm.do_activity", dialog=True
    ),
    tables.BulkAction(code="move", title=_("Move"), url_name="crm:deals_move", needs="crm.edit_deal", dialog=True),
    tables.BulkAction(
        code="hand_over",
        title=_("Hand over"),
        url_name="crm:deals_hand_over",
        needs="crm.hand_over_deal",
        dialog=True,
    ),
    tables.BulkAction(
        code="remove",
        title=_("Remove"),
        url_name="crm:deals_remove",
        needs="crm.remove_deal",
        confirm=_("Remove the picked deals? They can be brought back."),
        danger=True,
    ),
)
OUTCOMES = ((Outcome.OPEN, _("Open")), (Outcome.WON, _("Won")), (Outcome.LOST, _("Lost")))


def deal_table(request: HttpRequest, **more: Any) -> tables.Table:
    """Return the list as this viewer may see and narrow it; ``more`` says what another list has otherwise."""
    viewer = request.actor
    own = OwnList(Holder.DEAL, viewer=viewer)
    columns = _mending(viewer) if request.GET.get("disorder") else COLUMNS
    if not are_chanced(viewer=viewer):
        columns = [replace(each, default_hidden=True) if each.key == "chance" else each for each in columns]
    table = tables.Table(
        code="deals",
        columns=(*columns, *own.columns()),
        filters=(*_main_filters(viewer), *_more_filters(viewer), *own.filters()),
        prepare=own.rows,
        search=lambda rows, text: search_deals(rows, text, viewer=viewer, also=own.search(text)),
        search_words=_("Deal or client"),
        default_sort="-created_at",
        bulk=BULK,
        present=lambda rows: present_deals(rows, viewer=viewer, fields=own.fields),
        export_needs=EXPORT,
        subjects="crm.deal",
        empty_title=_("No deals yet"),
        empty_text=_("Add the first one, or import the department's deals from a file."),
    )
    return replace(table, **more) if more else table


def _mending(viewer: Any) -> list[tables.Column]:
    """Return the columns of deals out of order: what mends them by their next step, less to read beside it."""
    mend = tables.Column(key="mend", title=_("Mend"), value=lambda row: mend_cell(row, viewer))
    shown: list[tables.Column] = []
    for column in COLUMNS:
        shown.append(replace(column, default_hidden=True) if column.key in {"days", "created_at"} else column)
        if column.key == "next_at":
            shown.append(mend)
    return shown


def _main_filters(viewer: Any) -> list[tables.Filter]:
    found = [
        tables.choice_filter("outcome", _("State"), OUTCOMES),
        tables.choice_filter(
            "disorder",
            _("Out of order"),
            TITLES.items(),
            apply=lambda rows, kind: rows.filter(pk__in=disordered(Disorder(kind), viewer=viewer).values("pk")),
        ),
        tables.multichoice_filter("stage", _("Stage"), _stages(viewer), "stage_id"),
    ]
    if viewer.reach is not Reach.OWN:
        found.append(tables.person_filter("owner", _("Owner"), people_choices(viewer=viewer), "owner_id"))
    return [*found, tables.yes_no_filter("stepless", _("Without a next step"), apply=_stepless)]


def _more_filters(viewer: Any) -> list[tables.Filter]:
    found = [
        tables.yes_no_filter("waits", _("A lead not answered yet"), apply=_waits, more=True),
        tables.multichoice_filter("channel", _("Channel"), channels(viewer=viewer).items(), "channel_id", more=True),
        tables.multichoice_filter("product", _("Product"), products(viewer=viewer).items(), "product_id", more=True),
        tables.number_range_filter("amount", _("Amount"), "amount_minor", scale=2, more=True),
        tables.number_range_filter("chance", _("Chance, %"), "chance", scale=1, more=True),
        tables.day_range_filter("created", _("Created"), "created_at__date", more=True),
        tables.day_range_filter("closed", _("Closed"), "closed_at__date", more=True),
        tables.day_range_filter("expected", _("Expected"), "expected_on", more=True),
    ]
    if viewer.reach is not Reach.OWN:
        choices = teams(viewer=viewer, within=True)
        found.append(tables.multichoice_filter("team", _("Team"), choices, "team_id", more=True))
    return found


def _stages(viewer: Any) -> list[tuple[Any, Any]]:
    """Return all stages in one list, with their pipelines where there are several."""
    ways = pipelines(viewer=viewer)
    titled = len(ways) > 1
    return [
        (stage.id, f"{way.title}: {stage.title}" if titled else stage.title) for way in ways for stage in way.stages
    ]


def _waits(rows: QuerySet[Deal], value: bool) -> QuerySet[Deal]:  # noqa: FBT001 - what a filter is given
    """Narrow to leads no person has answered yet, or to all the others."""
    return rows.filter(UNANSWERED) if value else rows.exclude(UNANSWERED)


def _stepless(rows: QuerySet[Deal], value: bool) -> QuerySet[Deal]:  # noqa: FBT001 - what a filter is given
    """Narrow to open deals without a next step ahead, or to the others."""
    without = Q(outcome=Outcome.OPEN) & (Q(next_at__isnull=True) | Q(next_at__lt=clock.now()))
    return rows.filter(without) if value else rows.exclude(without)
