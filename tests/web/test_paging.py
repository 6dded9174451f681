"""Keyset paging: pages tile the rows exactly, in any order, both ways, whatever the cursor holds."""

import base64
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import Value
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.web.tables import Column, Table, page_of

TABLE = Table(
    code="things",
    columns=(
        Column(key="name", title="Name", value=lambda row: row.name, sort=("name",), main=True),
        Column(key="amount", title="Amount", value=lambda row: row.amount, kind="number", sort=("amount",)),
        Column(key="rate", title="Rate", value=lambda row: row.rate, kind="percent", sort=("rate", "name")),
        Column(key="day", title="Day", value=lambda row: row.day, kind="day", sort=("day",)),
        Column(key="at", title="At", value=lambda row: row.at, kind="moment", sort=("at",)),
        Column(key="owner", title="Owner", value=lambda row: row.owner_id, sort=("owner__amount",)),
        Column(key="made", title="Made", value=lambda row: row.made, kind="number", sort=("made",)),
        Column(key="plain", title="Plain", value=lambda row: row.pk),
    ),
    default_sort="-amount",
)
ORDERS = [f"{sign}{column.key}" for column in TABLE.columns if column.sort for sign in ("", "-")]
ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "a", "b", "ё", "=1", "Ж"]),
        "amount": st.none() | st.integers(-2, 2),
        "rate": st.none() | st.sampled_from([Decimal("0.1"), Decimal("-3.125"), Decimal("0")]),
        "day": st.none() | st.sampled_from([date(2026, 1, 1), date(2026, 11, 22)]),
        "at": st.none()
        | st.sampled_from([datetime(2026, 1, 1, 1, 2, 3, 456, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)]),
    }
)


def rows_of(model):
    return model.objects.annotate(made=Coalesce("amount", Value(0)))


def numbers(page):
    return [row.pk for row in page.rows]


def step(href):
    return f"?{urlsplit(href).query}"


def walk(ask, rows, query, way, size):
    """Return the pages from this address on, first to last."""
    pages = []
    while True:
        page = page_of(TABLE, rows, ask(query), size=size)
        pages.append(numbers(page))
        assert len(pages) < 100
        if not getattr(page, way):
            return pages, query
        query = step(getattr(page, way))


@pytest.mark.parametrize("order", ORDERS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(ROW, max_size=11), size=st.integers(1, 4))
def test_pages_tile_the_rows_exactly_in_both_directions(things, ask, order, made, size):
    things.objects.all().delete()
    first = things.objects.bulk_create([things(**row) for row in made])
    things.objects.filter(pk__in=[row.pk for row in first[::2]]).update(owner=first[0] if first else None)
    rows = rows_of(things)
    forth, last = walk(ask, rows, f"?sort={order}", "after", size)
    assert sorted(pk for page in forth for pk in page) == sorted(things.objects.values_list("pk", flat=True))
    back, _ = walk(ask, rows, last, "before", size)
    assert back[::-1] == forth


def test_empty_values_stand_last_whichever_way_it_is_sorted(things, ask):
    things.objects.bulk_create([things(amount=value) for value in (None, 2, 1)])
    for order, expected in (("amount", [1, 2, None]), ("-amount", [2, 1, None])):
        page = page_of(TABLE, rows_of(things), ask(f"?sort={order}&columns=amount"))
        shown = [things.objects.get(pk=pk).amount for pk in numbers(page)]
        assert shown == expected


def packed(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


GARBAGE = [
    "x", "%00", "....", "A" * 5000, packed(), packed(1), packed(1, 2, 3), packed("a", 1), packed(1, "a"), packed({}, 1),
    packed([1], 1), packed({"dt": "yesterday"}, 1), packed({"n": "NaN"}, 1), packed(10**30, 1), packed(1, 10**30),
    packed(1, None), packed({"zz": "1"}, 1), packed(1, {"d": "2026-01-01"}), base64.b64encode(b"\xff\xfe").decode(),
    base64.urlsafe_b64encode(b"[" * 3000).decode(), packed("a\0b", 1), packed(True, {"u": "1"}),
]  # fmt: skip


@pytest.mark.parametrize("order", ["amount", "-at", "rate", "name", "made", "day", "owner"])
@pytest.mark.parametrize("cursor", GARBAGE)
def test_garbage_for_a_cursor_gives_the_first_page(things, ask, order, cursor):
    things.objects.bulk_create([things(name=str(i), amount=i) for i in range(3)])
    page = page_of(TABLE, rows_of(things), ask(f"?sort={order}&after={cursor}"), size=2)
    assert len(page.rows) <= 2


def test_cursor_beyond_the_end_gives_the_first_page(things, ask):
    made = things.objects.bulk_create([things(amount=i) for i in range(3)])
    page = page_of(TABLE, rows_of(things), ask(f"?sort=amount&after={packed(99, 99_999)}"))
    assert numbers(page) == [row.pk for row in made]


def test_count_is_exact_to_a_thousand_and_bounded_beyond(things, ask, monkeypatch):
    things.objects.bulk_create([things() for _ in range(6)])
    assert page_of(TABLE, rows_of(things), ask()).count == 6
    monkeypatch.setattr("mostik.web.tables.asked.COUNTED", 4)
    monkeypatch.setattr("mostik.web.tables.page.COUNTED", 4)
    assert "4+" in page_of(TABLE, rows_of(things), ask()).count_words


def test_page_costs_two_queries_and_three_where_the_filled_rows_end(things, ask, django_assert_num_queries):
    things.objects.bulk_create([things(amount=i) for i in range(9)])
    with django_assert_num_queries(2):
        page_of(TABLE, rows_of(things), ask("?sort=amount"), size=3)
    with django_assert_num_queries(3):
        page_of(TABLE, rows_of(things), ask("?sort=owner"), size=3)


@pytest.mark.parametrize(
    "query", ["?sort=password", "?sort=plain", "?sort=--amount", "?size=100000", "?columns=nothing"]
)
def test_question_that_was_not_declared_changes_nothing(things, ask, query):
    page = page_of(TABLE, rows_of(things), ask(query))
    assert [head.title for head in page.heads][:2] == ["Name", "Amount"]
    assert next(head for head in page.heads if head.title == "Amount").sorted == "descending"


def test_chosen_columns_keep_the_main_one(things, ask):
    page = page_of(TABLE, rows_of(things), ask("?columns=day.rate"))
    assert [head.title for head in page.heads] == ["Name", "Rate", "Day"]
    assert parse_qs(urlsplit(page.href()).query)["columns"] == ["name.rate.day"]
