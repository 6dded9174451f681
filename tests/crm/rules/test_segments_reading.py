"""Conditions from an address or a program: always an audience that reads back the same, or a refusal in words."""

from contextlib import suppress

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as some

from mostik.crm.forms.segments import told
from mostik.crm.rules.segments import FIELDS, OPERATORS, audience, written
from mostik.kernel.refusals import Invalid

SUBJECTS = ("company", "contact", "deal")
words = some.one_of(
    some.text(some.characters(), max_size=12),
    some.sampled_from(
        [
            "1",
            "1e99",
            "10E999999",
            "1e-999999",
            "-1",
            "NaN",
            "2026-01-02",
            "0001-01-01",
            "Тверь",
            "\0",
            "\ud800",
            "x" * 199 + " y",
        ]
    ),
)
values = some.one_of(
    words, some.none(), some.integers(), some.lists(words, max_size=3), some.dictionaries(words, words)
)
rules = some.fixed_dictionaries(
    {
        "field": some.one_of(some.sampled_from(sorted(FIELDS)), words),
        "op": some.one_of(some.sampled_from(sorted({op for ops in OPERATORS.values() for op in ops})), words),
        "value": values,
    }
)
groups = some.fixed_dictionaries(
    {"every": some.booleans(), "rules": some.one_of(some.lists(rules, max_size=3), values)}
)


@given(some.sampled_from((*SUBJECTS, "ghost")), some.one_of(some.lists(groups, max_size=3), values), some.booleans())
def test_anything_told_is_an_audience_that_reads_back_or_is_refused(subject, listed, every):
    try:
        found = audience(subject, {"every": every, "groups": listed})
    except Invalid:
        return
    plain = written(found)
    assert audience(subject, plain) == found
    assert "\\ud8" not in ascii(plain)
    assert "\\x00" not in ascii(plain)


KEYS = some.sampled_from(
    ["row", "r1-field", "r1-op", "r1-value", "r2-field", "r2-op", "r2-value", "r1-group", "g0-every"]
)


@given(
    some.sampled_from(SUBJECTS), some.lists(some.tuples(KEYS, some.one_of(words, some.sampled_from(sorted(FIELDS)))))
)
def test_any_address_is_conditions_or_a_refusal(subject, pairs):
    sent = QueryDict(mutable=True)
    for key, value in (("row", "1"), ("row", "2"), *pairs):
        sent.appendlist(key, value)
    with suppress(Invalid):
        assert audience(subject, told(sent)).subject == subject
