"""A list of rows at hand: sorted with the empty last, narrowed, paged both ways, given whole as a file."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from django.test import RequestFactory

from mostik.web import tables
from mostik.web.tables import Column, Table

ROWS = [SimpleNamespace(name=f"n{at}", amount=None if at % 10 == 0 else at) for at in range(60)]
TABLE = Table(
    code="computed",
    columns=(Column(key="amount", title="Amount", value=lambda row: row.amount, kind="number", sort=("amount",)),),
    filters=(tables.text_filter("name", "Name", apply=tables.kept(lambda row, text: text in row.name)),),
    search=tables.kept(lambda row, text: row.name == text),
    default_sort="-amount",
    export_needs="",
)


def page(**asked):
    return tables.page_of(TABLE, ROWS, RequestFactory().get("/things/", asked), size=25)


def test_rows_at_hand_are_sorted_narrowed_paged_and_exported():
    whole = sorted((row.amount for row in ROWS if row.amount), reverse=True)
    turned, seen = page(), []
    while True:
        seen.append([row.cells[0].html for row in turned.rows])
        if not turned.after:
            break
        turned = page(**{name: words[0] for name, words in parse_qs(urlsplit(turned.after).query).items()})
    assert [len(each) for each in seen] == [25, 25, 10]
    assert [each for part in seen for each in part][:54] == [page(q=f"n{at}").rows[0].cells[0].html for at in whole]
    back = page(**{name: words[0] for name, words in parse_qs(urlsplit(turned.before).query).items()})
    assert [row.cells[0].html for row in back.rows] == seen[1]
    assert (page(name="n5").count, page(q="n7").count, turned.count) == (11, 1, 60)
    assert len(page(after="٣").rows) == len(page(after="999").rows) == len(page(before="9" * 99).rows) == 25
    sheet = tables.answer(RequestFactory().get("/", {"format": "csv", "name": "n5"}), "", TABLE, ROWS)
    assert len(sheet.getvalue().splitlines()) == 12
