"""The library at a deal: what suits it, sent in one press, what the client opened."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.catalog.ways import CHAT
from mostik.kit.commands.sharing import RIGHT, send_material, take_material_back
from mostik.kit.queries import sharing as queries
from mostik.people.queries.people import hold_of
from mostik.web.answers import Undo, done, is_fragment, stay


def materials_about(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Materials that suit a deal and those sent: a panel of its card."""
    shelf = queries.shelf(deal_id, viewer=request.actor)
    may = request.actor.may(RIGHT)
    context = {
        "shelf": shelf,
        "fits": [(row, uuid4().hex) for row in shelf.fits],
        "may": may and bool(shelf.way),
        "no_way": may and not shelf.way,
        "deal_id": deal_id,
        "here": request.path,
    }
    return render(request, "kit/sharing/_about.html", context)


def material_send(request: HttpRequest, deal_id: int, material_id: int) -> HttpResponse:
    """Send a material to the client of a deal over their own way."""
    key = request.POST.get("key", "")[:32] or uuid4().hex
    place = f"{request.scheme}://{request.get_host()}"
    hold = 0 if queries.way_to(deal_id, viewer=request.actor) == CHAT else hold_of(viewer=request.actor)
    told = {"key": f"hand:{deal_id}:{key}", "place": place, "hold": hold}
    share = send_material(by=request.actor, deal_id=deal_id, material_id=material_id, **told)
    undo = Undo(reverse("kit:material_back", args=[deal_id, share]), hold) if hold else None
    return stay(_("The material is on its way."), refresh="materials", undo=undo)


def material_back(request: HttpRequest, deal_id: int, share_id: int) -> HttpResponse:
    """Take a material back before it goes."""
    take_material_back(by=request.actor, deal_id=deal_id, share_id=share_id)
    said = _("Taken back: it has not gone.")
    if is_fragment(request):
        return stay(said, refresh="materials")
    return done(request, reverse("crm:deal", args=[deal_id]), said)
