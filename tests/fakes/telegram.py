"""Telegram's Bot API on loopback, as its documentation and its own answers have it.

Kept: the envelope {ok, result | error_code, description, parameters}; 401 for another token, 404 for an unknown method;
getUpdates confirmed by offset; 400 "chat not found" until somebody pressed Start, 403 once they blocked the bot; 429 with
retry_after; messages of 1 to 4096 characters.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bA"


@dataclass
class Telegram:
    """The far side: who started the bot, who blocked it, what was said; ``drop`` hangs up after taking a message."""

    url: str = ""
    token: str = TOKEN
    started: dict[int, dict] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    messages: list[dict] = field(default_factory=list)
    updates: list[dict] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    retry_after: int = 0
    broken: int = 0
    drop: bool = False
    heard: int = 1000

    def say(self, chat: int, text: str, *, username: str = "", kind: str = "private") -> None:
        """Let a person write to the bot."""
        who = {"id": chat, "type": kind, "first_name": "Person", **({"username": username} if username else {})}
        self.started[chat] = who
        self.heard += 1
        message = {"message_id": self.heard, "date": 1_795_000_000, "chat": who, "from": who, "text": text}
        self.updates.append({"update_id": self.heard, "message": message})

    def texts(self, chat: int) -> list[str]:
        """Return what the bot wrote to a chat."""
        return [each["text"] for each in self.messages if each["chat_id"] == chat]

    def answer(self, method: str, told: dict) -> tuple[int, dict]:
        """Return the status and body of a call."""
        if self.broken:
            return self.broken, {"ok": False, "error_code": self.broken, "description": "Internal Server Error"}
        act = {"getMe": self._me, "getUpdates": self._updates, "sendMessage": self._send}.get(method)
        return act(told) if act else _wrong(404, "Not Found")

    def _me(self, _told: dict) -> tuple[int, dict]:
        return _right({"id": 123456789, "is_bot": True, "first_name": "Mostik", "username": "mostik_test_bot"})

    def _updates(self, told: dict) -> tuple[int, dict]:
        offset = told.get("offset", 0)
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        return _right(self.updates[:100])

    def _send(self, told: dict) -> tuple[int, dict]:
        chat, text = told.get("chat_id"), told.get("text", "")
        if self.retry_after:
            after = self.retry_after
            more = {"parameters": {"retry_after": after}}
            return 429, {**_wrong(429, f"Too Many Requests: retry after {after}")[1], **more}
        if chat not in self.started:
            return _wrong(400, "Bad Request: chat not found")
        if chat in self.blocked:
            return _wrong(403, "Forbidden: bot was blocked by the user")
        if not text.strip():
            return _wrong(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            return _wrong(400, "Bad Request: message is too long")
        self.messages.append(told)
        return _right(
            {"message_id": len(self.messages), "date": 1_795_000_000, "chat": self.started[chat], "text": text}
        )


def _right(result: object) -> tuple[int, dict]:
    return 200, {"ok": True, "result": result}


def _wrong(status: int, words: str) -> tuple[int, dict]:
    return status, {"ok": False, "error_code": status, "description": words}


@contextmanager
def telegram() -> Iterator[Telegram]:
    """The API at a free port of loopback, stopped at the end."""
    kept = Telegram()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            _, bot, method = self.path.split("/")
            kept.asked.append(method)
            known = bot == f"bot{kept.token}"
            status, said = kept.answer(method, json.loads(body or b"{}")) if known else _wrong(401, "Unauthorized")
            if kept.drop and method == "sendMessage":
                return
            raw = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join(5)
