"""Screens of the board: the board itself, more cards of a column, a card dropped into another column."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands.deals import move_deal, win_deal
from mostik.crm.forms.board import BoardForm
from mostik.crm.models import Deal
from mostik.crm.queries import board as queries
from mostik.crm.queries.deals import asks_before, deal_values
from mostik.crm.queries.nearest import Place
from mostik.crm.queries.pipelines import PipelineView, deal_pipelines, stages
from mostik.crm.rules.deals import StageView, may_go
from mostik.crm.terms import StageKind
from mostik.kernel.refusals import Invalid, Missing

#: The dialog a drop asks its question in, by the kind of stage.
DIALOGS = {StageKind.LOST: "crm:deal_lose", StageKind.WON: "crm:deal_win"}


def board(request: HttpRequest) -> HttpResponse:
    """The board of a pipeline of deals."""
    ways = deal_pipelines(viewer=request.actor)
    return shown(request, ways, {"title": _("Board"), "address": reverse("crm:deal_board")})


def shown(request: HttpRequest, ways: Sequence[PipelineView], words: Mapping[str, Any]) -> HttpResponse:
    """Show the board of the pipeline asked for, else of the first."""
    form = BoardForm(request.GET, viewer=request.actor)
    named = [each for each in ways if each.id == form.pipeline_id]
    way = next(iter([*named, *sorted(ways, key=lambda each: not each.default)]), None)
    if way is None:
        raise Missing(_("There is no pipeline yet."))
    context = {
        **words,
        "form": form,
        "way": way,
        "tabs": [{"text": each.title, "href": f"?pipeline={each.id}", "current": each == way} for each in ways],
        "columns": queries.columns(way, viewer=request.actor, asked=form.asked),
        "query": request.GET.urlencode(),
    }
    return render(request, "crm/deals/board.html", context)


def more(request: HttpRequest) -> HttpResponse:
    """The next cards of a column."""
    form = BoardForm(request.GET, viewer=request.actor)
    after = Place.read(request.GET.get("after", ""))
    found = queries.column(_number(request.GET, "stage"), viewer=request.actor, asked=form.asked, after=after)
    return render(request, "crm/deals/_cards.html", {"column": found, "query": _kept(request.GET)})


def drop(request: HttpRequest) -> HttpResponse:
    """Take a card dropped into a column: move or win the deal, or ask what the stage asks for in a dialog."""
    viewer, sent = request.actor, request.POST
    row = deal_values(_number(sent, "card"), viewer=viewer)
    known = stages(viewer=viewer)
    there = known.get(_number(sent, "column"))
    if there is None:
        raise Invalid(_("There is no such stage."), field="stage")
    came_from, version = row.stage_id, _number(sent, "version")
    if row.stage_id == there.id:
        return HttpResponse(status=204)
    if row.is_open and may_go(known[row.stage_id], there) and asks_before(row, there, viewer=viewer):
        return _ask(request, row, there, version)
    act = win_deal if there.kind is StageKind.WON else move_deal
    act(by=viewer, deal_id=row.pk, stage_id=there.id, version=version)
    return redrawn(request, row.pk, came_from, request.GET)


def redrawn(request: HttpRequest, deal_id: int, came_from: int, query: QueryDict) -> HttpResponse:
    """Answer a move on the board with what it touched: both heads, and the card on top of its new column."""
    row = deal_values(deal_id, viewer=request.actor)
    asked = BoardForm(query, viewer=request.actor).asked
    heads = queries.heads({came_from, row.stage_id}, viewer=request.actor, asked=asked)
    card = queries.card(row, viewer=request.actor)
    context = {"heads": heads.items(), "card": card, "stage_id": row.stage_id}
    answer = render(request, "crm/deals/_redrawn.html", context)
    answer.headers["HX-Trigger"] = json.dumps({"closeDialog": True, "version": row.version})
    return answer


def _ask(request: HttpRequest, row: Deal, there: StageView, version: int) -> HttpResponse:
    """Refuse the drop for now and open the dialog that asks."""
    asked = urlencode({"stage": there.id, "version": version, "board": request.GET.urlencode()})
    address = reverse(DIALOGS.get(there.kind, "crm:deal_move"), args=[row.pk])
    answer = HttpResponse(_("The stage asks for something first."), status=422)
    answer.headers["HX-Trigger"] = json.dumps({"openDialog": f"{address}?{asked}"})
    return answer


def _number(sent: QueryDict, name: str) -> int:
    text = sent.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("The request names no {name}."), field=name, params={"name": name})
    return int(text)


def _kept(query: QueryDict) -> str:
    """Return what the board is narrowed to, without a column's place."""
    kept = query.copy()
    for name in ("after", "stage"):
        kept.pop(name, None)
    return kept.urlencode()
