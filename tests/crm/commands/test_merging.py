"""Merges move everything and lose nothing; undone, the database is as it was. Identities come together as a graph."""

import json

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.core.files import store
from mostik.core.models import File
from mostik.crm.commands.activities import note_on
from mostik.crm.commands.clients import add_company, edit_company, restore_company
from mostik.crm.commands.contacts import add_contact, edit_contact
from mostik.crm.commands.deals import edit_deal
from mostik.crm.commands.merging import merge_clients, undo_merge
from mostik.crm.commands.recognising import recognise_contact
from mostik.crm.events import ClientsMerged, MergeUndone
from mostik.crm.models import Activity, Company, Contact, Deal, Identity, Merge, Pair
from mostik.crm.terms import FieldType as T
from mostik.crm.terms import Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Denied, Missing
from tests.crm.owned import field
from tests.crm.stage import deal, told

#: What a merge may leave different: how often and by whom rows were touched, and whether they wait to be compared.
NOT_ASKED = {"version", "touched", "compared"}


def rows() -> dict[str, list]:
    """Return every row of every table a client can be named in."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if label.startswith(("crm.", "core.File")) and label not in {"crm.Merge"}:
            columns = [f.attname for f in model._meta.concrete_fields if f.attname not in NOT_ASKED]
            found[label] = sorted(
                json.dumps(each, default=str, sort_keys=True) for each in model.objects.values(*columns)
            )
    return found


@pytest.fixture
def two(cast):
    """One client written down twice, each with a person, a deal, a note and a file."""
    boris = cast.actor("boris")
    one = add_company(by=boris, fields={"title": "ООО Ромашка", "phone": "+7 912 345-67-89", "region": "Тверь"})
    two = add_company(
        by=boris, fields={"title": "Ромашка", "phone": ["+7 912 345-67-80", "+7 912 345-67-89"], "inn": "7707083893"}
    )
    for number in (one, two):
        who = add_contact(by=boris, company_id=number, fields={"first_name": "Иван", "email": f"i{number}@a.ru"})
        made = deal(cast.boris, company_id=number, contact_id=who)
        note_on(by=boris, text="чай", company_id=number)
        note_on(by=boris, text="кофе", deal_id=made.pk)
        store(by=boris, content=b"text", title="a.txt", about=Ref("crm.company", number))
    return one, two


def test_everything_moves_and_comes_back_exactly(cast, two):
    one, other = two
    before = rows()
    merge = merge_clients(by=cast.actor("boris"), kind="company", kept_id=one, gone_id=other)
    kept = Company.objects.get(pk=one)
    assert (kept.inn, kept.region, kept.title) == ("7707083893", "Тверь", "ООО Ромашка")
    for table in (Deal, Contact, Activity):
        assert not table.objects.filter(company=other).exists()
    assert File.objects.filter(about_kind="crm.company", about_id=one).count() == 2
    assert set(kept.identities.filter(kind="phone").values_list("value", flat=True)) == {"+79123456789", "+79123456780"}
    assert {label: len(found) for label, found in rows().items()} == {
        label: len(found) for label, found in before.items()
    }
    (event,) = told(ClientsMerged)
    assert (event.kept_title, event.gone_title) == ("ООО Ромашка", "Ромашка")
    undo_merge(by=cast.actor("boris"), merge_id=merge)
    assert rows() == before
    assert len(told(MergeUndone)) == 1


def test_own_fields_that_name_a_client_follow_it_and_come_back(cast, two, deal_of):
    one, other = two
    payer, holding = field(T.CLIENT, "Плательщик"), field(T.CLIENT, "Холдинг", holder=Holder.COMPANY)
    made = [deal_of(cast.boris) for _ in range(3)]
    for each, own in zip(made, ({payer.slot: other, "f999": 1}, {payer.slot: one}, {}), strict=True):
        Deal.objects.filter(pk=each.pk).update(own=own)
    Company.objects.filter(pk=one).update(own={holding.slot: other})

    def named():
        deals = [each.own for each in Deal.objects.order_by("pk")][-3:]
        return deals, Company.objects.get(pk=one).own

    before = named()
    merge = merge_clients(by=cast.actor("boris"), kind="company", kept_id=one, gone_id=other)
    assert named()[0] == [{payer.slot: one, "f999": 1}, {payer.slot: one}, {}]
    assert named()[1] == {holding.slot: other}
    Deal.objects.filter(pk=made[1].pk).update(note="later")
    undo_merge(by=cast.actor("boris"), merge_id=merge)
    assert named() == before


def test_fields_are_chosen_one_by_one(cast, two):
    one, other = two
    merge_clients(by=cast.actor("anna"), kind="company", kept_id=one, gone_id=other, chosen=["title", "phone"])
    kept = Company.objects.get(pk=one)
    assert (kept.title, kept.phone, kept.inn) == ("Ромашка", "+79123456780", "")


def test_later_changes_survive_the_undoing(cast, two):
    one, other = two
    boris = cast.actor("boris")
    merge = merge_clients(by=boris, kind="company", kept_id=one, gone_id=other, chosen=["title", "inn"])
    edit_company(by=boris, company_id=one, fields={"title": "Ромашка и Ко", "note": "важно"})
    undo_merge(by=boris, merge_id=merge)
    kept = Company.objects.get(pk=one)
    assert (kept.title, kept.note, kept.inn) == ("Ромашка и Ко", "важно", "")


def test_merges_are_taken_back_in_order_and_only_once(cast, two):
    one, other = two
    boris = cast.actor("boris")
    third = add_company(by=boris, fields={"title": "Третья"})
    before = rows()
    first = merge_clients(by=boris, kind="company", kept_id=one, gone_id=other)
    second = merge_clients(by=boris, kind="company", kept_id=third, gone_id=one)
    with pytest.raises(Conflict):
        undo_merge(by=boris, merge_id=first)
    with pytest.raises(Conflict):
        restore_company(by=cast.actor("anna"), company_id=one)
    undo_merge(by=boris, merge_id=second)
    undo_merge(by=boris, merge_id=first)
    assert rows() == before
    with pytest.raises(Missing):
        undo_merge(by=boris, merge_id=first)


def test_strangers_and_readers_merge_nothing(cast, two):
    one, other = two
    for name, refusal in (("vera", Missing), ("gleb", Missing), ("semyon", Denied)):
        with pytest.raises(refusal):
            merge_clients(by=cast.actor(name), kind="company", kept_id=one, gone_id=other)
    merge = merge_clients(by=cast.actor("boris"), kind="company", kept_id=one, gone_id=other)
    with pytest.raises(Missing):
        undo_merge(by=cast.actor("vera"), merge_id=merge)
    assert Merge.objects.get().undone_at is None


def test_deal_of_a_merged_person_can_still_be_changed(cast, two):
    people = list(Contact.objects.order_by("pk"))
    merge_clients(by=cast.actor("boris"), kind="contact", kept_id=people[0].pk, gone_id=people[1].pk)
    for each in Deal.objects.all():
        assert each.contact_id == people[0].pk
        edit_deal(by=cast.actor("boris"), deal_id=each.pk, fields={"note": "жив"})


LINKS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=8)


@given(
    people=LINKS, deals=LINKS, merges=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4)
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_graph_comes_back_after_any_merges(cast, people, deals, merges):
    from django.db import transaction

    boris = cast.actor("boris")
    with transaction.atomic():
        at = [add_company(by=boris, fields={"title": f"C{n}", "phone": f"+7912345670{n}"}) for n in range(4)]
        who = [
            add_contact(by=boris, company_id=at[place], fields={"first_name": f"P{tail}", "email": f"p{tail}@a.ru"})
            for place, tail in people
        ]
        for place, person in deals:
            deal(cast.boris, company_id=at[place], contact_id=who[person % len(who)])
        before, done = rows(), []
        for kept, gone in merges:
            alive = Company.objects.filter(pk__in=[at[kept], at[gone]], removed_at__isnull=True).count()
            if kept != gone and alive == 2:
                done.append(merge_clients(by=boris, kind="company", kept_id=at[kept], gone_id=at[gone]))
        lonely = Company.objects.filter(merged_into__isnull=False)
        assert not Deal.objects.filter(company__in=lonely).exists()
        assert not Contact.objects.filter(company__in=lonely).exists()
        for merge in reversed(done):
            undo_merge(by=boris, merge_id=merge)
        assert rows() == before
        transaction.set_rollback(True)


class Groups:
    """The reference: a plain union-find over whatever came in one message."""

    def __init__(self) -> None:
        self.over: dict[str, str] = {}

    def top(self, word: str) -> str:
        self.over.setdefault(word, word)
        while self.over[word] != word:
            word = self.over[word]
        return word

    def join(self, words) -> None:
        tops = [self.top(word) for word in words]
        for each in tops[1:]:
            self.over[self.top(each)] = self.top(tops[0])

    def parts(self) -> set[frozenset[str]]:
        found: dict[str, set[str]] = {}
        for word in self.over:
            found.setdefault(self.top(word), set()).add(word)
        return {frozenset(part) for part in found.values()}


WORDS = [f"+7912345670{n}" for n in range(5)] + [f"p{n}@a.ru" for n in range(5)]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True), min_size=1, max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_writes_by_mail_here_and_calls_there_becomes_one(cast, messages):
    from django.db import transaction

    boris, groups = cast.actor("boris"), Groups()
    with transaction.atomic():
        for words in messages:
            groups.join(words)
            said = {"phone": [w for w in words if w[0] == "+"], "email": [w for w in words if w[0] != "+"]}
            recognise_contact(by=boris, fields={"first_name": "Иван", **said})
        people = Contact.objects.filter(removed_at__isnull=True)
        assert {frozenset(p.identities.values_list("value", flat=True)) for p in people} == groups.parts()
        transaction.set_rollback(True)


def test_contradicting_records_are_proposed_and_the_lead_is_kept(cast):
    boris = cast.actor("boris")
    ivan = add_contact(by=boris, fields={"first_name": "Иван", "last_name": "Петров", "email": "i@a.ru"})
    anna = add_contact(by=boris, fields={"first_name": "Анна", "last_name": "Белова", "phone": "+7 912 345-67-89"})
    met = recognise_contact(by=boris, fields={"first_name": "И.", "email": "i@a.ru", "phone": "8 912 345 67 89"})
    assert (met.contact, met.how, met.others) == (ivan, "proposed", (anna,))
    assert Contact.objects.filter(removed_at__isnull=True).count() == 2
    assert Pair.objects.get().reasons[0][0] == "met"


def test_known_person_gets_what_is_new_and_keeps_what_is_known(cast):
    boris = cast.actor("boris")
    ivan = add_contact(by=boris, fields={"first_name": "Иван", "phone": "+7 912 345-67-89", "messenger": "@ivan_p"})
    met = recognise_contact(by=boris, fields={"first_name": "Ваня", "phone": "8 912 345 67 89", "email": "I@A.ru"})
    row = Contact.objects.get(pk=ivan)
    assert (met.how, row.first_name, row.email, row.phone) == ("known", "Иван", "i@a.ru", "+79123456789")
    edit_contact(by=boris, contact_id=ivan, fields={"phone": ["+7 912 345-67-80"]})
    assert set(Identity.objects.values_list("kind", "value")) == {
        ("phone", "+79123456780"),
        ("email", "i@a.ru"),
        ("telegram", "ivan_p"),
    }
