"""The data map: no column without a tag, no tag without a column; its screen and its file."""

from dataclasses import fields
from typing import get_type_hints

import pytest
from django.urls import reverse

from mostik.config import urls  # noqa: F401 - every room is there, and its events
from mostik.core.privacy import datamap
from mostik.core.privacy.terms import Purpose, Tag, Whose, holds
from mostik.kernel.events import REGISTRY
from scripts import data_map

PLAIN_TYPES = {"int", "int | None", "bool"}


def event_fields() -> dict[str, set[str]]:
    """Return the fields of all events that may hold words or sums, with their types."""
    found: dict[str, set[str]] = {}
    for kind in REGISTRY.values():
        if kind.__module__.startswith("mostik."):
            hints = get_type_hints(kind)
            for field in fields(kind):
                words = getattr(hints[field.name], "__name__", str(hints[field.name]))
                if words not in PLAIN_TYPES and "date" not in str(hints[field.name]):
                    found.setdefault(field.name, set()).add(words)
    return found


def test_every_column_of_every_table_is_tagged_and_no_tag_is_of_a_vanished_one():
    assert datamap.differences() == []


def test_a_column_left_out_is_found(monkeypatch):
    contact = datamap.tables()["crm.Contact"]
    less = {name: tag for name, tag in contact.tags.items() if name != "phone"}
    monkeypatch.setitem(datamap._TABLES, "crm.Contact", holds())
    assert "untagged: crm.Contact.phone" in datamap.differences()
    monkeypatch.setitem(datamap._TABLES, "crm.Contact", holds(plain=" ".join([*less, "phone", "fax"])))
    assert datamap.differences() == ["vanished: crm.Contact.fax"]


def test_every_field_of_events_that_may_hold_words_is_tagged():
    known = set(datamap.events().tags)
    assert sorted(set(event_fields()) - known) == []
    every = {field.name for kind in REGISTRY.values() for field in fields(kind)} | {"done_for"}
    assert sorted(known - every) == []


def test_how_people_are_reached_is_never_plain():
    found = [
        (line.table, line.column)
        for line in datamap.lines()
        if line.column in {"phone", "email", "last_name", "first_name", "middle_name", "password", "secret"}
        and line.tag in {Tag.PLAIN, Tag.COMMERCIAL, Tag.MONEY}
    ]
    assert found == []


def test_whatever_is_about_somebody_says_about_whom():
    nobodys = [
        (line.table, line.column) for line in datamap.lines() if line.is_about_somebody and line.whose is Whose.NOBODY
    ]
    assert nobodys == []


def test_a_column_is_tagged_once():
    with pytest.raises(ValueError, match="twice"):
        holds(Whose.CLIENT, Purpose.SALES, personal="name", plain="name")


def test_screen_narrows_and_gives_a_file(cast, sign_in):
    browser, address = sign_in(cast.olga), reverse("core:data_map")
    browser.cookies["django_language"] = "en"
    whole = browser.get(address).content.decode()
    assert "crm.Contact" in whole
    assert "contenttypes.ContentType" not in whole
    narrowed = browser.get(address, {"q": "contact", "tag": "contact"}).content.decode()
    assert "phone" in narrowed
    assert "people.User" not in narrowed
    assert "Nothing like that" in browser.get(address, {"q": "no such word"}).content.decode()
    lines = b"".join(browser.get(address, {"format": "csv", "tag": "hidden"}).streaming_content).decode().splitlines()
    assert any("people.User" in line and "password" in line for line in lines)
    assert browser.get(address, {"tag": "nonsense"}).status_code == 422


def test_screen_is_for_whoever_has_the_right(cast, sign_in):
    assert sign_in(cast.anna).get(reverse("core:data_map")).status_code == 403


def test_page_in_the_docs_is_as_the_map_stands():
    assert data_map.PAGE.read_text(encoding="utf-8") == data_map.page(), "run scripts/data_map.py"
