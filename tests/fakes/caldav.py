"""A real server of calendars on loopback: Radicale, started at a free port with its files in a folder of its own."""

import base64
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LOGIN, PASSWORD = "boris", "app-password"
MADE = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{title}</d:displayname>"
    '<c:supported-calendar-component-set><c:comp name="{kind}"/></c:supported-calendar-component-set>'
    "</d:prop></d:set></c:mkcalendar>"
)


@dataclass
class Store:
    """Where the calendars are; ``put`` and ``remove`` are what their owner does in a program of their own."""

    url: str
    place: Path

    def make(self, name: str, title: str, kind: str = "VEVENT") -> str:
        """Make a calendar and return its address."""
        url = f"{self.url}{LOGIN}/{name}/"
        self.ask("MKCALENDAR", url, MADE.format(title=title, kind=kind))
        return url

    def put(self, url: str, name: str, *lines: str) -> None:
        """Write an event as lines of its own."""
        whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Phone//EN", *lines, "END:VCALENDAR", ""]
        self.ask("PUT", f"{url}{name}.ics", "\r\n".join(whole))

    def remove(self, url: str, name: str) -> None:
        """Remove an event."""
        self.ask("DELETE", f"{url}{name}.ics")

    def events(self, url: str) -> dict[str, str]:
        """Return what lies in a calendar, by file."""
        folder = self.place / "collection-root" / LOGIN / url.rstrip("/").rpartition("/")[2]
        return {each.name: each.read_text() for each in sorted(folder.glob("*.ics"))}

    def ask(self, method: str, url: str, body: str = "") -> bytes:
        """Ask the server as the owner."""
        keys = base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(url, body.encode() or None, {"Authorization": f"Basic {keys}"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()


@contextmanager
def running(place: Path, port: int = 0) -> Iterator[Store]:
    """The server, with one login, stopped at the end."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "users").write_text(f"{LOGIN}:{PASSWORD}\n")
    port = port or _free_port()
    told = (
        ("server", "hosts", f"127.0.0.1:{port}"),
        ("auth", "type", "htpasswd"),
        ("auth", "htpasswd_filename", str(place / "users")),
        ("auth", "htpasswd_encryption", "plain"),
        ("auth", "delay", "0"),
        ("storage", "filesystem_folder", str(place)),
        ("logging", "level", "warning"),
    )
    words = [f"--{section}-{name.replace('_', '-')}={value}" for section, name, value in told]
    with (place / "radicale.log").open("a") as log:
        server = subprocess.Popen([sys.executable, "-m", "radicale", "--config", "", *words], stderr=log, stdout=log)
    try:
        _wait(port, server)
        yield Store(f"http://127.0.0.1:{port}/", place)
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _wait(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("Radicale has not started.")
