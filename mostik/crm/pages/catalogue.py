"""Screens of the catalogue: products with their groups, one product's values and costs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.rights import EXPORT
from mostik.crm.commands import catalogue as commands
from mostik.crm.forms.catalogue import CostForm, GroupForm, ProductForm
from mostik.crm.pages.asking import ask, number, sent
from mostik.crm.queries import products as queries
from mostik.kernel.refusals import Invalid, Missing
from mostik.people.access import clear
from mostik.web import formats, tables
from mostik.web.answers import done


def products(request: HttpRequest) -> HttpResponseBase:
    """The products of the catalogue, of one group with those in it when one is chosen."""
    viewer, group = request.actor, number(request.GET, "group")
    tree = queries.group_tree(viewer=viewer)
    context = {"groups": tree, "group": group, "tabs": tabs("crm:products")}
    rows = queries.product_rows(viewer=viewer, group=group)
    return tables.answer(request, "crm/catalogue/products.html", _table(request), rows, context)


def product_add(request: HttpRequest) -> HttpResponse:
    """Add a product."""
    form = ProductForm(sent(request), viewer=request.actor)
    words = {"title": _("New product"), "address": reverse("crm:product_add"), "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: commands.save_product(by=request.actor, fields=form.product_fields),
        lambda: _back(request, _("Added")),
    )


def product_edit(request: HttpRequest) -> HttpResponse:
    """Change a product, or put it away."""
    row = queries.product(named(request, "product"), viewer=request.actor)
    form = ProductForm(sent(request), viewer=request.actor, row=row)
    words = {"title": row.title, "address": f"{reverse('crm:product_edit')}?product={row.pk}", "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: commands.save_product(by=request.actor, fields=form.product_fields, product_id=row.pk),
        lambda: _back(request, _("Changed")),
    )


def product_cost(request: HttpRequest) -> HttpResponse:
    """Say what a product costs since a day; what it cost before stands beside."""
    viewer = request.actor
    row = queries.product(named(request, "product"), viewer=viewer)
    form = CostForm(sent(request), currency=row.currency)
    costs = queries.costs_of_product(row, viewer=viewer)
    note = "; ".join(f"{formats.day(each.since)} — {formats.money(each.cost)}" for each in costs[:5])
    words = {"title": row.title, "address": f"{reverse('crm:product_cost')}?product={row.pk}", "columns": "2"}

    def write() -> None:
        commands.set_cost(by=viewer, product_id=row.pk, **form.cleaned_data)

    return ask(request, form, {**words, "note": note}, write, lambda: _back(request, _("Changed")))


def group_add(request: HttpRequest) -> HttpResponse:
    """Add a group of goods."""
    return _group(request, None)


def group_edit(request: HttpRequest) -> HttpResponse:
    """Rename or move a group of goods."""
    return _group(request, named(request, "group"))


def group_archive(request: HttpRequest) -> HttpResponse:
    """Put a group away."""
    commands.archive_group(by=request.actor, group_id=named(request, "group"))
    return _back(request, _("Put away"))


def _group(request: HttpRequest, group_id: int | None) -> HttpResponse:
    known = next((each for each in queries.group_tree(viewer=request.actor) if each.id == group_id), None)
    if group_id and known is None:
        raise Missing()
    initial = {"title": known.title, "parent": known.parent_id} if known else {}
    form = GroupForm(sent(request), viewer=request.actor, initial=initial)
    address = f"{reverse('crm:group_edit')}?group={group_id}" if group_id else reverse("crm:group_add")

    def write() -> None:
        told = {"title": form.cleaned_data["title"], "parent_id": form.cleaned_data["parent"]}
        commands.save_group(by=request.actor, group_id=group_id, **told)

    words = {"title": known.title if known else _("New group"), "address": address}
    return ask(request, form, words, write, lambda: _back(request, _("Saved")))


def named(request: HttpRequest, name: str) -> int:
    """Return the number a request names, in its address or in what was posted."""
    found = number(request.GET, name) or number(request.POST, name)
    if found is None:
        raise Invalid(_("The request names no record."), field=name)
    return found


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the screens of the catalogue, the present one marked."""
    words = {"crm:products": _("Products"), "crm:price_lists": _("Price lists"), "crm:benefits": _("Benefits")}
    return [{"text": text, "href": reverse(name), "current": name == current} for name, text in words.items()]


def _table(request: HttpRequest) -> tables.Table:
    viewer = request.actor
    return tables.Table(
        code="products",
        columns=_columns(edits=viewer.may("crm.edit_catalogue"), sees=clear("margin", viewer)),
        filters=(
            tables.choice_filter(
                "active",
                gettext_lazy("State"),
                [("1", gettext_lazy("in use")), ("0", gettext_lazy("put away"))],
                "active",
            ),
        ),
        search=lambda rows, text: queries.search_products(rows, text, viewer=viewer),
        search_words=gettext_lazy("Name, code"),
        default_sort="title",
        present=lambda rows: queries.present_products(rows, viewer=viewer),
        export_needs=EXPORT,
        empty_title=gettext_lazy("No products yet"),
        empty_text=gettext_lazy("Add the first one: deals take their prices from here."),
    )


def _columns(*, edits: bool, sees: bool) -> tuple[tables.Column, ...]:
    """Return the columns; whoever does not see margins has neither costs nor margins among them."""
    edit = reverse("crm:product_edit")
    return (
        tables.Column(
            key="title",
            title=gettext_lazy("Name"),
            value=lambda row: row.title,
            sort=("title",),
            main=True,
            url=(lambda row: f"{edit}?product={row.id}") if edits else None,
        ),
        tables.Column(key="code", title=gettext_lazy("Code"), value=lambda row: row.code, sort=("code",)),
        tables.Column(key="group", title=gettext_lazy("Group"), value=lambda row: row.group, hide_on_phone=True),
        tables.Column(key="unit", title=gettext_lazy("Unit"), value=lambda row: row.unit, hide_on_phone=True),
        tables.Column(
            key="price",
            title=gettext_lazy("Price"),
            value=lambda row: row.price,
            kind="money",
            sort=("price_minor",),
        ),
        tables.Column(
            key="vat",
            title=gettext_lazy("VAT, %"),
            value=lambda row: row.vat_rate,
            kind="number",
            hide_on_phone=True,
        ),
        *(_hidden(edits=edits) if sees else ()),
        tables.Column(
            key="active",
            title=gettext_lazy("State"),
            value=lambda row: "" if row.active else tables.Badge(_("put away"), "warn"),
            kind="badge",
        ),
    )


def _hidden(*, edits: bool) -> tuple[tables.Column, ...]:
    cost = reverse("crm:product_cost")
    return (
        tables.Column(
            key="cost",
            title=gettext_lazy("Cost"),
            value=lambda row: row.cost,
            kind="money",
            url=(lambda row: f"{cost}?product={row.id}") if edits else None,
        ),
        tables.Column(key="margin", title=gettext_lazy("Margin"), value=lambda row: row.margin, kind="percent"),
    )


def _back(request: HttpRequest, said: Any) -> HttpResponse:
    return done(request, reverse("crm:products"), said)
