"""The list of a register's rows as a table: columns, filters, what is done to many."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.forms.registers import LINK_WORDS
from mostik.crm.pages.own_table import OwnList
from mostik.crm.queries.registers import RegisterView, present_rows, search_rows
from mostik.crm.terms import Holder
from mostik.web import tables

ADDRESSES = {"deal": "crm:deal", "company": "crm:company"}


def row_table(request: HttpRequest, register: RegisterView) -> tables.Table:
    """Return the list as this viewer may see and narrow it."""
    viewer = request.actor
    own = OwnList(Holder.ROW, viewer=viewer, register=register.id)
    return tables.Table(
        code=f"register-{register.code}",
        columns=(*_columns(register), *own.columns()),
        filters=(*_filters(register, viewer), *own.filters()),
        prepare=own.rows,
        search=lambda rows, text: search_rows(rows, text, viewer=viewer, also=own.search(text)),
        search_words=_("What, client or deal"),
        default_sort="-created_at",
        bulk=_bulk(register, viewer),
        present=lambda rows: present_rows(rows, viewer=viewer, fields=own.fields),
        export_needs=EXPORT,
        empty_title=_("No rows yet"),
        empty_text=_("Add the first one, or load them from a file."),
    )


def _columns(register: RegisterView) -> list[tables.Column]:
    found = [
        tables.Column(
            key="title",
            title=_("What"),
            value=lambda row: row.title,
            sort=("title",),
            main=True,
            url=lambda row: reverse("crm:row", args=[row.id]),
        )
    ]
    found += [_link_column(kind) for kind in register.links]
    return [
        *found,
        tables.Column(key="owner", title=_("Owner"), value=lambda row: row.owner, kind="person"),
        tables.Column(
            key="created_at", title=_("Added"), value=lambda row: row.created_at, kind="day", sort=("created_at",)
        ),
        tables.Column(
            key="number", title=_("No."), value=lambda row: row.id, kind="number", sort=("pk",), default_hidden=True
        ),
    ]


def _link_column(kind: str) -> tables.Column:
    def place(row: Any) -> str:
        number = getattr(row, f"{kind}_id", None)
        return reverse(ADDRESSES[kind], args=[number]) if number and kind in ADDRESSES else ""

    return tables.Column(key=kind, title=LINK_WORDS[kind], value=lambda row: getattr(row, kind), url=place)


def _filters(register: RegisterView, viewer: Actor) -> list[tables.Filter]:
    found = [
        tables.person_filter("owner", _("Owner"), lambda _request: people_choices(viewer=viewer), "owner_id"),
        tables.day_range_filter("added", _("Added"), "created_at__date", more=True),
    ]
    return [*found, *(_by_number(kind) for kind in register.links)]


def _by_number(kind: str) -> tables.Filter:
    def apply(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        number = text.removeprefix("#")
        return rows.filter(**{kind: int(number)}) if number.isdecimal() and len(number) < 18 else rows.none()

    words = {
        "deal": _("Number of the deal"),
        "company": _("Number of the client"),
        "contact": _("Number of the contact"),
    }
    return tables.text_filter(kind, words[kind], apply=apply, more=True)


def _bulk(register: RegisterView, viewer: Actor) -> tuple[tables.BulkAction, ...]:
    found = []
    if register.may_edit and viewer.may("crm.hand_over_deal"):
        words = {"title": _("Hand over"), "url_name": "crm:rows_hand_over", "dialog": True}
        found.append(tables.BulkAction(code="hand_over", arguments=(register.code,), **words))  # type: ignore[arg-type]
    if register.may_remove:
        question = _("Remove the picked rows? They can be brought back.")
        words = {"title": _("Remove"), "url_name": "crm:rows_remove", "confirm": question, "danger": True}
        found.append(tables.BulkAction(code="remove", arguments=(register.code,), **words))  # type: ignore[arg-type]
    return tuple(found)
