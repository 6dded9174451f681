"""A mail server that journals what it keeps, with fsync, can be asked for a letter, and plays ten roles.

The role is in the recipient's address: ``ivan+late@client.test``. Roles that fail once take the letter the next time.
"""

import email
import email.policy
import json
import os
import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROLES = ("normal", "slow", "cut", "lost", "busy", "grey", "never", "late", "twice", "hang")
#: Roles whose letter is never kept, and those that leave the sender in doubt.
REFUSING = {"never"}
SLOW_SECONDS, LATE_SECONDS, HANG_SECONDS = 0.15, 0.25, 5.0
PATIENCE_SECONDS = 3.0
#: How long it thinks before it says whether it takes a recipient.
ASKED_SECONDS = 0.0


class Journal:
    """Letters kept, one line each, on the disk before anything is answered."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock, self.port = path, threading.Lock(), 0
        self.line = path.open("a", encoding="utf-8")
        self.seen: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()

    def keep(self, number: str, to: str) -> None:
        """Keep a letter for good."""
        with self.lock:
            self.line.write(json.dumps({"number": number, "to": to, "at": time.time()}) + "\n")
            self.line.flush()
            os.fsync(self.line.fileno())
            self.seen[number] += 1

    def has(self, number: str) -> bool:
        """Return whether a letter was kept: the question a provider's API or a folder of sent letters answers."""
        with self.lock:
            return self.seen[number] > 0

    def kept(self) -> Counter[str]:
        """Return how often each letter was kept, as the disk has it."""
        return Counter(json.loads(line)["number"] for line in self.path.read_text(encoding="utf-8").splitlines())

    def first(self, to: str) -> bool:
        """Return whether this recipient is asked for the first time."""
        with self.lock:
            self.tried[to] += 1
            return self.tried[to] == 1


class _Talk(socketserver.StreamRequestHandler):
    timeout = PATIENCE_SECONDS

    def handle(self) -> None:
        with suppress(OSError):
            self._talk()

    def _talk(self) -> None:
        journal: Journal = self.server.journal
        to, role = "", "normal"
        self.say("220 sink")
        while line := self.rfile.readline().decode(errors="replace").strip():
            verb = line.split(" ")[0].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].rstrip(">")
                role = _role(journal, to)
                time.sleep(ASKED_SECONDS)
                if self._refused(role):
                    if role == "busy":
                        return
                    continue
                self.say("250 OK")
            elif verb == "DATA":
                self.say("354 go on")
                if not self._take(journal, to, role):
                    return
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")

    def _refused(self, role: str) -> bool:
        words = {"busy": "421 too many of you", "grey": "450 try later", "never": "550 no such person"}.get(role)
        if words:
            self.say(words)
        return bool(words)

    def _take(self, journal: Journal, to: str, role: str) -> bool:
        """Take a letter and return whether the talk goes on."""
        body = b""
        if role == "cut":
            self.rfile.readline()
            return False
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            body += line
        time.sleep({"hang": HANG_SECONDS, "late": LATE_SECONDS}.get(role, 0))
        if role == "hang":
            return False
        number = email.message_from_bytes(body, policy=email.policy.default)["Message-ID"].strip("<>").partition("@")[0]
        journal.keep(number, to)
        return self._answer(role)

    def _answer(self, role: str) -> bool:
        """Say that a letter is kept, once, twice, late or never, and return whether the talk goes on."""
        time.sleep(SLOW_SECONDS if role == "slow" else 0)
        for _each in range({"lost": 0, "twice": 2}.get(role, 1)):
            self.say("250 kept")
        return role != "lost"

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


def _role(journal: Journal, to: str) -> str:
    found = re.search(r"\+(\w+)@", to)
    role = found[1] if found else "normal"
    return "normal" if role in {"cut", "busy", "grey", "hang"} and not journal.first(to) else role


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 128


@contextmanager
def sink(path: Path, port: int = 0) -> Iterator[Journal]:
    """A sink at a port of loopback (a free one) with its journal at a path, stopped at the end."""
    journal = Journal(path)
    with _Server(("127.0.0.1", port), _Talk) as server:
        server.journal, journal.port = journal, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield journal
        server.shutdown()
        thread.join(5)
