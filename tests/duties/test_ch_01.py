"""CH-01: a form built on screen takes leads from anywhere; what is accepted is stored; repeats join; spam is apart."""

from datetime import timedelta

import pytest
from django.test import Client

from mostik.channels.commands.enquiries import HONEYPOT, STAMP, stamp
from mostik.channels.models import Enquiry, Source
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, Intake

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
        "odd/",
        "odd/?state=spam",
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
