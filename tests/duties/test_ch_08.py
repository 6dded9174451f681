"""CH-08: text messages by an HTTP provider, with their fate: written by a robot, sent once, delivered or not."""

import pytest
from django.urls import reverse

from mostik.automation.commands import robots
from mostik.channels.models import Account, Sending
from mostik.channels.tasks import look_around
from mostik.crm.commands import contacts, deals
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.terms import ActivityKind
from tests.crm import stage
from tests.fakes import sms
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CH-08")]


def test_robot_writes_at_a_stage_and_the_fate_of_the_message_is_known(cast, settings, sign_in, work, client):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    by, offer = cast.actor("anna"), stage.pipeline().stages.get(title="Offer")
    fields = LetterFields(kind=ActivityKind.MESSAGE, title="КП", text="{client.first_name}, КП отправлено вам на почту")
    template = str(save_letter_template(by=by, fields=fields))
    number = robots.make_robot(by=by, title="СМС", trigger="deal.entered", told={"stage": str(offer.pk)})
    step = {"kind": "do", "deed": "deal.message", "told": {"way": "sms", "template": template}}
    robots.put_step(by=by, robot_id=number, path="0", step=step, new=True)
    robots.switch_on(by=by, robot_id=number)
    with sms.provider(sms.Smsc) as far:
        told = {"shape": "smsc", "url": far.url, "login": "shop", "key": sms.KEY, "sender": "Romashka"}
        asked = {**told, "title": "СМС", "owner": cast.vera.pk}
        assert sign_in(cast.anna).post(reverse("channels:way_add", args=["sms"]), asked).status_code == 302
        for phone in ("89123456789", "89123456780"):
            person = contacts.ContactFields(first_name="Иван", phone=phone)
            company = stage.company(cast.boris, f"Ромашка {phone}")
            contact = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=person)
            deal = stage.deal(cast.boris, "Насосы", company=company, contact_id=contact)
            deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)
        work()
        work()
        words = "Иван, КП отправлено вам на почту"
        assert far.texts == [("+79123456789", words), ("+79123456780", words)]
        first, second = Sending.objects.order_by("pk")
        door = reverse("channels:door", args=[Account.objects.get().door])
        assert client.post(door, far.call(first.outside, 1), content_type="text/plain").status_code == 200
        far.messages[second.outside]["state"] = 22
        look_around()
        work()
    fates = [(each.state, each.delivered_at is not None) for each in Sending.objects.order_by("pk")]
    assert fates == [("sent", True), ("failed", False)]
    boris = sign_in(cast.boris)
    came, lost = (text_of(boris.get(reverse("channels:letter", args=[each.pk]))) for each in (first, second))
    assert ("Доставлено" in came, "Доставлено" in lost) == (True, False), "Its card says so too."
