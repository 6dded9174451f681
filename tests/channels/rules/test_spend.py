"""Files of advertising spend: read as people and systems write them, rows left out with their reasons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.spend import NO_AMOUNT, NO_COUNT, NO_DAY, NO_SOURCE, NoSpendColumns, places, read

HEAD = ["Дата", "Источник", "Кампания", "Показы", "Клики", "Расход, ₽"]


def taken(*rows, head=HEAD, source=""):
    return read(head, list(enumerate(rows, start=2)), source=source, currency="RUB")


def test_rows_of_a_day_and_a_campaign_are_summed():
    rows, problems = taken(
        ["02.11.2026", "Yandex", "Насосы", "1 000", "30", "1 500,50"],
        ["2026-11-02", "yandex", "Насосы", "500", "10", "99.50"],
        ["03.11.2026", "yandex", "Насосы", "", "", "0"],
        ["", "", "Итого", "", "", "1600"],
    )
    assert not problems
    assert [(row.day, row.amount_minor, row.clicks, row.shows) for row in rows] == [
        (date(2026, 11, 2), 1600_00, 40, 1500),
        (date(2026, 11, 3), 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["32.11.2026", "a", "", "", "", "1"], NO_DAY),
        (["02.11.2026", "a", "", "", "", "-1"], NO_AMOUNT),
        (["02.11.2026", "a", "", "", "", "many"], NO_AMOUNT),
        (["02.11.2026", "a", "", "", "1,5", "1"], NO_COUNT),
        (["02.11.2026", "", "", "", "", "1"], NO_SOURCE),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row, why):
    rows, problems = taken(row)
    assert (rows, [(each.number, each.why) for each in problems]) == ([], [(2, why)])


def test_a_file_without_its_columns_is_refused_and_a_source_may_be_named_for_all():
    with pytest.raises(NoSpendColumns):
        places(["Кампания", "Клики"])
    rows, _problems = taken(["02.11.2026", "12"], head=["Day", "Spend (RUB)"], source="vk")
    assert rows[0].source == "vk"


@given(st.lists(st.lists(st.text(max_size=20), max_size=7), max_size=20))
def test_any_cells_are_taken_or_told(rows):
    taken_rows, problems = taken(*rows)
    assert len(taken_rows) + len(problems) <= len(rows)
    assert all(row.amount_minor >= 0 for row in taken_rows)
