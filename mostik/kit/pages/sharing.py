"""The library at a deal: what suits it, sent in one press, what the client opened."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.kit.commands.sharing import RIGHT, send_material
from mostik.kit.queries import sharing as queries
from mostik.web.answers import stay


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
    told = {"key": f"hand:{deal_id}:{key}", "place": place}
    send_material(by=request.actor, deal_id=deal_id, material_id=material_id, **told)
    return stay(_("The material is on its way."), refresh="materials")
