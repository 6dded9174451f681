"""Leads over the API: taken once by the program's number, recognised, scored, given out by the rules."""

import json

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.commands.distribution import save_rule
from mostik.crm.commands.fields import add_field
from mostik.crm.models import Contact, Deal, Intake
from mostik.crm.terms import FieldType, Holder
from tests.crm import stage

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CH-01")]
SAID = {"name": "Иван Петров", "phones": ["8 912 345-67-89"], "text": "Сколько стоит?", "marks": {"utm_source": "ya"}}


def test_lead_is_taken_once_by_its_number_and_joined_by_another(program, cast):
    stage.pipeline()
    rule = {"title": "Программы", "sources": ["api"], "keeper_id": cast.anna.pk, "only_at_work": False}
    save_rule(by=cast.actor("anna"), values={**rule, "takers": [(cast.vera.pk,)]})
    it = program("owner")
    made, again, other = (it.post("leads", {**SAID, "number": number}) for number in ("1", "1", "2"))
    assert [each.status_code for each in (made, again, other)] == [201, 201, 201]
    assert [(each.json()["fresh"], each.json()["joined"]) for each in (made, again, other)] == [
        (True, False),
        (False, False),
        (True, True),
    ]
    deal = Deal.objects.get()
    assert (deal.pk, deal.owner, Contact.objects.count()) == (made.json()["deal"], cast.vera, 1)
    first = Intake.objects.get(number="1")
    assert (first.marks, first.source.partition(":")[0], first.score > 0) == ({"utm_source": "ya"}, "api", True)


def test_idempotency_key_is_the_number_where_none_is_given(program):
    stage.pipeline()
    it = program("owner")
    answers = [it.post("leads", SAID, Idempotency_Key="k-1").json() for _each in range(2)]
    assert answers[0] == answers[1]
    assert Intake.objects.get().number == "k-1"


def test_own_fields_are_taken_along_and_what_does_not_fit_is_refused_in_words(program, cast):
    stage.pipeline()
    power = add_field(by=SYSTEM, holder=Holder.DEAL, fields={"type": FieldType.NUMBER, "title": "Мощность"})
    it = program("owner")
    assert it.post("leads", {**SAID, "own": {f"own_{power}": "7.5"}}).status_code == 201
    assert Deal.objects.get().own == {f"f{power}": 7_500_000}
    for bad, field in (
        ({"text": " "}, "name"),
        ({**SAID, "channel": 10**6}, "channel"),
        ({**SAID, "own": {f"own_{power}": "много"}}, f"own_{power}"),
        ({**SAID, "own": {"own_0": 1}}, "own_0"),
    ):
        answer = it.post("leads", bad)
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    assert Intake.objects.count() == 1


def test_who_may_add_no_deals_brings_no_leads_and_the_document_says_how(program, client):
    assert program("accountant").post("leads", SAID).status_code == 403
    told = json.loads(client.get("/api/openapi.json").content)
    assert "post" in told["paths"]["/api/v1/leads"]
