"""What the tests need besides Python packages: PostgreSQL, Chromium, brokers, a proxy, Dovecot, from Debian."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from postgres import binaries


def _there(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


NEEDED: dict[str, Callable[[], bool]] = {
    "postgresql": lambda: binaries() is not None,
    "chromium": _there("chromium"),
    "redis-server": _there("redis-server"),
    "rabbitmq-server": lambda: Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists(),
    "nginx-light": _there("nginx"),
    "dovecot-imapd": _there("dovecot"),
}


def main() -> None:
    """Install what is missing when we may, or say what to install."""
    missing = [package for package, there in NEEDED.items() if not there()]
    if not missing:
        return
    words = f"apt-get install {' '.join(missing)}"
    if os.getuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {' and '.join(missing)}. Run: sudo {words}")
    print(f"Installing {' and '.join(missing)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run([*words.split(), "-y", "-qq"], check=True, env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
