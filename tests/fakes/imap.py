"""A real mail store on loopback: Debian's Dovecot, started as an ordinary user at a free port, with plain Maildirs."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

WHERE = "/usr/sbin/dovecot"
PASSWORD = "correct-horse"
NUMBERS = count(1)
CONFIG = """
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_location = maildir:{place}/mail/%u:LAYOUT=fs
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
mmap_disable = yes
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


@dataclass
class Store:
    """Where the mail lies and how it is asked for; ``put`` lets a letter arrive."""

    port: int
    place: Path

    def put(self, user: str, raw: bytes, folder: str = "") -> None:
        """Let a letter lie in somebody's mailbox."""
        box = self.place / "mail" / user / folder
        for part in ("tmp", "new", "cur"):
            (box / part).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{next(NUMBERS)}.mostik"
        (box / "tmp" / name).write_bytes(raw)
        _give(self.place / "mail" / user)
        (box / "tmp" / name).rename(box / "new" / name)

    def renumber(self, user: str) -> None:
        """Let a mailbox be built anew: every letter gets another number and the box another validity."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self.place / "mail" / user / name).unlink(missing_ok=True)
        time.sleep(1.1)  # the validity is the second the list is made


def _ordinary() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _give(place: Path) -> None:
    if os.getuid() == 0:
        who = _ordinary()
        for each in (place, *place.rglob("*")):
            os.chown(each, who.pw_uid, who.pw_gid)


@contextmanager
def dovecot() -> Iterator[Store]:
    """A Dovecot with any user under one password, stopped at the end."""
    if not Path(WHERE).exists():
        pytest.skip("Dovecot is not installed: run `make tools`.")
    who, place = _ordinary(), Path(tempfile.mkdtemp(prefix="mostik-imap-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in ("run", "state", "mail", "home"):
        (place / name).mkdir()
    group = subprocess.check_output(["id", "-gn", who.pw_name], text=True).strip()
    told = {"user": who.pw_name, "group": group, "uid": who.pw_uid, "gid": who.pw_gid}
    (place / "dovecot.conf").write_text(CONFIG.format(place=place, port=port, password=PASSWORD, **told))
    place.chmod(0o755)
    _give(place)
    server = subprocess.Popen([WHERE, "-F", "-c", str(place / "dovecot.conf")], user=who.pw_uid, group=who.pw_gid)
    try:
        _wait(port, server, place)
        yield Store(port, place)
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()
        shutil.rmtree(place, ignore_errors=True)


def _wait(port: int, server: subprocess.Popen, place: Path) -> None:
    for _try in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if line.recv(20).startswith(b"* OK"):
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    log = place / "dovecot.log"
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else server.poll()}")
