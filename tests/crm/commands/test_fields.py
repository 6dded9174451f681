"""Own fields made and changed, and their values on records: success, refusals, history, conversion."""

import pytest
from django.db import connection

from mostik.core.actors import SYSTEM
from mostik.crm.commands.clients import add_company, edit_company, remove_company, restore_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.deals import create_deal, edit_deal, move_deal
from mostik.crm.commands.fields import add_field, archive_field, edit_field, order_field, restore_field
from mostik.crm.events import DealEdited, FieldAdded, FieldArchived, FieldChanged, FieldRestored
from mostik.crm.models import Company, Contact, Deal, OwnField
from mostik.crm.queries.fields import own_fields
from mostik.crm.queries.timelines import timeline
from mostik.crm.rules.deals import FieldsMissing
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.crm.owned import field
from tests.crm.stage import told

T = FieldType


def indexes() -> set[str]:
    """Return the names of own fields' indexes there are."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'own_%'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'own\\_%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_field_is_made_changed_archived_and_brought_back(cast):
    anna = cast.actor("anna")
    number = add_field(by=anna, holder=Holder.DEAL, fields={"type": T.NUMBER, "title": "Мощность", "listed": True})
    assert indexes() == {f"own_f{number}"}
    edit_field(by=anna, field_id=number, fields={"title": "Мощность, кВт", "unique": True}, version=0)
    assert indexes() == {f"own_f{number}", f"own_f{number}_once"}
    archive_field(by=anna, field_id=number)
    assert indexes() == set()
    assert own_fields(Holder.DEAL, viewer=anna) == ()
    restore_field(by=anna, field_id=number)
    assert [each.title for each in own_fields(Holder.DEAL, viewer=anna)] == ["Мощность, кВт"]
    kinds = [FieldAdded, FieldChanged, FieldArchived, FieldRestored]
    assert [len(told(kind)) for kind in kinds] == [1, 1, 1, 1]
    with pytest.raises(Conflict):
        edit_field(by=anna, field_id=number, fields={"title": "X"}, version=0)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"title": " "}, "title"),
        ({"type": T.CHOICE}, "options"),
        ({"type": T.DAY, "unique": True}, "unique"),
        ({"type": T.LONG, "listed": True}, "listed"),
        ({"type": T.FILE, "required": True}, "required"),
        ({"masked": "salary"}, "masked"),
        ({"type": T.NUMBER, "default": "много"}, "default"),
    ],
)
def test_field_its_type_cannot_be_is_refused_at_its_setting(cast, said, at):
    with pytest.raises(Invalid) as refusal:
        add_field(by=cast.actor("anna"), holder=Holder.DEAL, fields={"type": T.TEXT, "title": "Поле", **said})
    assert refusal.value.field == at


def test_who_has_no_right_makes_no_fields(cast):
    with pytest.raises(Denied):
        add_field(by=cast.actor("boris"), holder=Holder.DEAL, fields={"type": T.TEXT, "title": "Поле"})


def test_two_fields_of_one_name_are_refused(cast):
    first = field(T.TEXT, "Цвет")
    with pytest.raises(Invalid):
        field(T.NUMBER, "Цвет")
    archive_field(by=SYSTEM, field_id=first.id)
    field(T.NUMBER, "Цвет")
    with pytest.raises(Invalid):
        restore_field(by=SYSTEM, field_id=first.id)


def test_fields_are_put_in_order(cast):
    numbers = [field(T.TEXT, title).id for title in ("А", "Б", "В")]
    order_field(by=cast.actor("anna"), field_id=numbers[2], up=True)
    assert [each.title for each in own_fields(Holder.DEAL, viewer=SYSTEM)] == ["А", "В", "Б"]


def test_values_are_kept_and_the_timeline_tells_what_was_before(cast, deal_of):
    colour, power = field(T.CHOICE, "Цвет"), field(T.NUMBER, "Мощность")
    boris, deal = cast.actor("boris"), deal_of(cast.boris)
    edit_deal(by=boris, deal_id=deal.pk, fields={"own": {colour.id: 1, power.id: 1_500_000}})
    edit_deal(by=boris, deal_id=deal.pk, fields={"own": {power.id: 2_000_000}})
    assert Deal.objects.get(pk=deal.pk).own == {colour.slot: 1, power.slot: 2_000_000}
    assert [(name, after) for name, _before, after in told(DealEdited)[-1].changes] == [(power.name, "2")]
    text = " ".join(line.text for line in timeline(Ref("crm.deal", deal.pk), viewer=boris).lines)
    assert "Мощность: 1" in text
    assert "Цвет: — → " in text
    before = len(told(DealEdited))
    edit_deal(by=boris, deal_id=deal.pk, fields={"own": {power.id: 2_000_000}})
    assert len(told(DealEdited)) == before


def test_required_and_defaults(cast, pipeline):
    boris = cast.actor("boris")
    must = field(T.TEXT, "Филиал", required=True)
    given = field(T.CHOICE, "Цвет", default="Синий")
    with pytest.raises(Invalid) as refusal:
        create_deal(by=boris, title="Станок", fields={"own": {}})
    assert refusal.value.field == must.name
    made = create_deal(by=boris, title="Станок", fields={"own": {must.id: "Тверь"}})
    assert Deal.objects.get(pk=made).own[given.slot] == 2
    with pytest.raises(Invalid):
        edit_deal(by=boris, deal_id=made, fields={"own": {must.id: None}})
    quiet = create_deal(by=boris, title="Из робота")
    assert Deal.objects.get(pk=quiet).own == {given.slot: 2}
    edit_deal(by=boris, deal_id=quiet, fields={"own": {given.id: 1}})


def test_required_from_a_stage_on_holds_the_deal_back(cast, pipeline, deal_of):
    serial = field(T.TEXT, "Серийный номер", from_stage=pipeline["proposal"].id)
    boris, deal = cast.actor("boris"), deal_of(cast.boris)
    move_deal(by=boris, deal_id=deal.pk, stage_id=pipeline["qualified"].id)
    for stage in ("proposal", "contract"):
        with pytest.raises(FieldsMissing) as refusal:
            move_deal(by=boris, deal_id=deal.pk, stage_id=pipeline[stage].id)
        assert "Серийный номер" in refusal.value.text()
    move_deal(by=boris, deal_id=deal.pk, stage_id=pipeline["contract"].id, fields={"own": {serial.id: "A-1"}})
    assert Deal.objects.get(pk=deal.pk).stage_id == pipeline["contract"].id


@pytest.mark.parametrize("value", ["a-1", "A-1"])
def test_unique_value_is_refused_in_any_letter_case(cast, value):
    boris, serial = cast.actor("boris"), field(T.TEXT, "Код", holder=Holder.COMPANY, unique=True)
    first = add_company(by=boris, fields={"title": "Первый", "own": {serial.id: "A-1"}})
    with pytest.raises(Invalid) as refusal:
        add_company(by=boris, fields={"title": "Второй", "own": {serial.id: value}})
    assert refusal.value.field == serial.name
    remove_company(by=cast.actor("anna"), company_id=first)
    second = add_company(by=boris, fields={"title": "Второй", "own": {serial.id: value}})
    with pytest.raises(Invalid):
        restore_company(by=cast.actor("anna"), company_id=first)
    edit_company(by=boris, company_id=second, fields={"own": {serial.id: "B-2"}})
    restore_company(by=cast.actor("anna"), company_id=first)


def test_field_with_repeated_values_does_not_become_unique(cast):
    code = field(T.TEXT, "Код", holder=Holder.COMPANY)
    for title in ("Первый", "Второй"):
        add_company(by=cast.actor("boris"), fields={"title": title, "own": {code.id: "X"}})
    with pytest.raises(Conflict):
        edit_field(by=cast.actor("anna"), field_id=code.id, fields={"unique": True})


def test_records_out_of_reach_unknown_fields_and_masked_ones_are_refused(cast, deal_of):
    from dataclasses import replace

    client, hidden = field(T.CLIENT, "Партнёр"), field(T.MONEY, "Маржа", masked="margin")
    boris, deal = cast.actor("boris"), deal_of(cast.boris)
    theirs = add_company(by=cast.actor("dasha"), fields={"title": "Чужой"})
    for own in ({client.id: theirs}, {10**6: "x"}):
        with pytest.raises(Invalid):
            edit_deal(by=boris, deal_id=deal.pk, fields={"own": own})
    with pytest.raises(Denied):
        edit_deal(by=replace(boris, masked=frozenset({"margin"})), deal_id=deal.pk, fields={"own": {hidden.id: 100}})
    assert Deal.objects.get(pk=deal.pk).own == {}


def test_contact_has_own_fields_too(cast):
    born = field(T.DAY, "День рождения", holder=Holder.CONTACT)
    made = add_contact(by=cast.actor("boris"), fields={"first_name": "Иван", "own": {born.id: "1980-05-06"}})
    assert Contact.objects.get(pk=made).own == {born.slot: "1980-05-06"}


def test_type_changes_with_what_would_be_lost_shown_first(cast):
    anna, boris = cast.actor("anna"), cast.actor("boris")
    one = field(T.TEXT, "Площадь", holder=Holder.COMPANY)
    for title, area in (("А", "120"), ("Б", "1 000,5"), ("В", "большая")):
        add_company(by=boris, fields={"title": title, "own": {one.id: area}})
    with pytest.raises(Conflict):
        edit_field(by=anna, field_id=one.id, fields={"type": T.NUMBER})
    turned = edit_field(by=anna, field_id=one.id, fields={"type": T.NUMBER, "listed": True}, losing=1)
    assert (turned.kept, turned.lost, turned.examples) == (2, 1, ("большая",))
    kept = dict(Company.objects.values_list("title", "own"))
    assert kept == {"А": {one.slot: 120_000_000}, "Б": {one.slot: 1_000_500_000}, "В": {}}
    assert told(FieldChanged)[-1].lost == 1
    assert indexes() == {f"own_f{one.id}"}
    edit_field(by=anna, field_id=one.id, fields={"type": T.TEXT})
    assert Company.objects.get(title="Б").own == {one.slot: "1000.5", one.key: "1000.5"}


def test_choice_renamed_keeps_its_records_and_one_put_away_stays_on_them(cast, deal_of):
    from mostik.crm.rules.fields.kinds import Option

    colour = field(T.CHOICE, "Цвет")
    edit_field(by=cast.actor("anna"), field_id=colour.id, fields={"options": [Option(1, "Алый")]})
    kept = OwnField.objects.get(pk=colour.id).options
    assert [(each["id"], each["title"], each["active"]) for each in kept] == [
        (1, "Алый", True),
        (2, "Синий", False),
        (3, "Зелёный", False),
    ]


def test_lost_field_is_missing(cast):
    for act in (archive_field, restore_field):
        with pytest.raises(Missing):
            act(by=cast.actor("anna"), field_id=10**6)
