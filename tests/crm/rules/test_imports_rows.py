"""Rows of a table: columns guessed, cells read, names joined, dates made a history."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.imports.book import Book, PipelineMark, StageMark
from mostik.crm.rules.imports.fields import FIELDS, MANY, guess, key_of, known
from mostik.crm.rules.imports.joining import Defaults, Joined, Refused, join
from mostik.crm.rules.imports.names import index, likely
from mostik.crm.rules.imports.problems import Grade, NameKind
from mostik.crm.rules.imports.rows import RowReader
from mostik.crm.terms import StageKind

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
STAGES = (
    StageMark(11, "New", StageKind.OPEN),
    StageMark(12, "Talks", StageKind.OPEN),
    StageMark(13, "Won", StageKind.WON),
    StageMark(14, "Lost", StageKind.LOST),
)
SALES = PipelineMark(1, "Sales", "RUB", STAGES)


def book(**aliases):
    return Book(
        pipelines={1: SALES},
        names={
            NameKind.OWNER: index([("Boris Belov", 5), ("Ann Lee", 6), ("Ann  lee", 7)]),
            NameKind.PIPELINE: {"sales": 1},
            NameKind.PRODUCT: {"gtx pro": 3},
            NameKind.CHANNEL: {"site": 8},
            NameKind.REASON: {"price": 9},
        },
        aliases={NameKind(kind): names for kind, names in aliases.items()},
    )


def joined(cells: dict, *, names=None, owner=5):
    reader = RowReader(list(cells), dict(enumerate(cells)))
    read = reader.read(2, list(cells.values()))
    return join(read, names or book(), Defaults(pipeline=1, owner=owner, reason=4), zone=MOSCOW, now=NOW)


def reasons(found) -> list[tuple[str, str, Grade]]:
    return [(each.column, each.reason.split("“")[0].strip(), each.grade) for each in found.problems]


def test_headings_of_an_amocrm_export_are_guessed():
    headings = ["ID", "Название сделки", "Бюджет", "Ответственный", "Дата создания сделки", "Теги", "Дата закрытия"]
    headings += ["Этап сделки", "Воронка", "Полное имя контакта", "Компания контакта", "Рабочий телефон", "Примечание"]
    codes = ["external_id", "title", "amount", "owner", "created", None, "closed"]
    codes += ["stage", "pipeline", "contact", "company", "phone", "note"]
    assert guess(headings) == {place: code for place, code in enumerate(codes) if code}


def test_headings_of_a_hubspot_and_of_the_maven_export_are_guessed():
    hubspot = guess(["Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date", "Deal owner"])
    assert list(hubspot.values()) == ["external_id", "title", "stage", "amount", "closed", "owner"]
    maven = [
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    ]
    assert list(guess(maven).values()) == [
        "external_id", "owner", "product", "company", "stage", "created", "closed", "amount"
    ]  # fmt: skip


def test_every_field_is_guessed_from_its_own_title():
    one = [field for field in FIELDS if field.code not in MANY]
    assert [guess([field.title]) for field in one] == [{0: field.code} for field in one]


def test_the_key_of_a_header_set_does_not_depend_on_order_or_letter_case():
    assert key_of(["Title", "Sum"]) == key_of(["sum ", "TITLE"]) != key_of(["Title"])


def test_a_data_row_is_not_taken_for_headings():
    assert known(["1", "Door for Petrov", "15000", "Boris"]) == 0


@given(cells=st.lists(st.text(max_size=300), max_size=20))
def test_any_row_is_read_without_an_error(cells):
    codes = [field.code for field in FIELDS]
    reader = RowReader(codes, dict(enumerate(codes)))
    join(reader.read(2, cells), book(), Defaults(pipeline=1, owner=5, reason=4), zone=MOSCOW, now=NOW)


def test_an_open_deal_stands_in_its_stage_since_it_was_created():
    found = joined({"title": "Door", "stage": "Talks", "created": "01.11.2026", "amount": "1 500,50"})
    assert isinstance(found, Joined)
    assert found.stays == ((12, datetime(2026, 11, 1, 9, tzinfo=UTC)),)
    assert (found.row.amount_minor, found.row.currency, found.closed_at) == (150050, "RUB", None)


def test_a_won_deal_goes_from_the_first_stage_to_the_won_one_on_its_days():
    found = joined({"title": "Door", "stage": "Won", "created": "01.10.2026", "closed": "2026-11-02"})
    assert found.stays == ((11, datetime(2026, 10, 1, 9, tzinfo=UTC)), (13, datetime(2026, 11, 2, 9, tzinfo=UTC)))


def test_a_deal_closed_on_its_first_day_before_noon_keeps_its_order():
    found = joined({"title": "Door", "stage": "Won", "created": "02.11.2026", "closed": "02.11.2026 08:00"})
    assert found.stays[0][1] <= found.stays[1][1]


def test_a_lost_deal_without_a_reason_takes_the_default_one():
    assert joined({"title": "Door", "stage": "Lost", "created": "01.10.2026", "closed": "02.10.2026"}).reason == 4


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"title": "Door", "owner": "Nobody"}, "owner", "Nobody here is called"),
        ({"title": "Door", "owner": "Ann Lee"}, "owner", ""),
        ({"title": "Door", "stage": "Weird"}, "stage", "The pipeline"),
        ({"title": "Door", "pipeline": "Weird"}, "pipeline", "There is no pipeline"),
        ({"title": "Door", "amount": "-5"}, "amount", ""),
        ({"title": "Door", "created": "32.01.2026"}, "created", ""),
        (
            {"title": "Door", "created": "19.11.2026"},
            "created",
            "The day is still to come. Write when it really happened.",
        ),
        ({"title": "Door", "stage": "Won", "created": "01.10.2026"}, "closed", "The stage"),
        (
            {"title": "Door", "stage": "Won", "closed": "01.10.2026"},
            "created",
            "The deal is closed, but when it was created is missing. Fill the day.",
        ),
        (
            {"title": "Door", "stage": "Won", "created": "02.10.2026", "closed": "01.10.2026"},
            "closed",
            "The deal is closed before it was created. Mend one of the two dates.",
        ),
        (
            {"title": "D" * 201},
            "title",
            "The text is longer than {longest} signs. Shorten it; if a quote was left open, close it.",
        ),
        (
            {"amount": "5", "title": ""},
            "title",
            "Nothing says what the deal is about. Fill the title, the company or the contact.",
        ),
        ({"title": "a\x00b"}, "title", "The cell holds a sign that is no text. Delete the cell and type it again."),
    ],
)
def test_a_wrong_row_is_refused_naming_the_column(cells, column, words):
    found = joined(cells)
    assert isinstance(found, Refused)
    assert (column, words, Grade.REFUSED) in reasons(found)


def test_a_row_without_an_owner_is_refused_when_nobody_was_chosen():
    assert isinstance(joined({"title": "Door"}, owner=None), Refused)


def test_an_unknown_product_or_channel_warns_and_the_deal_comes_in():
    found = joined({"title": "Door", "product": "GTXPro", "channel": "Radio"})
    assert isinstance(found, Joined)
    assert [(each.kind, each.name, each.grade) for each in found.problems] == [
        (NameKind.PRODUCT, "GTXPro", Grade.WARNED),
        (NameKind.CHANNEL, "Radio", Grade.WARNED),
    ]


def test_an_alias_gives_the_name_its_record():
    found = joined({"title": "Door", "product": "GTXPro"}, names=book(product={"gtxpro": 3}))
    assert (found.product, found.problems) == (3, ())


def test_the_likely_record_of_a_strange_name_is_offered():
    assert likely("GTXPro", {"GTX Basic": 1, "GTX Pro": 3, "GTX Plus Pro": 5}) == 3
    assert likely("Zebra", {"GTX Basic": 1, "GTX Pro": 3}) is None


def test_more_cells_than_headings_are_refused_not_dropped():
    found = RowReader(["Title"], {0: "title"}).read(2, ["Door", "", "lost cell"])
    assert [each.column for each in found.problems] == ["B"]


def test_a_formula_is_kept_as_text():
    found = joined({"title": "=CMD|' /C calc'!A0"})
    assert found.title == "=CMD|' /C calc'!A0"


def test_an_expected_day_may_lie_ahead():
    assert joined({"title": "Door", "expected": "01.12.2026"}).row.expected == date(2026, 12, 1)
