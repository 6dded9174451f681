"""The registers the room offers to others: sources of leads, how letters leave, tables that name a client by number.

A kind of source is declared by whoever takes leads in by it, with the names of those there are.

Foreign keys to companies and contacts are found by themselves when two of them merge. A table that keeps
``("crm.company", 7)`` in two columns is declared here by whoever owns it, or its rows would stay with the client
that is gone. A custom way is for what neither covers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from mostik.core.actors import Actor

Words = str | Promise


@dataclass(frozen=True)
class LeadSource:
    """A kind of source leads come by: how it is called, and which there are now ("form:7" → "Main page")."""

    kind: str
    words: Words
    known: Callable[[Actor], Mapping[str, str]]


LEAD_SOURCES: dict[str, LeadSource] = {}


def lead_source(kind: str, words: Words, known: Callable[[Actor], Mapping[str, str]] = lambda _viewer: {}) -> None:
    """Let rules and lists call a kind of source by its name; the last declaration of a kind counts."""
    LEAD_SOURCES[kind] = LeadSource(kind, words, known)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What is written to a client, mostly about a deal: by which way, the words."""

    way: str
    subject: str
    text: str
    deal_id: int | None = None
    company_id: int | None = None
    contact_id: int | None = None


class Post(Protocol):
    """How what a person writes about a deal leaves by itself; declared by the room that keeps the ways out."""

    def ways(self, deal_id: int, *, viewer: Actor) -> Mapping[str, Words]:
        """Return the ways that would take words about a deal now from a viewer, by code."""

    def promise(self, *, by: Actor, activity_id: int, written: Written) -> None:
        """Promise the words a finished activity records to its client, in the running transaction."""

    def take_back(self, *, by: Actor, activity_id: int) -> None:
        """Take the words of an activity back while they wait, if there are any; refuses once they have gone."""


POSTS: list[Post] = []


def post_by(post: Post) -> None:
    """Let what is written about deals leave by itself; the last declaration counts."""
    POSTS[:] = [post]


@dataclass(frozen=True)
class Reference:
    """A table whose rows name records by a kind and a number: ``Reference("core.File", "about_kind", "about_id")``."""

    table: str
    kind: str
    number: str


#: Moves what it knows of from one record to another: ``(kind, from, to)``; called backwards to undo.
Mover = Callable[[str, int, int], None]

REFERENCES: list[Reference] = [Reference("core.File", "about_kind", "about_id")]
MOVERS: list[Mover] = []


def refer(table: str, kind: str, number: str) -> None:
    """Let rows of a table follow the record they name when it merges with another."""
    known = Reference(table, kind, number)
    if known not in REFERENCES:
        REFERENCES.append(known)


def mover(move: Mover) -> Mover:
    """Let a function take part in merges. It must undo itself when called the other way round."""
    MOVERS.append(move)
    return move
