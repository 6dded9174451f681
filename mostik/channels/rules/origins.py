"""Where a visitor came from, read from the address they landed at and the page that sent them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

#: The longest mark kept: longer ones are cut, whatever an advertisement writes.
LONGEST: Final = 120
LONGEST_ADDRESS: Final = 500
DIRECT: Final = "direct"
NONE: Final = "(none)"

UTM: Final = ("source", "medium", "campaign", "content", "term")
#: What advertising systems add to a click, and whose it is.
CLICKS: Final[Mapping[str, str]] = {
    "yclid": "yandex",
    "gclid": "google",
    "wbraid": "google",
    "gbraid": "google",
    "fbclid": "facebook",
    "vkclid": "vk",
    "rb_clickid": "vk",
    "msclkid": "bing",
}
SEARCHERS: Final[Mapping[str, str]] = {
    "yandex": "yandex",
    "ya": "yandex",
    "google": "google",
    "bing": "bing",
    "duckduckgo": "duckduckgo",
    "rambler": "rambler",
    "yahoo": "yahoo",
}
#: Parts of mail.ru that search, by the whole host.
SEARCHING: Final[Mapping[str, str]] = {"go.mail.ru": "mail.ru", "search.mail.ru": "mail.ru"}
SOCIAL: Final[Mapping[str, str]] = {
    "vk.com": "vk",
    "vk.ru": "vk",
    "ok.ru": "ok",
    "t.me": "telegram",
    "youtube.com": "youtube",
    "dzen.ru": "dzen",
    "rutube.ru": "rutube",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "linkedin.com": "linkedin",
    "x.com": "x",
}


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Marks of a visit: source, medium, campaign, content and term as UTM has them, and the click's own number."""

    source: str = DIRECT
    medium: str = NONE
    campaign: str = ""
    content: str = ""
    term: str = ""
    click: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether nothing says where the visitor came from."""
        return self.source == DIRECT


def read_marks(landing: str, referrer: str = "") -> Marks:
    """Return where a visit came from: UTM marks first, then a click's number, then the page that sent the visitor.

    A referrer of the same site says nothing. Anything unreadable is a direct visit; nothing is refused.

    >>> read_marks("https://shop.ru/?utm_source=Yandex&utm_medium=cpc&utm_campaign=spring")
    Marks(source='yandex', medium='cpc', campaign='spring', content='', term='', click='')
    >>> read_marks("https://shop.ru/", "https://www.google.com/search?q=pumps").medium
    'organic'
    """
    here, there = _split(landing), _split(referrer)
    asked = {name.casefold(): value for name, value in _asked(here)}
    told = {name: _clean(asked.get(f"utm_{name}", "")) for name in UTM[2:]}
    told |= {name: _clean(asked.get(f"utm_{name}", "").casefold()) for name in UTM[:2]}
    name, click = next(((name, asked[name]) for name in CLICKS if asked.get(name)), ("", ""))
    if told["source"]:
        told["medium"] = told["medium"] or NONE
    elif click:
        told["source"], told["medium"] = CLICKS[name], told["medium"] or "cpc"
    else:
        told["source"], told["medium"] = _sent_by(_host(there), _host(here))
    return Marks(**told, click=_clean(click))


@dataclass(frozen=True)
class Told:
    """What came along with an enquiry: its marks, the visitor it names, the page it was sent from."""

    marks: Marks
    visitor: str = ""
    page: str = ""


def told_along(fields: Mapping[str, str]) -> Told:
    """Return what an enquiry's own fields say of where it came from, by the names forms and landings use.

    >>> told_along({"utm_source": "vk", "mostik_visitor": "k" * 20}).marks.source
    'vk'
    """
    named = {name.casefold(): value for name, value in fields.items()}

    def first(*names: str) -> str:
        return next((named[name] for name in names if named.get(name)), "")

    page = first("landing", "landing_page", "page", "url", "page_url")
    asked = {name: named[name] for name in (*(f"utm_{each}" for each in UTM), *CLICKS) if named.get(name)}
    address = (
        f"{page.split('#')[0]}{'&' if '?' in page else '?'}{urlencode(asked)}"
        if page
        else f"http://x/?{urlencode(asked)}"
    )
    marks = read_marks(address, first("referrer", "referer", "ref"))
    return Told(marks, first("mostik_visitor", "visitor"), kept_address(page))


def kept_address(address: str) -> str:
    """Return the part of an address worth keeping: host and path; what is asked may hold somebody's data.

    >>> kept_address("https://shop.ru/pumps?email=ivan@acme.ru#top")
    'shop.ru/pumps'
    """
    parts = _split(address)
    return f"{_host(parts)}{parts.path}"[:LONGEST_ADDRESS] if _host(parts) else ""


def host_of(address: str) -> str:
    """Return an address's host, without www; nothing for what is no web address."""
    return _host(_split(address))


def is_of(host: str, domains: frozenset[str]) -> bool:
    """Return whether a host is one of the domains, or a part of one.

    >>> is_of("blog.shop.ru", frozenset({"shop.ru"})), is_of("myshop.ru", frozenset({"shop.ru"}))
    (True, False)
    """
    return any(host == each or host.endswith(f".{each}") for each in domains)


def as_plain(marks: Marks) -> dict[str, str]:
    """Return marks by name."""
    return {each.name: getattr(marks, each.name) for each in fields(marks)}


def _sent_by(host: str, own: str) -> tuple[str, str]:
    if not host or host == own:
        return DIRECT, NONE
    if host in SEARCHING:
        return SEARCHING[host], "organic"
    for domain, name in SOCIAL.items():
        if is_of(host, frozenset({domain})):
            return name, "social"
    for part in host.split(".")[:-1]:
        if part in SEARCHERS:
            return SEARCHERS[part], "organic"
    return host, "referral"


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip()[: LONGEST_ADDRESS * 8])
        parts.hostname, parts.port  # noqa: B018 - reading them is what refuses a broken address
    except ValueError:
        return urlsplit("")
    return parts if parts.scheme in {"http", "https"} else urlsplit("")


def _host(parts: SplitResult) -> str:
    return _clean((parts.hostname or "").removeprefix("www."))


def _asked(parts: SplitResult) -> list[tuple[str, str]]:
    try:
        return parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        return []


def _clean(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST]
