"""The one gate to other hosts: a name is resolved first, what it resolves to is judged, that very address is used.

A name's spelling proves nothing (0177.0.0.1, 2130706433 and ::ffff:127.0.0.1 are all this machine), and a name may
resolve to something else the second time. So nothing is judged by its name, and nothing is resolved twice. Each
redirect is a new address to be judged. Never called inside a transaction: the far side may take its time.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.db import connection

from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2000
LONGEST_HOST = 253
SECONDS = 10.0
MOST_BYTES = 65_536
PORTS = {"http": 80, "https": 443}
LOW_PORTS = {80, 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
REDIRECTS = {301, 302, 303, 307, 308}


class NotAnAddress(Invalid):
    """Not an address of the web."""

    message = gettext_noop("Write an address like https://example.ru/hook, without a name and password in it.")


class NotOutside(Invalid):
    """The address leads inside, not out: one answer whatever lies there."""

    message = gettext_noop("This address cannot be reached from here. Use one on the Internet.")


class NoAnswer(Refusal, status=502):
    """The far side did not answer as it should; ``left`` says whether the request may have reached it."""

    message = gettext_noop("The far side did not answer: {why}.")

    def __init__(self, why: str, *, left: bool) -> None:
        super().__init__(params={"why": why})
        self.left = left


@dataclass(frozen=True)
class Answer:
    """What the far side said, cut at a limit."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def parsed(url: str) -> SplitResult:
    """Return the parts of a web address; refuses `NotAnAddress`."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotAnAddress(field="url") from None
    odd = len(url) > LONGEST_URL or any(letter <= " " or letter in "\\\x7f" for letter in url)
    named = parts.username is not None or parts.password is not None
    if odd or named or parts.scheme not in PORTS or not parts.hostname or not 0 < port < 65536:
        raise NotAnAddress(field="url")
    if port < 1024 and port not in LOW_PORTS:
        raise NotOutside(field="url")
    return parts


def judged(url: str) -> tuple[SplitResult, str]:
    """Return the parts of an address and the one IP address to use for it; refuses `NotAnAddress`, `NotOutside`.

    Every address the name resolves to must be outside: a name with one foot in the house is refused whole.
    """
    parts = parsed(url)
    assert parts.hostname is not None
    return parts, _place(parts.hostname, parts.port or PORTS[parts.scheme], "url")


def placed(host: str, port: int, *, low_ports: Collection[int]) -> str:
    """Return the one IP address to use for a host of another service than the web; refuses `NotOutside`.

    ``low_ports``: the service's own ports under 1024; all others there are refused, whatever answers.
    """
    odd = not host or len(host) > LONGEST_HOST or any(letter <= " " or letter in "/@\\\x7f" for letter in host)
    if odd or not 0 < port < 65536 or (port < 1024 and port not in low_ports):
        raise NotOutside(field="host")
    return _place(host, port, "host")


def _place(name: str, port: int, field: str) -> str:
    try:
        host = name.encode("idna").decode() if not name.isascii() else name
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotOutside(field=field) from None
    places = [str(each[4][0]) for each in found]
    if not places or not all(is_outside(place) for place in places):
        raise NotOutside(field=field)
    return places[0]


def is_outside(place: str) -> bool:
    """Return whether an IP address is of the open Internet, or one the settings allow by name."""
    address = ipaddress.ip_address(place.partition("%")[0])
    return all(_is_global(each) or _is_allowed(each) for each in (address, *_inside(address)))


def ask(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most: int = MOST_BYTES,
    redirects: int = 0,
) -> Answer:
    """Ask another host and return its answer, cut at ``most`` bytes; refuses what cannot or may not be reached."""
    refuse_in_transaction()
    until = time.monotonic() + seconds
    for _hop in range(redirects + 1):
        parts, place = judged(url)
        answer = _asked(method, parts, place, body=body, headers=headers or {}, until=until, most=most)
        if answer.status not in REDIRECTS or not redirects:
            return answer
        url = urljoin(url, answer.headers.get("location", ""))
    raise NoAnswer("too many redirects", left=True)


def _asked(
    method: str,
    parts: SplitResult,
    place: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    until: float,
    most: int,
) -> Answer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = _Pinned(parts, place, max(0.1, until - time.monotonic()))
    left = False
    try:
        line.connect()
        left = True
        line.request(method, path, body or None, {"User-Agent": "Mostik", "Connection": "close", **headers})
        answer = line.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, _read(answer, until, most), told)
    except (OSError, http.client.HTTPException, ValueError) as failure:
        raise NoAnswer(type(failure).__name__, left=left) from None
    finally:
        line.close()


def _read(answer: http.client.HTTPResponse, until: float, most: int) -> bytes:
    """Read up to a limit of bytes and of time: a drop at a time is not an answer."""
    read = bytearray()
    while len(read) < most and (piece := answer.read1(min(8192, most - len(read)))):
        read += piece
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(read)


class _Pinned(http.client.HTTPConnection):
    """A connection to the judged address, under the name that was asked for."""

    def __init__(self, parts: SplitResult, place: str, seconds: float) -> None:
        super().__init__(parts.hostname or "", parts.port or PORTS[parts.scheme], timeout=seconds)
        self.secure, self.place = parts.scheme == "https", place

    def connect(self) -> None:
        """Connect to the judged address and to no other."""
        self.sock = socket.create_connection((self.place, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _inside(address: Address) -> list[Address]:
    """Return the IPv4 addresses an IPv6 one carries: mapped, tunnelled or translated."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    teredo = address.teredo
    carried = [address.ipv4_mapped, address.sixtofour, *(teredo or ())]
    if address in NAT64 or int(address) < 2**32:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in carried if each is not None]


def _is_global(address: Address) -> bool:
    local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or local)


def _is_allowed(address: Address) -> bool:
    return any(address in ipaddress.ip_network(each) for each in settings.OUTBOUND_ALLOWED)


def refuse_in_transaction() -> None:
    """Refuse to wait for another host while rows are held; a test's own transaction does not count."""
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("The network is not asked inside a transaction: promise an effect instead.")
