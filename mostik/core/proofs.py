"""The catalogue of proofs: facts by which the system itself knows that something that recurs was done.

A room declares what the journal tells it of; whoever asks whether a duty was done reads it by the proof's code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import Promise

from mostik.core import clock
from mostik.core.models import Entry
from mostik.kernel.period import Span

#: So many facts of a span are read at most, the newest: a duty asks for a few a day.
MOST = 5_000


class Counts(StrEnum):
    """Whose facts count: those of the people asked, of anybody in their department, of anybody at all."""

    OWN = "own"
    DEPARTMENT = "department"
    ALL = "all"


class Fact(NamedTuple):
    """One fact: when it happened and to which record; the same record counts once in a period."""

    at: datetime
    about: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose facts are asked for: these people, these departments, on these days."""

    people: frozenset[int]
    departments: frozenset[int]
    span: Span


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What proves that something was done: the journal lines that tell of it, and the screen where it is done."""

    code: str
    title: str | Promise
    place: str
    names: tuple[str, ...]
    counts: Counts = Counts.OWN


PROOFS: dict[str, Proof] = {}


def declare(code: str, title: str | Promise, *names: str, place: str, counts: Counts = Counts.OWN) -> None:
    """Let a room name a proof: ``names`` are journal lines, ``place`` the address's name of the screen it is done on.

    Those that count for a whole department carry its number in the line.
    """
    PROOFS[code] = Proof(code=code, title=title, place=place, names=names, counts=counts)


def facts(code: str, asked: Asked) -> Sequence[Fact]:
    """Return the facts of a proof, oldest first; none of a proof that nobody declares any more."""
    proof = PROOFS.get(code)
    if proof is None:
        return ()
    span = asked.span
    # What is told of was never written down before it happened, and the index of people goes by when it was written.
    rows = Entry.objects.filter(
        name__in=proof.names, day__range=(span.first, span.last), recorded_at__gte=clock.moment(span.first, time.min)
    )
    if proof.counts is Counts.OWN:
        rows = rows.filter(actor_kind="person", actor_id__in=asked.people)
    elif proof.counts is Counts.DEPARTMENT:
        within = Q(pk__in=[])
        for department in sorted(asked.departments):
            within |= Q(payload__department=department)
        rows = rows.filter(within)
    newest = rows.order_by("-at", "-id").values_list("at", "about_kind", "about_id")[:MOST]
    return [Fact(at, f"{kind}:{number}") for at, kind, number in reversed(list(newest))]
