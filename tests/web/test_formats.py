"""Formats: the same value in Russian and in English."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone, translation

from mostik.kernel.money import Money
from mostik.kernel.percent import Percent
from mostik.web import clock, formats

TABLE = [
    (formats.number, (1234567,), "1 234 567", "1,234,567"),
    (formats.number, (Decimal("1234.5"),), "1 234,5", "1,234.5"),
    (formats.number, (-3, "1"), "−3,0", "−3.0"),
    (formats.number, (None,), "—", "—"),
    (formats.number, ("nan",), "—", "—"),
    (formats.number, (True,), "—", "—"),
    (formats.signed, (8,), "+8", "+8"),
    (formats.signed, (0,), "0", "0"),
    (formats.percent, (Decimal("0.6315"),), "63,15 %", "63.15%"),
    (formats.percent, (1,), "100 %", "100%"),
    (formats.percent, (0.6667, 0), "67 %", "67%"),
    (formats.percent, (Percent.of(1, 20),), "5 %", "5%"),
    (formats.percent, (Fraction(2, 3), 0), "67 %", "67%"),
    (formats.points, (-0.012,), "−1,2 п.п.", "−1.2 pp"),
    (formats.money, (Money(123456700),), "1 234 567 ₽", "₽1,234,567"),
    (formats.money, (Money(123456750),), "1 234 567,50 ₽", "₽1,234,567.50"),
    (formats.money, (Money(100), "always"), "1,00 ₽", "₽1.00"),
    (formats.money, (Money(-5000),), "−50 ₽", "−₽50"),
    (formats.money, (Money(500, "JPY"),), "500 ¥", "¥500"),
    (formats.money, (None,), "—", "—"),
    (formats.money_short, (Money.of(18_420_000),), "18,42 млн ₽", "₽18.4M"),
    (formats.money_short, (Money.of(740_000),), "740 тыс. ₽", "₽740k"),
    (formats.money_short, (Money.of(999),), "999 ₽", "₽999"),
    (formats.money_short, (Money.of(2_500_000_000),), "2,5 млрд ₽", "₽2.5B"),
    (formats.short, (12_345,), "12,3 тыс.", "12.3k"),
    (formats.day_spoken, (date(2026, 12, 3),), "четверг, 3 декабря", "Thursday, December 3"),
    (formats.day_spoken, (None,), "—", "—"),
    (formats.day_long, (date(2026, 11, 22),), "22 ноября 2026", "November 22, 2026"),
    (formats.day, (date(2019, 1, 9),), "9 янв. 2019", "Jan 9, 2019"),
    (formats.hours, (timedelta(hours=2, minutes=5),), "2 ч 05 мин", "2 h 05 min"),
    (formats.hours, (45,), "45 с", "45 s"),
    (formats.hours, (252,), "4 мин 12 с", "4 min 12 s"),
    (formats.hours, (3600,), "1 ч", "1 h"),
    (formats.file_size, (1_258_291,), "1,2 МБ", "1.2 MB"),
    (formats.or_dash, ("",), "—", "—"),
]


@pytest.mark.parametrize(("write", "given", "russian", "english"), TABLE)
def test_value_is_written_in_both_languages(write, given, russian, english):
    for language, words in (("ru", russian), ("en", english)):
        with translation.override(language):
            assert write(*given).replace("\u00a0", " ") == words


def test_figures_and_units_never_part():
    with translation.override("ru"):
        for text in (formats.money(Money(123456700)), formats.percent(0.5), formats.day_long(date(2026, 11, 22))):
            assert " " not in text


def test_day_of_this_year_has_no_year():
    with translation.override("en"):
        assert formats.day(clock.today().replace(month=3, day=5)) == "Mar\u00a05"


def test_moment_is_local():
    with translation.override("ru"), timezone.override("Europe/Moscow"):
        assert formats.time_of_day(datetime(2026, 11, 22, 6, 5, tzinfo=UTC)) == "09:05"
        assert formats.moment(datetime(2020, 11, 22, 6, 5, tzinfo=UTC)).endswith("09:05")


def test_ago_says_how_long():
    now = clock.now()
    with translation.override("ru"):
        assert formats.ago(now - timedelta(seconds=20)) == "только что"
        assert "5 минут назад" in formats.ago(now - timedelta(minutes=5, seconds=1))
        assert formats.ago(None) == "—"


def test_title_within_a_sentence_keeps_its_names():
    assert formats.lowered("Leads of “Google”") == "leads of “Google”"
    assert formats.lowered("") == ""
