"""Make the virtual environment and install exactly what the lock file says. Needs only Python 3.11 itself."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv"
PYTHON = PLACE / "bin" / "python"


def main() -> None:
    """Make the environment, put uv into it, let uv install the rest."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this very script says so to older ones
        sys.exit(
            f"Mostik needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make run PYTHON=python3.11"
        )
    if not PYTHON.exists() or not _has_pip():
        print("Making the environment …", flush=True)
        _make()
    if not (PLACE / "bin" / "uv").exists():
        _run([PYTHON, "-m", "pip", "install", "--quiet", "uv>=0.7"])
    print("Installing packages …", flush=True)
    _run([PLACE / "bin" / "uv", "sync", "--locked", "--quiet"], UV_PROJECT_ENVIRONMENT=str(PLACE))


def _has_pip() -> bool:
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _make() -> None:
    """Debian splits venv's pip into a package of its own; as root we may install it, otherwise we say so."""
    try:
        venv.create(PLACE, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError):
        if os.getuid() != 0 or not shutil.which("apt-get"):
            sys.exit("Python's venv module is not complete. Run: sudo apt-get install python3-venv")
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "python3-venv"])
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(PLACE)], check=True)


def _run(words: list[object], **environment: str) -> None:
    done = subprocess.run([str(word) for word in words], env={**os.environ, **environment}, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"This step failed: {' '.join(str(word) for word in words)}\nSee the lines above; check the network.")


if __name__ == "__main__":
    main()
