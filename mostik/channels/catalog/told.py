"""What the far side may tell: somebody wrote, corrected themselves, left; a message of ours came or did not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """Somebody wrote; ``parts`` are files to be fetched, ``token`` what they followed a link with."""

    number: str
    address: str
    text: str
    at: datetime
    name: str = ""
    phone: str = ""
    email: str = ""
    messenger: str = ""
    token: str = ""
    parts: tuple[Mapping[str, Any], ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """Somebody changed what they had written."""

    number: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Left:
    """Somebody takes no messages any more, or does ``again``."""

    address: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A message of ours, called ``outside`` there, came to the client or was ``read``."""

    outside: str
    at: datetime
    read: bool = False


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A message of ours did not come to the client."""

    outside: str
    why: str


Told = Wrote | Corrected | Left | Arrived | Lost
