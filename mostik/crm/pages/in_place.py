"""What a list lets one mend in place, without leaving the page: a next step given, empty fields filled in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.deals import edit_deal
from mostik.crm.forms.activities import StepForm
from mostik.crm.forms.deals import FillForm
from mostik.crm.pages.asking import ask, sent
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.pipelines import stages
from mostik.web.answers import back, done
from mostik.web.components.registry import render


def step_cell(deal_id: int, viewer: Actor) -> SafeString | str:
    """Return a button that gives the deal a step; nothing for who may not."""
    if not viewer.may("crm.do_activity"):
        return ""
    return render("button", text=_("Give a step"), dialog=reverse("crm:deal_step", args=[deal_id]), size="s")


def mend_cell(row: Any, viewer: Actor) -> SafeString:
    """Return the buttons that mend a deal in the list, those its viewer may press."""
    ways = [
        (_("Give a step"), "crm:deal_step", viewer.may("crm.do_activity")),
        (_("Fill in"), "crm:deal_fill", row.lacks > 0 and viewer.may("crm.edit_deal")),
        (_("Hand over"), "crm:deal_hand_over", viewer.may("crm.hand_over_deal")),
    ]
    shown = [
        render("button", text=text, dialog=reverse(name, args=[row.id]), size="s") for text, name, may in ways if may
    ]
    return format_html_join(" ", "{}", ((button,) for button in shown))


def step(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal its next step in one line."""
    row = deal_values(deal_id, viewer=request.actor)
    form = StepForm(sent(request), viewer=request.actor)

    def plan() -> None:
        said = form.cleaned_data["step"]
        told = {"kind": said.kind, "due_at": said.due_at, "title": said.title, "promised": said.promised}
        plan_activity(by=request.actor, deal_id=deal_id, **told)

    words = _words(row.title, _("Give a step"), "crm:deal_step", deal_id)
    return ask(request, form, words, plan, lambda: _stay(request, deal_id, _("The next step is planned")))


def fill(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Fill in what a deal's stage asks for and it lacks."""
    row = deal_values(deal_id, viewer=request.actor)
    form = FillForm(sent(request), viewer=request.actor, row=row, stage=stages(viewer=request.actor)[row.stage_id])

    def change() -> None:
        version = form.cleaned_data["version"]
        edit_deal(by=request.actor, deal_id=deal_id, fields=form.deal_fields, version=version)

    words = _words(row.title, _("Fill in"), "crm:deal_fill", deal_id)
    return ask(request, form, words, change, lambda: _stay(request, deal_id, _("The deal is changed")))


def _words(title: str, submit: str, name: str, deal_id: int) -> dict[str, Any]:
    return {"title": title, "submit": submit, "address": reverse(name, args=[deal_id])}


def _stay(request: HttpRequest, deal_id: int, said: str) -> HttpResponse:
    return done(request, back(request, reverse("crm:deal", args=[deal_id])), said)
