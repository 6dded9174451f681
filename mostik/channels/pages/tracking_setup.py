"""What tracking rests on, on screen: sites with their script, numbers told apart, spend by day."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.commands import sites as commands
from mostik.channels.commands import spend as spending
from mostik.channels.forms.tracking import NumberForm, SiteForm, SpendFileForm, SpendForm
from mostik.channels.pages.tracking import MARKS_FILTER, tabs
from mostik.channels.queries import tracking as queries
from mostik.channels.rules.spend import cells_of, read
from mostik.core.company import choice
from mostik.core.rights import EXPORT
from mostik.kernel.money import Money
from mostik.kernel.phone import Phone
from mostik.web import tables
from mostik.web.answers import done, with_undo
from mostik.web.asked import numbers_in
from mostik.web.asking import ask, sent, tried

SITES, NUMBERS, SPEND = "channels:sites", "channels:numbers", "channels:spend"


def _edit(name: str) -> Any:
    return lambda row: reverse(name, args=[row.pk])


def site_list(request: HttpRequest) -> HttpResponse:
    """The sites whose visits are counted, each with the line it carries."""
    rows = list(queries.site_rows(viewer=request.actor).order_by("title", "pk"))
    context = {"rows": [(row, code_of(request, row)) for row in rows], "tabs": tabs(SITES), "setup": _may(request)}
    return render(request, "channels/tracking/sites.html", context)


def code_of(request: HttpRequest, row: Any) -> str:
    """Return the line a site carries in its pages."""
    address = request.build_absolute_uri(static("web/visits.js"))
    return f'<script src="{address}" data-site="{row.key}" defer></script>'


def site_add(request: HttpRequest) -> HttpResponse:
    """Count the visits of one more site."""
    form = SiteForm(sent(request))
    words = {"title": _("New site"), "address": request.path, "submit": _("Save")}
    return ask(
        request,
        form,
        words,
        lambda: commands.save_site(by=request.actor, **_without_version(form.said)),
        lambda: done(request, reverse(SITES), _("Put its line into the pages of the site.")),
    )


def site_edit(request: HttpRequest, site_id: int) -> HttpResponse:
    """Change a site."""
    row = queries.site(site_id, viewer=request.actor)
    form = SiteForm(sent(request), row=row)
    words = {"title": row.title, "address": request.path, "submit": _("Save")}
    return ask(
        request,
        form,
        words,
        lambda: commands.save_site(by=request.actor, site_id=row.pk, **form.said),
        lambda: done(request, reverse(SITES), _("Saved.")),
    )


def site_remove(request: HttpRequest, site_id: int) -> HttpResponse:
    """Count a site no more."""
    commands.remove_site(by=request.actor, site_id=site_id)
    undo = reverse("channels:site_restore", args=[site_id])
    return done(request, reverse(SITES), with_undo(_("The site is removed."), undo, reverse(SITES)))


def site_restore(request: HttpRequest, site_id: int) -> HttpResponse:
    """Count a removed site again."""
    commands.restore_site(by=request.actor, site_id=site_id)
    return done(request, reverse(SITES), _("The site is back."))


NUMBER_TABLE = tables.Table(
    code="tracked_numbers",
    columns=(
        tables.Column(
            key="phone",
            title=gettext_lazy("Phone"),
            value=lambda row: Phone(row.e164).shown,
            sort=("e164", "id"),
            main=True,
        ),
        tables.Column(
            key="site", title=gettext_lazy("Pool of a site"), value=lambda row: row.site.title if row.site else ""
        ),
        tables.Column(
            key="source",
            title=gettext_lazy("Came from"),
            value=lambda row: " / ".join(each for each in (row.source, row.campaign) if each),
            sort=("source", "id"),
        ),
    ),
    search=lambda rows, text: rows.filter(e164__contains=text.lstrip("+")) | rows.filter(source__icontains=text),
    search_words=gettext_lazy("Phone or source"),
    default_sort="phone",
    row_url=None,
    export_needs=EXPORT,
    empty_title=gettext_lazy("No numbers yet"),
    empty_text=gettext_lazy("Numbers of a pool tell callers of a site apart; one of its own tells a flyer or radio."),
)


def number_list(request: HttpRequest) -> HttpResponseBase:
    """The numbers told apart."""
    context = {"tabs": tabs(NUMBERS), "setup": _may(request)}
    rows = queries.number_rows(viewer=request.actor)
    return tables.answer(request, "channels/tracking/numbers.html", _numbers(request), rows, context)


def _numbers(request: HttpRequest) -> tables.Table:
    if not _may(request):
        return NUMBER_TABLE
    first, *rest = NUMBER_TABLE.columns
    return replace(NUMBER_TABLE, columns=(replace(first, url=_edit("channels:number_edit")), *rest))


def number_add(request: HttpRequest) -> HttpResponse:
    """Tell one more number apart."""
    form = NumberForm(sent(request), sites=_sites(request))
    words = {"title": _("New number"), "address": request.path, "submit": _("Save")}
    return ask(
        request,
        form,
        words,
        lambda: commands.save_number(by=request.actor, **form.said),
        lambda: done(request, reverse(NUMBERS), _("Saved.")),
    )


def number_edit(request: HttpRequest, number_id: int) -> HttpResponse:
    """Change a number, or remove it."""
    row = queries.number(number_id, viewer=request.actor)
    known = {"phone": Phone(row.e164).shown, "site": row.site_id, "source": row.source, "campaign": row.campaign}
    form = NumberForm(sent(request), sites=_sites(request), initial=known)
    words = {
        "title": Phone(row.e164).shown,
        "address": request.path,
        "submit": _("Save"),
        "remove": reverse("channels:number_remove", args=[row.pk]),
    }
    return ask(
        request,
        form,
        words,
        lambda: commands.save_number(by=request.actor, number_id=row.pk, **form.said),
        lambda: done(request, reverse(NUMBERS), _("Saved.")),
        template="channels/tracking/number.html",
    )


def number_remove(request: HttpRequest, number_id: int) -> HttpResponse:
    """Show a number no more."""
    commands.remove_number(by=request.actor, number_id=number_id)
    undo = reverse("channels:number_restore", args=[number_id])
    return done(request, reverse(NUMBERS), with_undo(_("The number is removed."), undo, reverse(NUMBERS)))


def number_restore(request: HttpRequest, number_id: int) -> HttpResponse:
    """Show a removed number again."""
    commands.restore_number(by=request.actor, number_id=number_id)
    return done(request, reverse(NUMBERS), _("The number is back."))


SPEND_TABLE = tables.Table(
    code="spend",
    columns=(
        tables.Column(
            key="day", title=gettext_lazy("Day"), value=lambda row: row.day, kind="day", sort=("day", "id"), main=True
        ),
        tables.Column(
            key="source", title=gettext_lazy("Came from"), value=lambda row: row.source, sort=("source", "id")
        ),
        tables.Column(key="medium", title=gettext_lazy("Medium"), value=lambda row: row.medium, hide_on_phone=True),
        tables.Column(
            key="campaign", title=gettext_lazy("Campaign"), value=lambda row: row.campaign, sort=("campaign", "id")
        ),
        tables.Column(
            key="amount",
            title=gettext_lazy("Spent"),
            value=lambda row: Money(row.amount_minor, row.currency),
            kind="money",
            sort=("amount_minor", "id"),
        ),
        tables.Column(key="clicks", title=gettext_lazy("Clicks"), value=lambda row: row.clicks or None, kind="number"),
        tables.Column(
            key="shows",
            title=gettext_lazy("Impressions"),
            value=lambda row: row.shows or None,
            kind="number",
            hide_on_phone=True,
        ),
        tables.Column(key="origin", title=gettext_lazy("Came by"), value=lambda row: row.origin, hide_on_phone=True),
    ),
    filters=(
        tables.day_range_filter("at", gettext_lazy("Day"), "day"),
        tables.text_filter("source", gettext_lazy("Came from"), "source"),
        MARKS_FILTER,
    ),
    search=tables.text_search("campaign", "source"),
    search_words=gettext_lazy("Source or campaign"),
    default_sort="-day",
    bulk=(
        tables.BulkAction(
            code="remove",
            title=gettext_lazy("Take out"),
            url_name="channels:spend_remove",
            needs=spending.RIGHT,
            danger=True,
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("No spend written down yet"),
    empty_text=gettext_lazy("Load a CSV from the advertising system, write a day by hand, or let a program send it."),
)


def spend_list(request: HttpRequest) -> HttpResponseBase:
    """What was spent, day by day."""
    return _spend(request, SpendFileForm())


def spend_add(request: HttpRequest) -> HttpResponse:
    """Write down what a day of a campaign cost."""
    form = SpendForm(sent(request))
    words = {"title": _("Spend of a day"), "address": request.path, "submit": _("Save"), "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: spending.keep_spend(by=request.actor, rows=[form.row], origin=_("by hand")),
        lambda: done(request, reverse(SPEND), _("Saved.")),
    )


def spend_load(request: HttpRequest) -> HttpResponseBase:
    """Take spend from a file and say what of it could not be read."""
    form = SpendFileForm(request.POST, request.FILES)
    problems: list[Any] = []

    def load() -> int:
        file = form.cleaned_data["file"]
        headings, cells = cells_of(file.read(LARGEST_FILE))
        rows, found = read(headings, cells, source=form.cleaned_data["source"], currency=choice("currency"))
        problems.extend((each.number, each.what, _(each.why)) for each in found)
        return spending.keep_spend(by=request.actor, rows=rows, origin=file.name) if rows or not found else 0

    count = tried(form, load)
    page = _spend(request, form, count=count, problems=problems)
    page.status_code = 422 if count is None else 200
    return page


def spend_remove(request: HttpRequest) -> HttpResponse:
    """Take picked rows of spend out."""
    numbers = numbers_in(request.POST.getlist("pk"))
    count = spending.remove_spend(by=request.actor, spend_ids=numbers)
    undo = f"{reverse('channels:spend_restore')}?rows={'-'.join(map(str, numbers))}"
    return done(request, reverse(SPEND), with_undo(_("Rows taken out: %(n)s.") % {"n": count}, undo, reverse(SPEND)))


def spend_restore(request: HttpRequest) -> HttpResponse:
    """Bring rows of spend back."""
    numbers = numbers_in(request.GET.get("rows", "").split("-"))
    spending.remove_spend(by=request.actor, spend_ids=numbers, removed=False)
    return done(request, reverse(SPEND), _("The rows are back."))


LARGEST_FILE = 20 * 1024 * 1024


def _spend(request: HttpRequest, form: SpendFileForm, **more: Any) -> HttpResponseBase:
    context = {"form": form, "tabs": tabs(SPEND), "setup": _may(request), **more}
    rows = queries.spend_rows(viewer=request.actor)
    return tables.answer(request, "channels/tracking/spend.html", SPEND_TABLE, rows, context)


def _sites(request: HttpRequest) -> list[tuple[int, str]]:
    return [(row.pk, row.title) for row in queries.site_rows(viewer=request.actor).order_by("title", "pk")]


def _may(request: HttpRequest) -> bool:
    return bool(request.actor.may(commands.RIGHT))


def _without_version(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "version"}
