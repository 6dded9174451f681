"""Screens of the company's own legal entities."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import sellers as commands
from mostik.crm.forms.templates import SellerForm
from mostik.crm.models import Seller
from mostik.crm.pages.asking import blame, sent
from mostik.crm.queries.documents.templates import sellers
from mostik.kernel.refusals import Invalid, Missing
from mostik.web.answers import dialog, done


def add(request: HttpRequest) -> HttpResponse:
    """Add a company of our own."""
    return _ask(request, None, reverse("crm:seller_add"), _("Own company"))


def edit(request: HttpRequest, seller_id: int) -> HttpResponse:
    """Change a company's requisites."""
    row = next((each for each in sellers(viewer=request.actor, archived=True) if each.pk == seller_id), None)
    if row is None:
        raise Missing()
    return _ask(request, row, reverse("crm:seller_edit", args=[seller_id]), row.title)


def make_main(request: HttpRequest, seller_id: int) -> HttpResponse:
    """Let papers be issued in this company's name unless another is chosen."""
    commands.make_main(by=request.actor, seller_id=seller_id)
    return _home(request, _("Documents are issued in this company's name from now on"))


def archive(request: HttpRequest, seller_id: int) -> HttpResponse:
    """Put a company away."""
    commands.archive_seller(by=request.actor, seller_id=seller_id)
    return _home(request, _("The company is put away; it can be brought back from the list"))


def restore(request: HttpRequest, seller_id: int) -> HttpResponse:
    """Bring a company back."""
    commands.restore_seller(by=request.actor, seller_id=seller_id)
    return _home(request, _("The company is back"))


def _ask(request: HttpRequest, row: Seller | None, address: str, title: str) -> HttpResponse:
    form = SellerForm(sent(request), row=row)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            number = row.pk if row else None
            commands.save_seller(by=request.actor, seller_id=number, version=version, values=form.values)
            return _home(request, _("The requisites are kept"))
        except Invalid as refusal:
            blame(form, refusal)
    context = {"form": form, "address": address, "title": title}
    return dialog(request, "crm/templates/seller.html", context, status=422 if form.is_bound else 200)


def _home(request: HttpRequest, said: str) -> HttpResponse:
    return done(request, reverse("crm:document_setup"), said)
