"""What leaves reads back as it was, and no cell of it is run by a spreadsheet."""

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as some

from mostik.crm.rules.imports.fields import guess
from mostik.crm.rules.imports.leaving import COLUMNS, Leaving, headings
from mostik.crm.rules.imports.rows import RowReader
from mostik.crm.rules.imports.values import tidy
from mostik.kernel.cells import guarded, unguarded

texts = some.text(some.characters(blacklist_categories=("Cs", "Cc")), max_size=60).map(tidy)
moments = some.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1), timezones=some.just(UTC))
RUNS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@]")


@given(some.text(max_size=80))
def test_any_cell_comes_back_and_none_begins_a_formula(text):
    assert unguarded(guarded(text)) == text
    left = guarded(text)
    assert not RUNS.match(left) or re.fullmatch(r"[+-]?[0-9][0-9 .,()\-]*", left)


def test_phones_leave_as_they_are():
    assert guarded("+79123456789") == "+79123456789"
    assert guarded("+7 912 345-67-89") == "+7 912 345-67-89"


@given(title=texts.filter(bool), note=texts, stage=some.sampled_from(["New", "Talks"]), at=moments, closed=moments)
def test_what_leaves_reads_back_as_it_was(title, note, stage, at, closed):
    told = {"title": title, "note": note, "stage": stage, "amount": "1234.50", "phone": "+79123456789"}
    row = Leaving(texts=told, created=at, closed=max(at, closed), expected=date(2026, 12, 1), past=[(stage, at)])
    for language in ("ru", "en"):
        names = headings(language)
        mapped = guess(names)
        assert list(mapped.values()) == list(COLUMNS)
        read = RowReader(names, mapped).read(2, row.cells())
        assert read.problems == ()
        back = read.row
        assert (back.title, back.note, back.stage, back.amount, back.phone) == (
            title,
            note,
            stage,
            "1234.50",
            "+79123456789",
        )
        assert (back.created, back.closed, back.expected) == (at, max(at, closed), date(2026, 12, 1))
        assert back.past == ((stage, at),)
