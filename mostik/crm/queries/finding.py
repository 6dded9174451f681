"""Records by the name a text gives them: people, clients, files. What is out of reach is not found."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from mostik.core import files
from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.queries.deals import client_named
from mostik.crm.rules.fields.values import Find
from mostik.crm.rules.imports.names import index, normal
from mostik.crm.terms import FieldType
from mostik.kernel.refusals import Refusal
from mostik.people.access import User


def finder(*, viewer: Actor) -> Find:
    """Return who finds records for a whole file: the people are read once, each client's name is asked once."""
    people: dict[str, int | None] = {}
    clients: dict[str, int | None] = {}

    def person(text: str) -> int | None:
        if not people:
            people.update(_people())
        return people.get(normal(text))

    def client(text: str) -> int | None:
        if text not in clients:
            clients[text] = _client(text, viewer)
        return clients[text]

    ways: dict[FieldType, Callable[[str], int | None]] = {
        FieldType.PERSON: person,
        FieldType.CLIENT: client,
        FieldType.FILE: lambda text: _file(text, viewer),
    }
    return lambda kind, text: ways[kind](text)


def _people() -> dict[str, int | None]:
    rows = list(User.objects.filter(is_active=True))
    names = [(name, row.pk) for row in rows for name in (row.full_name, row.short_name, row.email, f"#{row.pk}")]
    return index(names)


def _client(text: str, viewer: Actor) -> int | None:
    if text.startswith("#") and text[1:].isdecimal() and len(text) < 18:
        return visible_companies(viewer).filter(pk=int(text[1:])).values_list("pk", flat=True).first()
    return client_named(text, viewer=viewer)


def _file(text: str, viewer: Actor) -> int | None:
    if not text.startswith("#") or not text[1:].isdecimal() or len(text) > 18:
        return None
    try:
        return files.file_for(viewer=viewer, file_id=int(text[1:])).pk
    except Refusal:
        return None


def record_named(kind: str, text: str, *, viewer: Actor) -> int | None:
    """Return the deal, client or contact within reach a text names: by name, or by number after a # sign."""
    rows: QuerySet[Any] = _WITHIN[kind](viewer)
    if text.startswith("#") and text[1:].isdecimal() and len(text) < 18:
        return rows.filter(pk=int(text[1:])).values_list("pk", flat=True).first()
    if kind == "company":
        return client_named(text, viewer=viewer)
    if kind == "deal":
        return rows.filter(title=text).order_by("-pk").values_list("pk", flat=True).first()
    first, _space, last = text.partition(" ")
    return rows.filter(first_name=first, last_name=last.strip()).order_by("pk").values_list("pk", flat=True).first()


def record_title(kind: str, number: int, *, viewer: Actor) -> str:
    """Return how a record within reach is called; its number when two within reach are called so or it is not."""
    row = _WITHIN[kind](viewer).filter(pk=number).first()
    title = str(row) if row else ""
    return title if title and record_named(kind, title, viewer=viewer) == number else f"#{number}"


_WITHIN: dict[str, Callable[[Actor], Any]] = {
    "deal": visible_deals,
    "company": visible_companies,
    "contact": visible_contacts,
}
