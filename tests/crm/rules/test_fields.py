"""Values of own fields: whatever is kept is written as text and read back the same; what does not fit is refused."""

import doctest
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.fields import definitions, kinds, values
from mostik.crm.rules.fields.kinds import FieldView, Option
from mostik.crm.rules.fields.values import LARGEST, Labels, checked, moment_from, read, written
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Invalid, Refusal

T = FieldType
MOSCOW = ZoneInfo("Europe/Moscow")
OPTIONS = (Option(1, "Красный", "Red"), Option(2, "Синий", "Blue"), Option(5, "Зелёный"))
LABELS = Labels({T.PERSON: {7: "Белов Борис"}, T.CLIENT: {8: "ООО «Ромашка»"}, T.FILE: {9: "акт.pdf #9"}})
RECORDS = {name: number for kind in LABELS.names.values() for number, name in kind.items()}


def field(kind, **more):
    return FieldView(id=7, holder=Holder.DEAL, type=kind, title="Поле", options=OPTIONS, **more)


def find(_kind, text):
    return RECORDS.get(text)


def refusal_of(act):
    """Return what is refused, nothing when all is well."""
    try:
        act()
    except Refusal as refusal:
        return refusal
    return None


PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=60)
KEPT = {
    T.TEXT: PLAIN,
    T.LONG: st.lists(PLAIN, min_size=1, max_size=4).map("\n".join),
    T.NUMBER: st.integers(-LARGEST + 1, LARGEST - 1),
    T.MONEY: st.integers(-(10**14), 10**14),
    T.YES_NO: st.sampled_from([0, 1]),
    T.DAY: st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat),
    T.MOMENT: st.datetimes(datetime(1992, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(moment_from),
    T.CHOICE: st.sampled_from([1, 2, 5]),
    T.CHOICES: st.sets(st.sampled_from([1, 2, 5]), min_size=1).map(list),
    T.PERSON: st.just(7),
    T.CLIENT: st.just(8),
    T.FILE: st.just(9),
    T.LINK: st.from_regex(r"https?://[a-z0-9.-]{1,20}/[a-z0-9/?=&]{0,20}", fullmatch=True),
    T.PHONE: st.integers(9000000000, 9999999999).map(lambda number: f"+7{number}"),
    T.EMAIL: st.from_regex(r"[a-z0-9]{1,10}@[a-z0-9]{1,10}\.(ru|com)", fullmatch=True),
}


def one_of(kind):
    return KEPT[kind].map(lambda value: (kind, value))


@given(st.sampled_from(list(T)).flatmap(one_of))
def test_value_written_as_text_reads_back_the_same(pair):
    kind, value = pair
    one = field(kind)
    try:
        kept = checked(one, value)
    except Invalid:  # a phone no country gives out
        assert kind in {T.PHONE, T.EMAIL, T.LINK}
        return
    if kept is None:
        return
    assert read(one, written(one, kept, LABELS, zone=MOSCOW), zone=MOSCOW, find=find) == kept
    assert checked(one, kept) == kept


@given(st.sampled_from(list(T)), st.text(max_size=80))
def test_any_text_is_read_or_refused_at_the_field(kind, text):
    refusal = refusal_of(lambda: read(field(kind), text, zone=MOSCOW, find=find))
    assert refusal is None or (refusal.field == "own_7" and refusal.text())


@given(st.sampled_from(list(T)), st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_anything_a_program_sends_is_kept_or_refused(kind, value):
    refusal = refusal_of(lambda: checked(field(kind), value))
    assert refusal is None or refusal.field == "own_7"


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (T.NUMBER, "1 234,5", 1_234_500_000),
        (T.NUMBER, "999999999999.999999", 999_999_999_999_999_999),
        (T.MONEY, "1 500,50", 150_050),
        (T.YES_NO, "да", 1),
        (T.DAY, "05.03.1961", "1961-03-05"),
        (T.MOMENT, "26.11.2026 10:00", "2026-11-26T07:00Z"),
        (T.CHOICE, "red", 1),
        (T.CHOICES, "Синий; Red", ["1", "2"]),
        (T.PHONE, "8 912 345-67-89", "+79123456789"),
    ],
)
def test_people_write_values_their_own_way(kind, text, kept):
    assert read(field(kind), text, zone=MOSCOW) == kept


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (T.NUMBER, "1e5"),
        (T.NUMBER, "1.0000001"),
        (T.NUMBER, "1000000000000"),
        (T.DAY, "31.02.2026"),
        (T.CHOICE, "Чёрный"),
        (T.LINK, "javascript:alert(1)"),
        (T.CLIENT, "Никто"),
    ],
)
def test_what_does_not_fit_is_refused(kind, text):
    with pytest.raises(Refusal):
        read(field(kind), text, zone=MOSCOW, find=find)


@pytest.mark.parametrize("module", [definitions, kinds, values])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0
