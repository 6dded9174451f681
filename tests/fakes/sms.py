"""Two providers of text messages on loopback: SMSC with its form and numbers, and JSON under a bearer key.

Kept of SMSC: login and psw, fmt=3, {"error", "error_code"}, numbers of states, a list from status.php, the signature of
its calls. Kept of the other: the key that stands for one message however often it is sent, 401, 402, 429.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from tests.fakes.http import serving

KEY = "correct-horse"


@dataclass
class Provider:
    """What was sent, by its number here; ``error`` is answered instead of taking a message."""

    url: str = ""
    messages: dict[str, dict] = field(default_factory=dict)
    error: tuple[int, object] | None = None
    drop: bool = False

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Whom to and what, in order."""
        return [(each["to"], each["text"]) for each in self.messages.values()]


class Smsc(Provider):
    """The shape of smsc.ru."""

    def answer(self, _method: str, path: str, _headers: dict, body: bytes) -> tuple[int, object] | None:
        """Return the status and body of a call."""
        told, page = dict(parse_qsl(body.decode())), path.rsplit("/", 1)[-1]
        if (told.get("login"), told.get("psw")) != ("shop", KEY):
            return 200, {"error": "authorise error", "error_code": 2}
        if page == "balance.php":
            return 200, {"balance": "120.50"}
        if page == "status.php":
            asked = [each for each in told["id"].split(",") if each]
            known = [self.messages[each] for each in asked]
            return 200, [
                {"id": int(a), "status": k["state"], "last_timestamp": 1_795_000_050}
                for a, k in zip(asked, known, strict=True)
            ]
        if self.error:
            return self.error
        number = str(9000 + len(self.messages))
        self.messages[number] = {
            "to": told["phones"],
            "text": told["mes"],
            "state": 0,
            "sender": told.get("sender", ""),
        }
        return None if self.drop else (200, {"id": int(number), "cnt": 1})

    def call(self, number: str, state: int) -> bytes:
        """Return the body of a call about a message."""
        phone = self.messages[number]["to"]
        signed = hashlib.sha1(f"{number}:{phone}:{state}:{KEY}".encode()).hexdigest()
        told = {"id": number, "phone": phone, "status": state, "ts": 1_795_000_060, "sha1": signed}
        return urlencode(told).encode()


class Plain(Provider):
    """JSON both ways."""

    def answer(self, method: str, path: str, headers: dict, body: bytes) -> tuple[int, object] | None:
        """Return the status and body of a call."""
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {"error": "unknown key"}
        if path == "/balance":
            return 200, {"balance": 12}
        if method == "GET":
            number = path.rsplit("/", 1)[-1]
            return 200, {"id": number, "status": self.messages[number]["state"], "at": "2026-11-18T10:00:00+00:00"}
        if self.error:
            return self.error
        told = json.loads(body)
        number = f"p-{headers['Idempotency-Key']}"
        self.messages.setdefault(number, {"to": told["to"], "text": told["text"], "state": "sent"})
        return None if self.drop else (202, {"id": number})

    def call(self, number: str, state: str) -> tuple[bytes, str]:
        """Return the body of a call about a message, and its signature."""
        body = json.dumps(
            {"id": number, "status": state, "at": "2026-11-18T10:00:00+00:00", "error": "absent"}
        ).encode()
        return body, hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()


@contextmanager
def provider(kind: type[Provider]) -> Iterator[Provider]:
    """A provider of one of the shapes."""
    kept = kind()
    with serving(kept.answer) as kept.url:
        yield kept
