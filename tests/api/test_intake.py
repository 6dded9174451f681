"""Intake over the API: sources and what came, rules and leads that wait, ways, promos, refusals, enrolments, touches."""

import pytest

from mostik.channels.models import Account, Enquiry, Refusal, Source
from mostik.core import clock
from mostik.crm.models import LeadRule, LeadTurn, LossReason, Product, Promo
from tests.crm import stage
from tests.fakes import telegram
from tests.permissions.world import enquiry_row, robot_row

pytestmark = pytest.mark.django_db


def test_source_is_made_shaped_stopped_and_its_secret_shown_once(program, cast):
    stage.pipeline()
    it, pump = program("head"), Product.objects.create(title="Насос")
    made = it.post("lead_sources", {"kind": "form", "title": "Сайт", "product": pump.pk}).json()
    assert (made["code"], made["product"], "/f/" in made["address"]) == (f"form:{made['id']}", pump.pk, True)
    path = f"lead_sources/{made['id']}"
    asked = {"fields": [{"key": "phone", "required": True}], "button": "Жду звонка", "consent": "Согласен"}
    assert it.post(f"{path}/shape", asked).json()["form"]["button"] == "Жду звонка"
    assert it.post(f"{path}/shape", {"fields": [{"key": "name"}]}).status_code == 422, "Nobody could be answered."
    assert it.patch(path, {"title": "Главная"}).json()["title"] == "Главная"
    assert it.patch(path, {"channel": 404}).json()["field"] == "channel"
    assert it.post(f"{path}/pause", {}).json()["paused_at"]
    assert it.post(f"{path}/resume", {}).json()["paused_at"] is None
    assert it.post(f"{path}/secret", {}).status_code == 409, "A form has no secret."
    hook = it.post("lead_sources", {"kind": "hook", "title": "Партнёр"}).json()
    secret = it.post(f"lead_sources/{hook['id']}/secret", {}).json()["secret"]
    assert secret.startswith("whsec_")
    assert secret not in str(it.get(f"lead_sources/{hook['id']}").json())
    assert it.patch(f"lead_sources/{hook['id']}", {"mapping": {"phone": "tel"}}).json()["mapping"] == {"phone": "tel"}
    assert [each["title"] for each in it.get("lead_sources?kind=form").json()["items"]] == ["Главная"]
    assert it.delete(path).status_code == 204
    assert it.post(f"{path}/restore", {}).status_code == 200
    assert Source.objects.filter(removed_at__isnull=True).count() == 2
    assert program("manager").get("lead_sources").status_code == 403


def test_enquiries_are_read_and_sorted_out(program, cast):
    it, number = program("head"), enquiry_row()["enquiry_id"]
    (told,) = it.get("enquiries?state=odd").json()["items"]
    assert (told["id"], "body" in told) == (number, False)
    assert it.post(f"enquiries/{number}/call_spam", {}).json()["state"] == "spam"
    assert it.post(f"enquiries/{number}/read_again", {}).json()["state"] == "new"
    assert Enquiry.objects.get().state == "new"


def test_rules_are_made_changed_and_moved_with_everybody_they_name(program, cast):
    it = program("owner")
    told = {"title": "Сайт", "keeper": cast.anna.pk, "sources": ["form"], "answer_minutes": 10}
    takers = [{"person": cast.boris.pk, "quota": 8, "languages": ["ru"]}, {"person": cast.vera.pk}]
    made = it.post("lead_rules", {**told, "takers": takers}).json()
    assert [(each["person"], each["quota"]) for each in made["takers"]] == [(cast.boris.pk, 8), (cast.vera.pk, 0)]
    other = it.post("lead_rules", {**told, "title": "Всё", "sources": [], "sort": 5, "takers": takers[:1]}).json()
    changed = it.patch(f"lead_rules/{made['id']}", {"answer_minutes": 20}).json()
    assert (changed["answer_minutes"], len(changed["takers"]), changed["sources"]) == (20, 2, ["form"])
    assert it.post(f"lead_rules/{other['id']}/move_up", {}).json()["sort"] == 0
    assert list(LeadRule.objects.values_list("title", flat=True)) == ["Всё", "Сайт"]
    for wrong, field in (({"channel": 404}, "channel"), ({"keeper": 404}, "keeper")):
        assert it.patch(f"lead_rules/{made['id']}", wrong).json()["field"] == field
    assert it.patch(f"lead_rules/{made['id']}", {"takers": [{"person": 404}]}).json()["field"] == "takers"
    assert it.patch(f"lead_rules/{made['id']}", {"way": "luck"}).status_code == 422
    assert it.delete(f"lead_rules/{made['id']}").status_code == 204
    assert it.post(f"lead_rules/{made['id']}/restore", {}).status_code == 200
    assert program("manager").get("lead_rules").status_code == 403


def test_leads_that_wait_are_given_and_taken(program, cast, sign_in):
    it, now = program("owner"), clock.now()
    told = {"title": "Сайт", "keeper": cast.anna.pk, "only_at_work": False, "takers": [{"person": cast.boris.pk}]}
    rule = it.post("lead_rules", told).json()["id"]
    rows = [
        LeadTurn.objects.create(deal=stage.deal(cast.anna), rule_id=rule, how="pool", came_at=now, at=now)
        for _place in range(2)
    ]
    assert it.post(f"lead_turns/{rows[0].pk}/give", {"person": cast.vera.pk}).json()["end"] == "handed"
    (given,) = it.get(f"lead_turns?person={cast.vera.pk}").json()["items"]
    assert (given["deal"], given["how"]) == (rows[0].deal_id, "given")
    assert it.post(f"lead_turns/{rows[0].pk}/give", {"person": cast.vera.pk}).status_code == 409
    boris = sign_in(cast.boris)
    taken = boris.post(f"/api/v1/lead_turns/{rows[1].pk}/take", {}, content_type="application/json")
    assert taken.status_code == 200, taken.content
    assert LeadTurn.objects.get(deal=rows[1].deal_id, ended_at__isnull=True).person == cast.boris
    assert boris.get(f"/api/v1/lead_turns/{rows[0].pk}").status_code == 404


def test_way_is_connected_once_the_far_side_knows_it_and_its_secret_never_comes_out(program, cast, settings):
    it = program("owner")
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    wanted = {"way": "telegram", "title": "Бот", "owner": cast.anna.pk, "told": {"token": "1:wrong", "mode": "poll"}}
    assert it.post("ways", {**wanted, "way": "fax"}).json()["field"] == "way"
    with telegram.telegram() as far:
        settings.TELEGRAM_API = far.url
        refused = it.post("ways", wanted)
        assert (refused.status_code, refused.json()["field"], Account.objects.count()) == (422, "token", 0)
        made = it.post("ways", {**wanted, "told": {"token": telegram.TOKEN, "mode": "poll"}})
        assert (made.status_code, made.json()["name"]) == (201, "mostik_test_bot"), made.content
        row = Account.objects.get()
        assert it.post(f"ways/{row.pk}/check", {}).status_code == 200
    assert it.post(f"ways/{row.pk}/check", {}).status_code >= 400
    assert telegram.TOKEN not in it.get(f"ways/{row.pk}").content.decode()
    assert it.post(f"ways/{row.pk}/pause", {}).json()["paused_at"]
    assert it.post(f"ways/{row.pk}/resume", {}).json()["paused_at"] is None
    assert it.delete(f"ways/{row.pk}").status_code == 204
    assert it.post(f"ways/{row.pk}/restore", {}).status_code == 200
    assert program("manager").get("ways").status_code == 403


def test_promo_is_given_within_ones_limit(program, cast):
    deal = stage.deal(cast.anna, rub=1000)
    it = program("owner")
    made = it.post("promos", {"deal": deal.pk, "percent": "5", "days": 7})
    assert (made.status_code, made.json()["percent"]) == (201, "5"), made.content
    assert it.post("promos", {"deal": deal.pk, "percent": "5", "days": 7}).status_code == 409
    assert it.post("promos", {"deal": deal.pk, "percent": "77", "days": 7}).status_code == 422
    assert [each["deal"] for each in it.get("promos?kept=false").json()["items"]] == [deal.pk]
    assert Promo.objects.count() == 1


def test_refusal_is_filed_with_the_clients_reason(program, cast):
    reasons = [LossReason.objects.create(title=title) for title in ("Дорого", "Сроки")]
    told = {"given": reasons[0], "state": "unread", "answer": "Долго ждать", "asked_at": clock.now()}
    row = Refusal.objects.create(deal=stage.deal(cast.boris), owner=cast.boris, **told)
    it = program("owner")
    assert it.get("refusals?state=unread").json()["items"][0]["answer"] == "Долго ждать"
    assert it.post(f"refusals/{row.pk}/settle", {"reason": 404}).json()["field"] == "reason"
    filed = it.post(f"refusals/{row.pk}/settle", {"reason": reasons[1].pk}).json()
    assert (filed["state"], filed["given"], filed["reason"]) == ("read", reasons[0].pk, reasons[1].pk)


def test_enrolment_begins_only_where_something_stands(program, cast):
    it, row = program("head"), robot_row()
    assert it.post("enrolments", {"robot": row.pk}).status_code == 409
    assert it.get("enrolments").json()["items"] == []


def test_where_clients_came_from_is_read(program, cast):
    it = program("owner")
    assert it.post("spend", {"origin": "ads", "rows": [{"day": "2026-11-01", "source": "yandex", "amount": "10.50"}]})
    (day,) = it.get("spend?source=yandex").json()["items"]
    assert (day["amount"]["amount"], day["origin"]) == ("10.50", "ads")
    assert it.get("visits?day_from=2026-11-01").json()["items"] == []
    assert it.get("touches?kind=form").json()["items"] == []
