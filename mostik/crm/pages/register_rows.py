"""Screens of a register's rows: the list, the card, adding, changing, removing, many at once, rows of a record."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core.many import AT_ONCE
from mostik.core.queries import saved_views
from mostik.crm.commands import register_rows as commands
from mostik.crm.forms.activities import HandOverForm
from mostik.crm.forms.registers import RowForm
from mostik.crm.pages.asking import ask, number, sent
from mostik.crm.pages.own import field_of, in_place
from mostik.crm.pages.register_table import row_table
from mostik.crm.queries.clients import company_values
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.registers import (
    RegisterView,
    linked_rows,
    register_named,
    registers,
    row_card,
    row_lines,
    row_values,
)
from mostik.crm.queries.timelines import timeline
from mostik.crm.rules.registers import LINKS
from mostik.crm.terms import Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Denied
from mostik.web import tables
from mostik.web.answers import back, done
from mostik.web.asked import numbers_in

REMOVED = "removed_rows"


def index(request: HttpRequest) -> HttpResponse:
    """The registers open to one's role."""
    return render(request, "crm/registers/index.html", {"registers": registers(viewer=request.actor)})


def row_list(request: HttpRequest, code: str) -> HttpResponseBase:
    """List the rows of a register within reach."""
    register, query = register_named(code, viewer=request.actor), request.GET.urlencode()
    table = row_table(request, register)
    views = saved_views(viewer=request.actor, table=table.code, path=request.path, query=query)
    context = {"register": register, "removed": request.session.pop(REMOVED, ()), "query": query}
    rows = row_lines(register, viewer=request.actor)
    return tables.answer(request, "crm/registers/list.html", table, rows, context, views=views)


def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """A row's card: its values, what it belongs to, its files, one timeline."""
    card = row_card(row_id, viewer=request.actor)
    context = {
        "card": card,
        "timeline": timeline(Ref("crm.row", row_id), viewer=request.actor),
        "crumbs": [(card.register.title, card.register.href), (card.line.title, "")],
    }
    return render(request, "crm/registers/card.html", context)


def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a row."""
    register = register_named(code, viewer=request.actor)
    if not register.may_add:
        raise Denied(_("Your role does not add rows to “{title}”."), params={"title": register.title})
    given = {kind: number(request.GET, kind) for kind in LINKS if kind in register.links}
    form = RowForm(sent(request), viewer=request.actor, register=register, initial=given)
    made: list[int] = []

    def make() -> None:
        owner = form.cleaned_data.get("owner")
        fields = form.row_fields
        made.append(commands.add_row(by=request.actor, register_id=register.id, fields=fields, owner_id=owner))

    words = {"title": register.title, "submit": _("Add"), "columns": "2"}
    words |= {"address": f"{reverse('crm:row_add', args=[code])}"}
    return ask(request, form, words, make, lambda: done(request, _card(made[0]), _("The row is added")))


def edit(request: HttpRequest, row_id: int) -> HttpResponse:
    """Change a row."""
    found = row_values(row_id, viewer=request.actor)
    register = register_named(found.register.code, viewer=request.actor)
    form = RowForm(sent(request), viewer=request.actor, register=register, row=found)

    def change() -> None:
        version = form.cleaned_data["version"]
        commands.edit_row(by=request.actor, row_id=row_id, fields=form.row_fields, version=version)

    words = {"title": found.title, "columns": "2", "address": reverse("crm:row_edit", args=[row_id])}
    return ask(
        request,
        form,
        words,
        change,
        lambda: done(request, _card(row_id), _("Saved")),
        fresh=lambda: form.values_of(row_values(row_id, viewer=request.actor)),
    )


def row_own(request: HttpRequest, row_id: int, field_id: int) -> HttpResponse:
    """A row's own value, changed in place."""
    found = row_values(row_id, viewer=request.actor)

    def write(own: Mapping[int, object], version: int | None) -> None:
        commands.edit_row(by=request.actor, row_id=row_id, fields={"own": own}, version=version)

    one = field_of(request, Holder.ROW, field_id, found.register_id)
    return in_place(request, found, Ref("crm.row", row_id), one, write)


def remove(request: HttpRequest, row_id: int) -> HttpResponse:
    """Remove a row and offer to bring it back."""
    found = row_values(row_id, viewer=request.actor)
    gone = commands.remove_rows(by=request.actor, register_id=found.register_id, row_ids=[row_id])
    if not gone:
        raise Denied(_("Your role does not remove this row."))
    request.session[REMOVED] = gone
    return done(request, reverse("crm:register_list", args=[found.register.code]))


def remove_many(request: HttpRequest, code: str) -> HttpResponse:
    """Remove the picked rows and offer to bring them back."""
    register = register_named(code, viewer=request.actor)
    gone = commands.remove_rows(by=request.actor, register_id=register.id, row_ids=_picked(request, register))
    request.session[REMOVED] = gone
    return _counted(request, register, len(gone))


def restore_many(request: HttpRequest, code: str) -> HttpResponse:
    """Bring removed rows back."""
    register = register_named(code, viewer=request.actor)
    numbers = numbers_in(request.POST.getlist("pk")[:AT_ONCE])
    return _counted(
        request, register, commands.restore_rows(by=request.actor, register_id=register.id, row_ids=numbers)
    )


def hand_over_many(request: HttpRequest, code: str) -> HttpResponse:
    """Give the picked rows to somebody else."""
    register = register_named(code, viewer=request.actor)
    form, picked = HandOverForm(sent(request), viewer=request.actor), _picked(request, register)
    made: list[int] = []

    def give() -> None:
        owner = form.cleaned_data["owner"]
        made.append(commands.hand_over_rows(by=request.actor, register_id=register.id, row_ids=picked, owner_id=owner))

    words = {"title": _("Hand over"), "submit": _("Hand over"), "picked": picked}
    words |= {"address": reverse("crm:rows_hand_over", args=[code])}
    return ask(request, form, words, give, lambda: _counted(request, register, made[0]))


def deal_rows(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The registers' rows of a deal, as a panel on its card."""
    deal_values(deal_id, viewer=request.actor)
    return _panel(request, "deal", deal_id)


def company_rows(request: HttpRequest, company_id: int) -> HttpResponse:
    """The registers' rows of a client, as a panel on its card."""
    company_values(company_id, viewer=request.actor)
    return _panel(request, "company", company_id)


def _panel(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    linked = linked_rows(kind, record_id, viewer=request.actor)
    return render(request, "crm/registers/panel.html", {"linked": linked})


def _picked(request: HttpRequest, register: RegisterView) -> list[int]:
    rows = tables.picked(row_table(request, register), row_lines(register, viewer=request.actor), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _counted(request: HttpRequest, register: RegisterView, count: int) -> HttpResponse:
    words = ngettext("%(count)s row done", "%(count)s rows done", count) % {"count": count}
    return done(request, back(request, register.href), words if count else "")


def _card(row_id: int) -> str:
    return reverse("crm:row", args=[row_id])
