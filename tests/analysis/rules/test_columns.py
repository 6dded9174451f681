"""Columns add up as a plain loop over the same facts does, whatever is asked."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.analysis.rules import columns
from mostik.analysis.rules.columns import DIMENSIONS, SUMS, Ask, Key, Raw, segment_of
from mostik.kernel.period import Period, PeriodKind

START = date(2026, 1, 1)
MEASURES, CURRENCIES = ("lead", "paid", "won"), ("", "RUB", "USD")
numbers = st.one_of(st.none(), st.integers(1, 4))
days = st.integers(0, 70).map(lambda number: START + timedelta(number))
facts = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(MEASURES),
        "day": days,
        "cohort": st.one_of(st.none(), days),
        "currency": st.sampled_from(CURRENCIES),
        **{name: numbers for name in DIMENSIONS if name not in {"day", "cohort", "currency"}},
        "quantity": st.integers(-2, 3),
        "amount": st.integers(-(10**12), 10**12) | st.integers(-(2**60), 2**60),
        "days": st.integers(-90, 90),
    }
)
keys = st.lists(
    st.sampled_from(
        [Key("measure"), Key("person"), Key("company"), Key("currency"), Key("day", PeriodKind.MONTH), Key("cohort")]
    ),
    max_size=3,
    unique=True,
)
wheres = st.dictionaries(st.sampled_from(["team", "channel", "reason"]), st.frozensets(numbers, min_size=1), max_size=2)
reaches = st.none() | st.tuples(st.frozensets(st.integers(1, 4)), st.frozensets(st.integers(1, 4)))


@st.composite
def asks(draw) -> Ask:
    first, last = sorted([draw(days), draw(days)])
    return Ask(
        measures=tuple(sorted(draw(st.sets(st.sampled_from([*MEASURES, "lost"]), min_size=1)))),
        keys=tuple(draw(keys)),
        first=first,
        last=last,
        axis=draw(st.sampled_from(["day", "cohort"])),
        where=tuple(draw(wheres).items()),
        within=draw(reaches),
    )


def raw(listed) -> Raw:
    words = {"measure": list(MEASURES), "currency": list(CURRENCIES)}

    def number(name, value):
        if name in words:
            return words[name].index(value)
        return -1 if value is None else value.toordinal() if isinstance(value, date) else value

    told = {name: [number(name, each[name]) for each in listed] for name in ("measure", *DIMENSIONS, *SUMS)}
    return Raw({name: np.array(values, np.int64) for name, values in told.items()}, words)


def plain(listed, ask: Ask):
    found = defaultdict(lambda: [0, 0, 0])
    for each in listed:
        at = each[ask.axis]
        if each["measure"] not in ask.measures or at is None or not ask.first <= at <= ask.last:
            continue
        if any(each[name] not in values for name, values in ask.where):
            continue
        if ask.within is not None and each["team"] not in ask.within[0] and each["person"] not in ask.within[1]:
            continue
        cells = tuple(
            Period.of(key.kind, each[key.column]).first if key.kind and each[key.column] else each[key.column]
            for key in ask.keys
        )
        for place, name in enumerate(SUMS):
            found[each["measure"], cells][place] += each[name]
    return {key: tuple(sums) for key, sums in found.items()}


@pytest.mark.parametrize("places", [1 << 22, 0], ids=["placed", "sorted"])
@given(st.lists(facts, max_size=40), asks())
def test_columns_add_up_as_the_facts_do_one_by_one(places, listed, ask):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "MOST_PLACES", places)
        patch.setattr(columns, "AT_ONCE", 7)
        got = segment_of(raw(listed)).cut(ask)
    assert {(measure, cells): sums for measure, cells, sums in got} == plain(listed, ask)
    assert len(got) == len(plain(listed, ask))
