"""Filters: only what is declared narrows the rows; what cannot be read says so and narrows nothing."""

from datetime import date

import pytest
from django.utils import translation

from mostik.web.tables import (
    BulkAction,
    Column,
    Table,
    answer,
    choice_filter,
    day_range_filter,
    multichoice_filter,
    number_range_filter,
    page_of,
    person_filter,
    picked,
    text_filter,
    yes_no_filter,
)

TABLE = Table(
    code="things",
    columns=(Column(key="name", title="Name", value=lambda row: row.name, main=True, sort=("name",)),),
    filters=(
        choice_filter("name", "Name", [("a", "A"), ("b", "B")]),
        multichoice_filter("names", "Names", [("a", "A"), ("b", "B")], "name"),
        person_filter("who", "Who", [(each, each.upper()) for each in "abcdef"], "name"),
        text_filter("has", "Has", "name"),
        number_range_filter("amount", "Amount", scale=2),
        day_range_filter("day", "Day"),
        yes_no_filter("empty", "Empty", apply=lambda rows, value: rows.filter(amount__isnull=value)),
    ),
    search=lambda rows, text: rows.filter(name__icontains=text),
    default_sort="name",
    bulk=(BulkAction(code="drop", title="Drop", url_name="web:gallery_move", needs="things.drop"),),
    export_needs="things.export",
)


@pytest.fixture
def rows(things):
    things.objects.bulk_create(
        [
            things(name="a", amount=100, day=date(2026, 1, 1)),
            things(name="b", amount=200, day=date(2026, 2, 1)),
            things(name="c"),
        ]
    )
    return things.objects.all()


def names(page):
    return [row.cells[0].html for row in page.rows]


GOOD = {
    "": ["a", "b", "c"],
    "?name=a": ["a"],
    "?names=a&names=b": ["a", "b"],
    "?who=a&who=c&who=a": ["a", "c"],
    "?has=B": ["b"],
    "?amount_from=1,5": ["b"],
    "?amount_to=1": ["a"],
    "?day_from=2026-01-15": ["b"],
    "?day_to=15.01.2026": ["a"],
    "?empty=yes": ["c"],
    "?q=c": ["c"],
    "?name__startswith=a&id__gt=1&password=1": ["a", "b", "c"],
}
BAD = {
    "?name=zz": "name", "?names=a&names=zz": "names", "?who=a&who=zz": "who", "?has=" + "x" * 300: "has", "?amount_from=12q": "amount",
    "?amount_from=nan": "amount", "?amount_from=9&amount_to=1": "amount", "?amount_to=1e900": "amount",
    "?day_from=2026-13-01": "day", "?day_from=0001-01-01": "day", "?day_to=x.y.z": "day", "?empty=maybe": "empty",
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), GOOD.items())
def test_filter_narrows_by_what_it_declares(rows, ask, query, expected):
    assert names(page_of(TABLE, rows, ask(query))) == expected


@pytest.mark.parametrize(("query", "key"), BAD.items())
def test_value_that_cannot_be_read_gets_its_message_and_narrows_nothing(rows, ask, query, key):
    page = page_of(TABLE, rows, ask(query))
    assert {one.key for one in page.filters if one.error} == {key}
    assert len(page.rows) == 3


def test_chip_takes_its_filter_off_and_keeps_the_rest(rows, ask):
    page = page_of(TABLE, rows, ask("?name=a&amount_from=1&sort=-name"))
    hrefs = {chip.title: chip.href for chip in page.chips}
    assert hrefs["Name"] == "/things/?sort=-name&amount_from=1"
    assert page.clear_href == "/things/?sort=-name"


def test_each_of_several_people_is_taken_off_alone_and_all_are_kept_by_order_pages_and_files(rows, ask):
    page = page_of(TABLE, rows, ask("?who=a&who=c&size=25&sort=-name"))
    assert [(chip.said, chip.href) for chip in page.chips] == [
        ("A", "/things/?sort=-name&size=25&who=c"),
        ("C", "/things/?sort=-name&size=25&who=a"),
    ]
    both = "who=a&who=c"
    assert all(both in href for href in (page.heads[0].href, page.csv_href, page.query_words, page.href(after="x")))
    request = ask(f"?{both}&format=csv", "things.export")
    assert answer(request, "web/gallery.html", TABLE, rows).getvalue().decode().split() == ["\ufeffName", "a", "c"]
    with translation.override("en"):
        [chip] = page_of(TABLE, rows, ask("?" + "&".join(f"who={each}" for each in "abcdef"))).chips
    assert (chip.said, chip.href) == ("A, B, C and 3 more", "/things/")


def test_picked_rows_are_the_ticked_ones_or_all_the_filters_leave(rows, ask):
    some = rows[0].pk
    assert [row.pk for row in picked(TABLE, rows, ask(f"?pk={some}&pk=x&pk={10**40}"))] == [some]
    assert {row.name for row in picked(TABLE, rows, ask("?everything=1&names=a&names=b"))} == {"a", "b"}


def test_bulk_and_export_need_their_rights(rows, ask):
    assert not page_of(TABLE, rows, ask()).bulk
    assert not page_of(TABLE, rows, ask()).can_export
    page = page_of(TABLE, rows, ask("", "things.drop", "things.export"))
    assert [bound.action.code for bound in page.bulk] == ["drop"]
    assert page.can_export


def test_swapped_part_is_answered_alone_with_messages_beside_it(rows, ask):
    request = ask("?amount_from=x", **{"HX-Request": "true", "HX-Target": "rows-things"})
    with translation.override("en"):
        html = " ".join(answer(request, "web/gallery.html", TABLE, rows).content.decode().split())
    assert html.startswith('<div id="rows-things">')
    assert 'id="list-things-amount-error" hx-swap-oob="true">Not a number' in html
