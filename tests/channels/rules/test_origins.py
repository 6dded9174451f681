"""Where visitors come from, and nothing an address holds breaks the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.origins import DIRECT, LONGEST, as_plain, is_of, kept_address, read_marks

SITE = "https://www.shop.ru/pumps"


@pytest.mark.parametrize(
    ("landing", "referrer", "source", "medium"),
    [
        (f"{SITE}?utm_source=yandex&utm_medium=CPC", "https://yandex.ru/", "yandex", "cpc"),
        (f"{SITE}?UTM_Source=Mail", "", "mail", "(none)"),
        (f"{SITE}?yclid=77", "https://yandex.ru/", "yandex", "cpc"),
        (f"{SITE}?gclid=a", "", "google", "cpc"),
        (SITE, "https://yandex.ru/search/?text=a", "yandex", "organic"),
        (SITE, "https://www.google.co.uk/", "google", "organic"),
        (SITE, "https://go.mail.ru/", "mail.ru", "organic"),
        (SITE, "https://m.vk.com/away", "vk", "social"),
        (SITE, "https://t.me/channel", "telegram", "social"),
        (SITE, "https://forum.pumps.org/t/1", "forum.pumps.org", "referral"),
        (SITE, "https://shop.ru/contacts", DIRECT, "(none)"),
        (SITE, "android-app://org.telegram", DIRECT, "(none)"),
        (SITE, "", DIRECT, "(none)"),
        ("javascript:alert(1)", "https://[::1", DIRECT, "(none)"),
    ],
)
def test_a_source_is_read_from_marks_then_clicks_then_the_referrer(landing, referrer, source, medium):
    marks = read_marks(landing, referrer)
    assert (marks.source, marks.medium) == (source, medium)


def test_what_is_asked_in_an_address_is_not_kept():
    assert kept_address("https://shop.ru/a/b?phone=79123456789#x") == "shop.ru/a/b"
    assert kept_address("ftp://shop.ru/a") == ""


def test_a_domain_holds_its_parts_and_not_its_namesakes():
    assert is_of("a.shop.ru", frozenset({"shop.ru"}))
    assert not is_of("shop.ru.evil.com", frozenset({"shop.ru"}))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gives_marks_of_usual_length(landing, referrer):
    for told in (landing, f"https://a.ru/?utm_source={landing}&utm_campaign={referrer}"):
        marks = read_marks(told, f"https://{referrer}")
        assert marks.source
        assert all(len(value) <= LONGEST and value.isprintable() for value in as_plain(marks).values())
        assert "?" not in kept_address(told)
