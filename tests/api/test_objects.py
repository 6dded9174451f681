"""Objects over the API: pages, filters, changes since a moment, versions, keys, many commands, limits, scopes."""

from datetime import timedelta

import pytest

from mostik.core import clock
from mostik.crm.models import Contact, Deal
from tests.crm import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def deals(cast):
    return [stage.deal(cast.boris, rub=n) for n in range(1, 8)]


def test_cursor_walks_every_row_once_while_rows_come_and_go(program, cast, deals):
    it, seen, cursor = program(), [], ""
    while True:
        page = it.get(f"deals?limit=3&cursor={cursor}").json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
        stage.deal(cast.boris)
        if not cursor:
            break
    assert seen == sorted((deal.pk for deal in deals), reverse=True)


def test_filter_narrows_and_an_unknown_one_is_refused_whatever_it_is(program, cast, deals):
    it = program()
    stage.deal(cast.vera)
    assert {d["owner"] for d in it.get(f"deals?owner={cast.vera.pk}").json()["items"]} == {cast.vera.pk}
    assert it.get("deals?created_at_to=2020-01-01T00:00:00Z").json()["items"] == []
    paths = ["owner__password__startswith", "stage__title", "pk__in", "removed_at__isnull", "owner_id", "version"]
    paths += [f"{field.name}__isnull" for field in Deal._meta.get_fields()]
    for path in paths:
        answer = it.get(f"deals?{path}=1")
        assert (answer.status_code, answer.json()["field"]) == (422, path)


def test_changes_since_a_moment_come_in_order_with_the_removed(program, cast, deals):
    it, start = program(), clock.now()
    with clock.stopped(start + timedelta(minutes=10)):
        assert it.patch(f"deals/{deals[3].pk}", {"note": "x"}).status_code == 200
    with clock.stopped(start + timedelta(minutes=20)):
        assert it.delete(f"deals/{deals[1].pk}").status_code == 204
        since = (start + timedelta(minutes=5)).isoformat().replace("+", "%2B")
        page = it.get(f"deals?updated_since={since}&limit=1").json()
        assert [each["id"] for each in page["items"]] == [deals[3].pk]
        rest = it.get(f"deals?updated_since={since}&limit=1&cursor={page['next']}").json()
    assert [(each["id"], each.get("removed")) for each in rest["items"]] == [(deals[1].pk, True)]
    assert "title" not in rest["items"][0]
    assert rest["next"] == ""


@pytest.mark.parametrize("since", ["2026-11-18T19:43:28%2B22:27", "2026-11-18T08:00:00", "2026-11-18T08:00:00-23:59"])
def test_moment_of_any_offset_is_read(program, deals, since):
    assert program().get(f"deals?updated_since={since}").status_code == 200


def test_bulk_changes_are_changes_too(program, cast):
    rows = [stage.company(cast.boris, f"c{n}") for n in range(3)]
    it = program()
    with clock.stopped(clock.now() + timedelta(hours=1)):
        since = clock.now().isoformat().replace("+", "%2B")
        assert it.post(f"companies/{rows[0].pk}/hand_over", {"owner": cast.vera.pk}).status_code == 200
        assert [each["id"] for each in it.get(f"companies?updated_since={since}").json()["items"]] == [rows[0].pk]


def test_stale_version_is_refused_by_body_and_by_tag(program, deals):
    it, at = program(), f"deals/{deals[0].pk}"
    first = it.get(at)
    assert it.patch(at, {"note": "one", "version": 0}).json()["version"] == 1
    assert it.patch(at, {"note": "two", "version": 0}).status_code == 409
    assert it.patch(at, {"note": "two"}, If_Match=first.headers["ETag"]).status_code == 409
    assert it.patch(at, {"note": "two"}, If_Match='"1"').json()["note"] == "two"
    assert it.get(at, If_None_Match='"2"').status_code == 304


def test_key_makes_once_and_another_body_is_refused(program, cast):
    it, body = program(), {"title": "Once", "owner": cast.boris.pk}
    stage.pipeline()
    first, second = (it.post("deals", body, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Deal.objects.filter(title="Once").count() == 1
    assert it.post("deals", {**body, "title": "Twice"}, Idempotency_Key="k1").status_code == 409
    wrong = it.post("deals", {"title": ""}, Idempotency_Key="k2")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "title")


def test_batch_does_each_by_itself_and_says_how_it_ended(program, deals):
    it, at = program(), f"/api/v1/deals/{deals[0].pk}"
    commands = [
        {"method": "POST", "path": f"{at}/win"},
        {"method": "POST", "path": f"{at}/win"},
        {"method": "GET", "path": at},
        {"method": "PATCH", "path": at, "body": {"title": ""}},
        {"method": "POST", "path": "/api/v1/batch", "body": {"commands": []}},
        {"method": "GET", "path": "/api/v1/nothing"},
    ]
    results = it.post("batch", {"commands": commands}).json()["results"]
    assert [each["status"] for each in results] == [200, 409, 200, 422, 404, 404]
    assert results[2]["body"]["outcome"] == "won"
    assert it.post("batch", {"commands": commands[:1] * 51}).status_code == 422


def test_too_fast_is_told_when_to_come_again(program, settings):
    settings.API_PER_MINUTE, settings.API_BURST = 60, 3
    it = program()
    answers = [it.get("pipelines") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert program().get("pipelines").status_code == 200


def test_token_does_what_was_chosen_for_it_until_its_day(program, cast, deals):
    it = program("head", rights=["crm.see_deals"], expires_on=clock.today())
    assert it.get("deals").status_code == 200
    assert it.patch(f"deals/{deals[0].pk}", {"note": "x"}).status_code == 403
    with clock.stopped(clock.now() + timedelta(days=1)):
        assert it.get("deals").status_code == 401


def test_masked_fields_are_shown_in_part_and_not_asked_by(program, cast):
    Contact.objects.create(first_name="Ivan", phone="+74951234567", owner=cast.boris, created_at=clock.now())
    it = program("marketer")
    assert "1234567" not in it.get("contacts").content.decode()
    assert it.get("contacts?phone=%2B74951234567").status_code == 403
    assert program().get("contacts?phone=%2B74951234567").json()["items"][0]["first_name"] == "Ivan"


def test_product_is_written_whole_and_refused_at_its_field(program):
    it, price = program(), {"amount": "1000.00", "currency": "RUB"}
    made = it.post("products", {"title": "Pump", "code": " P-1 ", "unit": "set", "price": price, "vat_rate": 2000})
    assert (made.status_code, made.json()["code"], made.json()["price"]) == (201, "P-1", price)
    wrong = [("price", {"price": {"amount": "-0.01", "currency": "RUB"}}), ("vat_rate", {"vat_rate": 10_001})]
    for field, said in [*wrong, ("code", {"code": "P-1"}), ("title", {"title": "Pump"})]:
        answer = it.post("products", {"title": "Other", **said})
        assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert it.post("products", {"title": "One", "code": "  "}).status_code == 201
    assert it.post("products", {"title": "Two", "code": "  "}).status_code == 201
    assert program("manager").post("products", {"title": "Third"}).status_code == 403


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b'{"title": "\\ud800"}', b'{"title": "a\\u0000"}'])
def test_unreadable_body_is_said_to_be(program, body):
    it = program()
    headers = {"Authorization": f"Bearer {it.token}"}
    answer = it.client.generic("POST", "/api/v1/deals", body, "application/json", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["message"]


OPEN = {("post", f"/api/v1/{kind}/{{token}}/stop") for kind in ("letters", "sendings")}


def test_document_is_complete(client, db):
    whole = client.get("/api/openapi.json").json()
    bare = []
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            if (method, path) in OPEN:
                assert operation.get("summary")
                assert not operation.get("security")
                continue
            missing = {"401", "403", "422", "429"} - set(operation["responses"])
            keyed = any(each.get("name") == "Idempotency-Key" for each in operation.get("parameters", []))
            if missing or not operation.get("summary") or not operation.get("security") or keyed == (method == "get"):
                bare.append((method, path, missing))
    assert bare == []
    assert set(whole["components"]["securitySchemes"]) == {"TokenAuth", "SessionAuth"}
    assert whole["components"]["schemas"]["NewDeal"]["properties"]["title"]["examples"]
