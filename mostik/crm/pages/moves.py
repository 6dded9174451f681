"""Screens that bring a deal elsewhere: moved, won, lost, reopened. On the board only what was touched is redrawn."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.crm.commands import deals as commands
from mostik.crm.forms.deals import LossForm, MoveForm, ReopenForm, StageForm
from mostik.crm.models import Deal
from mostik.crm.pages.asking import ASK, ask, number, sent
from mostik.crm.pages.board import redrawn
from mostik.crm.queries.deals import deal_values, stood_before
from mostik.crm.queries.pipelines import deal_pipelines, pipeline, pipelines, stages
from mostik.crm.rules.deals import QUALIFIED, StageView, links_of, needs_step, reasons_fitting
from mostik.crm.terms import StageKind
from mostik.kernel.refusals import Conflict
from mostik.web.answers import back, dialog, done, is_fragment


def move(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Bring a deal into another stage, filling in what the stage asks for."""
    row = deal_values(deal_id, viewer=request.actor)
    there = _stage(request)
    if there is None or there.is_closing:
        return _choose_stage(request, row)
    form = _move_form(request, row, there)
    came_from = row.stage_id

    def go() -> None:
        said = form.cleaned_data
        commands.move_deal(
            by=request.actor,
            deal_id=deal_id,
            stage_id=there.id,
            version=said["version"],
            fields=form.deal_fields,
            confirmed=said.get("confirmed", ()),
            next_step=said.get("step"),
        )

    words = {"title": _("Into “%(stage)s”") % {"stage": there.title}, "submit": _("Move the deal")}
    words |= {"address": reverse("crm:deal_move", args=[deal_id]), "stage_id": there.id}
    return ask(request, form, words, go, lambda: _moved(request, deal_id, came_from, _("The deal is moved")))


def win(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Win a deal, filling in what the won stage asks for."""
    row = deal_values(deal_id, viewer=request.actor)
    there = _closing(request, row, StageKind.WON)
    form, came_from = _move_form(request, row, there), row.stage_id

    def go() -> None:
        said = form.cleaned_data
        commands.win_deal(
            by=request.actor,
            deal_id=deal_id,
            stage_id=there.id,
            version=said["version"],
            fields=form.deal_fields,
            confirmed=said.get("confirmed", ()),
        )

    words = {"title": _("The deal is won"), "submit": _("Win the deal"), "stage_id": there.id, "won": row}
    words |= {"address": reverse("crm:deal_win", args=[deal_id])}
    return ask(request, form, words, go, lambda: _moved(request, deal_id, came_from, _("Won. Well done!")))


def lose(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Lose a deal, saying why."""
    row = deal_values(deal_id, viewer=request.actor)
    there = _closing(request, row, StageKind.LOST)
    given, here = {"version": _version(request, row)}, stages(viewer=request.actor)[row.stage_id]
    form = LossForm(sent(request), viewer=request.actor, fitting=reasons_fitting(here, row.reached), initial=given)
    came_from = row.stage_id

    def go() -> None:
        said = form.cleaned_data
        commands.lose_deal(by=request.actor, deal_id=deal_id, stage_id=there.id, version=said["version"], **form.loss)

    title, submit = (
        (_("The lead is rejected"), _("Reject the lead")) if here.lead else (_("The deal is lost"), _("Lose the deal"))
    )
    words = {"title": title, "submit": submit, "stage_id": there.id, "danger": True}
    words |= {"address": reverse("crm:deal_lose", args=[deal_id])}
    return ask(request, form, words, go, lambda: _moved(request, deal_id, came_from, title))


def qualify(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Ask into which pipeline of deals a lead goes; the answer opens that stage's own questions."""
    row = deal_values(deal_id, viewer=request.actor)
    ways = deal_pipelines(viewer=request.actor)
    there = next(
        (stage.id for way in ways if way.default for stage in way.stages if links_of(stage) >= QUALIFIED), None
    )
    form = StageForm(viewer=request.actor, ways=ways, initial={"stage": there})
    address = reverse("crm:deal_move", args=[row.pk])
    context = {"form": form, "title": _("Qualify the lead"), "submit": _("Next"), "address": address, "method": "get"}
    return dialog(request, ASK, context)


def reopen(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Open a closed deal again."""
    row = deal_values(deal_id, viewer=request.actor)
    if row.is_open:
        raise Conflict(_("The deal is open."))
    given = {"version": row.version, "stage": stood_before(row, viewer=request.actor)}
    form = ReopenForm(sent(request), viewer=request.actor, ways=pipelines(viewer=request.actor), initial=given)

    def go() -> None:
        said = form.cleaned_data
        told = {"stage_id": said["stage"], "version": said["version"], "next_step": said["step"]}
        commands.reopen_deal(by=request.actor, deal_id=deal_id, **told)

    words = {
        "title": _("Open the deal again"),
        "submit": _("Reopen"),
        "address": reverse("crm:deal_reopen", args=[deal_id]),
    }
    return ask(
        request,
        form,
        words,
        go,
        lambda: done(request, reverse("crm:deal", args=[deal_id]), _("The deal is open again")),
    )


def _moved(request: HttpRequest, deal_id: int, came_from: int, said: str) -> HttpResponse:
    """Go to the card; on the board only draw anew what the move touched."""
    if is_fragment(request) and "board" in request.POST:
        return redrawn(request, deal_id, came_from, QueryDict(request.POST["board"]))
    return done(request, back(request, reverse("crm:deal", args=[deal_id])), said)


def _move_form(request: HttpRequest, row: Deal, there: StageView) -> MoveForm:
    asks = not there.is_closing and needs_step(row.next_at, clock.now()) and request.actor.may("crm.do_activity")
    given = {"version": _version(request, row)}
    return MoveForm(sent(request), viewer=request.actor, row=row, stage=there, asks_step=asks, initial=given)


def _choose_stage(request: HttpRequest, row: Deal) -> HttpResponse:
    """Ask where the deal goes; the answer opens the stage's own questions."""
    form = StageForm(sent(request), viewer=request.actor)
    form.is_valid()
    address = reverse("crm:deal_move", args=[row.pk])
    context = {"form": form, "title": _("Move the deal"), "submit": _("Next"), "address": address, "method": "get"}
    return dialog(request, ASK, context, status=422 if form.is_bound else 200)


def _stage(request: HttpRequest) -> StageView | None:
    named = request.POST if request.method == "POST" else request.GET
    return stages(viewer=request.actor).get(number(named, "stage") or 0)


def _closing(request: HttpRequest, row: Deal, kind: StageKind) -> StageView:
    named = _stage(request)
    return (
        named
        if named and named.kind is kind
        else pipeline(viewer=request.actor, pipeline_id=row.pipeline_id).first(kind)
    )


def _version(request: HttpRequest, row: Deal) -> int:
    """Return the version the person saw: the board says it, the card shows the present one."""
    return number(request.GET, "version") or row.version
