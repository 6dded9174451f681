"""Files: no cell is a formula, figures are figures, phones stay readable."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from mostik.kernel.money import Money
from mostik.web.tables import Badge, Column
from mostik.web.tables.export import csv_lines, guarded, write_workbook

COLUMNS = (
    Column(key="name", title="Name", value=lambda row: row[0], main=True),
    Column(key="money", title="Money", value=lambda row: Money(row[1]), kind="money"),
    Column(key="state", title="State", value=lambda row: Badge(row[2], "good"), kind="badge"),
)
FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "|x", "%1"]
HARMLESS = ["+7 (912) 345-67-89", "+79123456789", "-15", "-1,5 %", "Анна", "", "ООО «-»"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_would_be_a_formula_is_made_harmless(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_phones_signed_numbers_and_words_stay_as_they_are(text):
    assert guarded(text) == text


@pytest.mark.parametrize(("language", "delimiter", "money"), [("ru", ";", "1234,56"), ("en", ",", "1234.56")])
def test_csv_speaks_the_spreadsheet_of_the_language(language, delimiter, money):
    with translation.override(language):
        text = "".join(csv_lines(COLUMNS, [("=1", 123456, "paid")]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]), delimiter=delimiter))[1] == ["'=1", money, "paid"]


def test_workbook_has_typed_cells_and_strings_that_stay_strings():
    place = io.BytesIO()
    write_workbook(place, COLUMNS, [("=1+1", 123456, "http://x"), ("+79123456789", 0, "@a")])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(place.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[1:] == [["=1+1", 1234.56, "http://x"], ["+79123456789", 0.0, "@a"]]
    assert Decimal(str(rows[1][1])) == Decimal("1234.56")
