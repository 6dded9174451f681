"""Every way to deal with an item of the day in place, and the way back of each."""

import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.models import Activity, Contact, Deal, LetterTemplate, LossReason
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Invalid
from tests.crm.stage import at, company, deal

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def acme(cast):
    """Two calls of Boris are due on deals with one client; the larger one is opened first."""
    client = company(cast.boris, "Acme", email="office@acme.test")
    ivan = Contact.objects.create(
        first_name="Иван",
        last_name="Петров",
        phone="+79123456789",
        email="ivan@acme.test",
        company=client,
        owner=cast.boris,
        team=cast.north,
        created_at=clock.now(),
    )
    made = {}
    for title, rub in (("Large", 900_000), ("Small", 100_000)):
        row = deal(cast.boris, title, rub=rub, company=client, contact=ivan)
        made[title] = row, plan(cast, row)
    return made


@pytest.fixture
def boris(cast, sign_in):
    return sign_in(cast.boris)


def plan(cast, row, kind=ActivityKind.CALL, when="2026-11-18 10:00"):
    pk = plan_activity(by=cast.actor("boris"), kind=kind, due_at=at("2026-11-18 12:00"), deal_id=row.pk)
    Activity.objects.filter(pk=pk).update(due_at=at(when))
    Deal.objects.filter(pk=row.pk).update(next_at=at(when))
    return pk


def post(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data, headers=FRAGMENT)


def opened(answer) -> str:
    """Return the item an answer leaves opened."""
    return re.search(r'id="queue-now" data-item="([^"]+)"', answer.content.decode())[1]


def undone(client, answer):
    """Press the undo the answer offers, and return what came of it."""
    page = answer.content.decode()
    strip = page[page.index('<form class="inline-form"') :]
    address = re.search(r'hx-post="([^"]+)"', strip)[1]
    told = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', strip.split("</form>")[0]))
    return client.post(address, told, headers=FRAGMENT)


def test_item_is_put_off_in_one_line_and_back_to_the_minute(cast, boris, acme):
    row, pk = acme["Large"]
    answer = post(boris, "crm:queue_later", pk, step="завтра 12:00")
    assert Activity.objects.get(pk=pk).due_at == at("2026-11-19 12:00")
    assert opened(answer) == f"activity-{acme['Small'][1]}"
    answer = undone(boris, answer)
    assert Activity.objects.get(pk=pk).due_at == at("2026-11-18 10:00")
    row.refresh_from_db()
    assert row.next_at == at("2026-11-18 10:00")
    assert opened(answer) == f"activity-{pk}"
    assert post(boris, "crm:queue_later", pk, step="вчера").status_code == 422
    assert post(boris, "crm:queue_later", pk, step="").status_code == 422


def test_only_what_was_put_off_is_put_back(cast, boris, acme):
    assert post(boris, "crm:queue_back", acme["Small"][1]).status_code == 409


def test_deal_is_given_up_with_its_steps_and_taken_up_again(cast, boris, acme):
    row, pk = acme["Large"]
    reason = LossReason.objects.create(title="Цена", group="price", of="deal")
    form = boris.get(reverse("crm:queue_lose", args=[row.pk]), headers=FRAGMENT).content.decode()
    assert "Цена" in form
    assert post(boris, "crm:queue_lose", row.pk).status_code == 422
    answer = post(boris, "crm:queue_lose", row.pk, reason=reason.pk, item=f"activity-{pk}")
    row.refresh_from_db()
    assert (row.outcome, Activity.objects.get(pk=pk).removed_at is None) == ("lost", False)
    assert opened(answer) == f"activity-{acme['Small'][1]}"
    assert opened(undone(boris, answer)) == f"activity-{pk}"
    row.refresh_from_db()
    assert (row.outcome, row.next_at) == ("open", at("2026-11-18 10:00"))


def test_deal_is_handed_over_and_back(cast, sign_in, acme):
    row, pk = acme["Large"]
    anna = sign_in(cast.anna)
    answer = anna.post(
        reverse("crm:queue_hand_over", args=[row.pk]),
        {"owner": cast.vera.pk, "person": cast.boris.pk, "item": f"activity-{pk}"},
        headers=FRAGMENT,
    )
    assert Activity.objects.get(pk=pk).owner == cast.vera
    assert opened(undone(anna, answer)) == f"activity-{pk}"
    assert Activity.objects.get(pk=pk).owner == cast.boris
    assert Deal.objects.get(pk=row.pk).owner == cast.boris


def test_meeting_minds_ones_own_other_meetings(cast, boris, acme):
    large, pk = acme["Large"]
    plan(cast, acme["Small"][0], ActivityKind.MEETING, "2026-11-19 11:00")
    said = {"step": "завтра 11:30", "place": "Офис на Лесной", "item": f"activity-{pk}"}
    refused = post(boris, "crm:queue_meet", large.pk, **said)
    assert refused.status_code == 422
    assert "Acme" in refused.content.decode()
    assert 'name="anyway"' in refused.content.decode()
    reading = boris.get(reverse("crm:queue_reads"), {"step": "завтра 11:30", "place": ""}, headers=FRAGMENT)
    assert re.findall(r'data-value="19.11.2026 (\d\d:\d\d)"', reading.content.decode())[:3] == [
        "09:00",
        "09:30",
        "10:00",
    ]
    answer = post(boris, "crm:queue_meet", large.pk, **(said | {"step": "завтра 10:00"}))
    booked = Activity.objects.latest("pk")
    assert (booked.kind, booked.due_at, booked.title) == ("meeting", at("2026-11-19 10:00"), "Офис на Лесной")
    assert opened(answer) == f"activity-{pk}"
    undone(boris, answer)
    assert Activity.objects.get(pk=booked.pk).removed_at is not None
    assert post(boris, "crm:queue_meet", large.pk, **said, anyway="on").status_code == 200


def test_letter_from_a_template_is_recorded_and_opened_in_the_mail_program(cast, boris, acme):
    row, pk = acme["Large"]
    text = "Здравствуйте, {client.first_name}! О {deal.title}."
    fields = LetterFields(kind=ActivityKind.EMAIL, title="Предложение", subject="{deal.title}", text=text)
    template = save_letter_template(by=SYSTEM, fields=fields)
    address = reverse("crm:queue_write", args=[pk])
    form = boris.get(f"{address}?template={template}&item=activity-{pk}", headers=FRAGMENT).content.decode()
    assert "Здравствуйте, Иван! О Large." in form
    assert "ivan@acme.test" in form
    answer = boris.post(address, {"way": "email", "subject": "Large", "text": "Добрый день!"}, headers=FRAGMENT)
    written = Activity.objects.latest("pk")
    assert (written.kind, written.result, written.note, written.deal) == ("email", "done", "Добрый день!", row)
    assert "mailto:ivan@acme.test?subject=Large&amp;body=%D0%94" in answer.content.decode()
    assert opened(answer) == f"activity-{pk}"
    undone(boris, answer)
    assert Activity.objects.get(pk=written.pk).removed_at is not None
    assert boris.post(address, {"way": "telegram", "text": "x"}, headers=FRAGMENT).status_code == 422


def test_planned_message_is_finished_by_writing_it_and_the_step_is_asked(cast, boris, acme):
    row = deal(cast.boris, "Third", contact=acme["Large"][0].contact)
    pk = plan(cast, row, ActivityKind.MESSAGE)
    sent = {"way": "whatsapp", "text": "Добрый день", "asks": row.pk}
    page = boris.post(reverse("crm:queue_write", args=[pk]), sent, headers=FRAGMENT).content.decode()
    assert Activity.objects.get(pk=pk).result == "done"
    assert reverse("crm:queue_step", args=[row.pk]) in page
    assert "https://wa.me/79123456789?text=%D0%94" in page


def test_nobody_is_written_to_who_is_seen_only_in_part(cast, sign_in, acme):
    cast.boris.role.masked = ["phone", "email"]
    cast.boris.role.save()
    page = sign_in(cast.boris).get(reverse("crm:queue_write", args=[acme["Large"][1]]), headers=FRAGMENT)
    assert "ivan@acme.test" not in page.content.decode()
    assert "79123456789" not in page.content.decode()


def test_step_planned_by_a_slip_is_taken_back_and_then_the_result(cast, boris, acme):
    row, pk = acme["Large"]
    told = post(boris, "crm:queue_result", pk, result="talked", asks=row.pk).content.decode()
    assert f'name="before" value="{pk}"' in told
    answer = post(boris, "crm:queue_step", row.pk, step="завтра", before=pk)
    answer = undone(boris, answer)
    assert opened(answer) == f"deal-{row.pk}"
    answer = undone(boris, answer)
    assert opened(answer) == f"activity-{pk}"
    assert Activity.objects.get(pk=pk).done_at is None


def test_page_that_shows_the_next_item_is_brought_only_what_stands_round_it(cast, boris, acme):
    page = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    ready = re.search(r'<template id="queue-ahead" data-item="([^"]+)"', page)[1]
    assert ready == f"activity-{acme['Small'][1]}"
    row, pk = acme["Large"]
    post(boris, "crm:queue_result", pk, result="talked", asks=row.pk)
    answer = post(boris, "crm:queue_step", row.pk, step="завтра", shown=ready)
    assert answer.headers["HX-Reswap"] == "none"
    assert "queue-now" not in answer.content.decode()
    assert answer.content.decode().count('hx-swap-oob="true"') == 2


def test_line_is_read_back_while_it_is_typed(cast, boris):
    def read(line):
        return boris.get(reverse("crm:queue_reads"), {"step": line}, headers=FRAGMENT).content.decode()

    said = read("завтра 10:00 звонок")
    assert "Звонок" in said
    assert "10:00" in said
    assert "in 3 days call" not in read("in 3 days call")
    assert "data-understood" in read("in 3 days call")
    assert read("когда-нибудь").strip() == ""


def test_every_item_says_why_it_stands_here(cast, boris, acme):
    page = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    assert "Почему здесь" in page
    assert "вероятность 50 %" in page


def test_cost_of_the_queue_and_of_going_on_does_not_grow(cast, boris, acme):
    """The statements are the same with ten items and with five hundred, and the answer comes in a blink."""
    costs = []
    for more in (8, 490):
        rows = [deal(cast.boris, rub=1000 + number) for number in range(more)]
        Activity.objects.bulk_create(
            Activity(kind="call", deal=row, owner=cast.boris, due_at=at("2026-11-18 10:00"), created_at=clock.now())
            for row in rows
        )
        Deal.objects.filter(next_at=None).update(next_at=at("2026-11-18 10:00"))
        first = max(Activity.objects.filter(done_at=None).values_list("pk", "deal_id"))
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as shown:
            boris.get(reverse("crm:queue"), headers=FRAGMENT)
        with CaptureQueriesContext(connection) as ended:
            post(boris, "crm:queue_result", first[0], result="talked", asks=first[1])
        with CaptureQueriesContext(connection) as stepped:
            post(boris, "crm:queue_step", first[1], step="завтра")
        took = time.perf_counter() - began
        costs.append((len(shown), len(ended), len(stepped)))
    assert costs[0] == costs[1]
    assert took < 3.0


def test_templates_are_kept_by_who_may_and_refuse_unknown_fields(cast, sign_in):
    head = sign_in(cast.anna)
    sent = {"kind": "email", "title": "Первое письмо", "subject": "", "text": "{client.first_name}, добрый день!"}
    assert "Написать первый" in head.get(reverse("crm:letters")).content.decode()
    assert head.post(reverse("crm:letter_add"), sent).status_code == 302
    made = LetterTemplate.objects.get()
    wrong = head.post(f"{reverse('crm:letter_edit')}?letter={made.pk}", sent | {"text": "{client.pets}"})
    assert wrong.status_code == 422
    assert "{client.pets}" in wrong.content.decode()
    head.post(reverse("crm:letter_archive"), {"letter": made.pk})
    assert LetterTemplate.objects.get().archived_at
    head.post(reverse("crm:letter_restore"), {"letter": made.pk})
    assert "Первое письмо" in head.get(reverse("crm:letters")).content.decode()
    assert sign_in(cast.boris).get(reverse("crm:letters")).status_code == 403
    with pytest.raises(Invalid):
        save_letter_template(by=SYSTEM, fields=LetterFields(kind=ActivityKind.CALL, title="x", text="y"))
