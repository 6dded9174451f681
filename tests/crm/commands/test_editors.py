"""Editors of one client and one deal at once: the commands merge by field and refuse what two people changed."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.crm.commands.clients import add_company, edit_company
from mostik.crm.commands.contacts import add_contact, edit_contact
from mostik.crm.commands.deals import edit_deal, move_deal
from mostik.crm.models import Company, Contact, Deal
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict
from mostik.kernel.versions import FieldsChanged

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.mark.parametrize("seed", range(12))
def test_random_editors_of_a_client_lose_nothing(cast, seed):
    dice, editors = random.Random(seed), [cast.actor("anna"), cast.actor("boris"), cast.actor("olga")]
    number = add_company(by=cast.actor("boris"), fields={"title": "Acme"})
    opened, last = {}, {"title": "Acme", "region": "", "site": "", "note": ""}
    for turn in range(30):
        who = dice.choice(editors)
        if who.id not in opened or dice.random() < 0.3:
            opened[who.id] = (Company.objects.get(pk=number).version, dict(last))
        seen, values = opened[who.id]
        typed = {name: f"{name} {turn}" for name in dice.sample(sorted(last), dice.randint(1, 2))}
        stale = {name for name in typed if last[name] != values[name]}
        del opened[who.id]
        if stale:
            with pytest.raises(FieldsChanged) as clash:
                edit_company(by=who, company_id=number, fields=typed, version=seen)
            assert {name: each.theirs for name, each in clash.value.both.items()} == {
                name: last[name] for name in stale
            }
        else:
            edit_company(by=who, company_id=number, fields=typed, version=seen)
            last |= typed
    row = Company.objects.get(pk=number)
    assert {name: getattr(row, name) for name in last} == last


def a_company(cast, _deal_of):
    return Company, add_company(by=cast.actor("boris"), fields={"title": "Acme"})


def a_contact(cast, _deal_of):
    return Contact, add_contact(by=cast.actor("boris"), company_id=None, fields={"first_name": "Ivan"})


def a_deal(cast, deal_of):
    return Deal, deal_of(cast.boris, "Насос").pk


EDITS = {
    "company": (a_company, edit_company, "company_id", ("title", "region", "site", "note")),
    "contact": (a_contact, edit_contact, "contact_id", ("first_name", "last_name", "position", "email")),
    "deal": (a_deal, edit_deal, "deal_id", ("title", "note", "expected_on", "amount")),
}
TYPED = {
    "email": lambda turn: f"a{turn}@mostik.ru",
    "amount": lambda turn: Money.of(turn + 1),
    "expected_on": lambda turn: date(2026, 12, 1) + timedelta(days=turn),
}
TURNS = st.lists(
    st.tuples(st.integers(0, 2), st.booleans(), st.sets(st.integers(0, 3), min_size=1, max_size=2)), max_size=30
)


@pytest.mark.parametrize("kind", EDITS)
@given(turns=TURNS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_interleaving_of_editors_loses_nothing_and_raises_no_false_conflict(cast, deal_of, kind, turns):
    """Each opens the record, types in some fields and saves when their turn comes; a field two changed is refused."""
    make, edit, key, names = EDITS[kind]
    table, number = make(cast, deal_of)
    editors = [cast.actor(name) for name in ("anna", "boris", "olga")]
    last = {name: getattr(table.objects.get(pk=number), name) for name in names}
    opened = {}
    for turn, (at, anew, fields) in enumerate(turns):
        if at not in opened or anew:
            opened[at] = (table.objects.get(pk=number).version, dict(last))
        seen, values = opened.pop(at)
        typed = {names[each]: TYPED.get(names[each], "{} new".format)(turn) for each in fields}
        stale = {name for name in typed if last[name] != values[name]}
        if stale:
            with pytest.raises(FieldsChanged) as clash:
                edit(by=editors[at], **{key: number}, fields=typed, version=seen)
            assert set(clash.value.both) == stale
        else:
            edit(by=editors[at], **{key: number}, fields=typed, version=seen)
            last |= typed
        for each in sorted(set(range(3)) - {at} - opened.keys()):
            opened[each] = (table.objects.get(pk=number).version, dict(last))
    row = table.objects.get(pk=number)
    assert {name: getattr(row, name) for name in names} == last


def test_contact_merges_by_field(cast):
    boris = cast.actor("boris")
    at = add_company(by=boris, fields={"title": "Acme"})
    number = add_contact(by=boris, company_id=at, fields={"first_name": "Ivan"})
    edit_contact(by=cast.actor("anna"), contact_id=number, fields={"position": "Director"}, version=0)
    edit_contact(by=boris, contact_id=number, fields={"last_name": "Petrov"}, version=0)
    row = Contact.objects.get(pk=number)
    assert (row.position, row.last_name) == ("Director", "Petrov")


def test_deal_is_moved_by_one_and_priced_by_another_but_moved_by_one_only(cast, pipeline, deal_of):
    deal, anna, boris = deal_of(cast.boris, "Насос"), cast.actor("anna"), cast.actor("boris")
    edit_deal(by=anna, deal_id=deal.pk, fields={"amount": Money.of(5)}, version=deal.version)
    move_deal(by=boris, deal_id=deal.pk, stage_id=pipeline["qualified"].id, version=deal.version)
    row = Deal.objects.get()
    assert (row.amount, row.stage_id) == (Money.of(5), pipeline["qualified"].id)
    with pytest.raises(Conflict):
        move_deal(by=anna, deal_id=deal.pk, stage_id=pipeline["proposal"].id, version=deal.version)


def test_forms_send_only_what_was_changed_and_come_back_with_both_values(cast, client, pipeline, deal_of):
    deal = deal_of(cast.boris, "Насос", note="как было")
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("crm:deal_edit", args=[deal.pk])
    form = client.get(address, **HTMX).context["form"]
    shown = {name: _sent(form[name].value()) for name in form.fields}
    edit_deal(by=cast.actor("anna"), deal_id=deal.pk, fields={"title": "Станок", "amount": Money.of(9)})
    clash = client.post(address, {**shown, "title": "Линия", "note": "моё"}, **HTMX)
    assert clash.status_code == 409
    again = clash.context["form"]
    assert "Станок" in again.errors["title"][0]
    assert (again["title"].value(), again["amount"].value(), again["note"].value()) == ("Линия", "9", "моё")
    kept = {name: _sent(again[name].value()) for name in again.fields}
    assert client.post(address, kept, **HTMX).status_code == 204
    row = Deal.objects.get()
    assert (row.title, row.amount, row.note) == ("Линия", Money.of(9), "моё")


def test_api_answers_409_with_both_values(cast, client, pipeline, deal_of):
    deal = deal_of(cast.boris, "Насос")
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    edit_deal(by=cast.actor("anna"), deal_id=deal.pk, fields={"title": "Станок"})
    address, sent = f"/api/v1/deals/{deal.pk}", {"title": "Линия", "version": deal.version}
    answer = client.patch(address, sent, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["both"] == {"title": {"mine": "Линия", "theirs": "Станок", "who": "Anna Koroleva"}}
    other = client.patch(address, {"note": "n", "version": deal.version}, content_type="application/json")
    assert (other.status_code, other.json()["title"]) == (200, "Станок")


def _sent(value) -> str:
    return "" if value is None else str(value)
