"""One English word has one Russian: catalogues of rooms are one book, and the room first in order hides the others' word.

Where two rooms mean two things by one word, a context tells them apart.
"""

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

from scripts.messages import catalogue, rooms


def different(books: dict[str, Path]) -> list[str]:
    """Return the words that have several Russian ones, each with who says what."""
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room, path in books.items():
        with path.open("rb") as file:
            for message in read_po(file):
                name = message.id if isinstance(message.id, str) else "|".join(message.id)
                russian = message.string if isinstance(message.string, str) else "|".join(message.string)
                if name and russian:
                    said[message.context or "", name][russian].append(room)
    return [f"{name} [{context}]: {dict(ways)}" for (context, name), ways in said.items() if len(ways) > 1]


def test_one_word_has_one_russian_whichever_room_says_it():
    assert different({room.name: catalogue(room) for room in rooms() if catalogue(room).exists()}) == []


def test_two_rooms_that_differ_are_found_and_a_context_tells_them_apart(tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    books = {}
    for room, russian in (("crm", "Ссылка"), ("planning", "Звено")):
        books[room] = tmp_path / f"{room}.po"
        books[room].write_text(f'{head}msgid "Link"\nmsgstr "{russian}"\n', encoding="utf-8")
    [found] = different(books)
    assert "Ссылка" in found
    assert "Звено" in found
    books["crm"].write_text(f'{head}msgctxt "field"\nmsgid "Link"\nmsgstr "Ссылка"\n', encoding="utf-8")
    assert different(books) == []
