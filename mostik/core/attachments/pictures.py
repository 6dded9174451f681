"""A small picture of a file, drawn anew from its pixels: run as a process of its own, with time and memory bounded.

python -m mostik.core.attachments.pictures KIND FROM TO
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

SIDE = 320
SECONDS = 15
MEMORY = 768 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_BYTES = 400_000


def drawn(kind: str, source: Path, target: Path) -> bytes:
    """Return a small picture of a file, nothing where none can be drawn in the time and memory there is."""
    words = [sys.executable, "-m", "mostik.core.attachments.pictures", kind, str(source), str(target)]
    root = str(Path(__file__).resolve().parents[3])
    known = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": root, "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(words, env=known, timeout=SECONDS, capture_output=True, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        return b""
    if done.returncode or not target.exists():
        return b""
    picture = target.read_bytes()
    return picture if len(picture) <= MOST_BYTES else b""


def draw(kind: str, source: str, target: str) -> None:
    """Draw the first page or the picture, never larger than it is."""
    from PIL import Image  # noqa: PLC0415 - in its own process alone

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    picture = _first_page(source) if kind == "application/pdf" else Image.open(source)
    if picture.width * picture.height > MOST_PIXELS:
        sys.exit(1)
    picture.thumbnail((SIDE, SIDE))
    picture.convert("RGBA").save(target, "WEBP", quality=80)


def _first_page(source: str) -> Any:
    import pypdfium2  # noqa: PLC0415 - in its own process alone

    page = pypdfium2.PdfDocument(source)[0]
    width, height = page.get_size()
    return page.render(scale=min(2.0, SIDE * 2 / max(width, height, 1))).to_pil()


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (10 * MOST_BYTES, 10 * MOST_BYTES))


if __name__ == "__main__":
    _bound()
    draw(*sys.argv[1:4])
