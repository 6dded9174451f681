"""Recurring processes as a viewer sees them, and what came of each of their turns."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Case, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from mostik.control.access import visible_processes
from mostik.control.models import Process, ProcessMark, ProcessSchedule
from mostik.control.rules.processes import Schedule, Since, Told, Turn, ran_at, reach_of, turnout, turns_of
from mostik.control.terms import MarkKind, Recurs, Turnout
from mostik.core import clock, proofs
from mostik.core.actors import Actor
from mostik.core.proofs import Fact
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User, below, has_left
from mostik.people.queries.calendar import company_working_days, day_hours
from mostik.people.queries.people import people, working

SEE: Final = "control.see_processes"
KEEP: Final = "control.keep_processes"
RHYTHM: Final = "control.keep_rhythm"
Turned = tuple[Process, ProcessSchedule, Turn]


class NoSuchProcess(Missing):
    """The process is not there, or not within one's reach."""

    message = gettext_noop("This process does not exist or is not yours to see.")


class NoSuchTurn(Missing):
    """The process is not due on that day."""

    message = gettext_noop("This process is not due on that day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One turn of a process: when it is due, who is asked, what came of it, how many of how many facts there are."""

    process: Process
    schedule: ProcessSchedule
    turn: Turn
    due: datetime
    state: Turnout
    who: User | None
    done_at: datetime | None
    found: int
    mark: ProcessMark | None

    @property
    def on(self) -> date:
        """The day it is due on."""
        return self.turn.on

    @property
    def why(self) -> str:
        """What somebody said of it."""
        return self.mark.note if self.mark else ""


def processes(*, viewer: Actor) -> QuerySet[Process]:
    """Return the department's processes within the viewer's reach, in their order."""
    rows = visible_processes(viewer).filter(personal=False)
    return rows.select_related("owner", "deputy", "team").order_by("place", "pk")


def standing(
    rows: QuerySet[Process],
    shares: Mapping[int, float],
    *,
    viewer: Actor,  # noqa: ARG001 - adds to what is seen
) -> QuerySet[Process]:
    """Add to processes how each stands now: how often it runs and whether it is paused, and the share told of it."""
    last = ProcessSchedule.objects.filter(process=OuterRef("pk")).order_by("-since", "-pk")
    order = [When(recurs_now=recurs.value, then=Value(place)) for place, recurs in enumerate(Recurs)]
    told = [When(pk__in=[pk for pk in shares if shares[pk] == part], then=Value(part)) for part in set(shares.values())]
    return rows.annotate(
        recurs_now=Subquery(last.values("recurs")[:1]),
        paused_now=Subquery(last.values("paused")[:1]),
        often_now=Case(*order, output_field=IntegerField()),
        share_now=Case(*told, default=None, output_field=FloatField()),
    )


def every_process(*, viewer: Actor) -> QuerySet[Process]:
    """Return the department's processes within the viewer's reach, removed ones too."""
    rows = visible_processes(viewer) | visible_processes(viewer, removed=True)
    return rows.filter(personal=False).select_related("owner", "deputy", "team")


def every_duty(*, viewer: Actor) -> QuerySet[Process]:
    """Return the viewer's own duties, removed ones too."""
    rows = visible_processes(viewer) | visible_processes(viewer, removed=True)
    return rows.filter(personal=True, owner=viewer.id or 0).select_related("owner")


def rhythm(*, viewer: Actor) -> QuerySet[Process]:
    """Return the viewer's own duties in their order, and after them the department's processes they answer for."""
    me = viewer.id or 0
    rows = visible_processes(viewer).filter(Q(owner=me) | Q(deputy=me, personal=False))
    return rows.select_related("owner", "deputy", "team").order_by("-personal", "place", "pk")


def process(*, viewer: Actor, process_id: int, removed: bool = False) -> Process:
    """Return one process, of a rhythm too, or a removed one; refuses `NoSuchProcess`."""
    rows = visible_processes(viewer, removed=removed).select_related("owner", "deputy", "team")
    found = rows.filter(pk=process_id).first()
    if found is None:
        raise NoSuchProcess
    return found


def schedules(found: Process, *, viewer: Actor) -> list[ProcessSchedule]:  # noqa: ARG001 - of a record already shown
    """Return every version of a process' schedule, the one in force first."""
    return list(found.schedules.select_related("owner", "deputy").order_by("-since", "-pk"))


def in_force(rows: Collection[Process], *, viewer: Actor) -> dict[int, ProcessSchedule]:  # noqa: ARG001 - already shown
    """Return the schedule each of these processes has now."""
    kept = ProcessSchedule.objects.filter(process__in=rows).order_by("since", "pk")
    return {each.process_id: each for each in kept}


def owners(*, viewer: Actor) -> list[User]:
    """Return who may answer for a process: everybody at work within reach."""
    return list(working(people(viewer=viewer), viewer=viewer).order_by("last_name", "first_name", "pk"))


def run(found: Process, on: date, *, viewer: Actor) -> Run:
    """Return the turn of a process due on a day; refuses `NoSuchTurn`."""
    one = next(iter(runs([found], Span(on, on), viewer=viewer)), None)
    if one is None:
        raise NoSuchTurn(field="on")
    return one


def runs(rows: Collection[Process], span: Span, *, viewer: Actor) -> list[Run]:  # noqa: ARG001 - of records already shown
    """Return every turn of these processes due within a span, oldest first, by the schedules in force on each day."""
    turned = _turned(rows, span)
    if not turned:
        return []
    whole = Span(min(turn.first for _row, _version, turn in turned), max(turn.last for _row, _version, turn in turned))
    asked = {pk for _row, version, _turn in turned for pk in (version.owner_id, version.deputy_id) if pk}
    worked = {key for key, minutes in day_hours(people_ids=asked, span=whole).items() if minutes}
    marks = {
        (each.process_id, each.on): each
        for each in ProcessMark.objects.filter(process__in=rows, on__range=(span.first, span.last)).select_related(
            "person", "file"
        )
    }
    facts = _facts(turned, whole)
    found = [_run(each, facts[each[1].pk], marks.get((each[0].pk, each[2].on)), worked) for each in turned]
    return sorted(found, key=lambda each: (each.due, each.process.place, each.process.pk))


def _turned(rows: Collection[Process], span: Span) -> list[Turned]:
    versions: Mapping[int, list[ProcessSchedule]] = defaultdict(list)
    kept = ProcessSchedule.objects.filter(process__in=rows).select_related("owner", "deputy")
    for each in kept.order_by("since", "pk"):
        versions[each.process_id].append(each)
    worked = set(company_working_days(span=reach_of(span)))
    return [
        (row, versions[row.pk][place], turn)
        for row in rows
        for turn, place in turns_of([_since(each) for each in versions[row.pk]], span, worked, clock.zone())
    ]


def _since(row: ProcessSchedule) -> Since:
    schedule = Schedule(
        recurs=Recurs(row.recurs), by=row.by, weekdays=tuple(row.weekdays), day=row.day, paused=row.paused
    )
    return Since(row.since, schedule)


def _facts(turned: Sequence[Turned], whole: Span) -> Mapping[int, Sequence[Fact]]:
    """Return the facts of each schedule: what one proof tells of the same people is read once."""
    known: dict[tuple[str, frozenset[int], int | None], Sequence[Fact]] = {}
    under: dict[int | None, frozenset[int]] = {}
    found: dict[int, Sequence[Fact]] = {}
    span = Span(whole.first, max(whole.first, min(whole.last, clock.today())))
    for row, version, _turn in turned:
        people = frozenset(pk for pk in (version.owner_id, version.deputy_id) if pk)
        key = (version.proof, people, row.department_id)
        if version.proof and key not in known:
            if row.department_id not in under:
                under[row.department_id] = frozenset(below(row.department_id))
            known[key] = proofs.facts(version.proof, proofs.Asked(people, under[row.department_id], span))
        found[version.pk] = known.get(key, ())
    return found


def _run(turned: Turned, facts: Sequence[Fact], mark: ProcessMark | None, worked: Collection[tuple[int, date]]) -> Run:
    row, version, turn = turned
    due = clock.moment(turn.on, version.by)
    window = Span(turn.first, turn.last)
    mine = [each for each in facts if window.contains(clock.business_day(each.at))]
    who = _who(version, turn, worked)
    told = Told(
        due=due,
        now=clock.now(),
        count=version.count,
        facts=mine,
        mark=MarkKind(mark.kind) if mark else None,
        marked_at=mark.at if mark else None,
        # Nobody stands in for whoever has left: it is missed until somebody answers for it.
        there=who is not None or has_left(version.owner),
    )
    found = len({each.about for each in mine})
    return Run(
        process=row,
        schedule=version,
        turn=turn,
        due=due,
        state=turnout(told),
        who=who,
        done_at=ran_at(told),
        found=found,
        mark=mark,
    )


def _who(version: ProcessSchedule, turn: Turn, worked: Collection[tuple[int, date]]) -> User | None:
    """Return who is asked: the owner if they work on a day it could be done, else the deputy, else nobody."""
    days = Span(turn.first, turn.on).days()
    for person in (version.owner, version.deputy):
        if person is not None and any((person.pk, day) in worked for day in days):
            return person
    return None
