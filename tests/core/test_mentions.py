"""Mentions of a person are found however a phone is spaced and a name is written, in text, in JSON, in the journal."""

import pytest

from mostik.core import clock, journal
from mostik.core.frame import command
from mostik.core.models import Notification
from mostik.core.privacy import mentions
from mostik.core.privacy.mentions import GONE, Sought
from tests.core.test_erasing import Called

IVAN = Sought("trial.person", (1,), phones=("9161234567",), words=("Ivan Zimorodkin", "Иван Зимородкин", "O'Neil \\"))
SPELLINGS = [
    "+79161234567",
    "8-916-123-45-67",
    "+7 916 123 45 67",
    "+7 (916)123-45-67",
    "8 916 1234567",
    "+7 (916) 123 45 67",
    "+7\xa0(916)\xa0123\u202f45\u200967",
    "8.916.123.45.67",
    "8 916\n123\t45-67",
    "iVaN  zimoRODKIN",
    "ИВАН\xa0зимородкиН",
    "Иван \n Зимородкин",
    "o'NEIL \\",
]
NOBODY = ["9161234568", "916 и 1234567", "916, 123, 45, 67", "IvanZimorodkin", "Иван и Зимородкин", "Ivan\\Zimorodkin"]


@command(needs=None)
def call(*, by, title):
    """Write a line with a text in it and in a list within it."""
    told = (("note", "", f"<{title}>"),)
    return journal.publish(Called(at=clock.now(), title="Somebody", amount=1, changes=told)).entry


def kept(text):
    """Keep a text as it is and inside JSON."""
    now = clock.now()
    note = Notification.objects.create(person_id=1, text=text, params={"deep": [text]}, key=text[:50], made_at=now)
    bare = Notification.objects.create(person_id=1, text="", params={"deep": [text]}, key=f"j{text[:50]}", made_at=now)
    return [note.pk, bare.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_is_found_and_covered(text, visitor):
    rows = kept(f"Ask {text}, soon")
    line = call(by=visitor, title=text)
    found = mentions.find(IVAN)
    (holding,) = found.mentions
    assert (holding.table, holding.numbers, found.lines) == ("core.Notification", tuple(rows), {line: ["changes"]})
    mentions.clean(holding, IVAN)
    assert {GONE in str(row) for row in Notification.objects.values_list("text", "params")} == {True}
    assert not mentions.find(IVAN).mentions


@pytest.mark.django_db
@pytest.mark.parametrize("text", NOBODY)
def test_what_only_looks_alike_is_nobodys(text, visitor):
    kept(text)
    call(by=visitor, title=text)
    assert mentions.find(IVAN).rows == 0
