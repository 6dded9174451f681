"""Webhooks: what is heard, signed how, by whom seen, tried when, sent again; secrets kept shut."""

import json
from datetime import timedelta

import pytest

from mostik.automation.commands import webhooks as commands
from mostik.automation.models import Message, Webhook
from mostik.automation.rules.webhooks import PAUSES, signature
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.commands import contacts, deals, payments
from mostik.kernel.money import Money
from mostik.kernel.refusals import Denied, Missing
from mostik.people.models import Role, User
from tests.crm import stage

pytestmark = pytest.mark.django_db


def hook(cast, far, *events: str, owner: str = "olga", **more) -> tuple[int, str]:
    return commands.add_webhook(by=cast.actor(owner), title="BI", url=far.url, events=events, **more)


def told(far) -> list[dict]:
    return [json.loads(body) for _headers, body in far.requests]


def test_change_is_told_once_signed_with_previous_and_current(cast, far, work):
    _, secret = hook(cast, far, "deal.updated", "deal.won")
    deal = stage.deal(cast.boris, rub=10)
    deals.edit_deal(by=cast.actor("boris"), deal_id=deal.pk, fields={"amount": Money(20_00, "RUB")})
    deals.win_deal(by=cast.actor("boris"), deal_id=deal.pk)
    assert far.requests == []
    work()
    work()
    edited, won = told(far)
    assert (edited["type"], won["type"]) == ("deal.updated", "deal.won")
    assert edited["previous"]["amount"] == {"amount": "10.00", "currency": "RUB"}
    assert edited["current"]["amount"] == {"amount": "20.00", "currency": "RUB"}
    assert edited["object"] == {"type": "deal", "id": deal.pk}
    assert edited["actor"] == {"kind": "person", "id": cast.boris.pk, "name": "Boris Belov"}
    assert edited["sequence"] < won["sequence"]
    headers, body = far.requests[0]
    stamp = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(secret, message=headers["webhook-id"], timestamp=stamp, body=body)
    assert headers["webhook-id"] == edited["id"]


def _move(cast, deal):
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=stage.pipeline().stages.get(title="Offer").pk)


def _hand(cast, deal):
    deals.hand_over_deal(by=cast.actor("anna"), deal_id=deal.pk, owner_id=cast.vera.pk)


def _lose(cast, deal):
    from mostik.crm.models import LossReason

    reason = LossReason.objects.create(title="Price")
    deals.lose_deal(by=cast.actor("boris"), deal_id=deal.pk, reason_id=reason.pk)


def _pay(cast, deal):
    payments.record_payment(by=cast.actor("anna"), deal_id=deal.pk, amount=Money(100, "RUB"))


@pytest.mark.parametrize(
    ("event", "act"),
    [
        ("deal.created", lambda cast, deal: deals.create_deal(by=cast.actor("boris"), title="New")),
        ("deal.stage_changed", _move),
        ("deal.owner_changed", _hand),
        ("deal.lost", _lose),
        ("deal.deleted", lambda cast, deal: deals.remove_deal(by=cast.actor("anna"), deal_id=deal.pk)),
        ("deal.paid", _pay),
        ("payment.created", _pay),
    ],
)
def test_each_event_reaches_whoever_asked_for_it(cast, far, work, event, act):
    hook(cast, far, event)
    deal = stage.deal(cast.boris)
    act(cast, deal)
    work()
    assert [each["type"] for each in told(far)] == [event]


def test_rolled_back_change_is_no_news(cast, far, work):
    hook(cast, far, "deal.*")
    deal = stage.deal(cast.boris)
    with pytest.raises(Missing):
        deals.win_deal(by=cast.actor("dasha"), deal_id=deal.pk)
    work()
    assert far.requests == []


def test_failed_message_is_tried_later_and_later_then_given_up_and_sent_by_hand(cast, far, work):
    number, _ = hook(cast, far, "deal.won")
    deal, far.status = stage.deal(cast.boris), 500
    deals.win_deal(by=cast.actor("boris"), deal_id=deal.pk)
    work()
    assert (len(far.requests), Message.objects.get().state) == (1, "waiting")
    work(timedelta(seconds=4))
    assert len(far.requests) == 1
    after = timedelta()
    for pause in PAUSES:
        after += pause
        work(after)
    message = Message.objects.get()
    assert (len(far.requests), message.state, len(message.tries)) == (10, "dead", 10)
    assert len({headers["webhook-id"] for headers, _ in far.requests}) == 1
    far.status = 200
    commands.resend_message(by=cast.actor("olga"), webhook_id=number, message_id=message.pk)
    work()
    message.refresh_from_db()
    assert (len(far.requests), message.state, message.tries[-1]["status"]) == (11, "sent", 200)


def test_far_side_that_is_gone_for_good_stops_the_webhook(cast, far, work):
    number, _ = hook(cast, far, "deal.won")
    far.status = 410
    deals.win_deal(by=cast.actor("boris"), deal_id=stage.deal(cast.boris).pk)
    work()
    assert Webhook.objects.get(pk=number).paused_at is not None


def test_only_what_its_owner_sees_at_the_moment_of_telling_is_told(cast, far, work):
    Role.objects.filter(code="head").update(rights=[*Role.objects.get(code="head").rights, commands.RIGHT])
    cast.anna.refresh_from_db()
    hook(cast, far, "deal.won", owner="anna")
    own, foreign = stage.deal(cast.boris), stage.deal(cast.dina)
    deals.win_deal(by=SYSTEM, deal_id=own.pk)
    deals.win_deal(by=SYSTEM, deal_id=foreign.pk)
    work()
    assert [each["object"]["id"] for each in told(far)] == [own.pk]
    deals.win_deal(by=SYSTEM, deal_id=stage.deal(cast.boris).pk)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    work()
    assert len(far.requests) == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == ["sent", "skipped", "skipped"]


def test_masked_fields_are_told_in_part(cast, far, work):
    Role.objects.filter(code="owner").update(masked=["phone"])
    cast.olga.refresh_from_db()
    hook(cast, far, "contact.updated")
    row = contacts.add_contact(by=cast.actor("boris"), fields={"first_name": "Ivan"})
    contacts.edit_contact(by=cast.actor("boris"), contact_id=row, fields={"phone": "+7 495 123-45-67"})
    work()
    assert "1234567" not in far.requests[0][1].decode()


def test_own_changes_are_skipped_unless_wished(cast, far, work):
    hook(cast, far, "deal.won")
    deals.win_deal(by=cast.actor("olga"), deal_id=stage.deal(cast.boris).pk)
    work()
    assert far.requests == []
    hook(cast, far, "deal.won", skip_own=False)
    deals.win_deal(by=cast.actor("olga"), deal_id=stage.deal(cast.boris).pk)
    work()
    assert len(far.requests) == 1


def test_old_secret_signs_along_for_a_day(cast, far, work):
    number, old = hook(cast, far, "deal.won")
    new = commands.rotate_secret(by=cast.actor("olga"), webhook_id=number)

    def both(after: timedelta) -> int:
        deals.win_deal(by=cast.actor("boris"), deal_id=stage.deal(cast.boris).pk)
        work(after)
        headers, body = far.requests[-1]
        stamp, key = int(headers["webhook-timestamp"]), headers["webhook-id"]
        known = [signature(each, message=key, timestamp=stamp, body=body) for each in (new, old)]
        assert headers["webhook-signature"].split(" ") == known[: len(headers["webhook-signature"].split(" "))]
        return len(headers["webhook-signature"].split(" "))

    assert (both(timedelta(hours=1)), both(timedelta(hours=25))) == (2, 1)


def test_secret_is_kept_shut_everywhere(cast, far, work, client):
    number, secret = hook(cast, far, "deal.won")
    deals.win_deal(by=cast.actor("boris"), deal_id=stage.deal(cast.boris).pk)
    work()
    rows = str(list(Webhook.objects.values())) + str(list(Message.objects.values())) + str(list(Entry.objects.values()))
    client.force_login(cast.olga, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = "".join(client.get(f"/automation/webhooks/{path}").content.decode() for path in ("", f"{number}/"))
    assert secret not in rows + pages
    assert secret.removeprefix("whsec_") not in rows + pages


def test_webhooks_are_not_made_without_the_right(cast, far):
    with pytest.raises(Denied):
        hook(cast, far, "deal.won", owner="boris")
