"""Letters that are watched: their links and pixel, and whether a person or a machine asked for one. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape, unescape
from typing import Final

from mostik.channels.terms import OpeningKind

MOST_LINKS: Final = 50
#: Nobody reads a letter so soon: filters of post offices do.
SOON: Final = timedelta(seconds=10)
#: Links of one letter followed within so long of each other are followed by a filter that tries them all.
BURST: Final = timedelta(seconds=3)
#: How long after a knock one waits for the next before judging it.
WAIT: Final = timedelta(seconds=6)
#: Programs that look into letters; the picture services of Gmail and Yahoo fetch when a person opens, and are not here.
MACHINES: Final = re.compile(
    r"safelinks|bot\b|crawl|spider|slurp|preview|scan|barracuda|proofpoint|mimecast|symantec|messagelabs|urldefense|"
    r"trendmicro|sophos|fortinet|kaspersky|drweb|curl|wget|python|httpx|aiohttp|go-http|java/|okhttp|ruby|perl|php|"
    r"headless|phantom|node-fetch|axios|monitor|facebookexternal|whatsapp|skypeuri|slack",
    re.IGNORECASE,
)
#: What Apple's privacy service, which fetches every picture of every letter, calls itself: this and nothing more.
BARE: Final = "Mozilla/5.0"
LINK: Final = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
HREF: Final = re.compile(r"(<a\b[^>]*?\bhref=)([\"'])(https?://.*?)\2", re.IGNORECASE | re.DOTALL)
PAIRS: Final = {")": "(", "]": "["}


@dataclass(frozen=True)
class Knock:
    """One time a letter's picture or link was asked for; ``odd`` when the request itself says that nobody looks."""

    at: datetime
    kind: OpeningKind
    url: str = ""
    agent: str = ""
    odd: bool = False


def is_machine(knock: Knock, left_at: datetime | None, others: Iterable[Knock] = ()) -> bool:
    """Return whether a program asked and not a person, by what is stated in ``docs/rules/openings.md``.

    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    >>> knock = Knock(at, OpeningKind.OPEN, agent="Mozilla/5.0 (Windows NT 10.0) Thunderbird/128.0")
    >>> is_machine(knock, at - timedelta(minutes=5)), is_machine(knock, at - timedelta(seconds=2))
    (False, True)
    """
    if knock.odd or not knock.agent or knock.agent == BARE or MACHINES.search(knock.agent):
        return True
    if left_at and knock.at - left_at < SOON:
        return True
    return knock.kind is OpeningKind.CLICK and any(
        each.kind is OpeningKind.CLICK and each.url != knock.url and abs(each.at - knock.at) <= BURST for each in others
    )


def links_of(text: str, html: str = "") -> tuple[str, ...]:
    """Return the links that stand in a letter, each once, in order: only these are ever followed.

    >>> links_of("См. https://a.test/x?a=1, потом (https://b.test/y).", '<a href="https://c.test/?a=1&amp;b=2">c</a>')
    ('https://a.test/x?a=1', 'https://b.test/y', 'https://c.test/?a=1&b=2')
    """
    found = [_whole(each[0]) for each in LINK.finditer(text)] + [unescape(each[3]) for each in HREF.finditer(html)]
    return tuple(dict.fromkeys(found))[:MOST_LINKS]


def marked(text: str, html: str, link: Callable[[int], str], pixel: str) -> str:
    """Return a letter's HTML with its links led through ours and our pixel at its end; its text where it has none.

    ``link`` gives our address of a link by its place among ``links_of``.

    >>> marked("Вот: https://a.test", "", "https://we.test/{}".format, "p.gif")
    '<p>Вот: <a href="https://we.test/0">https://a.test</a></p><img src="p.gif" width="1" height="1" alt="">'
    """
    places = {url: place for place, url in enumerate(links_of(text, html))}

    def ours(url: str) -> str:
        return escape(link(places[url]) if url in places else url)

    body = HREF.sub(lambda each: f"{each[1]}{each[2]}{ours(unescape(each[3]))}{each[2]}", html) or _drawn(text, ours)
    return f'{body}<img src="{escape(pixel)}" width="1" height="1" alt="">'


def _drawn(text: str, ours: Callable[[str], str]) -> str:
    parts, at = [], 0
    for each in LINK.finditer(text):
        url = _whole(each[0])
        parts += [escape(text[at : each.start()]), f'<a href="{ours(url)}">{escape(url)}</a>']
        at = each.start() + len(url)
    words = "".join([*parts, escape(text[at:])])
    return "".join(f"<p>{each}</p>" for each in words.replace("\r\n", "\n").split("\n\n")).replace("\n", "<br>")


def _whole(url: str) -> str:
    """Return a link without the marks of the sentence it stands in."""
    while url and (url[-1] in ".,;:!?»”…*_" or (url[-1] in PAIRS and url.count(url[-1]) > url.count(PAIRS[url[-1]]))):
        url = url[:-1]
    return url
