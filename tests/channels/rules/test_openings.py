"""Links of letters and who asked for them: nothing leads anywhere but where the letter said, machines are known."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.openings import BURST, SOON, Knock, is_machine, links_of, marked
from mostik.channels.terms import OpeningKind

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
OPEN, CLICK = OpeningKind.OPEN, OpeningKind.CLICK
PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
URLS = st.from_regex(
    r"https?://[a-z]{1,8}\.test(/[a-z0-9]{1,6}){0,3}(\?[a-z]=[0-9]{1,3}(&[a-z]=[0-9])?)?", fullmatch=True
)


def knock(kind=OPEN, after=timedelta(), **more):
    return Knock(AT + after, kind, agent=more.pop("agent", PERSON), **more)


@pytest.mark.parametrize(
    ("agent", "machine"),
    [
        (PERSON, False),
        (GMAIL, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)", False),
        ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", False),
        ("Mozilla/5.0", True),
        ("", True),
        ("python-requests/2.32", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("BarracudaCentral", True),
        ("Mozilla/5.0 (X11; Linux) HeadlessChrome/120", True),
        ("TelegramBot (like TwitterBot)", True),
    ],
)
def test_programs_are_known_by_what_they_call_themselves(agent, machine):
    assert is_machine(knock(agent=agent), AT - timedelta(hours=1)) is machine


def test_what_asks_at_once_or_says_that_nobody_looks_is_a_machine():
    for kind in (OPEN, CLICK):
        assert is_machine(knock(kind), AT - SOON + timedelta(milliseconds=1))
        assert not is_machine(knock(kind), AT - SOON)
        assert is_machine(knock(kind, odd=True), AT - timedelta(days=1))
    assert not is_machine(knock(), None)


@given(st.integers(-6000, 6000), st.sampled_from([OPEN, CLICK]), st.booleans())
def test_links_followed_together_are_a_machines_and_one_link_twice_is_not(apart, kind, same):
    one = knock(CLICK, url="https://a.test")
    other = knock(kind, timedelta(milliseconds=apart), url="https://a.test" if same else "https://b.test")
    together = kind is CLICK and not same and abs(apart) <= BURST / timedelta(milliseconds=1)
    assert is_machine(one, AT - timedelta(hours=1), [other]) is together


@given(st.lists(st.tuples(st.text(alphabet="абв <>&\"'\n.,()", max_size=12), URLS), max_size=6), st.booleans())
def test_every_link_of_a_letter_is_led_through_ours_and_its_words_stay(parts, in_html):
    text = " ".join(f"{words} {url} " for words, url in parts)
    html = (
        "".join(f'<p>x <a class="b" href="{url.replace("&", "&amp;")}">y</a></p>' for _, url in parts)
        if in_html
        else ""
    )
    links = links_of(text, html)
    assert links == tuple(dict.fromkeys(url for _, url in parts))
    made = marked(text, html, lambda at: f"https://we.test/{at}", "https://we.test/pixel")
    hrefs = [unescape(each) for each in re.findall(r'href="([^"]*)"', made)]
    assert hrefs == [f"https://we.test/{links.index(url)}" for _, url in parts]
    assert made.count("https://we.test/pixel") == 1
    if not in_html:
        shown = unescape(re.sub(r"<[^>]+>", "", made.replace("<br>", "\n").replace("</p><p>", "\n\n")))
        assert shown.split() == text.split()


def test_marks_of_the_sentence_are_no_part_of_a_link_and_other_schemes_no_links():
    said = "(см. https://a.test/wiki/Насос_(техника)), https://b.test/?q=1! javascript:alert(1) ftp://c.test mailto:x@y.test"
    assert links_of(said, '<a href="javascript:x()">1</a><a href="/here">2</a>') == (
        "https://a.test/wiki/Насос_(техника)",
        "https://b.test/?q=1",
    )
