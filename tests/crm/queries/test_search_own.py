"""The search finds records by their own fields, and registers' rows as far as the register lets a role."""

import pytest

from mostik.crm.commands.deals import edit_deal
from mostik.crm.commands.register_rows import add_row, edit_row, remove_rows
from mostik.crm.commands.registers import add_register
from mostik.crm.terms import FieldType, Holder
from mostik.home.queries.search import found, suggestions
from tests.crm.owned import field

T = FieldType


def met(cast, who, words):
    """Return what is found, as (kind, title)."""
    groups = suggestions(words, viewer=cast.actor(who))
    return {(group.kind, each.title) for group in groups for each in group.found}


def test_deal_is_found_by_its_own_field_but_not_by_a_masked_one(cast, deal_of):
    serial, hidden = field(T.TEXT, "Номер", searchable=True), field(T.TEXT, "Тайна", searchable=True, masked="margin")
    deal = deal_of(cast.boris, "Линия розлива")
    own = {serial.id: "Зимородок", hidden.id: "Пустельга"}
    edit_deal(by=cast.actor("boris"), deal_id=deal.pk, fields={"own": own})
    assert met(cast, "boris", "зимородка") == {("crm.deal", "Линия розлива")}
    assert met(cast, "boris", "пустельга") == set()
    assert met(cast, "dasha", "зимородка") == set()


@pytest.mark.parametrize(("who", "sees"), [("boris", True), ("vera", False), ("anna", True), ("dina", False)])
def test_row_is_found_as_far_as_the_register_lets_a_role(cast, who, sees):
    grants = {"manager": {"see": "own", "edit": "own", "remove": "own", "add": True}, "head": {"see": "all"}}
    register = add_register(by=cast.actor("anna"), code="samples", values={"title": "Образцы", "grants": grants})
    serial = field(T.TEXT, "Номер", holder=Holder.ROW, register=register, searchable=True)
    boris = cast.actor("boris")
    row = add_row(by=boris, register_id=register, fields={"title": "Осушитель", "own": {serial.id: "Зимородок"}})
    expected = {("crm.row", "Осушитель")} if sees else set()
    assert met(cast, who, "осушителя") == met(cast, who, "зимородок") == expected
    edit_row(by=boris, row_id=row, fields={"title": "Ресивер"})
    assert met(cast, who, "осушитель") == set()
    remove_rows(by=boris, register_id=register, row_ids=[row])
    assert [each.title for each in found("ресивер", "crm.row", viewer=boris).found] == []
