"""Every condition with values at the ends of what is read: the database answers, whichever it is."""

import pytest

from mostik.crm.queries.segments import preview
from mostik.crm.rules.segments import FIELDS, OPERATORS, Kind, audience

EDGES = {
    Kind.TEXT: ["\0 x", "%_\\'\"", "\ud800a", "Я" * 300],
    Kind.NUMBER: ["0", "999999999999", "1e-999999"],
    Kind.MONEY: ["0", "999999999999,99"],
    Kind.DAY: ["1900-01-01", "2200-12-31"],
    Kind.DAYS: ["0", "999999999999"],
    Kind.CHOICE: ["\0", "a\0b", "99999999999999999", "9" * 40, "²", "\udfff1"],
    Kind.YES_NO: [""],
}


@pytest.mark.parametrize("key", sorted(FIELDS))
def test_any_condition_is_answered(key, cast, pipeline):
    field = FIELDS[key]
    for subject in field.of:
        for op in OPERATORS[field.kind]:
            for value in ["x", *EDGES[field.kind]] if field.kind is Kind.CHOICE else EDGES[field.kind]:
                values = ["x", value] if field.kind is Kind.CHOICE else value
                told = {"groups": [{"rules": [{"field": key, "op": op, "value": values}]}]}
                assert preview(audience(subject, told), viewer=cast.actor("anna")).count >= 0
