"""Writes of reports that go by themselves: set, paused, removed, brought back, promised on their day, sent anew."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mostik.analysis.commands.sendings import STUCK, anew, settled, skipped, taken
from mostik.analysis.events import ReportScheduled, ReportSchedulePaused, ReportScheduleRemoved
from mostik.analysis.models import ReportSchedule, ReportSending
from mostik.analysis.queries.schedules import (
    OUTSIDE,
    local_now,
    recipients,
    report_of,
    schedule_of,
    timetable,
)
from mostik.analysis.rules.schedules import LATEST, first_day
from mostik.analysis.terms import Days, LetterState, ReportWay, Rhythm, Shape
from mostik.core import clock, outbox
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.ways import Outcome
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

SEND: Final = "analysis.send_report"
MOST_PEOPLE, MOST_ADDRESSES, MOST_SAMPLES = 100, 20, 20
#: A letter nobody is at any more is promised anew after so long.
STALE: Final = timedelta(minutes=10)
TOO_LATE: Final = gettext_noop("could not be sent in time")


class NobodysSchedule(Conflict):
    """A program has no mail of its own."""

    message = gettext_noop("A schedule is somebody's: make it signed in as a person.")


class EnoughSamples(Conflict):
    """So many samples in a day help nobody."""

    message = gettext_noop("Enough samples were sent today. The next one goes tomorrow.")


@dataclass(frozen=True, kw_only=True)
class ScheduleSaid:
    """What somebody says of a schedule: which report of what, when, as what, to whom."""

    report: str
    title: str
    query: str = ""
    days: Days = Days.MONTH
    rhythm: Rhythm = Rhythm.DAY
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    at: time = time(9)
    zone: str = ""
    working_only: bool = False
    shape: Shape = Shape.XLSX
    way: ReportWay = ReportWay.MAIL
    people: tuple[int, ...] = ()
    addresses: tuple[str, ...] = field(default=())


@command(needs="analysis.see_metrics")
def set_schedule(*, by: Actor, said: ScheduleSaid, schedule_id: int | None = None) -> int:
    """Have a report sent by schedule, or change how; return the schedule's number. It goes from the next hour on."""
    if by.kind is not ActorKind.PERSON:
        raise NobodysSchedule
    row = schedule_of(schedule_id, viewer=by) if schedule_id else ReportSchedule(person=by.id or 0, made_at=clock.now())
    report_of(said.report, viewer=by)
    _check_when(said)
    _check_whom(said, by, set(row.addresses))
    row.report, row.title, row.query = said.report, said.title.strip()[:120], said.query
    row.days, row.rhythm, row.shape, row.way = said.days.value, said.rhythm.value, said.shape.value, said.way.value
    row.weekdays, row.month_day = sorted(set(said.weekdays)), said.month_day
    row.at, row.zone, row.working_only = said.at, said.zone, said.working_only
    row.people, row.addresses = list(dict.fromkeys(said.people)), list(dict.fromkeys(said.addresses))
    row.since = first_day(timetable(row), local_now(row))
    row.save()
    _tell(row)
    return row.pk


@command(needs="analysis.see_metrics")
def pause_schedule(*, by: Actor, schedule_id: int) -> None:
    """Stop a schedule for a while."""
    row = schedule_of(schedule_id, viewer=by)
    if row.paused_at is None:
        row.paused_at = clock.now()
        row.save(update_fields=["paused_at"])
        publish(ReportSchedulePaused(at=clock.now(), schedule=row.pk, title=row.title, paused=True))


@command(needs="analysis.see_metrics")
def resume_schedule(*, by: Actor, schedule_id: int) -> None:
    """Let a schedule go on from its next hour: what was passed over is not sent after."""
    row = schedule_of(schedule_id, viewer=by)
    if row.paused_at is not None:
        row.paused_at, row.since = None, first_day(timetable(row), local_now(row))
        row.save(update_fields=["paused_at", "since"])
        publish(ReportSchedulePaused(at=clock.now(), schedule=row.pk, title=row.title, paused=False))


@command(needs="analysis.see_metrics")
def remove_schedule(*, by: Actor, schedule_id: int) -> None:
    """Remove a schedule of one's own; ``restore_schedule`` brings it back."""
    row = schedule_of(schedule_id, viewer=by)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(ReportScheduleRemoved(at=clock.now(), schedule=row.pk, title=row.title))


@command(needs="analysis.see_metrics")
def restore_schedule(*, by: Actor, schedule_id: int) -> None:
    """Bring a removed schedule back; it goes from its next hour on."""
    row = schedule_of(schedule_id, viewer=by, removed=True)
    row.removed_at, row.since = None, first_day(timetable(row), local_now(row))
    row.save(update_fields=["removed_at", "since"])
    _tell(row)


@command(needs="analysis.see_metrics")
def send_sample(*, by: Actor, schedule_id: int) -> None:
    """Send the report to oneself now, as it would go by the schedule."""
    row = ReportSchedule.objects.select_for_update().get(pk=schedule_of(schedule_id, viewer=by).pk)
    day = local_now(row).date()
    sent = row.sendings.filter(day=day, sample__gt=0).count()
    if sent >= MOST_SAMPLES:
        raise EnoughSamples
    _promise(_new(row, day, person=row.person, sample=sent + 1, save=True))


@command(needs="analysis.see_metrics")
def resend_report(*, by: Actor, schedule_id: int) -> int:
    """Send again to where the newest sending failed or may not have arrived; return to how many: a person decides."""
    row = schedule_of(schedule_id, viewer=by)
    newest = row.sendings.order_by("-day").first()
    stuck = list(row.sendings.filter(state__in=STUCK, day=newest.day)) if newest else []
    for each in stuck:
        anew(each)
        _promise(each)
    return len(stuck)


@command(needs=None)
def promise_report(*, by: Actor, schedule_id: int, day: date) -> int:
    """Promise a schedule's report of a day to each who is to get it, once however often it is called."""
    row = ReportSchedule.objects.select_for_update().get(pk=schedule_id)
    if row.removed_at or row.paused_at:
        return 0
    made = [
        *(_new(row, day, person=each) for each in row.people),
        *(_new(row, day, address=each) for each in row.addresses),
    ]
    ReportSending.objects.bulk_create(made, ignore_conflicts=True)
    fresh = list(row.sendings.filter(day=day, sample=0, state=LetterState.NEW))
    for each in fresh:
        _promise(each)
    return len(fresh)


@command(needs=None)
def mind_waiting(*, by: Actor) -> None:
    """Promise anew what waits and nobody is at; what waits too long is not sent: it would be yesterday's news."""
    waiting = ReportSending.objects.filter(state=LetterState.NEW, made_at__lt=clock.now() - STALE)
    for each in waiting:
        if each.turn == 0 and clock.now() - each.made_at > LATEST:
            ReportSending.objects.filter(pk=each.pk, state=LetterState.NEW).update(
                state=LetterState.FAILED, error=TOO_LATE, done_at=clock.now()
            )
        else:
            _promise(each)


@command(needs=None)
def begin_report(*, by: Actor, sending_id: int) -> ReportSending | None:
    """Take a report for the wire; one being sent already may have gone and is left in doubt."""
    return taken(ReportSending.objects.select_related("schedule").filter(pk=sending_id).first())


@command(needs=None)
def skip_report(*, by: Actor, row: ReportSending, why: str) -> None:
    """Write down why a report did not go."""
    skipped(row, why)


@command(needs=None)
def settle_report(*, by: Actor, row: ReportSending, outcome: Outcome) -> None:
    """Write down what became of a report."""
    settled(row, outcome)


def _new(
    row: ReportSchedule, day: date, *, person: int | None = None, address: str = "", sample: int = 0, save: bool = False
) -> ReportSending:
    made = ReportSending(
        schedule=row, day=day, person=person, address=address, sample=sample, state=LetterState.NEW, made_at=clock.now()
    )
    if save:
        made.save()
    return made


def _promise(row: ReportSending) -> None:
    outbox.ring(SEND, key=f"report:{row.pk}:{row.turn}", payload={"sending": row.pk})


def _tell(row: ReportSchedule) -> None:
    told = {"people": len(row.people), "addresses": len(row.addresses)}
    publish(ReportScheduled(at=clock.now(), schedule=row.pk, title=row.title, **told))


def _check_when(said: ScheduleSaid) -> None:
    if not said.title.strip():
        raise Invalid(gettext_noop("Say what the letter is called."), field="title")
    if said.rhythm is Rhythm.WEEK and not said.weekdays:
        raise Invalid(gettext_noop("Choose at least one day of the week."), field="weekdays")
    if not all(0 <= day <= 6 for day in said.weekdays):
        raise Invalid(gettext_noop("Days of the week are from 0 (Monday) to 6."), field="weekdays")
    if not 1 <= said.month_day <= 31:
        raise Invalid(gettext_noop("A day from 1 to 31."), field="month_day")
    try:
        ZoneInfo(said.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(gettext_noop("There is no such time zone."), field="zone") from None


def _check_whom(said: ScheduleSaid, by: Actor, known: set[str]) -> None:
    if said.way is ReportWay.TELEGRAM and said.shape is not Shape.TEXT:
        raise Invalid(gettext_noop("By messenger the figures go in the message itself."), field="shape")
    if said.way is ReportWay.TELEGRAM and said.addresses:
        raise Invalid(gettext_noop("To addresses reports go by mail alone."), field="addresses")
    if not said.people and not said.addresses:
        raise Invalid(gettext_noop("Choose whom it goes to."), field="people")
    if set(said.addresses) - known and not by.may(OUTSIDE):
        raise Invalid(gettext_noop("You may not send reports outside the company."), field="addresses")
    _check_addresses(said.addresses)
    if len(said.people) > MOST_PEOPLE or len(said.addresses) > MOST_ADDRESSES:
        raise Invalid(gettext_noop("A hundred colleagues and twenty addresses at most."), field="people")
    chosen = set(said.people) - {by.id}
    if chosen - set(recipients(viewer=by).filter(pk__in=chosen).values_list("pk", flat=True)):
        raise Invalid(gettext_noop("One of them does not work here. Choose again."), field="people")


def _check_addresses(addresses: tuple[str, ...]) -> None:
    for each in addresses:
        try:
            validate_email(each)
        except ValidationError:
            raise Invalid(
                gettext_noop("This is no address: {odd}"), params={"odd": each[:80]}, field="addresses"
            ) from None
