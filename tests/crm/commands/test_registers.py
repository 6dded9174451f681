"""Registers and their rows: who may do what, whose rows, values, links, undo, files of rows in and out."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.access import visible_rows
from mostik.crm.commands.register_import import load_rows
from mostik.crm.commands.register_rows import add_row, edit_row, hand_over_rows, remove_rows, restore_rows
from mostik.crm.commands.registers import add_register, archive_register, edit_register, restore_register
from mostik.crm.events import RegisterAdded, RegisterArchived, RegisterChanged, RegisterRestored, RowAdded, RowEdited
from mostik.crm.models import Register, RegisterRow
from mostik.crm.queries.registers import linked_rows, registers, row_card
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.kernel.versions import FieldsChanged
from tests.crm.owned import field
from tests.crm.stage import company, told

T = FieldType
GRANTS = {
    "manager": {"see": "team", "edit": "own", "remove": "", "add": True},
    "lead": {"see": "team", "edit": "team", "remove": "own", "add": True},
    "head": {"see": "all", "edit": "department", "remove": "department", "add": True},
    "service_agent": {"see": "all", "edit": "", "remove": "", "add": False},
}


@pytest.fixture
def samples(cast) -> Register:
    """A register of samples given to clients."""
    values = {"title": "Образцы", "title_en": "Samples", "links": ["deal", "company"], "grants": GRANTS}
    return Register.objects.get(pk=add_register(by=cast.actor("anna"), code="samples", values=values))


def added(cast, register, who, title="Образец", **fields):
    return add_row(by=cast.actor(who), register_id=register.pk, fields={"title": title, **fields})


def test_register_is_made_changed_archived_and_brought_back(cast, samples):
    anna = cast.actor("anna")
    edit_register(by=anna, register_id=samples.pk, values={"title": "Пробы"}, version=0)
    with pytest.raises(Conflict):
        edit_register(by=anna, register_id=samples.pk, values={"title": "X"}, version=0)
    archive_register(by=anna, register_id=samples.pk)
    assert registers(viewer=anna) == []
    restore_register(by=anna, register_id=samples.pk)
    assert [each.title for each in registers(viewer=anna)] == ["Пробы"]
    kinds = (RegisterAdded, RegisterChanged, RegisterArchived, RegisterRestored)
    assert [len(told(kind)) for kind in kinds] == [1, 1, 1, 1]
    for code in ("samples", "Samples", "add", "1st", ""):
        with pytest.raises(Invalid):
            add_register(by=anna, code=code, values={"title": "Ещё"})
    with pytest.raises(Denied):
        add_register(by=cast.actor("boris"), code="mine", values={"title": "Мой"})


def test_each_role_sees_as_far_as_the_register_lets_it(cast, samples):
    rows = {who: added(cast, samples, who) for who in ("anna", "boris", "vera", "gleb", "dasha")}
    sees = {
        "boris": {"boris", "vera"},
        "dasha": {"dasha", "gleb"},
        "gleb": {"dasha", "gleb"},
        "anna": set(rows),
        "dina": set(rows),
        "semyon": set(),
    }
    for who, names in sees.items():
        found = set(visible_rows(samples, cast.actor(who)).values_list("pk", flat=True))
        assert found == {rows[name] for name in names}, who


def test_who_only_looks_changes_nothing(cast, samples):
    row = added(cast, samples, "vera")
    with pytest.raises(Denied):
        edit_row(by=cast.actor("boris"), row_id=row, fields={"title": "Чужой"})
    with pytest.raises(Missing):
        edit_row(by=cast.actor("dasha"), row_id=row, fields={"title": "Чужой"})
    with pytest.raises(Denied):
        added(cast, samples, "dina")
    assert remove_rows(by=cast.actor("vera"), register_id=samples.pk, row_ids=[row]) == []
    edit_row(by=cast.actor("anna"), row_id=row, fields={"title": "Исправлен"})
    assert RegisterRow.objects.get().title == "Исправлен"


def test_row_is_changed_handed_over_removed_and_brought_back(cast, samples):
    colour = field(T.CHOICE, "Цвет", holder=Holder.ROW, register=samples.pk)
    client = company(cast.boris, "Кедр")
    row = added(cast, samples, "boris", company=client.pk, own={colour.id: 1})
    edit_row(by=cast.actor("boris"), row_id=row, fields={"own": {colour.id: 2}, "title": "Ткань"}, version=0)
    assert {name for name, *_values in told(RowEdited)[-1].changes} == {colour.name, "title"}
    with pytest.raises(FieldsChanged):
        edit_row(by=cast.actor("anna"), row_id=row, fields={"title": "Кожа"}, version=0)
    edit_row(by=cast.actor("anna"), row_id=row, fields={"company": None}, version=0)
    anna = cast.actor("anna")
    assert hand_over_rows(by=anna, register_id=samples.pk, row_ids=[row], owner_id=cast.vera.pk) == 1
    assert remove_rows(by=anna, register_id=samples.pk, row_ids=[row]) == [row]
    with pytest.raises(Missing):
        row_card(row, viewer=anna)
    assert restore_rows(by=anna, register_id=samples.pk, row_ids=[row]) == 1
    card = row_card(row, viewer=anna)
    assert (card.line.owner, card.line.company) == ("Vera Volkova", "")


def test_rows_belong_only_to_what_the_register_says_and_within_reach(cast, samples, deal_of):
    from mostik.core import clock
    from mostik.crm.models import Contact

    person = Contact.objects.create(first_name="Иван", owner=cast.boris, team=cast.north, created_at=clock.now())
    with pytest.raises(Invalid):
        added(cast, samples, "boris", contact=person.pk)
    with pytest.raises(Missing):
        added(cast, samples, "boris", company=company(cast.dasha, "Чужой").pk)
    deal = deal_of(cast.boris)
    row = added(cast, samples, "boris", deal=deal.pk)
    (panel,) = linked_rows("deal", deal.pk, viewer=cast.actor("boris"))
    assert [line.id for line in panel.lines] == [row]
    assert told(RowAdded)[-1].also().id == deal.pk


def test_file_of_rows_is_tried_loaded_and_loaded_again(cast, samples):
    power = field(T.NUMBER, "Мощность", holder=Holder.ROW, register=samples.pk)
    day = field(T.DAY, "Выдан", holder=Holder.ROW, register=samples.pk, required=True)
    company(cast.boris, "Кедр", key="кедр")
    headings = ["Что", "Клиент", "Мощность", "Выдан", "Лишняя"]
    rows = [
        (2, ["Насос", "Кедр", "1,5", "18.11.2026", "x"]),
        (3, ["Станок", "Никто", "2", "18.11.2026", ""]),
        (4, ["Линия", "", "много", "18.11.2026", ""]),
        (5, ["Ресивер", "", "", "", ""]),
    ]
    anna = cast.actor("anna")
    for dry in (True, False):
        came = load_rows(by=anna, register_id=samples.pk, headings=headings, rows=rows, dry=dry)
        assert (came.made, [each.row for each in came.refused], came.left_out) == (1, [3, 4, 5], ("Лишняя",))
        assert RegisterRow.objects.count() == (0 if dry else 1)
    kept = RegisterRow.objects.get()
    assert kept.own == {power.slot: 1_500_000, day.slot: "2026-11-18"}
    again = [(2, [str(kept.pk), "Насос", "3"])]
    for expected in ((0, 1, 0), (0, 0, 1)):
        came = load_rows(by=anna, register_id=samples.pk, headings=["№", "Что", "Мощность"], rows=again, dry=False)
        assert (came.made, came.changed, came.same) == expected
    with pytest.raises(Invalid):
        load_rows(by=anna, register_id=samples.pk, headings=["Мощность"], rows=again, dry=True)


def test_system_may_everything(cast, samples):
    row = add_row(by=SYSTEM, register_id=samples.pk, fields={"title": "X"}, owner_id=cast.boris.pk)
    edit_row(by=SYSTEM, row_id=row, fields={"title": "Y"})
    assert remove_rows(by=SYSTEM, register_id=samples.pk, row_ids=[row]) == [row]
