"""Sources of leads on screen: the list, those picked stopped and begun, one with its form and what came."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.channels.commands import sources
from mostik.channels.forms.sources import BuilderForm, DropForm, SourceForm, builder_choices, builder_rows, public_form
from mostik.channels.pages.enquiries import to_sort_out
from mostik.channels.pages.public_forms import embed_codes
from mostik.channels.pages.source_table import source_table
from mostik.channels.queries import sources as queries
from mostik.channels.queries.drops import drop_lines
from mostik.channels.rules.sources import first_names
from mostik.channels.terms import TONES, SourceKind
from mostik.web import tables
from mostik.web.answers import back, done, with_undo
from mostik.web.asking import sent, tried

LOG = 25


def source_list(request: HttpRequest) -> HttpResponseBase:
    """List where leads come in and what came in thirty days."""
    context = {"odd": queries.odd_count(viewer=request.actor), "odd_url": to_sort_out()}
    rows = queries.source_rows(viewer=request.actor)
    return tables.answer(request, "channels/sources/list.html", source_table(request), rows, context)


def sources_pause(request: HttpRequest) -> HttpResponse:
    """Let the picked sources take nothing for a while."""
    count = sources.pause_sources(by=request.actor, source_ids=_picked(request), paused=True)
    words = ngettext("{count} source takes nothing for now.", "{count} sources take nothing for now.", count)
    return done(request, back(request, reverse("channels:sources")), words.format(count=count))


def sources_resume(request: HttpRequest) -> HttpResponse:
    """Let the picked sources take leads again."""
    count = sources.pause_sources(by=request.actor, source_ids=_picked(request), paused=False)
    words = ngettext("{count} source takes leads again.", "{count} sources take leads again.", count)
    return done(request, back(request, reverse("channels:sources")), words.format(count=count))


def source_add(request: HttpRequest) -> HttpResponse:
    """Make a source; of a webhook its secret is shown this once."""
    form = SourceForm(sent(request), viewer=request.actor)

    def act() -> HttpResponse:
        said = form.cleaned_data
        kind = SourceKind(said["kind"])
        number, secret = sources.add_source(
            by=request.actor, kind=kind, title=said["title"], channel_id=said["channel"]
        )
        if secret:
            return _secret(request, number, secret)
        return done(request, _card(number), _("The source is made."))

    return tried(form, act) or _asked(request, form, _("New source"))


def source_edit(request: HttpRequest, source_id: int) -> HttpResponse:
    """Change what a source is called and its channel."""
    row = queries.source_of(source_id, viewer=request.actor)
    known = {"title": row.title, "channel": row.channel_id}
    form = SourceForm(sent(request), viewer=request.actor, new=False, initial=known)

    def act() -> HttpResponse:
        said = form.cleaned_data
        sources.edit_source(
            by=request.actor,
            source_id=row.pk,
            title=said["title"],
            channel_id=said["channel"],
            product_id=row.product_id,
        )
        return done(request, _card(row.pk), _("Saved."))

    return tried(form, act) or _asked(request, form, row.title)


def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show one source: how to reach it, its form or its fields, what came."""
    row = queries.source_of(source_id, viewer=request.actor)
    came = queries.enquiry_rows(viewer=request.actor).filter(source=row)[:LOG]
    is_form, is_table = row.kind == SourceKind.FORM, row.kind == SourceKind.TABLE
    context = {
        "row": row,
        "all_came": f"{reverse('channels:enquiries')}?source={row.pk}",
        "came": [(each, queries.state_words(each), TONES[each.state]) for each in came],
        "codes": embed_codes(request, row) if is_form else [],
        "drop": DropForm() if is_table else None,
        "drops": drop_lines(viewer=request.actor, source_id=row.pk) if is_table else [],
        "address": ""
        if is_form or is_table
        else request.build_absolute_uri(reverse("channels:source_hook", args=[row.door])),
        "signed": row.kind == SourceKind.HOOK,
        "crumbs": [(_("Sources of leads"), reverse("channels:sources")), (row.title, "")],
    }
    return render(request, "channels/sources/card.html", context)


def builder(request: HttpRequest, source_id: int) -> HttpResponse:
    """Say what a form asks and says, with a look at it."""
    row = queries.source_of(source_id, viewer=request.actor)
    told = row.told
    known = {**told, "consent": (told.get("consent") or {}).get("text", ""), "version": row.version}
    form = BuilderForm(sent(request), initial=known)

    def act() -> HttpResponse:
        sources.shape_form(by=request.actor, source_id=row.pk, told=form.told, version=form.cleaned_data["version"])
        return done(request, _card(row.pk), _("The form is changed wherever it stands."))

    shown = tried(form, act)
    context = {
        "row": row,
        "form": form,
        "rows": form.rows if form.is_bound else builder_rows(row),
        "choices": builder_choices(viewer=request.actor),
        "look": public_form(row),
        "crumbs": [(_("Sources of leads"), reverse("channels:sources")), (row.title, _card(row.pk)), (_("Form"), "")],
    }
    return shown or render(request, "channels/sources/builder.html", context, status=422 if form.is_bound else 200)


def mapping(request: HttpRequest, source_id: int) -> HttpResponse:
    """Say which field is read from where, by the last body that came."""
    row = queries.source_of(source_id, viewer=request.actor)
    if request.method == "POST":
        said = {key.removeprefix("m-"): value for key, value in request.POST.items() if key.startswith("m-")}
        sources.map_fields(by=request.actor, source_id=row.pk, mapping=said)
        return done(request, _card(row.pk), _("Bodies are read so from now on."))
    told = queries.last_told(row, viewer=request.actor)
    targets = queries.target_words(viewer=request.actor)
    context = {
        "row": row,
        "paths": first_names(told),
        "targets": [(key, words, row.mapping.get(key, "")) for key, words in targets],
        "crumbs": [(_("Sources of leads"), reverse("channels:sources")), (row.title, _card(row.pk)), (_("Fields"), "")],
    }
    return render(request, "channels/sources/mapping.html", context)


def source_pause(request: HttpRequest, source_id: int) -> HttpResponse:
    """Let a source take nothing for a while, or take again."""
    row = queries.source_of(source_id, viewer=request.actor)
    sources.pause_source(by=request.actor, source_id=row.pk, paused=row.paused_at is None)
    return done(request, _card(row.pk), _("It takes leads again.") if row.paused_at else _("It takes nothing for now."))


def source_secret(request: HttpRequest, source_id: int) -> HttpResponse:
    """Give a webhook a new secret and show it this once."""
    return _secret(request, source_id, sources.renew_secret(by=request.actor, source_id=source_id))


def source_remove(request: HttpRequest, source_id: int) -> HttpResponse:
    """Remove a source."""
    sources.remove_source(by=request.actor, source_id=source_id)
    page, undo = reverse("channels:sources"), reverse("channels:source_restore", args=[source_id])
    return done(request, page, with_undo(_("The source is removed."), undo, page))


def source_restore(request: HttpRequest, source_id: int) -> HttpResponse:
    """Bring a source back."""
    sources.restore_source(by=request.actor, source_id=source_id)
    return done(request, _card(source_id), _("The source is back."))


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(source_table(request), queries.source_rows(viewer=request.actor), request)
    return [row.pk for row in rows]


def _card(number: int) -> str:
    return reverse("channels:source", args=[number])


def _secret(request: HttpRequest, number: int, secret: str) -> HttpResponse:
    return render(request, "channels/sources/secret.html", {"secret": secret, "back": _card(number)})


def _asked(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    crumbs = [(_("Sources of leads"), reverse("channels:sources")), (title, "")]
    status = 422 if form.is_bound else 200
    return render(
        request, "channels/sources/edit.html", {"form": form, "title": title, "crumbs": crumbs}, status=status
    )
