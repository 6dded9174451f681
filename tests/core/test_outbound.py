"""The gate to other hosts: no spelling of an inside address passes, and what was judged is what is used."""

import ast
import http.server
import socket
import threading
from pathlib import Path

import pytest
from django.db import transaction

import mostik
from mostik.core import outbound
from mostik.core.outbound import NoAnswer, NotAnAddress, NotOutside, ask, is_outside, judged

HOSTS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0177.0.0.1",
    "0177.1",
    "0x7f.1",
    "0x7f000001",
    "0x7f.0.0.1",
    "017700000001",
    "0",
    "0.0.0.0",
    "00.0.0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ip6-localhost",
    "127.0.0.1.",
    "127.0.0.01",
    "10.0.0.1",
    "10.255.255.255",
    "012.0.0.1",
    "0xa.0.0.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.255",
    "0xac100001",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "0.1.2.3",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[ff02::1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:7f00:1::1]",
    "[2002:a00:1::]",
    "[2002:c0a8:1::1]",
    "[2001:db8::1]",
    "[2001:0:7f00:1::]",
    "[::ffff:0:127.0.0.1]",
    "[0000:0000:0000:0000:0000:ffff:7f00:0001]",
    "[100::1]",
    "[fec0::1]",
    "[2001::1]",
    "nothing.invalid",
    "[::ffff:0a00:0001]",
    "[::ffff:c0a8:0101]",
    "[fd00::]",
    "[ff0e::1]",
    "0x0a000001",
    "012.1",
    "192.168.257",
    "172.1048577",
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_spelling_of_an_inside_address_passes(host):
    with pytest.raises(NotOutside) as refusal:
        judged(f"http://{host}/")
    assert str(refusal.value) == str(NotOutside())


def test_the_table_is_long_enough():
    assert len(set(HOSTS)) >= 80


ODD = [
    "",
    "example.ru",
    "ftp://example.ru/",
    "file:///etc/passwd",
    "gopher://example.ru/",
    "http://",
    "http:///x",
    "javascript:1",
]
ODD += [
    "http://a@example.ru/",
    "http://a:b@example.ru/",
    "http://example.ru\\@127.0.0.1/",
    "http://exa mple.ru/",
    "http://example.ru:99999/",
]
ODD += [
    "http://example.ru/\r\nHost: x",
    "http://example.ru/\x00",
    "http://[::1",
    "http://example.ru:0/",
    "http://" + "a" * 3000,
]


@pytest.mark.parametrize("url", ODD)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises((NotAnAddress, NotOutside)):
        judged(url)


@pytest.mark.parametrize("port", [22, 25, 143, 465, 993, 1])
def test_low_ports_of_other_services_are_refused(port):
    with pytest.raises(NotOutside):
        judged(f"http://example.ru:{port}/")


@pytest.mark.parametrize("place", ["8.8.8.8", "2606:4700:4700::1111", "1.1.1.1"])
def test_open_internet_is_outside(place):
    assert is_outside(place)


def test_name_with_one_foot_in_the_house_is_refused(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 80)) for place in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(NotOutside):
        judged("http://two-faced.example/")


class Canary:
    """A server on loopback that counts who came."""

    def __init__(self, answer=lambda handler: handler.send_response(200)) -> None:
        self.hits = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.hits += 1
                answer(self)
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_resolver_that_changes_its_answer_reaches_nothing(monkeypatch):
    """The name is resolved once: the second answer, which points inside, is never asked for."""
    canary, asked = Canary(), []

    def resolve(host, port, *_rest, **_more):
        asked.append(host)
        place = "192.88.99.1" if len(asked) % 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    went = []
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outbound, "is_outside", lambda place: place == "192.88.99.1")
    monkeypatch.setattr(socket, "create_connection", lambda place, *_a: went.append(place[0]) or _refuse())
    with pytest.raises(NoAnswer):
        ask("GET", f"http://changing.example:{canary.port}/")
    canary.close()
    assert (asked, went, canary.hits) == (["changing.example"], ["192.88.99.1"], 0)


def _refuse():
    raise OSError


def test_redirect_is_judged_anew(monkeypatch, settings):
    inner = Canary()

    def away(handler):
        handler.send_response(302)
        handler.send_header("Location", f"http://127.0.0.2:{inner.port}/")

    outer = Canary(away)
    settings.OUTBOUND_ALLOWED = ["127.0.0.1/32"]
    with pytest.raises(NotOutside):
        ask("GET", f"http://127.0.0.1:{outer.port}/", redirects=3)
    assert ask("GET", f"http://127.0.0.1:{outer.port}/").status == 302
    outer.close()
    inner.close()
    assert (outer.hits, inner.hits) == (2, 0)


def test_endless_answer_is_cut_by_size_and_by_time(settings):
    import time

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        with_time = time.monotonic() + 5
        try:
            while time.monotonic() < with_time:
                handler.wfile.write(b"x" * 10_000)
                time.sleep(0.05)
        except OSError:
            pass

    far = Canary(drip)
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    assert len(ask("GET", f"http://127.0.0.1:{far.port}/", most=50_000).body) == 50_000
    with pytest.raises(NoAnswer):
        ask("GET", f"http://127.0.0.1:{far.port}/", seconds=0.3, most=10**9)
    far.close()


@pytest.mark.django_db(transaction=True)
def test_network_is_not_asked_inside_a_transaction():
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        ask("GET", "http://example.ru/")


#: The gate, and letters by the server whoever sets Mostik up has named.
DOORS = {"core/outbound.py", "people/adapters/mail.py"} | {
    f"channels/adapters/mailbox/{name}.py" for name in ("lines", "letters", "fetching")
}
NETWORK = {
    "socket",
    "http.client",
    "urllib.request",
    "requests",
    "httpx",
    "aiohttp",
    "smtplib",
    "ftplib",
    "imaplib",
    "telnetlib",
}
ASKS = {"outbound.ask", "ask_outside"}
NAMES_ONLY = {"core/outbox.py", "config/server.py", "config/cli.py", "config/doctor.py"}


def test_only_the_gate_knows_the_network_and_no_command_goes_through_it():
    """A call to the gate stands in no framed command and in no block of a transaction; timers run in one."""
    root, wrong = Path(mostik.__file__).parent, []
    for path in root.rglob("*.py"):
        name = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if name not in DOORS | NAMES_ONLY and NETWORK & _imports(tree):
            wrong.append(f"{name} imports {sorted(NETWORK & _imports(tree))}")
        if any(each in text for each in ASKS):
            wrong += [f"{name}:{line} asks inside a transaction" for line in _asks_in_transaction(tree)]
    assert wrong == []


def _imports(tree: ast.AST) -> set[str]:
    found = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return found | {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}


def _asks_in_transaction(tree: ast.AST) -> list[int]:
    held = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef)
        and any("command" in ast.unparse(d) or "atomic" in ast.unparse(d) for d in n.decorator_list)
    ]
    held += [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.With) and any("atomic" in ast.unparse(i.context_expr) for i in n.items)
    ]
    calls = [c for h in held for c in ast.walk(h) if isinstance(c, ast.Call)]
    return [c.lineno for c in calls if ast.unparse(c.func) in ASKS]


def test_the_rule_itself_finds_a_call_in_a_command():
    planted = "@command(needs=None)\ndef tell(*, by):\n    outbound.ask('GET', 'https://example.ru')\n"
    assert _asks_in_transaction(ast.parse(planted)) == [3]
