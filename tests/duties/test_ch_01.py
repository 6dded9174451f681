"""CH-01: a form built on screen takes leads from anywhere; what is accepted is stored; repeats join; spam is apart."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from mostik.channels.commands import enquiries
from mostik.channels.commands.enquiries import HONEYPOT, STAMP, stamp
from mostik.channels.commands.sources import add_source
from mostik.channels.models import Enquiry, Source
from mostik.channels.terms import SourceKind
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.fields import add_field
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, Intake
from mostik.crm.rules.fields.kinds import Option
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.signatures import signature
from tests.duties.test_ch_04 import site
from tests.pages import text_of

SAID = {"name": "Иван Петров", "phone": "8 912 345-67-89", "consent": "on", "utm_source": "ya"}


@pytest.mark.duty("CH-01")
def test_a_form_takes_leads_once_and_keeps_spam_apart(cast, sign_in, work):
    seed_default_pipeline(by=SYSTEM)
    anna = sign_in(cast.anna)
    assert anna.post("/sources/add/", {"title": "Сайт", "kind": "form"}).status_code == 302
    source = Source.objects.get()
    fields = {"f0-key": "phone", "f0-required": "1", "f0-sort": "2", "f1-key": "name", "f1-sort": "1"}
    words = {
        "button": "Жду звонка",
        "consent": "Согласен",
        "language": "ru",
        "thanks": "Ждите",
        "version": source.version,
    }
    assert anna.post(f"/sources/{source.pk}/form/", {**fields, **words}).status_code == 302
    source.refresh_from_db()
    assert [each["key"] for each in source.told["fields"]] == ["name", "phone"]
    there, anybody = f"/f/{source.door}/", Client(enforce_csrf_checks=True)
    shown = anybody.get(f"{there}?utm_source=ya")
    assert "Жду звонка" in shown.content.decode()
    assert "X-Frame-Options" not in shown.headers
    assert anybody.post(there, {"name": "Иван"}).status_code == 422
    assert anybody.get(f"{there}form.js").headers["Content-Type"].startswith("text/javascript")
    opened = stamp()
    with clock.stopped(clock.now() + timedelta(seconds=20)):
        for said in (SAID, SAID, {**SAID, "text": "И ещё вопрос"}):
            answer = anybody.post(there, {**said, STAMP: opened})
            assert "Ждите" in answer.content.decode()
        anybody.post(there, {**SAID, "phone": "89990000000", HONEYPOT: "http://spam"})
        work()
    assert sorted(Enquiry.objects.values_list("state", flat=True)) == ["joined", "spam", "taken"]
    assert (Deal.objects.count(), Intake.objects.first().marks["utm_source"]) == (1, "ya")
    for page in (
        "",
        "add/",
        "enquiries/",
        "enquiries/?state=spam",
        f"{source.pk}/",
        f"{source.pk}/form/",
        f"{source.pk}/fields/",
        f"{source.pk}/edit/",
    ):
        assert anna.get(f"/sources/{page}").status_code == 200, page
    spam = Enquiry.objects.get(state="spam")
    assert "spam" in anna.get(f"/sources/enquiries/{spam.pk}/").content.decode()
    anna.post(f"/sources/enquiries/{spam.pk}/spam/")
    work()
    assert Deal.objects.count() == 2
    for page in ("waiting/", "pool/", "rules/", "rules/add/"):
        assert anna.get(f"/leads/{page}").status_code == 200, page


@pytest.mark.duty("CH-01")
def test_a_signed_webhook_is_mapped_on_screen_and_its_odd_bodies_are_put_right(cast, sign_in, work):
    seed_default_pipeline(by=SYSTEM)
    power = add_field(by=SYSTEM, holder=Holder.DEAL, fields={"type": FieldType.NUMBER, "title": "Мощность"})
    anna, program = sign_in(cast.anna), Client(enforce_csrf_checks=True)
    shown = text_of(anna.post("/sources/add/", {"title": "Квиз", "kind": "hook"}))
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", shown)[0]
    source = Source.objects.get()

    def send(body, number, key=secret):
        now = int(clock.now().timestamp())
        told = {"Webhook-Id": number, "Webhook-Timestamp": str(now)}
        told["Webhook-Signature"] = signature(key, message=number, timestamp=now, body=body)
        return program.post(f"/in/{source.door}/", body, content_type="application/json", headers=told).status_code

    body = json.dumps({"quiz": {"who": "Пётр Смирнов", "call": "8 901 000-11-22", "kw": "7,5"}}).encode()
    assert send(body, "m-1") == 202
    assert Enquiry.objects.filter(body=body, state="new").exists()
    assert send(body, "m-2", "whsec_" + "A" * 44) == 401
    work()
    assert "quiz.kw: 7,5" in Deal.objects.get().note
    fields = anna.get(f"/sources/{source.pk}/fields/").content.decode()
    assert "quiz.call" in fields
    assert "Мощность" in fields
    mapping = {"m-name": "quiz.who", "m-phone": "quiz.call", f"m-own_{power}": "quiz.kw"}
    anna.post(f"/sources/{source.pk}/fields/", mapping)
    assert send(body.replace(b"000", b"999"), "m-3") == 202
    assert send(body.replace(b"7,5", b"?").replace(b"000", b"888"), "m-4") == 202
    work()
    deal = Deal.objects.get(contact__phone="+79019991122")
    assert deal.own == {f"f{power}": 7_500_000}
    odd = Enquiry.objects.get(state="odd")
    page = f"/sources/enquiries/{odd.pk}/"
    assert "Квиз" in text_of(anna.get("/sources/enquiries/?state=odd"))
    anna.post(page, {"text": body.replace(b"7,5", b"8").replace(b"000", b"888").decode()})
    work()
    odd.refresh_from_db()
    assert (odd.state, bytes(odd.body) != odd.mended.encode(), odd.deal.own) == (
        "taken",
        True,
        {f"f{power}": 8_000_000},
    )


@pytest.mark.duty("CH-01")
def test_a_form_asks_for_own_fields_and_its_leads_carry_them_even_where_others_must_be_filled_in(cast, sign_in, work):
    seed_default_pipeline(by=SYSTEM)
    kind = {"type": FieldType.CHOICE, "title": "Объект", "options": [Option(0, "Дом"), Option(0, "Завод")]}
    place = add_field(by=SYSTEM, holder=Holder.DEAL, fields=kind)
    add_field(by=SYSTEM, holder=Holder.DEAL, fields={"type": FieldType.TEXT, "title": "ИНН", "required": True})
    anna = sign_in(cast.anna)
    anna.post("/sources/add/", {"title": "Сайт", "kind": "form"})
    source = Source.objects.get()
    assert "Объект" in text_of(anna.get(f"/sources/{source.pk}/form/"))
    words = {"button": "Жду", "consent": "Согласен", "language": "ru", "version": source.version}
    asked = {"f0-key": "phone", "f0-required": "1", "f1-key": f"own_{place}", "f1-required": "1"}
    assert anna.post(f"/sources/{source.pk}/form/", {**asked, **words}).status_code == 302
    there, anybody = f"/f/{source.door}/", Client(enforce_csrf_checks=True)
    assert "Завод" in text_of(anybody.get(there))
    said = {"phone": "89010001122", "consent": "on"}
    assert anybody.post(there, {**said, f"own_{place}": "Луна"}).status_code == 422
    assert anybody.post(there, {**said, f"own_{place}": "Завод"}).status_code == 200
    work()
    assert Deal.objects.get().own == {f"f{place}": 2}


@pytest.mark.duty("CH-01")
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_form_put_into_another_sites_page_by_its_code_takes_a_visitors_lead(
    cast, browser, live_url, work, client, monkeypatch
):
    seed_default_pipeline(by=SYSTEM)
    monkeypatch.setattr(enquiries, "LEAST_SECONDS", 0)  # the suite's clock stands still
    number, _secret = add_source(by=cast.actor("anna"), kind=SourceKind.FORM, title="Сайт")
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/sources/{number}/", HTTP_HOST=live_url.partition("//")[2])
    code = next(code for _words, code in shown.context["codes"] if code.startswith("<script"))
    with site(f"<!doctype html><title>Насосы</title><h1>Насосы</h1>{code}") as where:
        context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru")
        page, hosts = context.new_page(), set()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(where)
        form = page.frame_locator("iframe")
        form.get_by_label("Ваше имя").fill("Иван Петров")
        form.get_by_label("Телефон").fill("8 912 345-67-89")
        form.get_by_role("checkbox").first.check()
        form.get_by_role("button", name="Отправить").click()
        form.get_by_text("Спасибо! Мы ответим").wait_for()
        assert Enquiry.objects.get().state == "new"
        work()
        kept = Enquiry.objects.get()
        assert (kept.state, kept.error) == ("taken", "")
        assert hosts == {where.split("/")[2], live_url.split("/")[2]}
        context.close()
    marks = Intake.objects.get().marks
    assert (Deal.objects.get().contact.phone, marks["utm_source"]) == ("+79123456789", "direct")
    assert marks["page"].startswith(where.partition("?")[0])
