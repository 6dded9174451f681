"""Attendance: start and stop pressed, shortfalls noticed by the robot, excused by a head, watched or not."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import User, visible_departments
from mostik.people.commands.placing import NoSuchDepartment
from mostik.people.events import AttendanceNormSet, LapseExcused, LapseNoticed, LapseStands, WorkStarted, WorkStopped
from mostik.people.events.attendance import LapseEvent
from mostik.people.models import Absence, Attendance, AttendanceNorm, Lapse
from mostik.people.queries.attendance import Expected, NoSuchLapse, expected, lapses, shift_now, signs_of, watched
from mostik.people.rules.attendance import Shortfall, shortfalls
from mostik.people.rules.shifts import ONE
from mostik.people.terms import LapseKind

#: How far back the robot looks for days it could not judge while it was not running.
BACK = 7 * ONE


class OwnLapse(Invalid):
    """Nobody excuses themselves."""

    message = gettext_noop("You cannot excuse yourself: ask whoever you report to.")


class NoReason(Invalid):
    """An excuse says why."""

    message = gettext_noop("Say why: a few words.")


class LapseChanged(Conflict):
    """Somebody decided it meanwhile."""

    message = gettext_noop("This record has changed meanwhile. Look at it again.")


class NotStarted(Conflict):
    """There is nothing to stop."""

    message = gettext_noop("You have not started work yet.")


@command(needs="people.mark_work")
def start_work(*, by: Actor) -> Attendance:
    """Mark one's own start of work; after a stop it goes on, and the stop is forgotten."""
    row = _own_day(by)
    row.pressed_start = row.pressed_start or clock.now()
    row.pressed_stop = None
    row.save(update_fields=["pressed_start", "pressed_stop"])
    publish(WorkStarted(at=clock.now(), person=row.person_id, day=row.day))
    return row


@command(needs="people.mark_work")
def stop_work(*, by: Actor) -> Attendance:
    """Mark one's own stop of work; refuses when it was not started."""
    row = _own_day(by)
    if row.pressed_start is None:
        raise NotStarted
    row.pressed_stop = clock.now()
    row.save(update_fields=["pressed_stop"])
    publish(WorkStopped(at=row.pressed_stop, person=row.person_id, day=row.day))
    return row


@command(needs="people.excuse_lapses")
def set_attendance_norm(*, by: Actor, department_id: int, since: date | None, grace: int) -> AttendanceNorm:
    """Decide since when a department's attendance is watched, or not at all, and how many minutes are forgiven."""
    if not visible_departments(by).filter(pk=department_id).exists():
        raise NoSuchDepartment
    row, _made = AttendanceNorm.objects.update_or_create(
        department_id=department_id, defaults={"since": since, "grace": grace}
    )
    publish(AttendanceNormSet(at=clock.now(), department=department_id, since=since, grace=grace))
    return row


@command(needs="people.excuse_lapses")
def notice_lapses(*, by: Actor) -> int:
    """Judge every watched person's shifts that are on or over and not judged yet; return how many shortfalls are new.

    Run by a timer: each shortfall is noticed once, however often and by however many it is run.
    """
    del by
    people, today = watched(), clock.today()
    plans = expected([person.pk for person, _norm in people], Span(today - BACK, today)) if people else {}
    rows = {(row.person_id, row.day): row for row in Attendance.objects.filter(person__in=plans, day__gte=today - BACK)}
    count = 0
    for person, norm in people:
        for each in plans.get(person.pk, []):
            row = rows.get((person.pk, each.day)) or Attendance(person=person, day=each.day)
            open_still = row.settled_at is None and each.stint.start <= clock.now()
            if open_still and norm.since and norm.since <= each.day:
                count += _judge(person, each, row, norm.grace)
    return count


@command(needs="people.excuse_lapses")
def excuse_lapse(*, by: Actor, lapse_id: int, reason: str, version: int | None = None) -> Lapse:
    """Excuse a lateness, an early leave or a no-show with a reason: it stays in sight and counts no more.

    Refuses one's own, an empty reason, and a version that is no longer the last.
    """
    row = _locked(by, lapse_id, version)
    if row.person_id == by.id:
        raise OwnLapse(field="reason")
    if not reason.strip():
        raise NoReason(field="reason")
    was = row.excused_at
    row.excused_at, row.excused_by_id, row.reason = clock.now(), by.id, reason.strip()
    _kept(row)
    if was is None:
        publish(_told(LapseExcused, row, text=row.reason))
    return row


@command(needs="people.excuse_lapses")
def unexcuse_lapse(*, by: Actor, lapse_id: int) -> Lapse:
    """Take an excuse back: it counts again."""
    row = _locked(by, lapse_id, None)
    if row.person_id == by.id:
        raise OwnLapse
    _stand_again(row)
    return row


def excuse_by_absence(row: Absence) -> None:
    """Let an absence recorded after the days excuse what was noticed on them, and give back what it covers no more."""
    gone = row.removed_at is not None
    for each in Lapse.objects.filter(absence=row).select_related("person"):
        if gone or not row.first <= each.day <= row.last:
            _stand_again(each)
    if gone:
        return
    days = Lapse.objects.filter(person=row.person_id, day__gte=row.first, day__lte=row.last, excused_at__isnull=True)
    for each in days.select_related("person"):
        each.excused_at, each.absence, each.reason = clock.now(), row, str(row.get_kind_display())
        _kept(each)
        publish(_told(LapseExcused, each, text=each.reason))


def _own_day(by: Actor) -> Attendance:
    assert by.id is not None
    shift = shift_now(by.id, clock.now())
    day = shift.day if shift else clock.today()
    return Attendance.objects.get_or_create(person_id=by.id, day=day)[0]


def _judge(person: User, each: Expected, row: Attendance, grace: int) -> int:
    now = clock.now()
    closed = now >= each.window.end
    if row.started_at is not None and not closed:
        return 0  # on time or late, it is known already; the rest is known at the end
    signs = signs_of(row, each.window)
    if signs or closed:
        judged = {
            "planned_start": each.stint.start,
            "planned_end": each.stint.end,
            "started_at": signs[0] if signs else None,
            "stopped_at": signs[-1] if signs else None,
            "settled_at": now if closed else None,
        }
        Attendance.objects.update_or_create(person=person, day=each.day, defaults=judged)
    found = shortfalls(each.stint, signs, grace=grace, now=now, closed=closed)
    return sum(_noticed(person, each.day, one, now) for one in found)


def _noticed(person: User, day: date, found: Shortfall, now: datetime) -> bool:
    told = {"planned_at": found.planned_at, "actual_at": found.actual_at, "minutes": found.minutes}
    try:
        with transaction.atomic():
            row = Lapse.objects.create(person=person, day=day, kind=found.kind, noticed_at=now, **told)
    except IntegrityError:
        return False
    publish(_told(LapseNoticed, row, planned_at=row.planned_at, actual_at=row.actual_at))
    _tell(row)
    return True


def _tell(row: Lapse) -> None:
    """Tell the person; of a no-show whoever they report to, too."""
    words = {
        LapseKind.LATE: gettext_noop("{day}: you came {minutes} min later than planned"),
        LapseKind.EARLY: gettext_noop("{day}: you left {minutes} min earlier than planned"),
        LapseKind.NO_SHOW: gettext_noop("{day}: no sign of your work on a planned day"),
    }
    params: dict[str, str | date] = {"day": row.day, "minutes": str(row.minutes), "who": row.person.short_name}
    url = f"{reverse('people:attendance')}?day_from={row.day}&day_to={row.day}"
    told: dict[str, Any] = {"params": params, "url": url, "kind": "attendance"}
    notify(person_ids=[row.person_id], text=words[LapseKind(row.kind)], key=f"lapse-{row.pk}", **told)
    if row.kind == LapseKind.NO_SHOW and row.person.reports_to_id:
        text = gettext_noop("{day}: no sign of work of {who}")
        notify(person_ids=[row.person.reports_to_id], text=text, key=f"no-show-{row.pk}", **told)


def _locked(by: Actor, lapse_id: int, version: int | None) -> Lapse:
    row = locked(lapses(viewer=by).filter(pk=lapse_id)).first()
    if row is None:
        raise NoSuchLapse
    if version is not None and version != row.version:
        raise LapseChanged
    return row


def _stand_again(row: Lapse) -> None:
    if row.excused_at is None:
        return
    row.excused_at, row.excused_by, row.reason, row.absence = None, None, "", None
    _kept(row)
    publish(_told(LapseStands, row))


def _kept(row: Lapse) -> None:
    row.version += 1
    row.save()


def _told(event: type[LapseEvent], row: Lapse, **more: object) -> LapseEvent:
    return event(
        at=clock.now(),
        person=row.person_id,
        day=row.day,
        lapse=row.pk,
        kind=row.kind,
        minutes=row.minutes,
        team=row.person.team_id,
        department=row.person.department_id,
        **more,
    )
