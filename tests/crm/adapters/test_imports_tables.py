"""Files as they come: encodings, separators, workbooks, bombs. Judged by what is in them."""

import csv
import struct
import time
import tracemalloc
import zipfile
import zlib
from datetime import date, datetime
from io import StringIO

import pytest
import xlsxwriter

from mostik.crm.adapters.table import refusals
from mostik.crm.adapters.table.encoding import is_russian
from mostik.crm.adapters.table.tables import MOST_ROWS, headings_of, keep, rows_of

TEXT = "Название;Сумма;Примечание\nДверь «Люкс» № 5;1 500,50;Позвонить завтра — срочно\nОкно;2000;\n"
WORDS = "Съешь ещё этих мягких французских булок, да выпей чаю; Компания Ромашка; Отдел продаж; Ёлка"


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def kept(tmp_path):
    def keep_bytes(content: bytes, name: str = "deals.csv"):
        path = tmp_path / "upload"
        path.write_bytes(content)
        return keep(path, name)

    return keep_bytes


def cells(table) -> list[tuple[int, list[str]]]:
    return list(rows_of(table.stored))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_russian_csv_reads_the_same_whatever_saved_it(kept, encoding, separator):
    rows = [line.split(";") for line in TEXT.splitlines()]
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    table = kept(out.getvalue().encode(encoding))
    assert [list(table.headings), *(row for _, row in cells(table))] == rows
    assert [number for number, _ in cells(table)] == [2, 3]
    assert (table.rows, table.blank, headings_of(table.stored)) == (2, 0, rows[0])


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "iso8859-5", "mac-cyrillic", "utf-16", "utf-16-le"])
def test_other_encodings_are_refused_rather_than_guessed(kept, encoding):
    with pytest.raises((refusals.UnknownEncoding, refusals.NotATable)):
        kept(TEXT.replace("—", "-").replace("«", '"').replace("»", '"').replace("№", "N").encode(encoding))


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1250"])
def test_western_letters_are_refused_rather_than_turned_into_russian_ones(kept, encoding):
    with pytest.raises(refusals.UnknownEncoding):
        kept("Name;City\nMüller;Köln\nBjörn;Århus\nGünther;Düsseldorf\n".replace("Å", "A").encode(encoding))


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "iso8859-5", "mac-cyrillic"])
def test_words_of_another_table_do_not_read_as_russian(encoding):
    assert is_russian(WORDS)
    assert not is_russian(WORDS.encode(encoding).decode("cp1251", errors="replace"))


def test_quotes_and_lines_inside_cells_survive(kept):
    table = kept(b'Title;Note\n"Door; ""best""";"two\nlines"\nNext;x\n')
    assert cells(table) == [(2, ['Door; "best"', "two\nlines"]), (3, ["Next", "x"])]


def test_blank_rows_are_counted_and_do_not_shift_numbers(kept):
    table = kept(b"Title,Sum\nA,1\n\n , \nB,2\n")
    assert ([number for number, _ in cells(table)], table.rows, table.blank) == ([2, 5], 2, 2)


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "deals.csv", refusals.EmptyFile),
        (b"Title;Sum\n", "deals.csv", refusals.NoRows),
        (b";;\nA;1;2\n", "deals.csv", refusals.NoHeadings),
        (b"%PDF-1.7\nstuff\n", "deals.csv", refusals.NotATable),
        (b"Title;Sum\nA;1\n", "deals.pdf", refusals.NotATable),
        (b"Title;Sum\nA;1\n", "deals.xlsx", refusals.Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "deals.csv", refusals.OldExcel),
        (b"PK\x03\x04broken", "deals.xlsx", refusals.Damaged),
        (b"Title;Title\nA;1\n", "deals.csv", refusals.TwinColumns),
        ("Название;название \nA;1\n".encode(), "deals.csv", refusals.TwinColumns),
        (
            "Отчёт за ноябрь;;\nНазвание сделки;Бюджет;Ответственный\nA;1;Anna\n".encode(),
            "deals.csv",
            refusals.TwoHeadings,
        ),
        ("Title;Amount\nНазвание;Сумма\nA;1\n".encode(), "deals.csv", refusals.TwoHeadings),
        (b"x,y\nA,1\nx,y\n", "deals.csv", refusals.TwoHeadings),
        (",".join(f"c{n}" for n in range(400)).encode() + b"\n1\n", "deals.csv", refusals.TooLarge),
        (b"\x00\x01\x02\x03" * 100, "deals.csv", refusals.NotATable),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(kept, content, name, refusal):
    with pytest.raises(refusal) as caught:
        kept(content, name)
    assert "{" not in caught.value.text()


def test_too_many_rows_are_refused(kept):
    with pytest.raises(refusals.TooLarge):
        kept(b"Title\n" + b"A\n" * (MOST_ROWS + 1))


def test_a_refused_file_leaves_nothing_behind(kept, settings):
    with pytest.raises(refusals.NoRows):
        kept(b"Title;Sum\n")
    assert list((settings.MEDIA_ROOT / "imports").iterdir()) == []


def test_a_cell_of_ten_megabytes_ends_its_row_not_the_file(kept):
    table = kept(b"Title,Sum\n" + b"x" * (10 << 20) + b",1\nB,2\n")
    rows = cells(table)
    assert [len(row[0]) for _, row in rows] == [10_000, 1]


def test_a_quote_left_open_is_one_long_row_not_a_crash(kept):
    table = kept(b'Title,Sum\n"A,1\nB,2\nC,3\n')
    assert table.rows == 1


def workbook(path, rows, **sheets):
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    for name, content in {"Deals": rows, **sheets}.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(content):
            for x, cell in enumerate(row):
                write = sheet.write_string if isinstance(cell, str) else sheet.write
                write(y, x, cell)
    book.close()


def test_a_workbook_reads_as_people_see_it(tmp_path):
    path = tmp_path / "deals.xlsx"
    rows = [
        ["Title", "Sum", "Created", "At", "Paid", "Phone"],
        ["=CMD|' /C calc'!A0", 0.1 + 0.2, date(2026, 11, 5), datetime(2026, 11, 5, 9, 30), True, 79123456789],
        ["Дверь", 1500, None, None, False, "+7 912 345-67-89"],
    ]
    workbook(path, rows, Other=[["x"]])
    table = keep(path, "deals.xlsx")
    assert [row for _, row in cells(table)] == [
        ["=CMD|' /C calc'!A0", "0.3", "2026-11-05", "2026-11-05 09:30:00", "1", "79123456789"],
        ["Дверь", "1500", "", "", "0", "+7 912 345-67-89"],
    ]
    assert table.notes == {"sheets": "Other"}


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


def hostile(path, sheet: bytes, *, entities: str = ""):
    workbook(path, [["Title"], ["A"]])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    if entities:
        parts["xl/sharedStrings.xml"] = entities.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)


def refused_soon(path):
    before = time.monotonic()
    with pytest.raises((refusals.Damaged, refusals.TooLarge, refusals.NoRows, refusals.NoHeadings)):
        keep(path, "deals.xlsx")
    assert time.monotonic() - before < 15


@pytest.mark.slow
def test_a_workbook_that_unpacks_to_a_gigabyte_is_refused_soon(tmp_path):
    path = tmp_path / "bomb.xlsx"
    hostile(path, SHEET.format(rows="").encode() + b" " * (400 << 20))
    refused_soon(path)


def test_a_workbook_whose_header_lies_about_its_size_is_refused_soon(tmp_path):
    path = tmp_path / "bomb.xlsx"
    hostile(path, b"x")
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(pack.compress(b" " * (16 << 20)) for _ in range(20)) + pack.flush()
    name = b"xl/worksheets/sheet9.xml"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 1, len(name), 0)
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack("<HII", content[end + 10 : end + 20])
    directory = content[offset : offset + size]
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 1, len(name), *[0] * 5, offset
    )
    entry += name
    body = content[:offset] + local + name + packed
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count + 1, count + 1, size + len(entry), len(body), 0)
    path.write_bytes(body + directory + entry + tail)
    refused_soon(path)


def test_a_workbook_with_a_cell_at_the_far_corner_is_refused_soon(tmp_path):
    path = tmp_path / "far.xlsx"
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    hostile(path, SHEET.format(rows=corner).encode())
    refused_soon(path)


def test_entities_that_multiply_are_harmless(tmp_path):
    path = tmp_path / "laughs.xlsx"
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = (
        f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{levels}]><sst><si><t>&l9;</t></si><si><t>b</t></si></sst>'
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
    hostile(path, SHEET.format(rows=rows).encode(), entities=laughs)
    before = time.monotonic()
    try:
        table = keep(path, "laughs.xlsx")
    except refusals.Damaged:
        pass
    else:
        assert max(len(cell) for cell in table.headings) < 300
    assert time.monotonic() - before < 15


def test_a_large_table_is_read_with_steady_memory(tmp_path):
    """Thirty thousand rows, ten megabytes: neither keeping nor streaming them holds more than a small part."""
    path = tmp_path / "large.csv"
    line = ";".join(["Поставка дверей в офис на Лесной"] * 6)
    path.write_text("A;B;C;D;E;F\n" + f"{line}\n" * 30_000, encoding="utf-8")
    tracemalloc.start()
    table = keep(path, "large.csv")
    assert sum(1 for _row in rows_of(table.stored)) == 30_000
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 << 20
