"""Letters fetched from a mailbox: by number, once, as they lie there; and whether one of ours lies among those sent."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from imaplib import IMAP4, Internaldate2tuple
from typing import Any, Final

from imap_tools.errors import ImapToolsError

from mostik.channels.adapters.mailbox.letters import opened, sent_folder
from mostik.channels.adapters.mailbox.lines import Box, NoPost, Office
from mostik.core import outbound
from mostik.core.watches import NotOffered

INBOX: Final = "INBOX"
MOST_BYTES: Final = 30 * 1024 * 1024
MOST_AT_ONCE: Final = 50
#: A line left idle is begun anew before servers (29 minutes) or what stands between (often 5) cut it.
LONGEST_IDLE, LOOK_UP_SECONDS = 240, 5
SIZE: Final = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Fetched:
    """A letter as it lies in a mailbox; too large ones by their headers alone."""

    uid: int
    raw: bytes
    whole: bool = True


@dataclass(frozen=True)
class State:
    """How a folder is numbered: another ``validity`` means that every number is another letter."""

    validity: int
    next: int


@contextmanager
def at(office: Office) -> Iterator[Box]:
    """Give a mailbox one is signed in to; refuses `NoPost` in the server's words."""
    outbound.refuse_in_transaction()
    try:
        with opened(office) as box:
            yield box
    except (OSError, IMAP4.error, ImapToolsError, ValueError) as failure:
        raise NoPost(params={"why": str(failure)[:200]}) from None


def state_of(box: Box, folder: str = INBOX) -> State:
    """Return how a folder is numbered now."""
    told = box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
    return State(told["UIDVALIDITY"], told["UIDNEXT"])


def newer(box: Box, after: int, since: datetime | None = None) -> list[int]:
    """Return the numbers of letters after one, oldest first; with ``since`` of those that came from then on."""
    box.folder.set(INBOX, readonly=True)
    day = f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}" if since else ""
    found = _done(box.client.uid("SEARCH", f"UID {after + 1}:*{day}"))
    rows = sorted(number for number in map(int, b" ".join(each for each in found if each).split()) if number > after)
    return [each for each in rows if since is None or _came(box, each) >= since]


def fetched(box: Box, numbers: list[int]) -> Iterator[Fetched]:
    """Yield letters by number, unread ones left unread."""
    for place in range(0, len(numbers), MOST_AT_ONCE):
        sizes = _sizes(box, numbers[place : place + MOST_AT_ONCE])
        for number, size in sorted(sizes.items()):
            whole = size <= MOST_BYTES
            told = _done(box.client.uid("FETCH", str(number), "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])"))
            raw = next((each[1] for each in told if isinstance(each, tuple)), None)
            if raw is not None:
                yield Fetched(number, raw, whole)


def listened(box: Box, going: Callable[[], bool]) -> Iterator[None]:
    """Yield at the start and whenever the server says that something came, for as long as it is to go on (RFC 2177).

    Refuses with `NotOffered` where the server keeps no line open.
    """
    if "IDLE" not in box.client.capabilities:
        raise NotOffered
    box.folder.set(INBOX, readonly=True)
    yield
    while going():
        until = time.monotonic() + LONGEST_IDLE
        with box.idle as line:
            while going() and time.monotonic() < until:
                if any(b"EXISTS" in told for told in line.poll(LOOK_UP_SECONDS)):
                    yield


def lies_in_sent(box: Box, number: str) -> bool:
    """Return whether a letter with this Message-ID lies among those sent."""
    folder = sent_folder(box)
    if not folder or '"' in number or "\\" in number:
        return False
    box.folder.set(folder, readonly=True)
    found = _done(box.client.uid("SEARCH", f'HEADER Message-ID "{number}"'))
    return any(each for each in found)


def _came(box: Box, number: int) -> datetime:
    """Return when a letter came into the mailbox."""
    told = _done(box.client.uid("FETCH", str(number), "(INTERNALDATE)"))
    came = Internaldate2tuple(next((each for each in told if isinstance(each, bytes)), b""))
    return datetime.fromtimestamp(time.mktime(came), UTC) if came else datetime.max.replace(tzinfo=UTC)


def _sizes(box: Box, numbers: list[int]) -> dict[int, int]:
    told = _done(box.client.uid("FETCH", ",".join(map(str, numbers)), "(UID RFC822.SIZE)"))
    found = (SIZE.search(each if isinstance(each, bytes) else each[0]) for each in told if each)
    pairs = [each.groups() for each in found if each]
    return {int(a or d): int(b or c) for a, b, c, d in pairs}


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    said, data = answer
    if said != "OK":
        raise IMAP4.error(f"{said} {data!r}"[:200])
    return data
