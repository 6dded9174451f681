"""The screen of effects: a list to be searched and filtered, one of them, and what can be done about many or one."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.core import queries as core_queries
from mostik.core.effects import commands, queries
from mostik.core.models import Effect, EffectState
from mostik.web import tables
from mostik.web.answers import back, done


def _badge(row: Effect) -> tables.Badge:
    return tables.Badge(str(EffectState(row.state).label), queries.TONES[row.state])


def effect_table() -> tables.Table:
    """Return the list of effects."""
    return tables.Table(
        code="effects",
        columns=(
            tables.Column(
                key="title",
                title=gettext_lazy("Work"),
                value=queries.title_of,
                url=lambda row: reverse("core:effect", args=[row.pk]),
                main=True,
            ),
            tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge", sort=("order", "id")),
            tables.Column(
                key="due", title=gettext_lazy("Due"), value=lambda row: row.due_at, kind="moment", sort=("due_at", "id")
            ),
            tables.Column(
                key="attempts",
                title=gettext_lazy("Tries"),
                value=lambda row: row.attempts,
                kind="number",
                sort=("attempts",),
            ),
            tables.Column(key="error", title=gettext_lazy("What is wrong"), value=lambda row: row.error[:120]),
            tables.Column(key="key", title=gettext_lazy("Key"), value=lambda row: row.key, default_hidden=True),
        ),
        filters=(
            tables.multichoice_filter("state", gettext_lazy("State"), EffectState.choices),
            tables.choice_filter("name", gettext_lazy("Work"), list(queries.TITLES.items()), "name"),
            tables.day_range_filter("at", gettext_lazy("Promised"), "made_at__date"),
        ),
        search=lambda rows, words: rows.filter(key__icontains=words) | rows.filter(error__icontains=words),
        search_words=gettext_lazy("A key, or words of an error"),
        default_sort="state",
        bulk=(
            tables.BulkAction(code="again", title=gettext_lazy("Do again"), url_name="core:effects_again"),
            tables.BulkAction(
                code="settle",
                title=gettext_lazy("It is done"),
                url_name="core:effects_settle",
                confirm=gettext_lazy("Say that what is picked is done? It will not be tried any more."),
            ),
        ),
        export_needs="core.mend_effects",
        empty_title=gettext_lazy("Nothing is promised"),
        empty_text=gettext_lazy("Letters, robots' steps, files and imports pass here on their way to being done."),
    )


def effects(request: HttpRequest) -> HttpResponseBase:
    """List the effects: those that wait for a person first."""
    views = core_queries.saved_views(
        viewer=request.actor, table="effects", path=request.path, query=request.GET.urlencode()
    )
    context = {"standing": queries.standing(viewer=request.actor)}
    rows = queries.effect_rows(viewer=request.actor)
    return tables.answer(request, "core/effects/list.html", effect_table(), rows, context, views=views)


def effect(request: HttpRequest, effect_id: int) -> HttpResponse:
    """One effect: what it is, where it stands, what can be done."""
    row = queries.effect_row(effect_id, viewer=request.actor)
    context = {
        "row": row,
        "title": queries.title_of(row),
        "badge": _badge(row),
        "told": queries.shown_payload(row),
        "stuck": row.state in queries.STUCK,
        "doubt": row.state == EffectState.IN_DOUBT,
        "crumbs": [(_("Promised work"), reverse("core:effects")), (queries.title_of(row), "")],
    }
    return render(request, "core/effects/card.html", context)


def effects_again(request: HttpRequest) -> HttpResponse:
    """Do again what is picked."""
    count = commands.replay_effects(by=request.actor, numbers=_picked(request))
    said = ngettext("%(n)s is on its way again.", "%(n)s are on their way again.", count) % {"n": count}
    return done(request, back(request, reverse("core:effects")), said)


def effects_settle(request: HttpRequest) -> HttpResponse:
    """Say that what is picked is done."""
    count = commands.settle_effects(by=request.actor, numbers=_picked(request))
    said = ngettext("%(n)s is written down as done.", "%(n)s are written down as done.", count) % {"n": count}
    return done(request, back(request, reverse("core:effects")), said)


def effect_again(request: HttpRequest, effect_id: int) -> HttpResponse:
    """Do one again."""
    queries.effect_row(effect_id, viewer=request.actor)
    commands.replay_effects(by=request.actor, numbers=[effect_id])
    return done(request, reverse("core:effect", args=[effect_id]), _("It is on its way again."))


def effect_settle(request: HttpRequest, effect_id: int) -> HttpResponse:
    """Say that one is done."""
    queries.effect_row(effect_id, viewer=request.actor)
    commands.settle_effects(by=request.actor, numbers=[effect_id])
    return done(request, reverse("core:effect", args=[effect_id]), _("It is written down as done."))


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(effect_table(), queries.effect_rows(viewer=request.actor), request)
    return list(rows.values_list("pk", flat=True)[: commands.MOST_AT_ONCE])
