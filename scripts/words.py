"""Make the binary catalogues the product reads, where they are older than their words; quick when none is."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "mostik"


def stale() -> list[Path]:
    """Return the catalogues whose words have changed since they were made."""
    found = ROOT.glob("*/locale/*/LC_MESSAGES/django.po")
    return [path for path in found if not _fresh(path, path.with_suffix(".mo"))]


def _fresh(words: Path, made: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= words.stat().st_mtime


def compile_all() -> None:
    """Make every stale catalogue anew."""
    paths = stale()
    if not paths:
        return
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for path in paths:
        with path.open("rb") as words, path.with_suffix(".mo").open("wb") as made:
            write_mo(made, read_po(words, locale=path.parts[-3]))


if __name__ == "__main__":
    compile_all()
