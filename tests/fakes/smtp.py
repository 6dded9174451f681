"""A mail server on loopback that keeps what it takes and fails as it is told."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Sink:
    """What was taken, and how the next letters are met.

    ``recipient`` is the answer to RCPT; ``drop`` hangs up after the letter is taken and before it says so.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    recipient: str = "250 OK"
    greeting: str = "220 sink"
    drop: bool = False
    users: dict[str, str] = field(default_factory=dict)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server.sink
        self.say(sink.greeting)
        if not sink.greeting.startswith("220"):
            return
        while line := self.rfile.readline().decode(errors="replace").strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self._take(sink)
                if sink.drop:
                    return
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb == "RCPT":
                sink.to.append(line.partition("<")[2].rstrip(">"))
                self.say(sink.recipient)
            else:
                self.say("250 OK")

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def _take(self, sink: Sink) -> None:
        body = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            body += line[1:] if line.startswith(b"..") else line
        sink.letters.append(email.message_from_bytes(body, policy=email.policy.default))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def sink() -> Iterator[Sink]:
    """A sink at a free port of loopback, stopped at the end."""
    kept = Sink()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.sink, kept.port = kept, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join(5)
