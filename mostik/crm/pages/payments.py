"""The panel of a deal's payments: what came, what remains, a payment recorded, taken back, returned."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.crm.commands.payments import record_payment, return_payment, withdraw_payment
from mostik.crm.forms.payments import PaymentForm
from mostik.crm.queries.payments import deal_payments, payment_deal
from mostik.kernel.refusals import Invalid
from mostik.web.answers import back, done, is_fragment, toast
from mostik.web.asking import blame

#: What a card listens to, to show its timeline anew.
CHANGED = "timelineChanged"


def payments(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show a deal's payments."""
    return _panel(request, deal_id)


def record(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Record a payment."""
    found = deal_payments(deal_id, viewer=request.actor)
    form = PaymentForm(request.POST, currency=found.currency)
    if not form.is_valid():
        return _panel(request, deal_id, form, status=422)
    try:
        record_payment(by=request.actor, deal_id=deal_id, **form.cleaned_data)
    except Invalid as refusal:
        blame(form, refusal)
        return _panel(request, deal_id, form, status=422)
    return _changed(request, deal_id, _("The payment is recorded"))


def withdraw(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Take a payment back."""
    deal_id = payment_deal(payment_id, viewer=request.actor)
    withdraw_payment(by=request.actor, payment_id=payment_id)
    return _changed(request, deal_id, _("The payment is taken back"))


def give_back(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Let a payment that was taken back count again."""
    deal_id = payment_deal(payment_id, viewer=request.actor)
    return_payment(by=request.actor, payment_id=payment_id)
    return _changed(request, deal_id, _("The payment counts again"))


def _changed(request: HttpRequest, deal_id: int, said: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, back(request), said)
    answer = _panel(request, deal_id)
    answer.headers["HX-Trigger"] = json.dumps({CHANGED: True})
    return toast(answer, said)


def _panel(request: HttpRequest, deal_id: int, form: PaymentForm | None = None, *, status: int = 200) -> HttpResponse:
    found = deal_payments(deal_id, viewer=request.actor)
    form = form or PaymentForm(currency=found.currency, initial={"amount": found.remains or ""})
    return render(request, "crm/payments/panel.html", {"payments": found, "form": form}, status=status)
