"""Measure leads under load on PostgreSQL: how soon each is durably accepted, how soon its first answer is there.

    python scripts/bench_leads.py [SECONDS]

Two processes of pages, one of the public doors and a worker with its threads on the machine's two cores, with the load
beside them: the shape `make several` has, without its proxy. 600 signed
leads a minute are sent at their own pace, whatever the answers (a late one counts from when it was due), while fifty
people browse with three to five seconds of thought. Clients meanwhile write to the chat on a site, to a bot (a
faithful fake of Telegram calling our webhook) and by e-mail (Debian's Dovecot), and a text robot answers. Beside it, in
the same minutes and at the same pace, a bare Django inserts a row. The figures are written to docs/performance.md by
this script.
"""

import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import postgres
from bench_lines import put_section, verdict

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mostik.kernel.signatures import signature
from tests.fakes import imap, smtp, telegram

BIN = Path(sys.executable).parent
PLACE = ROOT / ".cache" / "bench" / "leads"
DEALS, USERS, LEADS_A_MINUTE, SENDERS, CLIENTS = 2000, 50, 600, 24, 2
THOUGHT, BETWEEN = (3.0, 5.0), (2.0, 4.0)
MOST_ACCEPTED_MS, MOST_ANSWER_S, PATIENCE = 150.0, 3.0, 30.0
ADDRESS = "sales@company.test"
HEADING = "## Leads under load"
#: What people look at, by how often: their day and cards mostly, the board at times, a head the bridge.
PAGES = ("/my-day/", "/my-day/", "/deals/", "CARD", "CARD", "CARD", "/board/")


@dataclass
class Took:
    """Times of one kind of thing, in seconds, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, seconds: float, *, well: bool = True) -> None:
        """Keep one."""
        with self.lock:
            self.seconds.append(seconds)
            self.failed += not well

    def at(self, share: float) -> float:
        """Return a percentile."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def ask(port: int, method: str, path: str, body: bytes = b"", source: str = "", **head: str) -> tuple[int, bytes]:
    """Ask our server, from an address of loopback where one is named; 0 when there was no answer."""
    line = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=PATIENCE, source_address=(source, 0) if source else None
    )
    try:
        line.request(method, path, body or None, {name.replace("_", "-"): value for name, value in head.items()})
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        line.close()


@dataclass(frozen=True)
class Stand:
    """What is under load: ports of pages, doors and the bare one, how doors are reached, the far side, the times."""

    pages: int
    doors: int
    beside: int
    told: dict[str, Any]
    far: telegram.Telegram
    store: imap.Store
    sink: smtp.Sink
    took: dict[str, Took]
    over: threading.Event = field(default_factory=threading.Event)


def browse(stand: Stand, seed: int) -> None:
    """Be a person who looks at one page after another."""
    chance, over = random.Random(seed), stand.over  # noqa: S311 - load, not a secret
    person = stand.told["people"][seed % len(stand.told["people"])]
    pages = (*PAGES, "/bridge/") if person["head"] else PAGES
    over.wait(chance.uniform(0, THOUGHT[1]))
    while not over.is_set():
        path = chance.choice(pages).replace("CARD", f"/deals/{chance.choice(person['cards'])}/")
        began = time.monotonic()
        status, _body = ask(stand.pages, "GET", path, Cookie=f"sessionid={person['session']}; django_language=ru")
        stand.took["page"].add(time.monotonic() - began, well=status == 200)
        over.wait(chance.uniform(*THOUGHT))


def paced(a_minute: int, seconds: float, send: Callable[[int], bool], took: Took) -> None:
    """Send at a pace of its own; each is timed from the moment it was due."""
    started, total = time.monotonic(), int(a_minute / 60 * seconds)

    def one(number: int, due: float) -> None:
        well = send(number)
        took.add(time.monotonic() - due, well=well)

    with ThreadPoolExecutor(SENDERS) as senders:
        for number in range(total):
            due = started + number * 60 / a_minute
            time.sleep(max(0.0, due - time.monotonic()))
            senders.submit(one, number, due)


def leads(port: int, told: dict[str, Any]) -> Callable[[int], bool]:
    """Return what delivers a signed lead and says whether it was accepted."""

    def send(number: int) -> bool:
        person = {"name": f"Client {number}", "phone": f"+7913{1_000_000 + number}", "utm_source": "bench"}
        body, at, name = json.dumps(person).encode(), int(time.time()), f"lead-{number}"
        made = signature(told["secret"], message=name, timestamp=at, body=body)
        head = {"Webhook_Id": name, "Webhook_Timestamp": str(at), "Webhook_Signature": made}
        return ask(port, "POST", f"/in/{told['hook']}/", body, Content_Type="application/json", **head)[0] == 202

    return send


def visitors(stand: Stand, seed: int) -> None:
    """Be one visitor of a site after another: say something in the chat and look until the robot has answered."""
    chance, number = random.Random(seed), 0  # noqa: S311 - load, not a secret
    port, door, over, took = stand.doors, stand.told["chat"], stand.over, stand.took["chat"]
    while not over.wait(chance.uniform(*BETWEEN)):
        number += 1
        source = f"127.0.{seed + 1}.{number % 250 + 1}"
        _status, page = ask(port, "GET", f"/chat/{door}/", source=source)
        key = re.search(rb'data-key="([^"]+)"', page)
        if key is None:
            took.add(PATIENCE, well=False)
            continue
        head = {"X_Visitor": key[1].decode(), "Content_Type": "application/x-www-form-urlencoded"}
        said = urlencode({"text": "Есть насосы на двадцать кубов?", "number": str(number)}).encode()
        began = time.monotonic()
        ask(port, "POST", f"/chat/{door}/say/", said, source=source, **head)
        while time.monotonic() < began + PATIENCE:
            _status, lines = ask(port, "GET", f"/chat/{door}/lines/", source=source, X_Visitor=key[1].decode())
            if b'"ours": true' in lines:
                break
            time.sleep(0.25)
        took.add(time.monotonic() - began, well=b'"ours": true' in lines)


def writers(stand: Stand) -> None:
    """Be one stranger after another who writes to the bot; the far side calls us and waits for the answer."""
    chance, number = random.Random(3), 0  # noqa: S311 - load, not a secret
    port, far, over, took = stand.doors, stand.far, stand.over, stand.took["telegram"]

    def post(url: str, body: bytes, secret: dict[str, str]) -> int:
        head = {name.replace("-", "_"): value for name, value in secret.items()}
        return ask(port, "POST", urlsplit(url).path, body, Content_Type="application/json", **head)[0]

    while not over.wait(chance.uniform(*BETWEEN)):
        number += 1
        far.update("message", 1000 + number, {"text": "Сколько стоит насос?"}, name="Пётр")
        began = time.monotonic()
        far.push(post)
        while time.monotonic() < began + PATIENCE and not far.texts(1000 + number):
            time.sleep(0.02)
        took.add(time.monotonic() - began, well=bool(far.texts(1000 + number)))


def correspondents(stand: Stand) -> None:
    """Be one stranger after another who writes a letter; it is answered when our letter to them is taken."""
    chance, number, over, took = random.Random(4), 0, stand.over, stand.took["mail"]  # noqa: S311 - load
    while not over.wait(chance.uniform(*BETWEEN)):
        number += 1
        sender = f"client{number}@client.test"
        head = f"From: {sender}\r\nTo: {ADDRESS}\r\nSubject: Pumps\r\nMessage-ID: <{number}@client.test>\r\n"
        began = time.monotonic()
        stand.store.put(ADDRESS, f"{head}\r\nHow much is a pump?\r\n".encode())
        while time.monotonic() < began + PATIENCE and sender not in stand.sink.to:
            time.sleep(0.02)
        took.add(time.monotonic() - began, well=sender in stand.sink.to)


def prepare(imap_port: str, smtp_port: str) -> None:
    """Make the department and its doors in this process's installation; print how they are reached."""
    from bench_load import session_of, settle

    from mostik.automation.commands import dialogues
    from mostik.channels.adapters.chat import CHAT
    from mostik.channels.catalog.ways import EMAIL
    from mostik.channels.commands.accounts import Wanted, connect_way
    from mostik.channels.commands.dialogues import answer_over
    from mostik.channels.commands.sources import add_source
    from mostik.channels.models import Account, Source
    from mostik.channels.terms import SourceKind
    from mostik.config import setup
    from mostik.core.actors import SYSTEM
    from mostik.crm.models import Deal
    from mostik.people.adapters.mail import Server
    from mostik.people.commands.notices import setup as mail
    from mostik.people.models import User
    from mostik.people.queries.actors import actor_of
    from mostik.simulator.commands import build_department

    setup.prepare()
    build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=DEALS)
    head = User.objects.get(email=setup.DEMO_HEAD[0])
    by = actor_of(head)
    server = Server(host="127.0.0.1", port=9, security="none", sender="we@company.test")
    mail.set_mail(by=SYSTEM, server=server, address="https://mostik.company.test/")
    number, secret = add_source(by=SYSTEM, kind=SourceKind.HOOK, title="Bench")
    robot = dialogues.make_dialogue(by=by, like="qualification", language="ru")
    dialogues.start_dialogue(by=by, dialogue_id=robot)
    doors = {}
    words = {"words": "Спросить", "greeting": "Здравствуйте!", "colour": "#0a7d4f", "away": "Оставьте телефон."}
    post = {
        "address": ADDRESS,
        "user": ADDRESS,
        "password": imap.PASSWORD,
        "imap_port": imap_port,
        "smtp_port": smtp_port,
    }
    post |= {"imap_host": "127.0.0.1", "smtp_host": "127.0.0.1", "imap_security": "none", "smtp_security": "none"}
    ways = (
        (CHAT, {**words, "consent": "Пишете — согласны."}),
        ("telegram", {"token": telegram.TOKEN, "mode": "hook"}),
        (EMAIL, {**post, "whose": "company", "strangers": "lead"}),
    )
    for way, told in ways:
        account = connect_way(by=SYSTEM, way=way, wanted=Wanted(title=way, owner_id=head.pk, told=told))
        answer_over(by=by, dialogue_id=robot, account_id=account, answers=True)
        doors[way] = Account.objects.get(pk=account).door
    settle()
    told: dict[str, Any] = {"hook": Source.objects.get(pk=number).door, "secret": secret, "chat": doors[CHAT]}
    told["people"] = []
    for person in User.objects.filter(is_active=True).order_by("pk"):
        own = Deal.objects.filter(owner=person, removed_at__isnull=True).order_by("-pk").values_list("pk", flat=True)
        if cards := list(own[:50]):
            told["people"].append({"session": session_of(person), "cards": cards, "head": False})
    some = list(Deal.objects.filter(removed_at__isnull=True).order_by("-pk").values_list("pk", flat=True)[:50])
    told["people"].insert(0, {"session": session_of(head), "cards": some, "head": True})
    print(json.dumps(told))


@contextmanager
def running(words: list[object], environment: dict[str, str]) -> Iterator[None]:
    """Run a process of ours for the length of the block."""
    process = subprocess.Popen([str(each) for each in words], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def measured(seconds: float) -> tuple[list[str], list[str]]:
    """Return the goals' lines and the table's rows."""
    address = postgres.start().rsplit("/", 1)[0]
    port_of_books, name, binaries = (
        address.rsplit(":", 1)[1],
        f"bench_leads_{os.getpid()}",
        postgres.binaries() or Path(),
    )
    for words in (
        ["createdb"],
        ["psql", "-c", "CREATE TABLE bare_lead (id bigserial PRIMARY KEY, title text, phone text)"],
    ):
        line = [binaries / words[0], "-h", "127.0.0.1", "-p", port_of_books, "-U", "mostik", *words[1:], name]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    took = {each: Took() for each in ("lead", "bare", "page", "chat", "telegram", "mail")}
    PLACE.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        far = stack.enter_context(telegram.telegram(now=lambda: int(time.time())))
        store, sink = stack.enter_context(imap.dovecot()), stack.enter_context(smtp.sink())
        store.put(
            ADDRESS, b"From: old@client.test\r\nSubject: Old\r\nMessage-ID: <old@client.test>\r\n\r\nBefore us\r\n"
        )
        environment = {
            **os.environ,
            "MOSTIK_HOME": str(PLACE),
            "DATABASE_URL": f"{address}/{name}",
            "MOSTIK_LOG": "ERROR",
        }
        environment |= {"MOSTIK_TELEGRAM_API": far.url, "MOSTIK_OUTBOUND_ALLOWED": "127.0.0.0/8"}
        environment |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "mostik.config.settings"}
        words = [sys.executable, __file__, "prepare", str(store.port), str(sink.port)]
        made = subprocess.run(words, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        told = json.loads(made.stdout.splitlines()[-1])
        pages, doors, beside = postgres.free_port(), postgres.free_port(), postgres.free_port()
        serve = [BIN / "mostik", "serve", "--no-workers", "--port"]
        stack.enter_context(running([*serve, pages, "--processes", "2"], environment))
        stack.enter_context(running([*serve, doors], environment))
        stack.enter_context(running([BIN / "mostik", "worker", "--processes", "1", "--threads", "3"], environment))
        bare = [BIN / "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--port", beside]
        stack.enter_context(running([*bare, "scripts.bench_bare:application"], environment))
        until = time.monotonic() + 60
        while time.monotonic() < until and not (
            far.hook and all(ask(each, "GET", "/health/live/")[0] == 200 for each in (pages, doors))
        ):
            time.sleep(0.2)
        _under_load(seconds, Stand(pages, doors, beside, told, far, store, sink, took))
    load = os.getloadavg()[1 if seconds < 300 else 2]
    return list(_judged(took)), _rows(took, seconds, load)


def _under_load(seconds: float, stand: Stand) -> None:
    took = stand.took
    threads = [threading.Thread(target=browse, args=(stand, number)) for number in range(USERS)]
    threads += [threading.Thread(target=visitors, args=(stand, number)) for number in range(CLIENTS)]
    threads += [threading.Thread(target=each, args=(stand,)) for each in (writers, correspondents)]
    for each in threads:
        each.start()
    time.sleep(5)
    sends = {
        "lead": leads(stand.doors, stand.told),
        "bare": lambda _number: ask(stand.beside, "GET", "/insert-raw")[0] == 200,
    }
    pace = [
        threading.Thread(target=paced, args=(LEADS_A_MINUTE, seconds, send, took[each])) for each, send in sends.items()
    ]
    for each in pace:
        each.start()
    for each in pace:
        each.join()
    stand.over.set()
    for each in threads:
        each.join()


def _judged(took: dict[str, Took]) -> Iterator[str]:
    accepted, bare = took["lead"].at(0.99) * 1000, took["bare"].at(0.99) * 1000
    yield verdict(
        "lead accepted, 600 a minute, 50 browsing: p99", accepted, MOST_ACCEPTED_MS, "ms", accepted / MOST_ACCEPTED_MS
    )
    yield verdict("leads not accepted", took["lead"].failed, 0, "", took["lead"].failed)
    yield f"         beside it a bare INSERT: p99 {bare:.1f} ms, ours ÷ bare {accepted / bare:.2f}"
    for way in ("chat", "telegram", "mail"):
        seconds = took[way].at(0.95)
        yield verdict(f"first answer to a client, {way}: p95", seconds, MOST_ANSWER_S, "s", seconds / MOST_ANSWER_S)


def _rows(took: dict[str, Took], seconds: float, load: float) -> list[str]:
    names = {
        "lead": "lead accepted", "bare": "bare INSERT beside", "page": "page of a person browsing",
        "chat": "first answer in the chat", "telegram": "first answer in Telegram", "mail": "first answer by e-mail",
    }  # fmt: skip
    rows = [
        "| what | times | p50 ms | p95 ms | p99 ms | worst ms | failed |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for key, one in took.items():
        cells = [f"{one.at(share) * 1000:,.1f}" for share in (0.5, 0.95, 0.99, 1.0)]
        rows.append(f"| {names[key]} | {len(one.seconds):,} | {' | '.join(cells)} | {one.failed} |")
    return [*rows, "", f"{seconds:.0f} seconds of load; {load:.1f} processes ran or waited on the machine meanwhile."]


def main() -> None:
    """Measure, print, write."""
    if sys.argv[1:2] == ["prepare"]:
        prepare(*sys.argv[2:4])
        return
    lines, rows = measured(float(sys.argv[1]) if len(sys.argv) > 1 else 180.0)
    print("\n".join([*rows, *lines]), flush=True)
    words = (__doc__ or "").split("\n\n")[2].rpartition(" The figures")[0]
    put_section(HEADING, [words, "", *rows, "", "```", *lines, "```"])
    postgres.stop()


if __name__ == "__main__":
    main()
