"""The library on screen: the list with what came of each material, one of them, its editor."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.rights import EXPORT
from mostik.crm.queries.pipelines import pipelines, products
from mostik.crm.queries.segments import visible_segments
from mostik.kit.access import EDIT
from mostik.kit.commands import materials as commands
from mostik.kit.forms import MaterialForm
from mostik.kit.queries import materials as queries
from mostik.kit.terms import KINDS, LANGUAGES, Language, MaterialKind
from mostik.web import tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried

COLUMNS = (
    tables.Column(
        key="title",
        title=gettext_lazy("Material"),
        value=lambda row: row.title,
        main=True,
        sort=("title",),
        url=lambda row: reverse("kit:material", args=[row.pk]),
    ),
    tables.Column(
        key="kind",
        title=gettext_lazy("Kind"),
        value=lambda row: tables.Badge(_(KINDS[MaterialKind(row.kind)]), "neutral" if row.archived_at else "info"),
        kind="badge",
    ),
    tables.Column(key="about", title=gettext_lazy("When to send it"), value=lambda row: row.about, hide_on_phone=True),
    tables.Column(key="sent", title=gettext_lazy("Sent"), value=lambda row: row.sent, kind="number", sort=("sent",)),
    tables.Column(
        key="opened", title=gettext_lazy("Opened"), value=lambda row: row.opened, kind="number", sort=("opened",)
    ),
    tables.Column(
        key="won", title=gettext_lazy("Deals won after"), value=lambda row: row.won, kind="number", sort=("won",)
    ),
    tables.Column(
        key="language",
        title=gettext_lazy("Language"),
        value=lambda row: _(LANGUAGES[Language(row.language)]),
        default_hidden=True,
    ),
    tables.Column(key="owner", title=gettext_lazy("Owner"), value=lambda row: row.owner.short_name, kind="person"),
    tables.Column(
        key="made_at",
        title=gettext_lazy("Added"),
        value=lambda row: row.made_at,
        kind="day",
        sort=("made_at", "id"),
        hide_on_phone=True,
    ),
)


def table(request: HttpRequest) -> tables.Table:
    """Return the list: its stages, segments and products are those there are."""
    viewer = request.actor
    stages = [(str(one.id), f"{way.title}: {one.title}") for way in pipelines(viewer=viewer) for one in way.stages]
    segments = [(str(pk), title) for pk, title in visible_segments(viewer).values_list("pk", "title")]
    goods = [(str(pk), title) for pk, title in products(viewer=viewer).items()]
    return tables.Table(
        code="materials",
        columns=COLUMNS,
        filters=(
            tables.multichoice_filter(
                "kind", gettext_lazy("Kind"), [(code.value, gettext_lazy(words)) for code, words in KINDS.items()]
            ),
            tables.choice_filter("stage", gettext_lazy("Stage"), stages, "stages"),
            tables.choice_filter("segment", gettext_lazy("Segment"), segments, "segments"),
            tables.choice_filter("product", gettext_lazy("Product"), goods, "products"),
            tables.choice_filter(
                "language",
                gettext_lazy("Language"),
                [(code.value, gettext_lazy(words)) for code, words in LANGUAGES.items()],
                more=True,
            ),
            tables.choice_filter(
                "place",
                gettext_lazy("Where"),
                [("shelf", gettext_lazy("on the shelf")), ("away", gettext_lazy("put away"))],
                apply=lambda rows, value: rows.filter(archived_at__isnull=value == "shelf"),
            ),
        ),
        search=tables.text_search("title", "about"),
        search_words=gettext_lazy("Name, or when to send it"),
        default_sort="-made_at",
        bulk=(
            tables.BulkAction(
                code="archive", title=gettext_lazy("Put away"), url_name="kit:materials_archive", needs=EDIT
            ),
            tables.BulkAction(
                code="restore", title=gettext_lazy("Back on the shelf"), url_name="kit:materials_restore", needs=EDIT
            ),
        ),
        export_needs=EXPORT,
        empty_title=gettext_lazy("The library is empty"),
        empty_text=gettext_lazy("Add cases, calculations, videos and reviews: they are offered on deals they suit."),
    )


def material_list(request: HttpRequest) -> HttpResponseBase:
    """List the library."""
    rows = queries.material_rows(viewer=request.actor)
    context = {"may": request.actor.may(EDIT)}
    return tables.answer(request, "kit/materials/list.html", table(request), rows, context)


def material(request: HttpRequest, material_id: int) -> HttpResponse:
    """One material: what it says, for whom, its editions, to whom it went and who opened it."""
    row = queries.material(material_id, viewer=request.actor)
    editions = queries.editions_of(material_id, viewer=request.actor)
    context = {
        "row": row,
        "kind": _(KINDS[MaterialKind(row.kind)]),
        "language": _(LANGUAGES[Language(row.language)]),
        "now": editions[0] if editions else None,
        "editions": editions,
        "shares": queries.shares_of(material_id, viewer=request.actor),
        "whom": _whom(row),
        "may": request.actor.may(EDIT),
        "crumbs": [(_("Library"), reverse("kit:materials")), (row.title, "")],
    }
    return render(request, "kit/materials/card.html", context)


def material_add(request: HttpRequest) -> HttpResponse:
    """Add a material."""
    return _edit(request, None)


def material_edit(request: HttpRequest, material_id: int) -> HttpResponse:
    """Change a material."""
    return _edit(request, material_id)


def material_archive(request: HttpRequest, material_id: int) -> HttpResponse:
    """Put a material away and offer to bring it back."""
    commands.archive_material(by=request.actor, material_id=material_id)
    page, undo = reverse("kit:materials"), reverse("kit:material_restore", args=[material_id])
    return done(request, page, with_undo(_("Put away."), undo, page))


def material_restore(request: HttpRequest, material_id: int) -> HttpResponse:
    """Offer a material again."""
    commands.restore_material(by=request.actor, material_id=material_id)
    return done(request, reverse("kit:material", args=[material_id]), _("It is back on the shelf."))


def materials_archive(request: HttpRequest) -> HttpResponse:
    """Put the picked materials away."""
    for row in _picked(request):
        commands.archive_material(by=request.actor, material_id=row.pk)
    return done(request, reverse("kit:materials"), _("Put away."))


def materials_restore(request: HttpRequest) -> HttpResponse:
    """Offer the picked materials again."""
    for row in _picked(request):
        commands.restore_material(by=request.actor, material_id=row.pk)
    return done(request, reverse("kit:materials"), _("They are back on the shelf."))


def _edit(request: HttpRequest, material_id: int | None) -> HttpResponse:
    row = queries.material(material_id, viewer=request.actor) if material_id else None
    edition = queries.edition_of(row.pk, viewer=request.actor) if row else None
    files = (request.FILES or None) if request.method == "POST" else None
    form = MaterialForm(sent(request), files, viewer=request.actor, row=row, edition=edition)

    def save() -> HttpResponse:
        version = form.cleaned_data["version"]
        made = commands.save_material(by=request.actor, fields=form.said, material_id=material_id, version=version)
        return done(request, reverse("kit:material", args=[made]), _("Saved"))

    if answer := tried(form, save):
        return answer
    title = row.title if row else _("New material")
    context = {
        "form": form,
        "title": title,
        "back": reverse("kit:material", args=[row.pk]) if row else reverse("kit:materials"),
        "crumbs": [(_("Library"), reverse("kit:materials")), (title, "")],
    }
    return render(request, "kit/materials/edit.html", context, status=422 if form.is_bound else 200)


def _picked(request: HttpRequest) -> Any:
    return tables.picked(table(request), queries.material_rows(viewer=request.actor), request)


def _whom(row: Any) -> list[tuple[str, str]]:
    """Return whom a material is for, in words; nothing said is left out."""
    found = (
        (_("Segments"), row.segments.filter(removed_at__isnull=True)),
        (_("Stages"), row.stages.all()),
        (_("Products"), row.products.all()),
    )
    said = [(words, ", ".join(str(each) for each in rows)) for words, rows in found]
    return [(words, names) for words, names in said if names]
