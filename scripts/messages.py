"""Catalogues of words: each room's Russian beside its English source strings.

python scripts/messages.py update    adds new strings to the catalogues, drops those no longer used
python scripts/messages.py compile   makes the binary catalogues the product reads
python scripts/messages.py missing   lists strings without Russian words; exits 1 when there are any
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import words

ROOT = Path(__file__).resolve().parent.parent / "mostik"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
RUSSIAN_PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)


def rooms() -> list[Path]:
    """Return the rooms that have something to say."""
    return sorted(path.parent for path in ROOT.glob("*/__init__.py"))


def catalogue(room: Path) -> Path:
    """Return where a room's Russian words are."""
    return room / "locale" / "ru" / "LC_MESSAGES" / "django.po"


def sources(room: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, Python text) of everything that may hold a marked string; templates are read as Python."""
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts or "node_modules" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        yield str(path.relative_to(ROOT.parent)), text if path.suffix == ".py" else flat(templatize(text))


def flat(text: str) -> str:
    """Return a template's text without its indents: they mean nothing there, and everything to Python's reader."""
    return "\n".join(line.strip() for line in text.splitlines())


def wanted(room: Path) -> Catalog:
    """Return every marked string of a room."""
    found = Catalog(locale="ru", charset="utf-8")
    for place, text in sources(room):
        lines = io.BytesIO(text.encode())
        for line, message, _comments, context in extract("python", lines, KEYWORDS, options={"encoding": "utf-8"}):
            if message and (message if isinstance(message, str) else message[0]):
                found.add(message, locations=[(place, line)], context=context)
    return found


def known(room: Path) -> Catalog:
    """Return a room's catalogue as it stands."""
    path = catalogue(room)
    if not path.exists():
        return Catalog(locale="ru", charset="utf-8")
    with path.open("rb") as lines:
        return read_po(lines, locale="ru")


def merged(room: Path) -> Catalog:
    """Return the catalogue with new strings added and unused ones gone."""
    have, result = known(room), Catalog(locale="ru", charset="utf-8", project="Mostik", fuzzy=False)
    for message in sorted((m for m in wanted(room) if m.id), key=lambda m: (m.locations[0], str(m.id))):
        said = have.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
        plural = isinstance(message.id, tuple)
        words = said.string if said and not said.fuzzy and isinstance(said.string, tuple) is plural else None
        result.add(message.id, words or message.string, locations=message.locations, context=message.context)
    return result


def empty(message: object) -> bool:
    """Return whether a message has no words, or not all of its plurals."""
    words = message.string  # type: ignore[attr-defined]
    plurals = isinstance(message.id, tuple)  # type: ignore[attr-defined]
    return not all(words) or len(words) != 3 if plurals else not words


def missing() -> list[str]:
    """Return strings without Russian words anywhere: a string known to another room is translated too."""
    said = {(m.context, str(m.id)) for room in rooms() for m in known(room) if m.id and not empty(m) and not m.fuzzy}
    return [
        f"{message.locations[0][0]}:{message.locations[0][1]}: {message.id!r}"
        for room in rooms()
        for message in wanted(room)
        if message.id and (message.context, str(message.id)) not in said
    ]


def update(names: list[str]) -> None:
    """Rewrite the catalogues of the rooms named, of all when none is."""
    for room in rooms():
        if names and room.name not in names:
            continue
        result = merged(room)
        path = catalogue(room)
        if not len(result):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        body = io.BytesIO()
        write_po(body, result, width=110, omit_header=True, no_location=True)
        head = (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
            f'"Language: ru\\n"\n"Plural-Forms: {RUSSIAN_PLURALS}\\n"\n\n'
        )
        path.write_text(head + body.getvalue().decode(), encoding="utf-8")


def main() -> None:
    """Do what was asked."""
    settings.configure()
    django.setup()
    match sys.argv[1:]:
        case ["compile"]:
            words.compile_all()
        case ["update", *names]:
            update(names)
            words.compile_all()
        case ["missing"]:
            lines = missing()
            print("\n".join(lines) or "Every string has its Russian words.")
            sys.exit(bool(lines))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
