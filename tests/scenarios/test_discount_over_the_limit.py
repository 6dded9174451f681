"""A discount over the limit: asked on the deal, passed on when nobody decides, let in by itself, or refused with why."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands.books import add_product
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, DealItem, Stage
from mostik.kernel.money import Money
from mostik.people.models import Approval
from mostik.people.tasks import press

HX = {"HTTP_HX_REQUEST": "true"}
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=clock.zone())


def lines(discount):
    line = {"title": "Pump", "quantity": "2", "unit": "piece", "price": "1 000", "discount": discount}
    sent = {f"line-0-{name}": value for name, value in line.items()}
    return {"items-vat": "in", "line-TOTAL_FORMS": 1, "line-INITIAL_FORMS": 0, **sent}


@pytest.mark.duty("PE-07")
def test_a_discount_over_the_limit(cast, sign_in):
    seed_default_pipeline(by=SYSTEM)
    add_product(by=cast.actor("olga"), title="Pump", price=Money.of(1000))
    with clock.stopped(WEDNESDAY):
        deal = create_deal(by=cast.actor("dasha"), title="Pumps for the farm")
        dasha = sign_in(cast.dasha)
        # Twelve per cent is more than Dasha's five and her lead's ten: the head is asked.
        assert dasha.post(reverse("crm:deal_items_save", args=[deal]), lines("12"), **HX).status_code == 200
        asked = Approval.objects.get()
        assert (asked.decider, asked.size) == (cast.anna, 1200)
        assert Deal.objects.get(pk=deal).amount == Money.of(2000)
        won = dasha.post(reverse("crm:deal_win", args=[deal]), {}, **HX)
        assert won.status_code == 409
        invoice = Stage.objects.get(milestone="invoice")
        moved = dasha.post(reverse("crm:deal_move", args=[deal]), {"stage": invoice.pk}, **HX)
        assert moved.status_code in {409, 422}
        assert Deal.objects.get(pk=deal).outcome == "open"

        # Anna sees it in her menu and asks back; Dasha answers on her own screen.
        anna = sign_in(cast.anna)
        assert anna.get(reverse("people:approvals_badge")).content == b"1"
        anna.post(reverse("people:approval_ask_back", args=[asked.pk]), {"text": "Is it a first order?"}, **HX)
        dasha = sign_in(cast.dasha)
        assert "Is it a first order?" in dasha.get(reverse("people:approvals")).content.decode()
        dasha.post(reverse("people:approval_answer", args=[asked.pk]), {"text": "Yes, of many"}, **HX)

    with clock.stopped(WEDNESDAY + timedelta(hours=5, minutes=1)):
        press()
        assert Notification.objects.filter(person_id=cast.anna.pk, key__contains="remind").count() == 1
    with clock.stopped(WEDNESDAY + timedelta(days=1, minutes=1)):  # a working day has passed: the owner decides
        press()
        olga = sign_in(cast.olga)
        approve = reverse("people:approval_approve", args=[asked.pk])
        assert olga.post(approve, {"text": "This once"}, **HX).status_code == 200
        assert Deal.objects.get(pk=deal).amount == Money.of(1760)
        assert Notification.objects.filter(person_id=cast.dasha.pk, key__endswith=f"approved:{cast.dasha.pk}").exists()

        # Dasha asks for more; this time the answer is no, and the terms granted before stay.
        item = DealItem.objects.get()
        dasha = sign_in(cast.dasha)
        dasha.post(reverse("crm:deal_items_save", args=[deal]), {**lines("30"), "line-0-id": item.pk}, **HX)
        second = Approval.objects.latest("pk")
        decider = sign_in(second.decider)
        decider.post(reverse("people:approval_decline", args=[second.pk]), {"text": "Not below cost"}, **HX)
        assert Deal.objects.get(pk=deal).amount == Money.of(1760)
        dasha = sign_in(cast.dasha)
        assert "Not below cost" in dasha.get(reverse("people:approvals_asked")).content.decode()
        assert "Not below cost" in dasha.get(reverse("crm:deal_timeline", args=[deal])).content.decode()
        dasha.post(reverse("crm:deal_win", args=[deal]), {}, **HX)
        assert Deal.objects.get(pk=deal).outcome == "won"
