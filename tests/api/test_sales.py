"""Papers, price lists, lines of deals, segments and decisions over the API: what people do on screens, done by programs."""

import json
from datetime import timedelta

import pytest

from mostik.core import clock, outbox
from mostik.crm.models import Company, Deal, Document
from mostik.people.commands.approvals import Asking, ask_approval
from mostik.people.terms import Need
from tests.crm import papers, stage

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CR-17")]
RUB = {"currency": "RUB"}


def rub(amount: str) -> dict[str, str]:
    return {"amount": amount, **RUB}


@pytest.fixture
def deal(cast):
    papers.seller()
    papers.seed_templates(by=papers.SYSTEM)
    return stage.deal(cast.boris, company=stage.company(cast.boris))


def send(client, method, address, said=None):
    answer = client.generic(method, f"/api/v1/{address}", json.dumps(said or {}), "application/json")
    return answer.status_code, json.loads(answer.content or b"null")


def test_paper_goes_from_draft_to_paid_and_is_downloaded(program, deal):
    it = program()
    made = it.post("documents", {"kind": "invoice", "deal": deal.pk, "amount": rub("1200.50")}, Idempotency_Key="1")
    again = it.post("documents", {"kind": "invoice", "deal": deal.pk, "amount": rub("1200.50")}, Idempotency_Key="1")
    assert (made.status_code, made.json()["status"], made.json()["amount"]) == (201, "draft", rub("1200.50"))
    assert (again.json()["id"], Document.objects.count()) == (made.json()["id"], 1)
    at = f"documents/{made.json()['id']}"
    assert it.patch(at, {"amount": rub("900.00"), "version": 9}).status_code == 409
    assert it.patch(at, {"amount": rub("900.00")}).json()["amount"] == rub("900.00")
    assert it.get(f"{at}/files/pdf").status_code == 404
    numbered = it.post(f"{at}/issue").json()
    assert (numbered["status"], bool(numbered["number"])) == ("issued", True)
    while outbox.run_due():
        pass
    for what, first in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = it.get(f"{at}/files/{what}")
        assert b"".join(answer.streaming_content).startswith(first)
    assert it.get(f"{at}/files/exe").status_code == 422
    assert [it.post(f"{at}/{step}").json()["status"] for step in ("send", "pay", "unpay")] == ["sent", "paid", "sent"]
    assert it.post(f"{at}/sign", {}).status_code == 422
    assert it.post(f"{at}/cancel", {"why": "Twice"}).json()["cancelled_why"] == "Twice"
    assert (it.post(f"{at}/pay").status_code, it.delete(at).status_code) == (409, 409)
    assert it.post(f"{at}/reinstate").json()["status"] == "sent"


def test_papers_are_listed_by_state_and_by_changes_within_reach(program, cast, deal, sign_in):
    it = program()
    mine, others = papers.issued(cast.boris, row=deal), papers.draft(cast.dina)
    assert [each["id"] for each in it.get("documents?status=issued").json()["items"]] == [mine.pk]
    with clock.stopped(clock.now() + timedelta(hours=1)):
        since = clock.now().isoformat().replace("+", "%2B")
        assert it.delete(f"documents/{others.pk}").status_code == 204
        page = it.get(f"documents?updated_since={since}").json()["items"]
        back = it.post(f"documents/{others.pk}/restore")
        assert (back.status_code, back.json().get("status")) == (200, "draft"), back.json()
    assert [(each["id"], each["removed"]) for each in page] == [(others.pk, True)]
    boris = sign_in(cast.boris)
    assert [each["id"] for each in send(boris, "GET", "documents")[1]["items"]] == [mine.pk]
    assert send(boris, "GET", f"documents/{others.pk}")[0] == 404
    assert send(boris, "POST", "documents", {"kind": "invoice", "deal": others.deal_id})[0] == 404


def test_lines_are_written_anew_and_the_deal_comes_to_their_sum(program, deal):
    it, at = program(), f"deals/{deal.pk}"
    product = it.post("products", {"title": "Pump", "price": rub("1000.00")}).json()["id"]
    line = {"product": product, "title": "Pump", "quantity": "2.5", "price": rub("1000"), "discount": "10"}
    vat = {"title": "Set-up", "price": rub("100"), "vat_rate": "20", "vat_included": False}
    assert it.post(f"{at}/set_items", {"items": [line, vat]}).json()["amount"] == rub("2370.00")
    rows = it.get(f"items?deal={deal.pk}").json()["items"]
    assert [(each["title"], each["quantity"], each["discount"], each["sum"]["amount"]) for each in rows] == [
        ("Set-up", "1", "0", "120.00"),
        ("Pump", "2.5", "10", "2250.00"),
    ]
    kept = {**vat, "id": rows[0]["id"]}
    assert it.post(f"{at}/set_items", {"items": [kept], "version": 0}).status_code == 409
    assert it.post(f"{at}/set_items", {"items": [kept]}).json()["amount"] == rub("120.00")
    wrong = [({"price": {"amount": "1", "currency": "USD"}}, "price-0"), ({"discount": "101"}, "discount-0")]
    wrong += [({"benefit": 999}, "benefit-0"), ({"product": 999}, "title-0"), ({"quantity": "0"}, "quantity-0")]
    for said, field in wrong:
        answer = it.post(f"{at}/set_items", {"items": [{**vat, **said}]})
        assert (answer.status_code in {404, 422}, answer.json()["field"]) == (True, field)
    assert Deal.objects.get(pk=deal.pk).amount_minor == 12_000


def test_price_list_is_made_priced_put_away_and_brought_back(program):
    it = program()
    product = it.post("products", {"title": "Pump"}).json()["id"]
    at = f"price_lists/{it.post('price_lists', {'title': 'Dealers', 'first': '2026-11-01'}).json()['id']}"
    assert it.post(f"{at}/set_price", {"product": product, "price": rub("700.10")}).status_code == 200
    assert [each["price"] for each in it.get("prices").json()["items"]] == [rub("700.10")]
    assert it.post(f"{at}/set_price", {"product": product, "price": rub("-1")}).json()["field"] == "price"
    assert (
        it.post(f"{at}/set_price", {"product": product, "price": {"amount": "1", "currency": "USD"}}).status_code == 422
    )
    changed = it.patch(at, {"last": "2026-12-31", "version": 1})
    assert (changed.json()["last"], changed.json()["title"], changed.json()["version"]) == ("2026-12-31", "Dealers", 2)
    assert it.patch(at, {"last": "2026-12-30", "version": 1}).status_code == 409
    assert it.patch(at, {"last": "2026-10-01"}).json()["field"] == "last"
    assert (it.delete(at).status_code, it.get(at).status_code) == (204, 404)
    assert it.post(f"{at}/restore").status_code == 200
    assert it.post(f"{at}/set_price", {"product": product}).status_code == 200
    assert it.get("prices").json()["items"] == []
    assert program("manager").patch(at, {"last": None}).status_code == 403


def test_segment_gives_its_members_page_by_page_within_reach(cast, sign_in, program):
    for number in range(5):
        stage.company(cast.boris, f"Rose {number}", region="Томск")
    stage.company(cast.dina, "Rose of others", region="Томск")
    anna = sign_in(cast.anna)
    rules = {"groups": [{"rules": [{"field": "region", "op": "is", "value": "Томск"}]}]}
    status, made = send(anna, "POST", "segments", {"title": "Tomsk", "subject": "company", "rules": rules})
    assert (status, made["live"]) == (201, True), made
    seen, cursor = [], ""
    while True:
        page = send(anna, "GET", f"segments/{made['id']}/members?limit=2&cursor={cursor}")[1]
        seen, cursor = seen + page["items"], page["next"]
        if not cursor:
            break
    own = Company.objects.filter(owner=cast.boris).order_by("-pk")
    assert (page["subject"], seen) == ("company", list(own.values_list("pk", flat=True)))
    status, kept = send(anna, "PATCH", f"segments/{made['id']}", {"live": False, "version": made["version"]})
    assert (status, kept["rules"]["groups"][0]["rules"][0]["value"]) == (200, "Томск")
    assert send(anna, "PATCH", f"segments/{made['id']}", {"title": "x", "version": made["version"]})[0] == 409
    wrong = {"title": "x", "subject": "company", "rules": {"groups": [{"rules": [{"field": "password", "op": "is"}]}]}}
    assert send(anna, "POST", "segments", wrong)[1]["field"] == "rules"
    assert send(sign_in(cast.dasha), "GET", f"segments/{made['id']}/members")[0] == 404
    assert program().delete(f"segments/{made['id']}").status_code == 204
    assert program().post(f"segments/{made['id']}/restore").status_code == 200


def test_decision_is_asked_and_taken_by_people_and_never_by_a_token(cast, sign_in, program):
    said = {"kind": "people.expense", "title": "A stand at the fair", "amount": rub("5000.00")}
    assert program("head").post("approvals", said).status_code == 409
    alone = program("head", department_id=cast.sales.pk).post("approvals", {**said, "owner": cast.dasha.pk})
    assert (alone.status_code, alone.json()["state"], alone.json()["owner"]) == (201, "approved", cast.dasha.pk)
    status, asked = send(sign_in(cast.dasha), "POST", "approvals", said)
    assert (status, asked["state"], asked["decider"]) == (201, "waiting", cast.gleb.pk)
    at = f"approvals/{asked['id']}"
    for amount in (rub("0"), rub("-1"), {"amount": "5", "currency": "USD"}):
        assert (
            program().post("approvals", {**said, "amount": amount, "owner": cast.dasha.pk}).json()["field"] == "amount"
        )
    assert program().post(f"{at}/approve").status_code == 404
    assert send(sign_in(cast.boris), "POST", f"{at}/approve")[0] in {403, 404}
    gleb = sign_in(cast.gleb)
    assert send(gleb, "POST", f"{at}/ask_back", {"question": "Which?"})[1]["question"] == "Which?"
    assert send(sign_in(cast.dasha), "POST", f"{at}/answer", {"text": "In May"})[1]["question"] == ""
    gleb = sign_in(cast.gleb)
    assert send(gleb, "POST", f"{at}/approve", {"version": 0})[0] == 409
    assert send(gleb, "POST", f"{at}/decline", {"reason": " "})[0] == 422
    assert send(gleb, "POST", f"{at}/decline", {"reason": "Not this year"})[1]["state"] == "declined"
    waiting = ask_approval(
        by=cast.actor("dasha"), asking=Asking(kind="people.expense", title="Paper", needs=[Need(size=500_000)])
    )
    assert [each["id"] for each in send(gleb, "GET", "approvals?state=waiting")[1]["items"]] == [waiting]
    assert send(sign_in(cast.dasha), "POST", f"approvals/{waiting}/withdraw")[1]["state"] == "withdrawn"


def test_material_is_added_changed_put_away_and_sent_to_a_client(cast, sign_in, program, post):
    anna, it = sign_in(cast.anna), program()
    company = stage.company(cast.boris, "Rose")
    deal = stage.deal(cast.boris, "Pumps", company=company)
    here = [deal.stage_id]
    status, made = send(anna, "POST", "materials", {"title": "Case", "text": "It paid back", "stages": here})
    assert (status, made["text"], made["stages"], made["sent"]) == (201, "It paid back", here, 0)
    assert send(anna, "POST", "materials", {"title": "Empty"})[1]["field"] == "text"
    assert it.post("materials", {"title": "Whose", "text": "x"}).json()["field"] == "title"
    at = f"materials/{made['id']}"
    status, kept = send(anna, "PATCH", at, {"link": "https://video.test/1", "version": made["version"]})
    assert (status, kept["text"], kept["link"], kept["stages"]) == (200, "It paid back", "https://video.test/1", here)
    assert send(anna, "PATCH", at, {"words": "x", "version": made["version"]})[0] == 409
    told = {"material": made["id"], "key": "one"}
    assert it.post(f"deals/{deal.pk}/materials", told).status_code == 409
    Company.objects.filter(pk=company.pk).update(email="rose@client.test")
    sent = it.post(f"deals/{deal.pk}/materials", told)
    assert (sent.status_code, it.post(f"deals/{deal.pk}/materials", told).json()) == (201, sent.json())
    assert it.get(at).json()["sent"] == 1
    assert program("auditor").post(f"deals/{deal.pk}/materials", told).status_code == 403
    assert (it.delete(at).status_code, it.get(at).status_code, it.post(f"{at}/restore").status_code) == (204, 404, 200)
