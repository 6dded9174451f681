"""A process that has the product loaded and makes copies of itself: runs of a campaign, and whoever they kill.

    python -m tests.faults.forge TOPIC ENGINE

It says "ready", reads a line of JSON for each run and answers with what the run found and with "ended". A run is a copy
of it that first makes a forge of its own: from that one come web processes, workers and relays, in 20 ms each. What is
loaded at first use is loaded before: one lead goes all the way, and the connection is closed before anything is copied.
"""

import gc
import json
import os
import signal
import socket
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")


@dataclass
class Forge:
    """What a run asks for copies to be killed."""

    line: IO[str]
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def begun(cls) -> "Forge":
        """Begin one, as long as nothing else runs in this process."""
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            _make(theirs)
        theirs.close()
        return cls(ours.makefile("rw", buffering=1))

    def make(self, kind: str, number: int = 0) -> int:
        """Return the number of a new copy, of a kind: ``number`` is a web's port, or the dead worker before."""
        with self.lock:
            self.line.write(f"{kind} {number}\n")
            self.line.flush()
            return int(self.line.readline())


@dataclass(frozen=True)
class Given:
    """What a run of a campaign is given."""

    size: int
    engine: str
    journal: Path
    forge: Forge

    @property
    def control(self) -> str:
        """Which protection is off."""
        return os.environ["MOSTIK_CONTROL"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


def serve(listening: socket.socket) -> None:
    """Be a web process at a socket that outlives it."""
    from mostik.config import wsgi

    getattr(wsgi, "begin_control", lambda: None)()
    server = _Server(listening.getsockname(), _Quiet, bind_and_activate=False)
    server.socket = listening
    server.server_name, server.server_port = listening.getsockname()
    server.setup_environ()
    server.set_app(wsgi.application)
    server.serve_forever(0.05)


def work(dead: int) -> None:
    """Be a worker of two threads; the one before is buried first."""
    from mostik.core import outbox
    from mostik.core.runner import Runner

    if dead:
        outbox.bury(dead)
    Runner(threads=int(os.environ.get("MOSTIK_HANDS", "2")), timers=False).start()
    threading.Event().wait()


def hands() -> None:
    """Be the workers of an engine, as many as the campaign says, under one that replaces whoever dies."""
    from django.conf import settings

    from mostik.config import engine
    from mostik.core.crew import Crew

    count, megabytes = int(os.environ.get("MOSTIK_HANDS", "2")), int(os.environ.get("MOSTIK_MEGABYTES", "0"))
    if settings.ENGINE == "celery":
        engine.serve_workers(threads=count, megabytes=megabytes)
    else:
        Crew(processes=max(count // 4, 2), threads=4, megabytes=megabytes, timers=False).work()


def relay() -> None:
    """Be what feeds the broker; the campaign changes nothing in it."""
    from mostik.config import engine

    engine.serve_relay()


def _make(line: socket.socket) -> NoReturn:
    """Make a copy for each line until whoever asks is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    doors: dict[int, socket.socket] = {}
    for asked in line.makefile():
        kind, number = asked.split()[0], int(asked.split()[1])
        if kind == "web" and number not in doors:
            doors[number] = socket.create_server(("127.0.0.1", number), backlog=128)
        lives: dict[str, Callable[[], None]] = {
            "web": lambda number=number: serve(doors[number]),
            "worker": lambda number=number: work(number),
            "hands": hands,
            "relay": relay,
        }
        copy = os.fork()
        if copy == 0:
            line.close()
            _live(lives[kind], alone=kind in {"hands", "relay"}, hurried=kind != "relay")
        line.sendall(f"{copy}\n".encode())
    os._exit(0)


def _live(life: Callable[[], None], *, alone: bool, hurried: bool) -> NoReturn:
    """Live a life that ends with the forge; one with a group of its own is ended by who asked for it."""
    from tests.faults.hurry import hurry

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for each in range(3):
        os.dup2(nothing, each)
    try:
        if alone:
            os.setpgrp()
        else:
            threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
        if hurried:
            hurry()
        life()
    finally:
        os._exit(1)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def warm(engine: str) -> None:
    """Bring one lead and do what it promised, so that copies are ready at once."""
    from django.db import connection
    from django.test import Client
    from django.urls import get_resolver

    from mostik.config import wsgi  # noqa: F401 - loaded before it is copied
    from mostik.core import outbox
    from tests.faults import poisons  # noqa: F401 - its effects have names
    from tests.faults.parts import brought, until

    if engine == "celery":
        for each in ("celery.bin.celery", "celery.apps.worker", "celery.concurrency.prefork"):
            import_module(each)
    _ = get_resolver().reverse_dict
    brought(Client(SERVER_NAME="127.0.0.1"))
    while outbox.run_due():
        pass
    connection.close()
    getattr(connection, "close_pool", lambda: None)()
    gc.collect()
    gc.freeze()
    assert until(lambda: threading.active_count() == 1, 10), threading.enumerate()


def _play(campaign: Callable[[Given], dict], asked: dict, engine: str) -> NoReturn:
    """Be one run and say what it found, or what broke it."""
    try:
        given = Given(asked["size"], engine, Path(asked["journal"]), Forge.begun())
        print(json.dumps(campaign(given)), flush=True)
    except BaseException:
        print(json.dumps({"broke": traceback.format_exc()[-1500:]}), flush=True)
    finally:
        os._exit(0)


def main() -> None:
    """Make a run for each line read."""
    import django

    django.setup()
    topic, engine = sys.argv[1:]
    campaign = import_module(f"tests.faults.{topic}").main
    warm(engine)
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        os.environ.update(asked["environment"])
        copy = os.fork()
        if copy == 0:
            _play(campaign, asked, engine)
        with suppress(ChildProcessError):
            os.waitpid(copy, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
