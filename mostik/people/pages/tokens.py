"""Tokens for programs: the list, making one, revoking one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.people.commands import tokens as commands
from mostik.people.forms.roles import TokenForm
from mostik.people.pages.asking import Outcome
from mostik.people.queries import tokens
from mostik.people.queries.tokens import TokenLine
from mostik.web import tables
from mostik.web.answers import dialog, done
from mostik.web.asking import sent, tried
from mostik.web.tables import Badge, Column


def list_tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens programs come with."""
    found = tokens.tokens(viewer=request.actor)
    living = [each for each in found if not each.over]
    gone = tables.grid(_columns(), [each for each in found if each.over])
    return render(request, "people/tokens/list.html", {"living": living, "gone": gone})


def token_make(request: HttpRequest) -> HttpResponse:
    """Make a token and show its value this once."""
    form = TokenForm(sent(request), viewer=request.actor, initial={"role": request.GET.get("role", "")})
    if request.headers.get("HX-Target") == "token-rights":
        return render(request, "people/tokens/_rights.html", {"form": form})
    made: list[str] = []

    def act() -> Outcome:
        made.append(commands.make_token(by=request.actor, **form.values))
        return "", ""

    if request.method == "POST" and tried(form, act):
        answer = dialog(request, "people/tokens/made.html", {"value": made[0], "title": form.cleaned_data["title"]})
        answer.headers["Cache-Control"] = "no-store"
        return answer
    status = 422 if request.method == "POST" else 200
    return dialog(request, "people/tokens/make.html", {"form": form}, status=status)


def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Let a token open nothing any more."""
    row = commands.revoke_token(by=request.actor, token_id=token_id)
    return done(request, reverse("people:tokens"), _("The token “%(title)s” is revoked.") % {"title": row.title})


def _state(row: TokenLine) -> Badge:
    return Badge(_("revoked") if row.revoked_at else _("its time is over"))


def _columns() -> list[Column]:
    return [
        Column(key="title", title=_("Program"), value=lambda row: row.title, main=True),
        Column(key="role", title=_("Acts as"), value=lambda row: row.role),
        Column(key="made", title=_("Made on"), value=lambda row: row.made_at, kind="moment"),
        Column(key="revoked", title=_("Revoked"), value=lambda row: row.revoked_at, kind="moment"),
        Column(key="used", title=_("Last used"), value=lambda row: row.used_at, kind="moment"),
        Column(key="state", title=_("State"), value=_state, kind="badge"),
    ]
