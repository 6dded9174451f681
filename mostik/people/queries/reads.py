"""Who saw and took away which clients' data, and what of an export's allowance is left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.people.access import visible_people
from mostik.people.catalog import EXPORT
from mostik.people.models import Approval, Read, ReadSeal, Role
from mostik.people.queries.actors import role_title
from mostik.people.queries.approvals import decided_alone
from mostik.people.rules.reads import chained
from mostik.people.terms import ApprovalState, Need, ReadKind

GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Allowance:
    """Whether so many rows may be exported now; by an approval, if above one's own limit."""

    allowed: bool
    today: int
    approval: int | None = None


@dataclass(frozen=True)
class Leak:
    """Somebody's part in what was seen in a period: how many looks and exports, of how many different records."""

    person: str
    role: str
    looks: int
    exports: int
    subjects: int


def reads(*, viewer: Actor) -> QuerySet[Read]:
    """Return the lines the viewer may see: of people within reach; of everybody for whoever sees all."""
    if not viewer.may("people.see_reads"):
        return Read.objects.none()
    if viewer.kind is ActorKind.SYSTEM or viewer.reach == "all":
        return Read.objects.all()
    return Read.objects.filter(person_id__in=visible_people(viewer).values("pk"))


def allowance(*, viewer: Actor, rows: int) -> Allowance:
    """Return whether the viewer may export so many rows more today."""
    mine = Read.objects.filter(person_id=viewer.id, what=ReadKind.EXPORT, approval__isnull=True)
    today = mine.filter(at__gte=clock.moment(clock.today(), time(0))).aggregate(n=Sum("rows"))["n"] or 0
    if decided_alone(viewer=viewer, kind=EXPORT.code, needs=[Need(size=today + rows)]):
        return Allowance(allowed=True, today=today)
    given = Approval.objects.filter(
        owner=viewer.id, kind=EXPORT.code, state=ApprovalState.APPROVED, decided_at__gte=clock.now() - GOOD_FOR
    )
    used = Read.objects.filter(approval__isnull=False, person_id=viewer.id).values("approval")
    found = given.filter(size__gte=today + rows).exclude(pk__in=used).order_by("size", "pk").first()
    return Allowance(allowed=found is not None, today=today, approval=found.pk if found else None)


def leaks(*, viewer: Actor, first: date, last: date, subject: int | None = None) -> list[Leak]:
    """Return who saw or took away what between two days, the most records first; of one record only, if named."""
    looks: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    seen: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
    for line in _between(reads(viewer=viewer), first, last).order_by("pk").iterator(chunk_size=500):
        if subject is not None and subject not in line.subjects:
            continue
        key = (line.person, line.role)
        looks[key][line.what == ReadKind.EXPORT] += 1
        seen[key] |= {(line.kind, each) for each in line.subjects}
    titles = {role.code: role_title(role) for role in Role.objects.all()}
    found = [
        Leak(person=who, role=titles.get(role, role), looks=n[0], exports=n[1], subjects=len(seen[who, role]))
        for (who, role), n in looks.items()
    ]
    return sorted(found, key=lambda each: (-each.subjects, each.person))


def told(line: Read) -> list[Any]:
    """Return what a line's seal vouches for: all of it."""
    at: datetime = line.at.astimezone(clock.UTC)
    return [
        line.pk,
        at.isoformat(),
        line.person_id,
        line.person,
        line.role,
        str(line.what),
        line.kind,
        line.subjects,
        line.rows,
        line.reason,
        line.mark,
        line.approval,
        line.address,
    ]


def last_seal() -> tuple[int, str]:
    """Return the last sealed line and its hash; zero when nothing is sealed."""
    found = ReadSeal.objects.order_by("-read_id").values_list("read_id", "digest").first()
    return found or (0, "")


def seal_at(number: int) -> str:
    """Return the hash of a sealed line, nothing for one that is gone."""
    return ReadSeal.objects.filter(read_id=number).values_list("digest", flat=True).first() or ""


def broken_read() -> int | None:
    """Return the number of the first line that does not match its seal or is missing; ``None`` when all do."""
    digest, seals = "", ReadSeal.objects.order_by("read_id")
    lines = {line.pk: line for line in Read.objects.iterator(chunk_size=2000)}
    sealed: Iterable[tuple[int, str]] = seals.values_list("read_id", "digest").iterator(chunk_size=2000)
    left = set(lines)
    for number, expected in sealed:
        left.discard(number)
        if number not in lines or (digest := chained(digest, told(lines[number]))) != expected:
            return number
    last = seals.order_by("-read_id").values_list("read_id", flat=True).first() or 0
    return min((number for number in left if number <= last), default=None)


def _between(rows: QuerySet[Read], first: date, last: date) -> QuerySet[Read]:
    return rows.filter(at__gte=clock.moment(first, time(0)), at__lt=clock.moment(last + timedelta(days=1), time(0)))
