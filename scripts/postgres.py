"""A PostgreSQL of the tests' own: found, started as an ordinary user on a free port, stopped by its pid.

python scripts/postgres.py start   prints the DATABASE_URL (starts the server if it is not up)
python scripts/postgres.py stop
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

#: Each checkout has a server of its own: two of them tested at once do not meet.
CHECKOUT = zlib.crc32(str(Path(__file__).resolve()).encode())
PLACE = Path(os.environ.get("MOSTIK_TEST_PG") or f"{tempfile.gettempdir()}/mostik-pg-{os.getuid()}-{CHECKOUT:08x}")
ORDINARY = ("postgres", "nobody")


def binaries() -> Path | None:
    """Return the folder with initdb and postgres, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def install() -> Path:
    """Install PostgreSQL from Debian's packages when we may, or say what to do."""
    if os.getuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=True, stdout=subprocess.DEVNULL)
        if place := binaries():
            return place
    sys.exit("The tests need PostgreSQL: install the package 'postgresql' (apt-get install postgresql) and run again.")


def ordinary_user() -> str | None:
    """Return whom to run as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ORDINARY if name in known)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive() -> bool:
    """Return whether our server runs."""
    try:
        os.kill(int((PLACE / "data" / "postmaster.pid").read_text().split()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def url() -> str:
    """Return the address of the running server's database."""
    port = (PLACE / "data" / "postmaster.pid").read_text().splitlines()[3]
    return f"postgres://mostik@127.0.0.1:{port}/mostik"


def start(*, durable: bool = True) -> str:
    """Start the server if it is not up and return its address; one that is not durable is for tests alone."""
    if alive():
        return url()
    bin_dir, user = binaries() or install(), ordinary_user()
    data = PLACE / "data"
    shutil.rmtree(data, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(PLACE, user)
    run = {"check": True, "stdout": subprocess.DEVNULL, "user": user, "cwd": str(PLACE)}
    subprocess.run(
        [bin_dir / "initdb", "-D", data, "-U", "mostik", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], **run
    )
    options = (
        f"-c port={free_port()} -c listen_addresses=127.0.0.1 -c unix_socket_directories={PLACE} -c max_connections=200"
    )
    options += " -c shared_buffers=512MB"
    if not durable:  # tests kill no machine: what they write need not outlive one
        options += (
            " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
        )
    subprocess.run([bin_dir / "pg_ctl", "-D", data, "-w", "-l", PLACE / "log", "-o", options, "start"], **run)
    deadline = time.monotonic() + 30
    port = url().rsplit(":", 1)[1].split("/")[0]
    create = [bin_dir / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "mostik", "mostik"]
    while subprocess.run(create, check=False, capture_output=True).returncode and time.monotonic() < deadline:
        time.sleep(0.2)
    return url()


def stop() -> None:
    """Stop our server, if it runs, and leave nothing of it."""
    if alive():
        bin_dir = binaries()
        assert bin_dir
        subprocess.run(
            [bin_dir / "pg_ctl", "-D", PLACE / "data", "-m", "fast", "stop"], check=False, user=ordinary_user()
        )
    shutil.rmtree(PLACE, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        stop()
    else:
        print(start())
