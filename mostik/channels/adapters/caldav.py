"""A calendar on a server of calendars (CalDAV, RFC 4791): found, listed, read as it changes (RFC 6578), written to.

Every request goes by the gate to other hosts. A server may send on to another host of its own, never from a sealed line
to an open one: the password goes with every request.
"""

import base64
import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from defusedxml import ElementTree

from mostik.channels.rules.slots import Stretch
from mostik.core import outbound
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

DAV, CAL, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
SPACES: Final = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_CALENDARS: Final = 100
AT_ONCE: Final = 50
SECONDS: Final = 20.0
HOPS: Final = 3
GONE: Final = frozenset({404, 410})
XML: Final = "application/xml; charset=utf-8"
WELL_KNOWN: Final = "/.well-known/caldav"


class NoServer(Invalid):
    """Nothing answers there as a server of calendars does."""

    message = gettext_noop("There is no server of calendars at this address. The service's help names its address.")


class Silent(Invalid):
    """The server cannot be reached, or says something odd."""

    message = gettext_noop("The server of calendars does not answer as it should: {why}.")


class Unreached(Silent):
    """Nothing is heard from there at all."""


class WrongLogin(Invalid):
    """The server knows no such login and password."""

    message = gettext_noop(
        "The server does not let in with this login and password. Most services want a password made for programs."
    )


class OpenLine(Invalid):
    """A password over an open line is no secret."""

    message = gettext_noop("The address has to begin with https: a password is sent there.")


class NoCalendars(Invalid):
    """There is nothing to choose from."""

    message = gettext_noop("This login has no calendar there yet. Make one at the service, then come back.")


class NotWritable(Invalid):
    """Events may be read there and not written."""

    message = gettext_noop("Meetings cannot be written to this calendar ({why}). Choose another, or allow changes.")


class Forgotten(Refusal, status=409):
    """The server does not remember since when changes are asked for: all is to be asked anew."""

    message = gettext_noop("The server no longer knows what has changed.")


@dataclass(frozen=True)
class Place:
    """One calendar of a server: its address and what its owner calls it."""

    url: str
    title: str
    writable: bool = True


@dataclass(frozen=True)
class State:
    """How a calendar stands: another ``token`` or ``ctag`` says that something in it changed; empty where not told."""

    token: str = ""
    ctag: str = ""


@dataclass(frozen=True)
class Changes:
    """What changed since a token: etags by place, places that are no more, the token to ask from next."""

    token: str
    changed: Mapping[str, str]
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Body:
    """One event as it lies there."""

    href: str
    etag: str
    text: str


@dataclass(frozen=True)
class Told:
    """What a server tells of one address: which properties, with which status."""

    href: str
    status: int
    props: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a property's words."""
        found = self.props.get(name)
        return (found.text or "").strip() if found is not None else ""

    def address(self, name: str) -> str:
        """Return the address a property holds."""
        found = self.props.get(name)
        inner = found.find(f"{DAV}href") if found is not None else None
        return (inner.text or "").strip() if inner is not None else ""


@dataclass(frozen=True)
class Server:
    """A server one is let in to by a login and a password."""

    url: str
    login: str
    password: str = field(repr=False)

    def calendars(self) -> list[Place]:
        """Return the calendars events may be kept in; refuses in words for the field that is wrong."""
        start, about = self._found()
        principal = about.address(f"{DAV}current-user-principal")
        home = about.address(f"{CAL}calendar-home-set")
        if not home and principal:
            start = _joined(start, principal)
            start, about = self._about(start, "<c:calendar-home-set/>")
            home = about.address(f"{CAL}calendar-home-set")
        where = _joined(start, home) if home else start
        props = "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/><d:current-user-privilege-set/>"
        where, answer = self._asked("PROPFIND", where, _propfind(props), depth=1)
        found = [_place(where, each) for each in _told(answer) if _keeps_events(each)]
        if not found:
            raise NoCalendars(field="url")
        return found[:MOST_CALENDARS]

    def state(self, calendar: str) -> State:
        """Return how a calendar stands."""
        _where, about = self._about(calendar, "<d:sync-token/><s:getctag/>")
        return State(about.text(f"{DAV}sync-token"), about.text(f"{SERVER}getctag"))

    def listed(self, calendar: str, within: Stretch) -> dict[str, str]:
        """Return the etags of the events that touch a stretch of time, by place."""
        since, until = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in within)
        body = (
            f"<c:calendar-query {SPACES}><d:prop><d:getetag/></d:prop><c:filter>"
            '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{since}" end="{until}"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
        )
        _where, answer = self._asked("REPORT", calendar, body, depth=1)
        return {each.href: each.text(f"{DAV}getetag") for each in _told(answer) if each.status == 200}

    def changes(self, calendar: str, token: str) -> Changes:
        """Return what changed since a token; refuses `Forgotten` where that is not known (any more)."""
        body = (
            f"<d:sync-collection {SPACES}><d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
            "<d:prop><d:getetag/></d:prop></d:sync-collection>"
        )
        answer = self._once("REPORT", calendar, body, depth=0)
        if answer.status in {400, 403, 404, 405, 409, 412, 415, 501}:
            raise Forgotten
        _refuse(answer)
        rows, root = _told(answer), _parsed(answer)
        changed = {each.href: each.text(f"{DAV}getetag") for each in rows if each.status == 200}
        gone = frozenset(each.href for each in rows if each.status in GONE)
        following = root.find(f"{DAV}sync-token")
        if following is None or any(each.status == 507 for each in rows):
            raise Forgotten
        return Changes((following.text or "").strip(), changed, gone)

    def bodies(self, calendar: str, hrefs: Iterable[str]) -> Iterator[Body]:
        """Yield events by their places; those gone meanwhile are left out."""
        wanted = list(hrefs)
        for place in range(0, len(wanted), AT_ONCE):
            named = "".join(f"<d:href>{escape(each)}</d:href>" for each in wanted[place : place + AT_ONCE])
            props = "<d:prop><d:getetag/><c:calendar-data/></d:prop>"
            body = f"<c:calendar-multiget {SPACES}>{props}{named}</c:calendar-multiget>"
            _where, answer = self._asked("REPORT", calendar, body, depth=1)
            for each in _told(answer):
                if text := each.text(f"{CAL}calendar-data"):
                    yield Body(each.href, each.text(f"{DAV}getetag"), text)

    def put(self, url: str, text: str) -> None:
        """Write an event at its place, whatever lies there; refuses `NotWritable`."""
        answer = self._once("PUT", url, text, kind="text/calendar; charset=utf-8")
        if answer.status in {403, 404, 405, 409, 412, 507}:
            raise NotWritable(params={"why": answer.status})
        _refuse(answer)

    def remove(self, url: str) -> None:
        """Remove an event; one that is not there is removed."""
        answer = self._once("DELETE", url, "")
        if answer.status not in GONE:
            _refuse(answer)

    def _found(self) -> tuple[str, Told]:
        """Return where the server tells who is let in, asked first where one was told, then where servers keep it."""
        props = "<d:current-user-principal/><c:calendar-home-set/><d:resourcetype/>"
        known = urljoin(self.url, WELL_KNOWN)
        for number, url in enumerate((self.url, known)):
            try:
                where, about = self._about(url, props)
            except Unreached:
                raise
            except (NoServer, Silent):
                if number:
                    raise
                continue
            if about.props:
                return where, about
        raise NoServer(field="url")

    def _about(self, url: str, props: str) -> tuple[str, Told]:
        where, answer = self._asked("PROPFIND", url, _propfind(props), depth=0)
        rows = _told(answer)
        return where, rows[0] if rows else Told("", 404, {})

    def _asked(self, method: str, url: str, body: str, *, depth: int) -> tuple[str, outbound.Answer]:
        """Ask, go where the server sends on to, and return where that was with what it said."""
        for _hop in range(HOPS):
            answer = self._once(method, url, body, depth=depth)
            if answer.status not in outbound.REDIRECTS:
                _refuse(answer)
                return url, answer
            url = _joined(url, answer.headers.get("location", ""))
        raise NoServer(field="url")

    def _once(
        self,
        method: str,
        url: str,
        body: str,
        *,
        depth: int | None = None,
        kind: str = XML,
    ) -> outbound.Answer:
        parts, place = outbound.judged(url)
        if parts.scheme == "http" and ipaddress.ip_address(place).is_global:
            raise OpenLine(field="url")
        keys = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {keys}", "Content-Type": kind}
        if depth is not None:
            headers["Depth"] = str(depth)
        try:
            answer = outbound.ask(
                method, url, body=body.encode(), headers=headers, seconds=SECONDS, most=MOST_BYTES + 1
            )
        except outbound.NoAnswer as failure:
            raise Unreached(field="url", params={"why": failure.params["why"]}) from None
        if answer.status == 401:
            raise WrongLogin(field="password")
        if len(answer.body) > MOST_BYTES:
            raise Silent(field="url", params={"why": f"> {MOST_BYTES}"})
        return answer


def _refuse(answer: outbound.Answer) -> None:
    if answer.status in {404, 405, 410, 501}:
        raise NoServer(field="url")
    if not 200 <= answer.status < 300:
        raise Silent(field="url", params={"why": answer.status})


def _joined(base: str, href: str) -> str:
    """Return an address a server named; from a sealed line it may not send to an open one."""
    url = urljoin(base, href)
    if urlsplit(base).scheme == "https" and urlsplit(url).scheme != "https":
        raise OpenLine(field="url")
    return url


def _propfind(props: str) -> str:
    return f"<d:propfind {SPACES}><d:prop>{props}</d:prop></d:propfind>"


def _parsed(answer: outbound.Answer) -> Any:
    try:
        return ElementTree.fromstring(answer.body, forbid_dtd=True)
    except Exception as odd:  # what is no answer of a server of calendars, whatever else it may be
        raise NoServer(field="url") from odd


def _told(answer: outbound.Answer) -> list[Told]:
    return [_row(each) for each in _parsed(answer).iter(f"{DAV}response")]


def _row(response: Any) -> Told:
    props, status = {}, _status(response.find(f"{DAV}status"))
    for part in response.iter(f"{DAV}propstat"):
        if _status(part.find(f"{DAV}status")) == 200:
            status = 200
            props.update({each.tag: each for holder in part.iter(f"{DAV}prop") for each in holder})
    href = (response.findtext(f"{DAV}href") or "").strip()
    return Told(urlsplit(href).path if "://" in href else href, status or 404, props)


def _status(told: Any) -> int:
    words = (told.text or "").split() if told is not None else []
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _keeps_events(told: Told) -> bool:
    kind = told.props.get(f"{DAV}resourcetype")
    if kind is None or kind.find(f"{CAL}calendar") is None:
        return False
    kinds = told.props.get(f"{CAL}supported-calendar-component-set")
    return kinds is None or not len(kinds) or any(each.get("name") == "VEVENT" for each in kinds)


def _place(where: str, told: Told) -> Place:
    rights = told.props.get(f"{DAV}current-user-privilege-set")
    names = {each.tag for each in rights.iter()} if rights is not None else set()
    writable = rights is None or bool(names & {f"{DAV}write", f"{DAV}write-content", f"{DAV}bind", f"{DAV}all"})
    title = told.text(f"{DAV}displayname") or unquote(told.href.rstrip("/").rpartition("/")[2])
    return Place(_joined(where, told.href), title[:120], writable)
