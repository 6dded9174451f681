"""An erasure goes through everything, leaves figures as they were, and proves itself."""

import json
import threading
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.models import DayTotal, Fact
from mostik.core import journal
from mostik.core.actors import SYSTEM
from mostik.core.outbox import run_due
from mostik.core.privacy import mentions
from mostik.crm.adapters.table import store
from mostik.crm.commands import activities, clients, contacts, deals, payments
from mostik.crm.commands import person_requests as commands
from mostik.crm.commands.imports import import_now, undo_all, undo_import
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Activity, Contact, Deal, PersonRequest
from mostik.crm.queries.personal.requests import days_of_request, held, held_values, sought
from mostik.crm.terms import ActivityKind, ActivityResult, FieldType, Holder, RequestKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Missing
from tests.crm.owned import field

PHONE, MAIL = "+79161234567", "zimorodkin@client.test"
CANARIES = ("Zimorodkin", "Зимородкин", "1234567", "123-45-67", MAIL)


@pytest.fixture
def known(cast):
    """Somebody known in many places: card, calls, deals, notes of others, a merge, the journal."""
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    company = clients.add_company(by=boris, fields={"title": "Acme", "note": "Ask Ivan Zimorodkin, 8 (916) 123-45-67"})
    about = {"first_name": "Ivan", "last_name": "Zimorodkin", "phone": PHONE, "email": MAIL}
    person = contacts.add_contact(by=boris, company_id=company, fields=about)
    contacts.edit_contact(by=boris, contact_id=person, fields={"position": "Head of zimorodkin dept"})
    deal = deals.create_deal(
        by=boris, title="Crane for Ivan Zimorodkin", fields={"amount": Money.parse("500000", "RUB"), "contact": person}
    )
    activities.log_activity(
        by=boris,
        kind=ActivityKind.CALL,
        result=ActivityResult.TALKED,
        title="Zimorodkin",
        note=f"call back at {PHONE}",
        deal_id=deal,
        contact_id=person,
    )
    payments.record_payment(by=boris, deal_id=deal, amount=Money.parse("100000", "RUB"), note="from Ivan Zimorodkin")
    other = contacts.add_contact(by=boris, company_id=company, fields={"first_name": "Petr", "last_name": "Petrov"})
    journal.seal()
    return {"person": person, "deal": deal, "company": company, "other": other}


def figures():
    return (
        list(Fact.objects.order_by("pk").values_list("measure", "day", "person", "quantity", "amount", "ref")),
        list(DayTotal.objects.order_by("measure", "day", "person").values_list("measure", "day", "quantity", "amount")),
        list(Deal.objects.order_by("pk").values_list("amount_minor", "stage", "outcome", "contact")),
    )


def places_of(words, *, but=()):
    """Return every table and column where one of the words is found, by reading the whole database."""
    found = set()
    for model in apps.get_models():
        if not model._meta.app_config.name.startswith("mostik.") or model._meta.label in but:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values(*names):
            for name, value in row.items():
                text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
                if any(word.lower() in text.lower() for word in words):
                    found.add(f"{model._meta.label}.{name}")
    return found


def erased(cast, known):
    olga = cast.actor("olga")
    made = commands.receive_request(
        by=olga,
        contact_id=known["person"],
        kind=RequestKind.ERASE,
        received_on=date(2026, 11, 16),
        letter="letter No. 15 of 16.11.2026",
    )
    commands.carry_out(by=olga, request_id=made)
    while run_due():
        pass
    return PersonRequest.objects.get(pk=made)


def test_erasure_leaves_nothing_of_the_person_and_every_figure(cast, known):
    before = figures()
    assert {"crm.Contact.last_name", "crm.Deal.title", "core.Entry.payload"} <= places_of(CANARIES)
    row = erased(cast, known)
    assert row.state == "done"
    # The payment's purpose belongs to the papers the law keeps for five years.
    assert places_of(CANARIES) == {"crm.Payment.note"}
    assert figures() == before
    rebuild_facts(by=SYSTEM)
    assert figures() == before
    assert journal.seal() > 0
    assert journal.broken_seal() is None
    assert ["crm.Payment", 1] in [line[:2] for line in row.report["kept"]]
    assert commands.digest_of(row.report) == row.report["digest"]


def test_erasure_forgets_what_an_import_brought_and_filled_in(cast, known, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    about = field(FieldType.TEXT, "Прозвище", holder=Holder.CONTACT)
    path = tmp_path / "contacts.csv"
    path.write_text(f"First Name,Last Name,Email,Прозвище\nIvan,Zimorodkin,{MAIL},Zimorodkin\n", encoding="utf-8")
    run = import_now(by=cast.actor("olga"), preset="hubspot", path=path)
    assert Contact.objects.get(pk=known["person"]).own[about.slot] == "Zimorodkin"
    kept = [store.path_of(each["stored"]) for each in (*run.files, *run.options["sources"])]
    assert all(each.exists() for each in kept)
    assert "crm.Imported.said" in places_of(CANARIES)
    erased(cast, known)
    assert not any(each.exists() for each in kept)
    assert "crm.Imported.said" not in places_of(CANARIES)
    undo_import(by=cast.actor("olga"), run_id=run.pk)
    undo_all(by=cast.actor("olga"), run_id=run.pk)


def test_others_stay_as_they_were(cast, known):
    erased(cast, known)
    other = Contact.objects.get(pk=known["other"])
    assert (other.first_name, other.last_name, other.removed_at) == ("Petr", "Petrov", None)
    gone, call = Contact.objects.get(pk=known["person"]), Activity.objects.get(contact=known["person"])
    assert (gone.first_name, gone.last_name, gone.phone, gone.own) == ("•••", "", "", {})
    assert (call.kind, call.result, call.title, call.note) == ("call", "talked", "", "")
    assert Deal.objects.get(pk=known["deal"]).title == "Crane for •••"


def test_common_phone_and_namesake_find_nobody_in_particular(cast, known):
    boris = cast.actor("boris")
    twin = {"first_name": "Ivan", "last_name": "Zimorodkin", "phone": PHONE}
    double = contacts.add_contact(by=boris, company_id=known["company"], fields=twin)
    whom = sought(known["person"], viewer=cast.actor("olga"))
    assert (whom.phones, whom.words) == ((), (MAIL,))
    erased(cast, known)
    kept = Contact.objects.get(pk=double)
    assert (kept.last_name, kept.phone) == ("Zimorodkin", PHONE)


def test_file_of_what_is_held_tells_every_value_and_its_ground(cast, known):
    olga = cast.actor("olga")
    values = held_values(held(known["person"], viewer=olga), viewer=olga)
    told = {(each.table, each.column, each.value) for each in values}
    assert ("crm.Contact", "email", MAIL) in told
    assert ("crm.Deal", "title", "Crane for Ivan Zimorodkin") in told
    assert any(each.table == "core.Entry" and PHONE in each.value for each in values)
    assert all(each.basis for each in values)


def test_days_are_ten_working_and_thirty(db):
    answer, end = days_of_request(date(2026, 12, 25))
    assert end == date(2027, 1, 24)
    assert answer == date(2027, 1, 19)  # the holidays of January lie between


def test_strangers_and_wrong_states_are_refused(cast, known):
    asked = {"kind": RequestKind.ERASE, "received_on": date(2026, 11, 16), "letter": "letter No. 15"}
    with pytest.raises(Denied):
        commands.receive_request(by=cast.actor("anna"), contact_id=known["person"], **asked)
    with pytest.raises(Missing):
        commands.receive_request(by=cast.actor("olga"), contact_id=10**6, **asked)
    olga = cast.actor("olga")
    made = commands.receive_request(by=olga, contact_id=known["person"], **asked)
    with pytest.raises(Conflict):
        commands.receive_request(by=olga, contact_id=known["person"], **asked)
    commands.refuse_request(by=olga, request_id=made, why="a contract is being carried out")
    with pytest.raises(Conflict):
        commands.carry_out(by=olga, request_id=made)


def test_erasure_broken_off_halfway_is_carried_on(cast, known, monkeypatch):
    """A worker dies after some mentions are gone: whoever follows still knows whom to look for."""
    olga, real = cast.actor("olga"), mentions.clean
    made = commands.receive_request(
        by=olga, contact_id=known["person"], kind=RequestKind.ERASE, received_on=date(2026, 11, 16), letter="letter 1"
    )
    commands.carry_out(by=olga, request_id=made)

    def dies(holding, whom):
        if holding.table == "crm.Deal":
            raise RuntimeError("killed")
        return real(holding, whom)

    monkeypatch.setattr(mentions, "clean", dies)
    with pytest.raises(RuntimeError):
        commands.erase_person(by=SYSTEM, request_id=made)
    monkeypatch.setattr(mentions, "clean", real)
    commands.erase_person(by=SYSTEM, request_id=made)
    assert places_of(CANARIES) == {"crm.Payment.note"}


def test_a_request_is_carried_out_once_and_never_after_it_ended(cast, known):
    olga = cast.actor("olga")
    asked = {"kind": RequestKind.ERASE, "received_on": date(2026, 11, 16), "letter": "letter 1"}
    made = commands.receive_request(by=olga, contact_id=known["person"], **asked)
    commands.carry_out(by=olga, request_id=made)
    whom = sought(known["person"], viewer=SYSTEM)
    found = mentions.find(whom)
    commands.erase_person(by=SYSTEM, request_id=made)
    before = PersonRequest.objects.values().get(pk=made)
    commands.finish_erasure(by=SYSTEM, request_id=made, whom=whom, found=found)
    assert PersonRequest.objects.values().get(pk=made) == before


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer; commands take turns there")
@pytest.mark.django_db(transaction=True)
def test_of_refusing_a_request_and_carrying_it_out_only_one_happens(cast, known, monkeypatch):
    """Somebody refuses while another begins to erase: whoever is second is told so."""
    olga = cast.actor("olga")
    asked = {"kind": RequestKind.ERASE, "received_on": date(2026, 11, 16), "letter": "letter 1"}
    made = commands.receive_request(by=olga, contact_id=known["person"], **asked)
    ends, others = [], []

    def refuse():
        try:
            commands.refuse_request(by=olga, request_id=made, why="a contract is being carried out")
            ends.append("refused")
        except Conflict:
            ends.append("told")
        finally:
            connection.close()

    def enqueue(*args, **kwargs):
        others.append(threading.Thread(target=refuse))
        others[0].start()
        others[0].join(1)
        return real(*args, **kwargs)

    real = commands.outbox.enqueue
    monkeypatch.setattr(commands.outbox, "enqueue", enqueue)
    commands.carry_out(by=olga, request_id=made)
    others[0].join(60)
    assert (ends, PersonRequest.objects.get(pk=made).state) == (["told"], "running")
