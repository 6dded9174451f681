"""Recurring processes and a head's own duties: set up, the usual ones too, changed from now on, paused, removed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from django.db.models import F, Max
from django.utils.translation import gettext

from mostik.control.events import (
    ProcessAdded,
    ProcessChanged,
    ProcessPaused,
    ProcessRemoved,
    ProcessRestored,
    ProcessResumed,
)
from mostik.control.models import Process, ProcessSchedule
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP, RHYTHM, SEE
from mostik.control.rules.usual import USUAL, Usual
from mostik.control.terms import Recurs
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.proofs import PROOFS
from mostik.kernel.refusals import Conflict, Denied, Invalid, gettext_noop
from mostik.people.access import User

MOST_TIMES: Final = 50
WHEN: Final = ("recurs", "weekdays", "day", "by", "count", "proof", "owner_id", "deputy_id")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a process is: its words, when it is to run, who answers for it and instead of them, by which proof."""

    title: str
    recurs: Recurs
    by: time
    owner_id: int
    text: str = ""
    deputy_id: int | None = None
    weekdays: tuple[int, ...] = ()
    day: int = 0
    count: int = 1
    proof: str = ""


class ProcessChangedMeanwhile(Conflict):
    """Somebody has written the process since it was read."""

    message = gettext_noop("Somebody changed this process meanwhile. Look at it anew.")


class NothingChosen(Invalid):
    """There is nothing to begin with."""

    message = gettext_noop("Choose at least one.")


@command(needs=KEEP)
def add_process(*, by: Actor, said: Said) -> Process:
    """Set up a process of the department; refuses what cannot be due, and somebody out of reach."""
    return _add(by, said, personal=False)


@command(needs=RHYTHM)
def add_duty(*, by: Actor, said: Said) -> Process:
    """Put a duty into one's own rhythm: it is nobody else's to do or see."""
    return _add(by, said, personal=True)


@command(needs=KEEP)
def adopt_processes(*, by: Actor, codes: Collection[str], owner_id: int) -> list[Process]:
    """Set up the chosen usual processes with one owner, those the department has already left out."""
    has = queries.processes(viewer=by).filter(owner=owner_id)
    return _adopt(by, codes, owner_id, set(has.values_list("title", flat=True)), personal=False)


@command(needs=RHYTHM)
def adopt_duties(*, by: Actor, codes: Collection[str]) -> list[Process]:
    """Put the chosen usual duties into one's own rhythm, those it holds already left out."""
    has = queries.rhythm(viewer=by).values_list("title", flat=True)
    return _adopt(by, codes, by.id or 0, set(has), personal=True)


@command(needs=SEE)
def edit_process(*, by: Actor, process_id: int, said: Said, version: int | None = None) -> Process:
    """Change a process; what of it is about when or who holds from now on, and the past stays as it was due."""
    found = _kept(by, process_id)
    said = _checked(by, said, personal=found.personal, known={found.owner_id, found.deputy_id})
    return _changed(by, found, said, version)


@command(needs=KEEP)
def hand_process_back(*, by: Actor, process_id: int, version: int) -> Process:
    """Give a process back to whom its handing over took it from, the deputy it had then with it.

    ``version`` is the one the handing over left: what somebody changed since is refused.
    """
    found = _kept(by, process_id)
    before = queries.schedules(found, viewer=by)[1:2]
    if found.version != version or not before:
        raise ProcessChangedMeanwhile
    said = said_of(found, actor=by, owner_id=before[0].owner_id, deputy_id=before[0].deputy_id)
    return _changed(by, found, said, version)


def _changed(by: Actor, found: Process, said: Said, version: int | None) -> Process:
    before = {name: str(getattr(found, name)) for name in ("title", "text")}
    found.title, found.text = said.title, said.text
    changes = [(name, was, str(getattr(found, name))) for name, was in before.items()]
    last = queries.schedules(found, viewer=by)[0]
    was = {name: getattr(last, name) for name in WHEN}
    now = _when(said)
    if was != now:
        _schedule(found, by, now, paused=last.paused)
        changes += [(name, str(was[name]), str(now[name])) for name in WHEN if was[name] != now[name]]
    _place(found, said)
    _save(found, version)
    changed = tuple(each for each in changes if each[1] != each[2])
    if changed:
        publish(ProcessChanged(at=clock.now(), **told_of(found), changes=changed))
    return found


@command(needs=SEE)
def pause_process(*, by: Actor, process_id: int) -> Process:
    """Let a process ask for nothing from now on; ``resume_process`` lets it go on."""
    return _pause(by, process_id, paused=True)


@command(needs=SEE)
def resume_process(*, by: Actor, process_id: int) -> Process:
    """Let a paused process go on from now."""
    return _pause(by, process_id, paused=False)


@command(needs=SEE)
def remove_process(*, by: Actor, process_id: int) -> Process:
    """Remove a process with all that came of it; ``restore_process`` brings it back whole."""
    found = _kept(by, process_id)
    found.removed_at = clock.now()
    _save(found, None)
    publish(ProcessRemoved(at=found.removed_at, **told_of(found)))
    return found


@command(needs=SEE)
def restore_process(*, by: Actor, process_id: int) -> Process:
    """Bring a removed process back."""
    found = _kept(by, process_id, removed=True)
    found.removed_at = None
    _save(found, None)
    publish(ProcessRestored(at=clock.now(), **told_of(found)))
    return found


@command(needs=RHYTHM)
def pause_rhythm(*, by: Actor, paused: bool) -> None:
    """Pause all one's own duties, or let them all go on."""
    for each in queries.rhythm(viewer=by).filter(personal=True):
        _pause(by, each.pk, paused=paused)


@command(needs=RHYTHM)
def move_duty(*, by: Actor, process_id: int, up: bool) -> None:
    """Change places of a duty of one's own rhythm with the one before or after it; at the end nothing changes."""
    rows = list(queries.rhythm(viewer=by).filter(personal=True))
    at = next((place for place, each in enumerate(rows) if each.pk == process_id), None)
    if at is None:
        raise queries.NoSuchProcess
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    for place, each in enumerate(rows):
        Process.objects.filter(pk=each.pk).exclude(place=place).update(place=place)


def said_of(found: Process, *, actor: Actor, **changes: Any) -> Said:
    """Return what a process is now with some of it changed: what ``edit_process`` takes."""
    last = queries.schedules(found, viewer=actor)[0]
    told = {"title": found.title, "text": found.text} | {name: getattr(last, name) for name in WHEN} | changes
    return Said(**{**told, "weekdays": tuple(told["weekdays"]), "recurs": Recurs(told["recurs"])})


def _add(by: Actor, said: Said, *, personal: bool) -> Process:
    said = _checked(by, said, personal=personal)
    last = Process.objects.filter(personal=personal).aggregate(last=Max("place"))["last"]
    made = Process(title=said.title, text=said.text, personal=personal, made_by=by.id, made_at=clock.now())
    made.place = min(32_000, (last or 0) + 1)
    _place(made, said)
    made.save()
    _schedule(made, by, _when(said), paused=False)
    publish(ProcessAdded(at=made.made_at, **told_of(made), title=made.title))
    return made


def _adopt(by: Actor, codes: Collection[str], owner: int, has: Collection[str], *, personal: bool) -> list[Process]:
    chosen = [each for each in USUAL if each.code in codes]
    if not chosen:
        raise NothingChosen(field="codes")
    told = [(each, gettext(each.title)) for each in chosen]
    return [_add(by, _of_usual(each, title, owner), personal=personal) for each, title in told if title not in has]


def _of_usual(usual: Usual, title: str, owner: int) -> Said:
    return Said(
        title=title,
        recurs=usual.recurs,
        by=usual.by,
        owner_id=owner,
        weekdays=usual.weekdays,
        day=usual.day,
        count=usual.count,
        proof=usual.proof,
    )


def _checked(by: Actor, said: Said, *, personal: bool, known: Collection[int | None] = ()) -> Said:
    """Return what was said, trimmed; refuses each wrong thing at its field."""
    title, weekdays = said.title.strip(), tuple(sorted(set(said.weekdays)))
    if not title:
        raise Invalid(gettext_noop("Say what is to be done."), field="title")
    if said.recurs is Recurs.WEEK and not (weekdays and set(weekdays) <= set(range(7))):
        raise Invalid(gettext_noop("Choose at least one day of the week."), field="weekdays")
    if not 0 <= said.day <= 31:
        raise Invalid(gettext_noop("A day of the month from 1 to 31, or the last working one."), field="day")
    if not 1 <= said.count <= MOST_TIMES:
        raise Invalid(gettext_noop("From 1 to {most} times."), field="count", params={"most": MOST_TIMES})
    if said.proof and said.proof not in PROOFS:
        raise Invalid(gettext_noop("There is no such proof. Choose one of the list."), field="proof")
    _check_people(by, said, personal=personal, known=known)
    day = said.day if said.recurs in {Recurs.MONTH, Recurs.QUARTER} else 0
    told = {**vars(said), "title": title[:120], "text": said.text.strip()[:1000], "day": day}
    return Said(**{**told, "weekdays": weekdays if said.recurs is Recurs.WEEK else ()})


def _check_people(by: Actor, said: Said, *, personal: bool, known: Collection[int | None]) -> None:
    if personal and (said.owner_id != by.id or said.deputy_id):
        raise Invalid(gettext_noop("One's own duty is done by oneself."), field="owner_id")
    if said.deputy_id == said.owner_id:
        raise Invalid(gettext_noop("Somebody else does it while the owner is away."), field="deputy_id")
    if personal:
        return
    able = {each.pk for each in queries.owners(viewer=by)} | set(known)
    for field in ("owner_id", "deputy_id"):
        person = getattr(said, field)
        if person is not None and person not in able:
            raise Invalid(gettext_noop("Choose somebody of your people."), field=field)


def _when(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in WHEN} | {"weekdays": list(said.weekdays), "recurs": said.recurs.value}


def _schedule(found: Process, by: Actor, when: Mapping[str, Any], *, paused: bool) -> None:
    """Keep a version of the schedule from this moment on."""
    told = {**when, "paused": paused, "made_by": by.name}
    ProcessSchedule.objects.update_or_create(process=found, since=clock.now(), defaults=told)


def _place(found: Process, said: Said) -> None:
    """Say whose a process is, and so who sees it."""
    owner = User.objects.get(pk=said.owner_id)
    found.owner, found.deputy_id = owner, said.deputy_id
    found.team_id, found.department_id = owner.team_id, owner.department_id


def _pause(by: Actor, process_id: int, *, paused: bool) -> Process:
    found = _kept(by, process_id)
    last = queries.schedules(found, viewer=by)[0]
    if last.paused == paused:
        return found
    _schedule(found, by, {name: getattr(last, name) for name in WHEN}, paused=paused)
    _save(found, None)
    publish((ProcessPaused if paused else ProcessResumed)(at=clock.now(), **told_of(found)))
    return found


def _kept(by: Actor, process_id: int, *, removed: bool = False) -> Process:
    """Return a process one may change: the department's for whoever keeps them, one's own duty."""
    found = queries.process(viewer=by, process_id=process_id, removed=removed)
    if by.kind is not ActorKind.SYSTEM and not by.may(RHYTHM if found.personal else KEEP):
        raise Denied(gettext_noop("Only whoever sets processes up changes them."))
    return found


def _save(found: Process, version: int | None) -> None:
    expected = found.version if version is None else version
    names = ("title", "text", "owner_id", "deputy_id", "team_id", "department_id", "removed_at")
    values = {name: getattr(found, name) for name in names}
    if not Process.objects.filter(pk=found.pk, version=expected).update(**values, version=F("version") + 1):
        raise ProcessChangedMeanwhile
    found.version = expected + 1


def told_of(found: Process) -> dict[str, Any]:
    """Return what every event of a process says of it."""
    return {"process": found.pk, "person": found.owner_id}
