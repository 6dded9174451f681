"""Connected ways on screen: all of them, connecting one, changing, checking, pausing, removing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.catalog.ways import WAYS, Way, connectable
from mostik.channels.commands import accounts as commands
from mostik.channels.forms.ways import WayForm
from mostik.channels.models import Account
from mostik.channels.queries import accounts as queries
from mostik.kernel.refusals import Missing, Refusal
from mostik.people.queries.people import colleagues
from mostik.web.answers import dialog, done, with_undo
from mostik.web.asking import sent, tried


def way_list(request: HttpRequest) -> HttpResponse:
    """Show the connected ways and how they are."""
    rows = [(row, row.way_row.words) for row in queries.account_rows(viewer=request.actor)]
    return render(request, "channels/ways/list.html", {"rows": rows})


def way_choice(request: HttpRequest) -> HttpResponse:
    """Offer the ways there are."""
    return dialog(request, "channels/ways/choice.html", {"ways": connectable()})


def way_add(request: HttpRequest, code: str) -> HttpResponse:
    """Connect a way, once the far side knows it."""
    way = _way(code)
    form = WayForm(sent(request), way=way, people=_people(request))

    def act() -> HttpResponse:
        name = commands.drafted(code, form.wanted).line().check()
        commands.connect_way(by=request.actor, way=code, wanted=form.wanted, name=name)
        return done(request, reverse("channels:ways"), _("Connected: %(name)s.") % {"name": name})

    title = _("Connect %(way)s") % {"way": way.words}
    return tried(form, act) or _asked(request, form, title, row=None)


def way_edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change a connected way, once the far side knows it as changed."""
    row = queries.account(account_id, viewer=request.actor)
    form = WayForm(sent(request), way=row.way_row, people=_people(request), row=row)

    def act() -> HttpResponse:
        name = commands.drafted(row.way, form.wanted, kept=row).line().check()
        commands.edit_way(by=request.actor, account_id=account_id, wanted=form.wanted, name=name)
        return done(request, reverse("channels:ways"), _("Saved."))

    return tried(form, act) or _asked(request, form, row.title, row=row)


def way_check(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask the far side whether it still knows us."""
    row = queries.account(account_id, viewer=request.actor)
    try:
        said = _("It works: %(name)s.") % {"name": row.line().check()}
    except Refusal as refusal:
        said = refusal.text(_)
    return done(request, reverse("channels:ways"), said)


def way_pause(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let a way rest."""
    commands.pause_way(by=request.actor, account_id=account_id)
    return done(request, reverse("channels:ways"), _("Paused: nothing comes in or goes out."))


def way_resume(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let a way work again."""
    commands.resume_way(by=request.actor, account_id=account_id)
    return done(request, reverse("channels:ways"), _("It works again."))


def way_remove(request: HttpRequest, account_id: int) -> HttpResponse:
    """Remove a way, and say how to bring it back."""
    commands.remove_way(by=request.actor, account_id=account_id)
    page, undo = reverse("channels:ways"), reverse("channels:way_restore", args=[account_id])
    return done(request, page, with_undo(_("The way is removed."), undo, page))


def way_restore(request: HttpRequest, account_id: int) -> HttpResponse:
    """Bring a removed way back."""
    commands.restore_way(by=request.actor, account_id=account_id)
    return done(request, reverse("channels:ways"), _("The way is back."))


def _way(code: str) -> Way:
    way = WAYS.get(code)
    if way is None or not way.fields or way.line is None:
        raise Missing
    return way


def _people(request: HttpRequest) -> list[tuple[int, str]]:
    return [(row.pk, row.short_name) for row in colleagues(viewer=request.actor)]


def _asked(request: HttpRequest, form: WayForm, title: str, *, row: Account | None) -> HttpResponse:
    context = {"form": form, "title": title, "door": commands.door_address(row) if row and row.way_row.tracks else ""}
    return render(request, "channels/ways/edit.html", context, status=422 if form.is_bound else 200)
