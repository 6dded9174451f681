"""Screens of price lists and benefits."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.rights import EXPORT
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.tables import keep, rows_of
from mostik.crm.adapters.table.uploads import on_disk
from mostik.crm.commands import catalogue as book_commands
from mostik.crm.commands import price_lists as commands
from mostik.crm.forms.catalogue import BenefitForm, CopyForm, PriceFileForm, PriceForm, PriceListForm
from mostik.crm.models import PriceList
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.catalogue import named, tabs
from mostik.crm.queries import price_lists as queries
from mostik.crm.queries.products import product
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid
from mostik.web import tables
from mostik.web.answers import done

STATES = {
    "holds": (gettext_lazy("holds"), "good"),
    "ahead": (gettext_lazy("ahead"), "info"),
    "over": (gettext_lazy("over"), "neutral"),
    "archived": (gettext_lazy("put away"), "warn"),
}


def price_lists(request: HttpRequest) -> HttpResponse:
    """Every price list with its versions."""
    rows = [(row, *STATES[row.state]) for row in queries.price_lists(viewer=request.actor)]
    return render(request, "crm/catalogue/price_lists.html", {"rows": rows, "tabs": tabs("crm:price_lists")})


def price_list(request: HttpRequest) -> HttpResponseBase:
    """The prices of one list."""
    row = queries.price_list(named(request, "list"), viewer=request.actor)
    context = {"list": row, "form": PriceFileForm(), "edits": request.actor.may("crm.edit_catalogue")}
    rows = queries.prices_of(row, viewer=request.actor)
    return tables.answer(request, "crm/catalogue/price_list.html", _table(request, row), rows, context)


def list_add(request: HttpRequest) -> HttpResponse:
    """Add a price list."""
    form = PriceListForm(sent(request), viewer=request.actor)
    made: list[int] = []

    def make() -> None:
        made.append(commands.save_price_list(by=request.actor, fields=form.list_fields))

    words = {"title": _("New price list"), "address": reverse("crm:price_list_add"), "columns": "2"}
    return ask(request, form, words, make, lambda: done(request, _address(made[0]), _("Added")))


def list_edit(request: HttpRequest) -> HttpResponse:
    """Change a price list's term and whom it is for."""
    row = queries.price_list(named(request, "list"), viewer=request.actor)
    form = PriceListForm(sent(request), viewer=request.actor, row=row)
    words = {"title": str(row), "address": f"{reverse('crm:price_list_edit')}?list={row.pk}", "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: commands.save_price_list(by=request.actor, fields=form.list_fields, list_id=row.pk),
        lambda: done(request, _address(row.pk), _("Changed")),
    )


def list_copy(request: HttpRequest) -> HttpResponse:
    """Make the next version with its prices changed by per cent."""
    row = queries.price_list(named(request, "list"), viewer=request.actor)
    form, made = CopyForm(sent(request)), list[int]()

    def make() -> None:
        made.append(commands.copy_price_list(by=request.actor, list_id=row.pk, **form.cleaned_data))

    words = {"title": _("The next version"), "address": f"{reverse('crm:price_list_copy')}?list={row.pk}"}
    return ask(request, form, words, make, lambda: done(request, _address(made[0]), _("The next version is made")))


def list_archive(request: HttpRequest) -> HttpResponse:
    """Put a price list away."""
    commands.archive_price_list(by=request.actor, list_id=named(request, "list"))
    return done(request, reverse("crm:price_lists"), _("Put away"))


def list_restore(request: HttpRequest) -> HttpResponse:
    """Bring a price list back."""
    commands.archive_price_list(by=request.actor, list_id=named(request, "list"), archived=False)
    return done(request, reverse("crm:price_lists"), _("The price list is back"))


def price_edit(request: HttpRequest) -> HttpResponse:
    """Write one price of a list."""
    row = queries.price_list(named(request, "list"), viewer=request.actor)
    sold = product(named(request, "product"), viewer=request.actor)
    present = queries.prices_of(row, viewer=request.actor).filter(product=sold).first()
    initial = {"price": Money(present.price_minor, row.currency)} if present else {}
    form = PriceForm(sent(request), currency=row.currency, initial=initial)

    def write() -> None:
        price = form.cleaned_data["price"]
        told = {"list_id": row.pk, "product_id": sold.pk}
        commands.set_price(by=request.actor, price_minor=None if price is None else price.minor, **told)

    words = {"title": sold.title, "address": f"{reverse('crm:price_edit')}?list={row.pk}&product={sold.pk}"}
    return ask(request, form, words, write, lambda: done(request, _address(row.pk), _("Changed")))


def list_load(request: HttpRequest) -> HttpResponseBase:
    """Take prices from a file and say what came of it."""
    row = queries.price_list(named(request, "list"), viewer=request.actor)
    form = PriceFileForm(request.POST, request.FILES)
    loaded = None
    if form.is_valid():
        try:
            loaded = _loaded(request, row, form.cleaned_data["file"])
        except Invalid as refusal:
            form.add_error("file", refusal.text(_))
    context = {"list": row, "form": form, "loaded": loaded, "edits": True}
    page = tables.answer(
        request,
        "crm/catalogue/price_list.html",
        _table(request, row),
        queries.prices_of(row, viewer=request.actor),
        context,
    )
    page.status_code = 200 if loaded else 422
    return page


def benefits(request: HttpRequest) -> HttpResponse:
    """Every benefit."""
    context = {"rows": queries.benefits(viewer=request.actor), "tabs": tabs("crm:benefits")}
    return render(request, "crm/catalogue/benefits.html", context)


def benefit_add(request: HttpRequest) -> HttpResponse:
    """Add a benefit."""
    form = BenefitForm(sent(request), viewer=request.actor)
    words = {"title": _("New benefit"), "address": reverse("crm:benefit_add"), "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: book_commands.save_benefit(by=request.actor, **form.values),
        lambda: done(request, reverse("crm:benefits"), _("Added")),
    )


def benefit_edit(request: HttpRequest) -> HttpResponse:
    """Change a benefit."""
    row = queries.benefit(named(request, "benefit"), viewer=request.actor)
    form = BenefitForm(sent(request), viewer=request.actor, row=row)
    words = {"title": row.title, "address": f"{reverse('crm:benefit_edit')}?benefit={row.pk}", "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: book_commands.save_benefit(by=request.actor, benefit_id=row.pk, **form.values),
        lambda: done(request, reverse("crm:benefits"), _("Changed")),
    )


def benefit_archive(request: HttpRequest) -> HttpResponse:
    """End a benefit."""
    book_commands.archive_benefit(by=request.actor, benefit_id=named(request, "benefit"))
    return done(request, reverse("crm:benefits"), _("Put away"))


def benefit_restore(request: HttpRequest) -> HttpResponse:
    """Let a benefit be given again."""
    book_commands.archive_benefit(by=request.actor, benefit_id=named(request, "benefit"), archived=False)
    return done(request, reverse("crm:benefits"), _("The benefit is back"))


def _loaded(request: HttpRequest, row: PriceList, file: Any) -> commands.Loaded:
    with on_disk([file]) as [(title, path)]:
        table = keep(path, title)
    try:
        told = {"headings": table.headings, "rows": rows_of(table.stored)}
        return commands.load_prices(by=request.actor, list_id=row.pk, **told)
    finally:
        store.drop(table.stored)


def _table(request: HttpRequest, row: PriceList) -> tables.Table:
    edit = reverse("crm:price_edit")
    edits = request.actor.may("crm.edit_catalogue")
    return tables.Table(
        code="prices",
        columns=(
            tables.Column(
                key="code", title=gettext_lazy("Code"), value=lambda price: price.product.code, sort=("product__code",)
            ),
            tables.Column(
                key="product",
                title=gettext_lazy("Product"),
                value=lambda price: price.product.title,
                sort=("product__title",),
                main=True,
                url=(lambda price: f"{edit}?list={row.pk}&product={price.product_id}") if edits else None,
            ),
            tables.Column(
                key="price",
                title=gettext_lazy("Price"),
                value=lambda price: Money(price.price_minor, row.currency),
                kind="money",
                sort=("price_minor",),
            ),
        ),
        search=tables.text_search("product__title", "product__code"),
        search_words=gettext_lazy("Name, code"),
        default_sort="product",
        export_needs=EXPORT,
        empty_title=gettext_lazy("No prices yet"),
        empty_text=gettext_lazy("Load a file below."),
    )


def _address(list_id: int) -> str:
    return f"{reverse('crm:price_list')}?list={list_id}"
