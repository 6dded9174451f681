"""What is acknowledged is stored, byte for byte; doubled, forged and replayed deliveries have one effect or none."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.commands import enquiries
from mostik.channels.commands.sources import add_source, map_fields, pause_source, remove_source, renew_secret
from mostik.channels.models import Enquiry, Source
from mostik.channels.rules.sources import LARGEST, depth, told
from mostik.channels.terms import SourceKind
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Effect
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Contact, Deal, Intake
from mostik.kernel.refusals import Refusal
from mostik.kernel.signatures import is_signed, signature


@pytest.fixture
def stage(cast, settings):
    settings.ENQUIRIES_PER_MINUTE = settings.ENQUIRIES_BURST = 100_000
    seed_default_pipeline(by=SYSTEM)
    return cast


@pytest.fixture
def hook(stage):
    number, secret = add_source(by=SYSTEM, kind=SourceKind.HOOK, title="Ads")
    return Source.objects.get(pk=number), secret


@pytest.fixture
def landing(stage):
    return Source.objects.get(pk=add_source(by=SYSTEM, kind=SourceKind.LANDING, title="Tilda")[0])


def post(client, source, body, **headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/in/{source.door}/", body, content_type="application/json", headers=headers)


def signed(secret, body, number, at=None):
    at = at or int(clock.now().timestamp())
    return {
        "Webhook-Id": number,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": signature(secret, message=number, timestamp=at, body=body),
    }


def test_thousands_of_shuffled_doubled_deliveries_have_each_one_effect(hook, client, work):
    """Three thousand deliveries of six hundred events, forged and replayed ones among them."""
    source, secret = hook
    chance = random.Random(4)
    bodies = {f"e{n}": json.dumps({"name": f"N{n}", "phone": f"+7912{1000000 + n}"}).encode() for n in range(600)}
    sent = [number for number in bodies for _again in range(chance.randint(1, 9))]
    chance.shuffle(sent)
    taken = [post(client, source, bodies[number], **signed(secret, bodies[number], number)) for number in sent]
    assert {answer.status_code for answer in taken} == {202}
    old = int((clock.now() - timedelta(seconds=301)).timestamp())
    for n, number in enumerate(chance.sample(sorted(bodies), 300)):
        body, good = bodies[number], signed(secret, bodies[number], number)
        forged = [
            (body.replace(b"N", b"M"), good),
            (body, {**good, "Webhook-Id": f"new{n}"}),
            (body, {**good, "Webhook-Signature": "v1," + good["Webhook-Signature"][:2:-1]}),
            (body, {}),
            (body, signed(secret, body, f"late{n}", old)),
        ][n % 5]
        assert post(client, source, forged[0], **forged[1]).status_code == 401
    assert Enquiry.objects.count() == 600
    while work():
        pass
    assert Deal.objects.count() == Intake.objects.count() == Contact.objects.count() == 600
    assert Effect.objects.exclude(state="done").count() == 0


@pytest.mark.django_db(transaction=True)
def test_parallel_identical_posts_make_one_lead_each(landing, work):
    body = {n: json.dumps({"phone": f"+7912345{1000 + n}"}).encode() for n in range(12)}

    def send(n):
        try:
            return post(Client(), landing, body[n]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send, [n for n in body for _again in range(8)])) == {202}
    work()
    assert (Enquiry.objects.count(), Deal.objects.count()) == (12, 12)


def test_any_bytes_that_are_accepted_lie_in_the_store_as_they_came(landing, client, work):
    chance = random.Random(5)
    bodies = [bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200))) for _ in range(300)]
    assert {post(client, landing, each).status_code for each in bodies} == {202}
    assert {bytes(each.body) for each in Enquiry.objects.all()} == set(bodies)
    work()
    assert set(Enquiry.objects.values_list("state", flat=True)) <= {"odd", "taken", "joined"}
    assert not Enquiry.objects.filter(state="new").exists()


def test_a_large_body_is_refused_unread_and_a_deep_one_is_kept_to_sort_out(landing, client, work):
    assert post(client, landing, b"x" * (LARGEST + 1)).status_code == 413
    assert post(client, landing, b"[" * 10_000).status_code == 202
    work()
    row = Enquiry.objects.get()
    assert (row.state, "20" in row.error) == ("odd", True)


def test_who_sends_too_fast_is_told_when_to_come_again(landing, client, settings):
    settings.ENQUIRIES_PER_MINUTE, settings.ENQUIRIES_BURST = 1, 2
    with clock.stopped(clock.now()):
        answers = [post(client, landing, {"phone": "8912"}) for _again in range(4)]
    assert [each.status_code for each in answers] == [202, 202, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_new_secret_holds_at_once_and_the_old_one_for_a_day(hook, client):
    source, old = hook
    new = renew_secret(by=SYSTEM, source_id=source.pk)
    body = b'{"phone": "89123456789"}'
    assert [post(client, source, body, **signed(each, body, each[-5:])).status_code for each in (old, new)] == [
        202,
        202,
    ]
    with clock.stopped(clock.now() + timedelta(days=2)):
        assert post(client, source, body, **signed(old, body, "x")).status_code == 401
        assert post(client, source, body, **signed(new, body, "y")).status_code == 202


def test_a_paused_or_removed_source_takes_nothing(landing, client):
    pause_source(by=SYSTEM, source_id=landing.pk, paused=True)
    assert post(client, landing, {"phone": "8912"}).status_code == 404
    pause_source(by=SYSTEM, source_id=landing.pk, paused=False)
    remove_source(by=SYSTEM, source_id=landing.pk)
    assert post(client, landing, {"phone": "8912"}).status_code == 404
    assert not Enquiry.objects.exists()


def test_a_tilda_shaped_body_becomes_a_lead_with_its_marks(landing, client, work):
    body = "Name=Иван+Петров&Phone=%2B7+912+345-67-89&Email=i@acme.ru&Размер=5+м&tranid=1:2&formid=f1&utm_source=ya".encode()
    client.post(f"/in/{landing.door}/", body, content_type="application/x-www-form-urlencoded")
    work()
    deal, intake = Deal.objects.get(), Intake.objects.get()
    assert (str(deal.contact), deal.contact.phone, deal.note) == ("Иван Петров", "+79123456789", "Размер: 5 м")
    assert (intake.marks, intake.source) == ({"utm_source": "ya"}, f"landing:{landing.pk}")


def test_what_could_not_be_read_is_mended_and_read_again(landing, client, work):
    post(client, landing, {"a": {"who": "Иван", "how": "89123456789"}})
    client.post(f"/in/{landing.door}/", b"\xff\xfe{}", content_type="application/json")
    work()
    known, odd = Enquiry.objects.order_by("pk")
    assert (known.state, odd.state) == ("taken", "odd")
    map_fields(by=SYSTEM, source_id=landing.pk, mapping={"name": "a.who", "phone": "a.how"})
    enquiries.mend_enquiry(by=SYSTEM, enquiry_id=odd.pk, text='{"a": {"who": "Пётр", "how": "+79123456780"}}')
    work()
    odd.refresh_from_db()
    assert (odd.state, str(odd.deal.contact), bytes(odd.body)) == ("taken", "Пётр", b"\xff\xfe{}")


def test_one_whose_reading_breaks_stands_in_nobodys_way(landing, client, work, monkeypatch):
    whole = enquiries.take_lead

    def broken(**said):
        if said["name"] == "Яд":
            raise RuntimeError("poison")
        return whole(**said)

    monkeypatch.setattr(enquiries, "take_lead", broken)
    for n in range(20):
        post(client, landing, {"name": "Яд" if n % 2 else "Мёд", "phone": f"+791234567{10 + n}"})
    work()
    assert Enquiry.objects.filter(state="odd").count() == Enquiry.objects.filter(state="taken").count() == 10


@given(st.binary(max_size=300), st.sampled_from(["", "application/json", "multipart/form-data; boundary=x"]))
def test_reading_any_bytes_ends_with_texts_or_a_refusal(body, kind):
    try:
        said = told(body, kind)
    except Refusal:
        return
    assert all(isinstance(each, str) and "\0" not in each for pair in said.items() for each in pair[1:])


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_depth_is_what_it_is(value):
    def deep(each):
        inner = list(each.values()) if isinstance(each, dict) else each if isinstance(each, list) else None
        return 0 if inner is None else 1 + max(map(deep, inner), default=0)

    assert depth(json.dumps(value)) == deep(value)


@given(st.binary(max_size=80), st.integers(0, 79), st.integers(1, 255))
def test_no_changed_body_keeps_its_signature(body, place, change):
    secret, other = "whsec_c2VjcmV0", bytearray(body or b"x")
    good = signature(secret, message="m", timestamp=1000, body=bytes(other))
    place %= len(other)
    other[place] ^= change
    told = {"message": "m", "timestamp": "1000", "signatures": good, "now": 1000}
    assert not is_signed([secret], body=bytes(other), **told)
