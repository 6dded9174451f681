"""Screens of order in the CRM: who has how much out of order against the norm; the numbers open the deals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.control.commands.actions import set_order_norms
from mostik.control.forms.cases import NormsForm
from mostik.control.queries.order import norms, order
from mostik.web.answers import dialog, done


def order_of_people(request: HttpRequest) -> HttpResponse:
    """Everybody's order: how many deals lack what, against the norm."""
    return render(request, "control/order/people.html", {"order": order(viewer=request.actor)})


def order_norms(request: HttpRequest) -> HttpResponse:
    """Set how much disorder is let pass, and how soon a lead is answered."""
    form = NormsForm(request.POST or None, known=norms(viewer=request.actor))
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return dialog(request, "control/order/norms.html", {"form": form}, status=status)
    set_order_norms(by=request.actor, percents=form.percents, minutes=form.cleaned_data["minutes"])
    return done(request, reverse("control:order"), _("The norms are set"))
