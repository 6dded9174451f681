"""Filters, order and paging by own fields agree with a Python reference on random data, for every type."""

import random
from datetime import date, datetime
from functools import cmp_to_key

import pytest
from django.test import RequestFactory

from mostik.crm.commands.deals import edit_deal
from mostik.crm.models import Deal
from mostik.crm.pages.deal_table import deal_table
from mostik.crm.queries.deals import deal_rows
from mostik.crm.rules.fields.kinds import SORTED
from mostik.crm.terms import FieldType
from mostik.web.tables import page_of
from tests.crm.owned import ZONE, field, value
from tests.crm.stage import company

T = FieldType
#: What is asked of a list, and whether a kept value fits.
ASKED = {
    T.TEXT: [
        ("own=НАСОС", lambda v: "насос" in v.casefold()),
        ("own=%_", lambda v: "%_" in v),
        ("own=ё", lambda v: "ё" in v.casefold()),
    ],
    T.NUMBER: [
        ("own_from=-1&own_to=1", lambda v: -1_000_000 <= v <= 1_000_000),
        ("own_from=0.25", lambda v: v >= 250_000),
    ],
    T.MONEY: [("own_from=500.5", lambda v: v >= 50_050), ("own_to=1001", lambda v: v <= 100_100)],
    T.YES_NO: [("own=yes", lambda v: v == 1), ("own=no", lambda v: v == 0)],
    T.DAY: [("own_from=2026-11-05&own_to=2026-11-15", lambda v: "2026-11-05" <= v <= "2026-11-15")],
    T.MOMENT: [
        (
            "own_from=2026-11-05&own_to=2026-11-15",
            lambda v: date(2026, 11, 5) <= datetime.fromisoformat(v).astimezone(ZONE).date() <= date(2026, 11, 15),
        )
    ],
    T.CHOICE: [("own=2", lambda v: v == 2), ("own=1&own=3", lambda v: v in {1, 3})],
    T.CHOICES: [("own=2", lambda v: "2" in v), ("own=1&own=3", lambda v: bool({"1", "3"} & set(v)))],
    T.PHONE: [("own=8 912 345-10-05", lambda v: "9123451005" in v)],
    T.EMAIL: [("own=ANNA", lambda v: "anna" in v)],
    T.LINK: [("own=ru/b", lambda v: "ru/b" in v)],
}


def listed(viewer, query):
    """Return the numbers on every page of the list, walked to the end."""
    found, address = [], f"/deals/?{query}"
    while address:
        request = RequestFactory().get(address)
        request.actor = viewer
        page = page_of(deal_table(request), deal_rows(viewer=viewer), request, size=4)
        found += [row.pk for row in page.rows]
        address = page.after
        assert page.chips or "own" not in query.partition("sort")[0]
    return found


@pytest.fixture
def many(cast, deal_of):
    """Return deals with random values of one type, by deal: what is kept."""

    def make(kind):
        chance = random.Random(kind)
        one = field(kind)
        people, clients = [cast.boris.pk, cast.vera.pk], [company(cast.boris, name).pk for name in ("Кедр", "Рубин")]
        by, kept = cast.actor("boris"), {}
        for _ in range(14):
            deal = deal_of(cast.boris)
            kept[deal.pk] = value(kind, chance, people=people, clients=clients)
            edit_deal(by=by, deal_id=deal.pk, fields={"own": {one.id: kept[deal.pk]}})
        return one, {pk: Deal.objects.get(pk=pk).own.get(one.slot) for pk in kept}

    return make


@pytest.mark.parametrize("kind", list(ASKED))
def test_filters_agree_with_the_reference(cast, many, kind):
    one, kept = many(kind)
    for query, fits in ASKED[kind]:
        asked = query.replace("own", one.name)
        assert set(listed(cast.actor("boris"), asked)) == {pk for pk, v in kept.items() if v is not None and fits(v)}


@pytest.mark.parametrize("kind", sorted(SORTED))
@pytest.mark.parametrize("sign", ["", "-"])
def test_order_agrees_with_the_reference_page_by_page(cast, many, kind, sign):
    one, kept = many(kind)
    down = bool(sign)

    def key(pk):
        return kept[pk].casefold() if isinstance(kept[pk], str) else kept[pk]

    def before(a, b):
        if (kept[a] is None) != (kept[b] is None):
            return 1 if kept[a] is None else -1
        pair = (a, b) if kept[a] is None else ((key(a), a), (key(b), b))
        return (1 if pair[0] > pair[1] else -1) * (-1 if down else 1)

    assert listed(cast.actor("boris"), f"sort={sign}{one.name}") == sorted(kept, key=cmp_to_key(before))


def test_only_declared_fields_are_asked_by(cast, many):
    one, kept = many(T.NUMBER)
    everything = set(listed(cast.actor("boris"), ""))
    for query in (
        f"own_{one.id + 1}_from=1",
        "own__f1=1",
        "own_f1__gte=1",
        f"{one.name}__gt=1",
        f"sort={one.slot}",
        "sort=own",
    ):
        assert set(listed_anyhow(cast.actor("boris"), query)) == everything == set(kept)


def listed_anyhow(viewer, query):
    request = RequestFactory().get(f"/deals/?{query}")
    request.actor = viewer
    return [row.pk for row in page_of(deal_table(request), deal_rows(viewer=viewer), request, size=50).rows]


def test_masked_field_is_neither_filtered_nor_sorted_nor_shown(cast, deal_of):
    from dataclasses import replace

    one = field(T.TEXT, masked="margin", searchable=True)
    deal = deal_of(cast.boris)
    edit_deal(by=cast.actor("boris"), deal_id=deal.pk, fields={"own": {one.id: "Секрет"}})
    whole = cast.actor("boris")
    part = replace(whole, masked=frozenset({"margin"}))
    assert listed_anyhow(whole, f"{one.name}=нетакого") == []
    assert listed_anyhow(whole, "q=секрет") == [deal.pk]
    assert listed_anyhow(part, "q=секрет") == []
    assert listed_anyhow(part, f"{one.name}=нетакого") == [deal.pk]
    request = RequestFactory().get("/deals/")
    request.actor = part
    page = page_of(deal_table(request), deal_rows(viewer=part), request)
    assert "Секрет" not in str([cell.html for row in page.rows for cell in row.cells])
    assert not any(head.href and "own_" in head.href for head in page.heads)
