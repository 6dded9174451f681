"""A process that has the product loaded and makes copies of itself to be killed: a web process or a worker in 20 ms.

    python -m tests.faults.forge web PORT | worker

It reads a line and answers with the number of a new copy. What is loaded at first use is loaded before: one lead goes
all the way, and the connection is closed before anything is copied.
"""

import os
import signal
import socket
import socketserver
import sys
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")


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


def warm(kind: str) -> None:
    """Bring one lead, or do what it promised, so that copies are ready at once."""
    from django.db import connection
    from django.test import Client

    from mostik.core import outbox
    from tests.faults.parts import brought

    if kind == "web":
        brought(Client(SERVER_NAME="127.0.0.1"))
    else:
        while outbox.run_due():
            pass
    connection.close()
    getattr(connection, "close_pool", lambda: None)()


def main() -> None:
    """Make a copy for each line read."""
    import django

    django.setup()
    from django.urls import get_resolver

    from mostik.config import wsgi  # noqa: F401 - loaded before it is copied
    from tests.faults.hurry import hurry

    hurry()
    kind, listening = sys.argv[1], None
    if kind == "web":
        _ = get_resolver().reverse_dict
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", int(sys.argv[2])))
        listening.listen(128)
    warm(kind)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            parent = os.getppid()
            threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
            try:
                serve(listening) if listening else work(int(line or 0))
            finally:
                os._exit(1)
        print(number, flush=True)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    main()
