"""What the tests need besides Python packages: PostgreSQL, Chromium and Dovecot, from Debian's packages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from postgres import binaries

NEEDED = {
    "postgresql": lambda: binaries() is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "dovecot-imapd": lambda: Path("/usr/sbin/dovecot").exists(),
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
