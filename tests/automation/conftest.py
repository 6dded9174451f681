"""A program on loopback that hears webhooks."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


@dataclass
class Heard:
    """What a program was sent, and what it answers."""

    url: str = ""
    status: int = 204
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def far(settings):
    """A far side that keeps what it hears; loopback is allowed for the length of the test."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            heard.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(heard.status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_port}/hook"
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    yield heard
    server.shutdown()
    server.server_close()
