"""Nothing inside a transaction waits for another host: what rooms decide and write never goes out, only effects do.

Held twice: here by reading the code, and while running by ``outbound.refuse_in_transaction`` in every way out.
"""

import ast
from pathlib import Path

import pytest
from django.db import transaction

import mostik
from mostik.core import outbound
from mostik.core.ways import Letter
from mostik.people.adapters.mail import Server

ROOT = Path(mostik.__file__).parent
#: Kinds of file that run inside a command's transaction, or may be called by what does.
INSIDE = {
    "commands",
    "reactions",
    "rules",
    "robots",
    "queries",
    "models",
    "events",
    "catalog",
    "access",
    "terms",
    "metrics",
}
NETWORK = {
    "smtplib", "imaplib", "poplib", "ftplib", "socket", "socketserver", "ssl", "requests", "httpx", "aiohttp", "boto3",
    "botocore", "celery", "redis", "kombu", "telnetlib", "asyncio", "http.client", "urllib.request", "xmlrpc",
    "django.core.mail",
}  # fmt: skip
#: What goes out when it is called; naming an address or a refusal of the gate does not.
GOING = {"outbound": {"ask", "judged"}, "mail": {"send_mail", "get_connection"}, "stores": {"carry"}}
WAYS = {"send", "send_message", "send_messages", "sendmail", "send_mail", "urlopen", "create_connection"}
#: Names of what may be sent without leaving the house.
HOUSE = {"signals", "signal"}


def names_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
    return []


def goes_out(node: ast.AST) -> bool:
    """Return whether a node imports the network or calls something that goes out."""
    if any(name == net or name.startswith(f"{net}.") for name in names_in(node) for net in NETWORK):
        return True
    if any(f"mostik.core.{module}.{name}" in names_in(node) for module, all_ in GOING.items() for name in all_):
        return True
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
    return node.func.attr in GOING.get(owner, set()) or (node.func.attr in WAYS and owner not in HOUSE)


def is_inside(path: Path) -> bool:
    """Return whether a file of a room belongs to a kind that runs inside a transaction."""
    room, *rest = path.relative_to(ROOT).with_suffix("").parts
    return room not in {"kernel", "web", "core", "config"} and bool(INSIDE & set(rest[:1]))


def opens(node: ast.AST) -> bool:
    """Return whether a ``with`` opens a transaction, or a function is a command in one."""
    if isinstance(node, ast.With):
        return any("transaction.atomic" in ast.unparse(each.context_expr) for each in node.items)
    if isinstance(node, ast.FunctionDef):
        frames = [ast.unparse(each) for each in node.decorator_list]
        return any("atomic" in f or (f.startswith("command(") and "whole=False" not in f) for f in frames)
    return False


def found(path: Path, text: str) -> list[str]:
    tree = ast.parse(text)
    inside = [node for node in ast.walk(tree) if opens(node)]
    nodes = ast.walk(tree) if is_inside(path) else (n for block in inside for n in ast.walk(block))
    return [f"{path.relative_to(ROOT)}:{node.lineno}" for node in nodes if goes_out(node)]


def test_nothing_inside_a_transaction_goes_out():
    files = [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts and "node_modules" not in path.parts]
    assert [line for path in files for line in found(path, path.read_text(encoding="utf-8"))] == []


PLANTED = {
    "a command asks another host": ("crm/commands/planted.py", "from mostik.core import outbound\noutbound.ask('GET', '/')"),
    "a command imports the gate's call": ("crm/commands/planted.py", "from mostik.core.outbound import ask"),
    "a reaction opens a socket": ("channels/reactions.py", "import socket"),
    "a rule imports a mail client": ("channels/rules/planted.py", "from smtplib import SMTP"),
    "a robot's deed sends": ("crm/robots/planted.py", "way.send(letter)"),
    "a query asks over HTTP": ("crm/queries/planted.py", "import urllib.request"),
    "a task sends inside a transaction": ("channels/tasks.py", "with transaction.atomic():\n    way.send(letter)"),
    "a page sends inside a transaction": ("crm/pages/planted.py", "@transaction.atomic\ndef page(r):\n    way.send(r)"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_planted_call_to_the_network_is_found(name):
    path, text = PLANTED[name]
    assert found(ROOT / path, text) != []


@pytest.mark.parametrize(
    "text", ["from mostik.core import outbound\noutbound.parsed(url)", "way.send(letter)", "line = 1"]
)
def test_what_a_task_does_outside_a_transaction_is_allowed(text):
    assert found(ROOT / "channels/tasks.py", text) == []


#: What these are given stays here until somebody fetches it.
FETCHED = ["channels/adapters/chat.py:Stored"]


def test_every_way_out_refuses_while_a_transaction_is_open():
    """Every class that can ``send`` goes through the gate or asks it first."""
    loose = []
    for path in [*ROOT.glob("*/adapters/**/*.py"), *ROOT.glob("core/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ClassDef) or any("Protocol" in ast.unparse(base) for base in node.bases):
                continue
            text = ast.unparse(node)
            sends = any(isinstance(each, ast.FunctionDef) and each.name == "send" for each in node.body)
            if sends and "refuse_in_transaction" not in text and "outbound.ask" not in path.read_text():
                loose.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert loose == FETCHED


@pytest.mark.django_db(transaction=True)
def test_a_letter_or_a_question_inside_a_transaction_is_refused():
    letter = Letter(to="a@b.test", title="T", text="t", number="n")
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        Server(host="127.0.0.1", port=9).send(letter)
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        outbound.ask("GET", "http://127.0.0.1/")
