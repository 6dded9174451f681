"""Own fields and registers for programs: read as written, refused at their field, within reach, in few statements."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mostik.crm.commands.registers import add_register
from mostik.crm.models import Company, Deal, Register, RegisterRow
from mostik.crm.terms import FieldType, Holder
from tests.crm.owned import field
from tests.crm.stage import company

T = FieldType
GRANTS = {
    "head": {"see": "all", "edit": "all", "remove": "all", "add": True},
    "manager": {"see": "own", "edit": "", "remove": "", "add": False},
}


def send(client, method, address, said=None):
    answer = client.generic(method, f"/api/v1/{address}", json.dumps(said or {}), "application/json")
    return answer.status_code, json.loads(answer.content or b"null")


@pytest.fixture
def anna(cast, pipeline, sign_in):
    return sign_in(cast.anna)


@pytest.fixture
def samples(anna, cast) -> Register:
    values = {"title": "Образцы", "links": ["company"], "grants": GRANTS}
    return Register.objects.get(pk=add_register(by=cast.actor("anna"), code="samples", values=values))


def every(holder, **more):
    return {kind: field(kind, holder=holder, **more) for kind in T if kind is not T.FILE}


def values(fields, cast, client):
    said = {
        T.TEXT: "Насос",
        T.LONG: "первая\nвторая",
        T.NUMBER: "123456789012.123456",
        T.MONEY: {"amount": "1500.50", "currency": "RUB"},
        T.YES_NO: False,
        T.DAY: "1961-04-12",
        T.MOMENT: "2026-11-26T07:30Z",
        T.CHOICE: 2,
        T.CHOICES: [1, 3],
        T.PERSON: cast.vera.pk,
        T.CLIENT: client.pk,
        T.LINK: "https://example.ru/a",
        T.PHONE: "+79123456789",
        T.EMAIL: "anna@mostik.ru",
    }
    return {fields[kind].name: value for kind, value in said.items()}


@pytest.mark.parametrize("holder", [Holder.DEAL, Holder.COMPANY])
def test_every_value_is_read_as_it_was_written(anna, cast, holder):
    client = company(cast.boris, "Кедр")
    own = values(every(holder), cast, client)
    where = {Holder.DEAL: "deals", Holder.COMPANY: "companies"}[holder]
    status, made = send(anna, "POST", where, {"title": "Линия", "own": own})
    assert (status, made["own"]) == (201, own)
    status, changed = send(anna, "PATCH", f"{where}/{made['id']}", {"own": dict.fromkeys(own)})
    assert (status, set(changed["own"].values())) == (200, {None})
    model = {Holder.DEAL: Deal, Holder.COMPANY: Company}[holder]
    assert model.objects.get(pk=made["id"]).own == {}


def test_what_does_not_fit_is_refused_at_its_field(anna, cast, deal_of):
    fields, deal = every(Holder.DEAL), deal_of(cast.boris)
    strange = ["x", -1, 10**30, 1.5, True, [], [[]], {}, {"amount": "x"}, ["x"], "2026-13-40", "\ud83d", "a" * 9000]
    for one in fields.values():
        for value in strange:
            status, told = send(anna, "PATCH", f"deals/{deal.pk}", {"own": {one.name: value}})
            assert status in {200, 422}, (one.type, value, told)
    status, told = send(anna, "PATCH", f"deals/{deal.pk}", {"own": {"own_999999": 1}})
    assert (status, told["field"]) == (422, "own_999999")


def test_rows_of_a_register_are_listed_read_made_and_changed(anna, samples, cast):
    one = field(T.NUMBER, "Площадь", holder=Holder.ROW, register=samples.pk, required=True)
    client = company(cast.boris, "Кедр")
    status, told = send(anna, "GET", "registers")
    assert (status, [each["code"] for each in told], told[0]["fields"][0]["name"]) == (200, ["samples"], one.name)
    said = {"title": "Ткань", "company": client.pk, "owner": cast.boris.pk}
    assert send(anna, "POST", "registers/samples/rows", said)[0] == 422
    status, made = send(anna, "POST", "registers/samples/rows", {**said, "own": {one.name: "2.5"}})
    assert (status, made["own"], made["company"]) == (201, {one.name: "2.5"}, client.pk)
    address = f"registers/samples/rows/{made['id']}"
    assert send(anna, "PATCH", address, {"own": {one.name: "3"}, "version": 0})[1]["own"] == {one.name: "3"}
    assert send(anna, "PATCH", address, {"own": {one.name: "4"}, "version": 0})[0] == 409
    assert send(anna, "GET", address)[1]["version"] == 1
    assert send(anna, "GET", "registers/other/rows")[0] == 404
    for _ in range(3):
        send(anna, "POST", "registers/samples/rows", {**said, "own": {one.name: "1"}})
    status, page = send(anna, "GET", "registers/samples/rows?limit=3")
    rest = send(anna, "GET", f"registers/samples/rows?limit=3&cursor={page['next']}")[1]
    assert [len(page["items"]), len(rest["items"]), rest["next"]] == [3, 1, ""]


def test_a_program_sees_and_writes_as_far_as_its_role(samples, cast, sign_in):
    row = RegisterRow.objects.create(
        register=samples, title="Ткань", owner=cast.vera, team=cast.north, created_at="2026-11-18T10:00Z"
    )
    boris = sign_in(cast.boris)
    assert send(boris, "GET", f"registers/samples/rows/{row.pk}")[0] == 404
    assert send(boris, "POST", "registers/samples/rows", {"title": "Моя"})[0] == 403
    vera = sign_in(cast.vera)
    assert send(vera, "GET", f"registers/samples/rows/{row.pk}")[0] == 200
    assert send(vera, "PATCH", f"registers/samples/rows/{row.pk}", {"title": "Иная"})[0] == 403


def test_list_costs_the_same_with_few_rows_and_many(anna, cast, deal_of):
    every(Holder.DEAL)
    counts = []
    for _ in range(2):
        for _ in range(3):
            deal_of(cast.boris)
        with CaptureQueriesContext(connection) as caught:
            assert send(anna, "GET", "deals")[0] == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
