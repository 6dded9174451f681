"""The Bot API of MAX on loopback, as its documentation has it.

Kept: the token in ``Authorization`` and 401 for another; updates from a marker on; messages up to 4000 characters to a
chat; 403 chat.denied once the person stopped the bot; files laid up first and named by a token; subscriptions.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.fakes.http import serving

TOKEN = "max-token-1"


@dataclass
class Max:
    """The far side: dialogues, what was said, who stopped the bot."""

    url: str = ""
    updates: list[dict] = field(default_factory=list)
    messages: list[tuple[str, dict]] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    subscriptions: list[dict] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    busy: bool = False

    def say(self, chat: int, text: str, *, attachments: tuple = (), username: str = "", name: str = "Пётр") -> dict:
        """Let a person write to the bot."""
        number = len(self.updates) + 1
        who = {"user_id": chat * 10, "first_name": name, "is_bot": False, "username": username or None}
        message = {
            "sender": who,
            "recipient": {"chat_id": chat, "chat_type": "dialog"},
            "timestamp": 1_795_000_000_000 + number,
            "body": {"mid": f"mid.{number}", "seq": number, "text": text, "attachments": list(attachments)},
        }
        return self.tell("message_created", message=message)

    def tell(self, kind: str, **told: object) -> dict:
        """Let something happen."""
        self.updates.append({"update_type": kind, "timestamp": 1_795_000_000_500 + len(self.updates), **told})
        return self.updates[-1]

    def answer(self, method: str, path: str, headers: dict, body: bytes) -> tuple[int, object]:
        """Return the status and body of a call."""
        place = urlsplit(path)
        asked = {name: several[0] for name, several in parse_qs(place.query).items()}
        if place.path.startswith("/laid/"):
            self.files[place.path] = body
            return 200, {"token": f"token{place.path}"}
        if place.path.startswith("/kept/"):
            return (200, self.files[place.path]) if place.path in self.files else (404, {})
        if headers.get("Authorization") != TOKEN:
            return 401, {"code": "verify.token", "message": "Invalid access_token"}
        told = json.loads(body) if body else {}
        return getattr(self, f"_{method.lower()}_{place.path.strip('/')}")(asked, told)

    def _get_me(self, _asked: dict, _told: dict) -> tuple[int, object]:
        return 200, {"user_id": 1, "first_name": "Mostik", "username": "mostik_max_bot", "is_bot": True}

    def _get_updates(self, asked: dict, _told: dict) -> tuple[int, object]:
        marker = int(asked.get("marker", 0))
        return 200, {"updates": self.updates[marker:], "marker": len(self.updates)}

    def _post_messages(self, asked: dict, told: dict) -> tuple[int, object]:
        if self.busy:
            return 429, {"code": "too.many.requests", "message": "Too many requests"}
        if asked["chat_id"] in self.stopped:
            return 403, {"code": "chat.denied", "message": "User stopped the bot"}
        if len(told.get("text") or "") > 4000:
            return 400, {"code": "proto.payload", "message": "text: size must be between 0 and 4000"}
        self.messages.append((asked["chat_id"], told))
        return 200, {"message": {"body": {"mid": f"out.{len(self.messages)}", "text": told.get("text")}}}

    def _post_uploads(self, _asked: dict, _told: dict) -> tuple[int, object]:
        return 200, {"url": f"{self.url}/laid/{len(self.files)}"}

    def _get_subscriptions(self, _asked: dict, _told: dict) -> tuple[int, object]:
        return 200, {"subscriptions": self.subscriptions}

    def _post_subscriptions(self, _asked: dict, told: dict) -> tuple[int, object]:
        self.subscriptions.append(told)
        return 200, {"success": True}

    def _delete_subscriptions(self, asked: dict, _told: dict) -> tuple[int, object]:
        self.subscriptions = [each for each in self.subscriptions if each["url"] != asked["url"]]
        return 200, {"success": True}


@contextmanager
def max_bots() -> Iterator[Max]:
    """The API at a free port of loopback."""
    kept = Max()
    with serving(kept.answer) as kept.url:
        yield kept
