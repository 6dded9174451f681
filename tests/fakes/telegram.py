"""Telegram's Bot API on loopback, as its documentation and its own answers have it.

Kept: the envelope {ok, result | error_code, description, parameters}; 401 for another token, 404 for an unknown method;
getUpdates confirmed by offset; 400 "chat not found" until somebody pressed Start, 403 once they blocked the bot; 429 with
retry_after; messages of 1 to 4096 characters, captions to 1024; files by number through getFile, to 20 MB; a webhook
with its secret header, and 409 for getUpdates while it is set.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

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
    hook: dict = field(default_factory=dict)
    now: Callable[[], int] = lambda: 1_795_000_000
    files: dict[str, bytes] = field(default_factory=dict)
    sent_files: list[tuple[int, str, str, bytes]] = field(default_factory=list)

    def update(self, kind: str, chat: int, told: dict, *, username: str = "", name: str = "Person") -> dict:
        """Let something happen in a private chat and return the update."""
        who = {"id": chat, "is_bot": False, "first_name": name, **({"username": username} if username else {})}
        where = {"id": chat, "type": "private", "first_name": name, **({"username": username} if username else {})}
        self.started[chat] = where
        self.heard += 1
        base = {"date": self.now(), "chat": where, "from": who}
        message = {} if kind == "my_chat_member" else {"message_id": told.pop("message_id", self.heard)}
        self.updates.append({"update_id": self.heard, kind: {**base, **message, **told}})
        return self.updates[-1]

    def keep_file(self, content: bytes, **told: object) -> dict:
        """Keep a file of a client and return how a message names it."""
        number = f"file-{len(self.files) + 1}"
        self.files[number] = content
        return {"file_id": number, "file_unique_id": number, "file_size": len(content), **told}

    def push(self, post) -> list[int]:
        """Call the webhook with everything new, in order, and return the statuses; what is not taken waits.

        ``post(url, body, headers)`` is whoever carries it there.
        """
        statuses = []
        while self.updates and self.hook:
            body = json.dumps(self.updates[0], ensure_ascii=False).encode()
            secret = {"X-Telegram-Bot-Api-Secret-Token": self.hook["secret_token"]}
            statuses.append(post(self.hook["url"], body, secret))
            if statuses[-1] != 200:
                break
            self.updates.pop(0)
        return statuses

    def say(self, chat: int, text: str, *, username: str = "", kind: str = "private") -> None:
        """Let a person write to the bot."""
        who = {"id": chat, "type": kind, "first_name": "Person", **({"username": username} if username else {})}
        self.started[chat] = who
        self.heard += 1
        message = {"message_id": self.heard, "date": self.now(), "chat": who, "from": who, "text": text}
        self.updates.append({"update_id": self.heard, "message": message})

    def texts(self, chat: int) -> list[str]:
        """Return what the bot wrote to a chat."""
        return [each["text"] for each in self.messages if int(each["chat_id"]) == chat]

    def answer(self, method: str, told: dict) -> tuple[int, dict]:
        """Return the status and body of a call."""
        if self.broken:
            return self.broken, {"ok": False, "error_code": self.broken, "description": "Internal Server Error"}
        act = {
            "getMe": self._me,
            "getUpdates": self._updates,
            "sendMessage": self._send,
            "sendPhoto": self._send_file,
            "sendDocument": self._send_file,
            "getFile": self._file,
            "setWebhook": self._hook,
            "deleteWebhook": self._unhook,
        }.get(method)
        return act(told) if act else _wrong(404, "Not Found")

    def _me(self, _told: dict) -> tuple[int, dict]:
        return _right({"id": 123456789, "is_bot": True, "first_name": "Mostik", "username": "mostik_test_bot"})

    def _hook(self, told: dict) -> tuple[int, dict]:
        if not str(told.get("url", "")).startswith("https://"):
            return _wrong(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.hook = told
        return _right(True)

    def _unhook(self, _told: dict) -> tuple[int, dict]:
        self.hook = {}
        return _right(True)

    def _file(self, told: dict) -> tuple[int, dict]:
        number = told.get("file_id", "")
        if number not in self.files:
            return _wrong(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[number]) > 20 * 1024 * 1024:
            return _wrong(400, "Bad Request: file is too big")
        return _right({"file_id": number, "file_size": len(self.files[number]), "file_path": f"documents/{number}"})

    def _refused(self, chat: object) -> tuple[int, dict] | None:
        if self.retry_after:
            after = self.retry_after
            more = {"parameters": {"retry_after": after}}
            return 429, {**_wrong(429, f"Too Many Requests: retry after {after}")[1], **more}
        if chat not in self.started:
            return _wrong(400, "Bad Request: chat not found")
        return _wrong(403, "Forbidden: bot was blocked by the user") if chat in self.blocked else None

    def _send_file(self, told: dict) -> tuple[int, dict]:
        chat = int(told.get("chat_id", 0))
        if refused := self._refused(chat):
            return refused
        name, content = told.get("photo") or told["document"]
        if len(told.get("caption", "")) > 1024:
            return _wrong(400, "Bad Request: message caption is too long")
        self.sent_files.append((chat, name, told.get("caption", ""), content))
        return _right({"message_id": 5000 + len(self.sent_files), "date": self.now(), "chat": self.started[chat]})

    def _updates(self, told: dict) -> tuple[int, dict]:
        if self.hook:
            return _wrong(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, until = told.get("offset", 0), time.monotonic() + told.get("timeout", 0)
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        while not self.updates and time.monotonic() < until:
            time.sleep(0.02)
        return _right(self.updates[:100])

    def _send(self, told: dict) -> tuple[int, dict]:
        chat, text = int(told.get("chat_id", 0)), told.get("text", "")
        if refused := self._refused(chat):
            return refused
        if not text.strip():
            return _wrong(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            return _wrong(400, "Bad Request: message is too long")
        self.messages.append(told)
        return _right({"message_id": len(self.messages), "date": self.now(), "chat": self.started[chat], "text": text})


def _right(result: object) -> tuple[int, dict]:
    return 200, {"ok": True, "result": result}


def _wrong(status: int, words: str) -> tuple[int, dict]:
    return status, {"ok": False, "error_code": status, "description": words}


def _told(kind: str, body: bytes) -> dict:
    """Read the parameters of a call: JSON, or a form with files as (name, bytes)."""
    if not kind.startswith("multipart/"):
        return json.loads(body or b"{}")
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=policy.HTTP)
    told = {}
    for part in whole.iter_parts():
        name, file = part.get_param("name", header="content-disposition"), part.get_filename()
        raw = part.get_payload(decode=True)
        told[name] = (file, raw) if file else raw.decode()
    return told


@contextmanager
def telegram(**kept: Any) -> Iterator[Telegram]:
    """The API at a free port of loopback, stopped at the end; its clock stands with the tests' unless another is named."""
    far = Telegram(**kept)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            _, bot, method = self.path.split("/")
            far.asked.append(method)
            known = bot == f"bot{far.token}"
            told = _told(self.headers.get("Content-Type", ""), body)
            status, said = far.answer(method, told) if known else _wrong(401, "Unauthorized")
            if far.drop and method == "sendMessage":
                return
            raw = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_GET(self) -> None:
            number = self.path.rsplit("/", 1)[-1]
            known = self.path.startswith(f"/file/bot{far.token}/") and number in far.files
            raw = far.files[number] if known else b"Not Found"
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        far.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield far
        server.shutdown()
        thread.join(5)
