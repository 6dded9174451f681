"""Brokers of the tests' own: Redis and RabbitMQ from Debian, as ordinary users, on free ports of loopback."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from postgres import free_port

RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
SECONDS = 90


@dataclass
class Running:
    """A broker at work: its address, its process, and how it is begun again at the same place."""

    url: str
    process: subprocess.Popen[bytes]
    port: int


def user_of(*names: str) -> str | None:
    """Return whom to run as: the package's own user when we are root, ourselves otherwise."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in (*names, "nobody") if name in known), None)


@contextmanager
def redis() -> Iterator[Running]:
    """A Redis that keeps nothing on the disk, stopped at the end."""
    port, binary = free_port(), shutil.which("redis-server")
    assert binary, "Redis is not installed: run `make tools`."
    with _folder("redis", user := user_of("redis")) as place:
        words = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        process = subprocess.Popen([*words, "--dir", place], user=user, stdout=subprocess.DEVNULL)
        with _stopped(process):
            _listens(port, process)
            yield Running(f"redis://127.0.0.1:{port}/0", process, port)


@contextmanager
def rabbit() -> Iterator[Running]:
    """A RabbitMQ with an epmd of its own, all on loopback, stopped at the end."""
    assert RABBIT.exists(), "RabbitMQ is not installed: run `make tools`."
    port, epmd = free_port(), free_port()
    with _folder("rabbit", user := user_of("rabbitmq")) as place:
        environment = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": place,
            "LANG": "C.UTF-8",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(epmd),
            "RABBITMQ_NODENAME": f"mostik{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": f"{place}/data",
            "RABBITMQ_LOG_BASE": f"{place}/log",
            "RABBITMQ_PID_FILE": f"{place}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{place}/plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1",
        }
        process = subprocess.Popen(
            [RABBIT], env=environment, cwd=place, user=user, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            with _stopped(process, whole=True):
                _listens(port, process)
                yield Running(f"amqp://guest:guest@127.0.0.1:{port}//", process, port)
        finally:
            subprocess.run(["epmd", "-port", str(epmd), "-kill"], env=environment, capture_output=True, check=False)


@contextmanager
def _folder(name: str, user: str | None) -> Iterator[str]:
    place = tempfile.mkdtemp(prefix=f"mostik-{name}-")
    if user:
        shutil.chown(place, user)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _stopped(process: subprocess.Popen[bytes], *, whole: bool = False) -> Iterator[None]:
    """Stop a process at the end of the block, with all it has begun where it is the first of its session."""
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, number) if whole else process.send_signal(number)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    continue


def _listens(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args} does not listen at {port}")
