"""Files nobody meant for us: any bytes are a table or a named refusal, any JSON is read or ends its small process."""

import csv
import io
import json
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mostik.crm.adapters.amocrm import records as amocrm
from mostik.crm.adapters.apart.plain import found_in, items_of
from mostik.crm.adapters.apart.run import unpacked
from mostik.crm.adapters.bitrix24 import records as bitrix24
from mostik.crm.adapters.recount.counting import Ways, from_amo, from_bitrix, from_rows, from_text, people_of
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.encoding import encoding_of
from mostik.crm.adapters.table.refusals import NotTheirs
from mostik.crm.adapters.table.tables import keep, rows_of
from mostik.kernel.refusals import Refusal

ONE_PLACE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
WAYS = Ways(lambda words: words if words in {"won", "lost"} else "open", ZoneInfo("Europe/Moscow"))


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


bytes_of_tables = some.one_of(
    some.binary(max_size=300),
    some.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")),
    some.text('Название;Сумма\t,"\n\r1234абв', max_size=200).map(lambda text: text.encode("cp1251", "ignore")),
)


@ONE_PLACE
@given(bytes_of_tables, some.sampled_from([".csv", ".tsv", ".txt", ".CSV", ".pdf"]))
def test_any_bytes_are_a_table_or_a_named_refusal(tmp_path, content, ending):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert encoding_of(path) in {"", "utf-8-sig", "cp1251"}
    try:
        table = keep(path, f"file{ending}")
    except Refusal:
        return
    assert len(list(rows_of(table.stored))) == table.rows > 0
    store.drop(table.stored)


texts = some.text(some.characters(blacklist_categories=("Cs", "Cc")), max_size=10)
tables = some.integers(2, 5).flatmap(
    lambda width: some.lists(some.lists(texts, min_size=width, max_size=width), max_size=5)
)


@ONE_PLACE
@given(tables, some.sampled_from(";,\t"))
def test_a_written_table_reads_back_equal_with_its_numbers(tmp_path, rows, separator):
    width = len(rows[0]) if rows else 2
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows([[f"Столбец {n}" for n in range(width)], *rows])
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbf" + file.getvalue().encode())
    filled = [(number, cells) for number, cells in enumerate(rows, start=2) if any(map(str.strip, cells))]
    try:
        table = keep(tmp_path / "file", "file.csv")
    except Refusal:
        assert not filled
        return
    if len(table.headings) == width:
        assert list(rows_of(table.stored)) == filled
    store.drop(table.stored)


keys = some.sampled_from(
    [
        "id",
        "ID",
        "name",
        "NAME",
        "TITLE",
        "price",
        "pipeline_id",
        "status_id",
        "closed_at",
        "created_at",
        "responsible_user_id",
        "custom_fields_values",
        "values",
        "value",
        "field_code",
        "field_name",
        "field_type",
        "_embedded",
        "statuses",
        "contacts",
        "companies",
        "tags",
        "loss_reason",
        "note_type",
        "complete_till",
        "type",
        "entity_id",
        "params",
        "text",
        "first_name",
        "email",
        "lang",
        "STAGE_ID",
        "STATUS_ID",
        "ENTITY_ID",
        "OWNER_ID",
        "CLOSEDATE",
        "OPPORTUNITY",
        "STAGE_SEMANTIC_ID",
        "PHONE",
        "EMAIL",
        "VALUE",
        "LAST_NAME",
        "COMPANY_TYPE",
        "result",
        "items",
        "data",
        "value_before",
    ]
)
values = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**20), 10**20),
    some.floats(),
    some.text(max_size=8),
    some.sampled_from(["2026-01-02T03:04:05+03:00", "lead_status_changed", "date", "PHONE", 142]),
)
anything = some.recursive(
    values, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(keys, inner, max_size=8), max_leaves=30
)


@ONE_PLACE
@given(anything)
def test_what_is_read_out_of_any_json_is_texts(tmp_path, told):
    path = tmp_path / "file.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    items = list(items_of(path))
    assert len(items) == len(list(found_in(told)))
    for reader in (amocrm, bitrix24):
        with suppress(TypeError, AttributeError, KeyError, ValueError, OverflowError):  # these end the small process
            for headings, rows in reader.tables(items).values():
                assert all(isinstance(each, str) for row in rows for each in (*row, *row.values(), *headings))


@settings(ONE_PLACE, max_examples=6)
@given(some.one_of(some.binary(max_size=60), anything.map(json.dumps).map(str.encode), some.just(b"[" * 100_000)))
def test_any_json_file_is_unpacked_or_refused_by_name(tmp_path, content):
    path, target = tmp_path / "file.json", tmp_path / "out"
    path.write_bytes(content)
    target.mkdir(exist_ok=True)
    for system in ("amocrm", "bitrix24"):
        with suppress(NotTheirs):
            assert unpacked(system, [path], target, file="file.json")


@ONE_PLACE
@given(anything)
def test_any_json_is_counted(tmp_path, told):
    path = tmp_path / "file.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    for reader in (from_amo, from_bitrix):
        assert all(isinstance(minor, int) for _number, _outcome, minor, *_rest in reader(path, WAYS))
    assert all(people_of(path).values())


@ONE_PLACE
@given(bytes_of_tables, some.lists(some.dictionaries(some.sampled_from(["A", "B", "C"]), texts), max_size=4))
def test_any_table_is_counted(tmp_path, content, rows):
    columns = {"external_id": "A", "amount": "B", "closed": "C", "stage": "A"}
    assert len(list(from_rows(rows, columns, WAYS))) <= len(rows)
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with suppress(ValueError):  # an undecodable file was refused on the way in
        list(from_text(path, columns, WAYS))
