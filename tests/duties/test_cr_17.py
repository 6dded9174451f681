"""CR-17 end to end: a program with a token chosen on screen reads, writes, follows changes; a webhook tells it the rest."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mostik.automation.models import Message, Webhook
from mostik.automation.rules.webhooks import signature
from mostik.core import clock
from mostik.crm.models import Deal
from mostik.people.models import Token, User
from tests.automation.conftest import far  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CR-17")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def program(token: str):
    client = Client()

    def ask(method: str, path: str, body: object = None, **headers: str):
        known = {"Authorization": f"Bearer {token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        data = b"" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=known)

    return ask


def test_program_lives_with_the_department(virtual, client, far, work):  # noqa: F811 - fixtures
    owner = User.objects.filter(role__code="owner").first() or next(iter(virtual.values()))
    from mostik.people.models import Role

    User.objects.filter(pk=owner.pk).update(role=Role.objects.get(code="owner"))
    client.force_login(owner, backend=BACKEND)

    # The owner makes a token on screen, with fewer rights than its role has.
    rights = ["crm.see_deals", "crm.add_deal", "crm.edit_deal"]
    said = {"title": "BI", "role": "owner", "rights_crm": rights, "department_id": "", "expires_on": ""}
    made = client.post(reverse("people:token_make"), said).content.decode()
    value = "mostik_" + made.partition("mostik_")[2].partition("<")[0]
    ask = program(value)
    assert sorted(Token.objects.get(title="BI").rights) == sorted(rights)

    # It reads every deal once, page by page.
    seen, cursor = [], ""
    while True:
        page = ask("GET", f"deals?limit=200&cursor={cursor}").json()
        seen += [each["id"] for each in page["items"]]
        if not (cursor := page["next"]):
            break
    living = Deal.objects.filter(removed_at__isnull=True)
    assert (len(seen), set(seen)) == (living.count(), set(living.values_list("pk", flat=True)))

    # The owner lets it hear of changes, on screen; the secret is shown this once.
    hook = {"title": "Store", "url": far.url, "events_deal": ["deal.updated", "deal.won"], "skip_own": "on"}
    shown = client.post(reverse("automation:webhook_add"), hook).content.decode()
    secret = "whsec_" + shown.partition("whsec_")[2].partition("<")[0]
    assert secret not in client.get(reverse("automation:webhooks")).content.decode()

    # It writes under a key: twice asked, once done; a stale version is refused; what its token may not is refused.
    deal = living.filter(outcome="open").first()
    since = clock.now()
    with clock.stopped(since + timedelta(minutes=5)):
        change = {"note": "From the store", "version": deal.version}
        first = ask("PATCH", f"deals/{deal.pk}", change, Idempotency_Key="one")
        again = ask("PATCH", f"deals/{deal.pk}", change, Idempotency_Key="one")
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        assert ask("PATCH", f"deals/{deal.pk}", {"note": "Late", "version": deal.version}).status_code == 409
        assert ask("DELETE", f"deals/{deal.pk}").status_code == 403
        won = ask("POST", "batch", {"commands": [{"method": "POST", "path": f"/api/v1/deals/{deal.pk}/win"}]}).json()
        assert won["results"][0]["status"] == 200
        asked = (since + timedelta(minutes=1)).isoformat().replace("+", "%2B")
        changed = ask("GET", f"deals?updated_since={asked}").json()["items"]
        assert {each["id"] for each in changed} == {deal.pk}

        # The far side was told both, signed, with what changed.
        work()
    bodies = [json.loads(body) for _headers, body in far.requests]
    assert [each["type"] for each in bodies] == ["deal.updated", "deal.won"]
    assert bodies[0]["current"]["note"] == "From the store"
    assert bodies[0]["actor"] == {"kind": "token", "id": None, "name": "BI"}
    headers, body = far.requests[0]
    stamp = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(secret, message=headers["webhook-id"], timestamp=stamp, body=body)

    # The log shows them, and one is sent again by hand.
    row = Webhook.objects.get()
    assert "deal.won" in client.get(reverse("automation:webhook", args=[row.pk])).content.decode()
    message = Message.objects.get(event="deal.won")
    client.post(reverse("automation:message_resend", args=[row.pk, message.pk]))
    work(timedelta(minutes=6))
    assert json.loads(far.requests[-1][1])["id"] == f"msg_{message.pk}"

    # Its token is revoked, and it is out at once.
    client.post(reverse("people:token_revoke", args=[Token.objects.get(title="BI").pk]))
    assert ask("GET", "deals").status_code == 401
