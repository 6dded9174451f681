"""What a month will bring: kept of everybody as reckoned from their deals; said instead by a person or their lead."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from mostik.analysis.events import MonthPromised, PromiseTakenBack
from mostik.analysis.models import Foretold, Promise
from mostik.analysis.queries.calls import Reckoned
from mostik.analysis.rules.pipeline_forecast import packed
from mostik.core import clock, outbox
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.queries.people import person

FORETELL = "analysis.foretell"
LONGEST_NOTE = 300
#: No person sells more in a month, in minor units.
MOST = 1_000_000_000_00


class MonthOver(Conflict):
    """The month has ended: what came of it is known."""

    message = gettext_noop("That month is over: what came of it is known.")


@command(needs="analysis.rebuild_facts")
def keep_reckoned(*, by: Actor, reckoned: Iterable[Reckoned]) -> None:
    """Keep what deals promise today of everybody, instead of what was kept of today before."""
    today, now = clock.today(), clock.now()
    said = dict(Promise.objects.filter(month=_month(today).first, taken_back_at=None).values_list("person", "amount"))
    Foretold.objects.filter(day=today).delete()
    Foretold.objects.exclude(base=[]).update(base=[])
    Foretold.objects.bulk_create(
        Foretold(
            day=today,
            person=each.person,
            team=each.team,
            made_at=now,
            currency=each.fact.currency,
            fact=each.fact.minor,
            commit=each.call.commit,
            expected=each.call.expected,
            best=each.call.best,
            pipeline=each.call.pipeline,
            variance=each.call.variance,
            deals=each.call.deals,
            said=said.get(each.person) if each.person else None,
            base=packed(each.seen),
        )
        for each in reckoned
    )


@command(needs="analysis.promise_month")
def promise_month(*, by: Actor, person_id: int, amount: Money, note: str = "", month: date | None = None) -> None:
    """Say what the running month, or one ahead, will bring of somebody within reach, what is in already included.

    Refuses `MonthOver`, less than nothing, and what nobody sells.
    """
    who, period, note = person(viewer=by, person_id=person_id), _running(month), note.strip()
    if amount.currency != settings.CURRENCY:
        raise Invalid(gettext_noop("Give it in the company's currency."), field="amount")
    if not 0 <= amount.minor <= MOST:
        raise Invalid(gettext_noop("From nothing to a thousand million."), field="amount")
    if len(note) > LONGEST_NOTE:
        raise Invalid(gettext_noop("At most 300 characters."), field="note")
    told = {
        "amount": amount.minor,
        "currency": amount.currency,
        "note": note,
        "said_by": by.id if by.kind is ActorKind.PERSON else None,
    }
    told |= {"said_at": clock.now(), "taken_back_at": None}
    found, _is_new = Promise.objects.update_or_create(person=who.pk, month=period.first, defaults=told)
    _stands(found, who.short_name)


@command(needs="analysis.promise_month")
def take_promise_back(*, by: Actor, person_id: int, month: date | None = None) -> None:
    """Take back what was said of somebody's month: what the deals promise stands again. Refuses `MonthOver`."""
    who, period = person(viewer=by, person_id=person_id), _running(month)
    if Promise.objects.filter(person=who.pk, month=period.first, taken_back_at=None).update(taken_back_at=clock.now()):
        if period.first == _month(clock.today()).first:
            Foretold.objects.filter(day=clock.today(), person=who.pk).update(said=None)
        month_said = period.first.isoformat()
        publish(PromiseTakenBack(at=clock.now(), person=who.pk, person_name=who.short_name, month=month_said))


@command(needs="analysis.promise_month")
def restore_promise(*, by: Actor, person_id: int, month: date | None = None) -> None:
    """Let what was taken back of somebody's month stand again. Refuses `MonthOver`."""
    who, period = person(viewer=by, person_id=person_id), _running(month)
    found = Promise.objects.filter(person=who.pk, month=period.first, taken_back_at__isnull=False).first()
    if found:
        found.taken_back_at = None
        found.save(update_fields=["taken_back_at"])
        _stands(found, who.short_name)


def _stands(promise: Promise, name: str) -> None:
    """Let the day's row say it too, and the journal."""
    if promise.month == _month(clock.today()).first:
        Foretold.objects.filter(day=clock.today(), person=promise.person).update(said=promise.amount)
    publish(
        MonthPromised(
            at=clock.now(),
            person=promise.person,
            person_name=name,
            month=promise.month.isoformat(),
            amount=promise.amount,
            currency=promise.currency,
            note=promise.note,
        )
    )


def promise_reckoning() -> None:
    """Promise that a worker reckons the month of everybody."""
    outbox.ring(FORETELL, key=FORETELL, payload={})


def _running(month: date | None) -> Period:
    running = _month(clock.today())
    asked = _month(month) if month else running
    if asked.first < running.first:
        raise MonthOver
    return asked


def _month(day: date) -> Period:
    return Period.of(PeriodKind.MONTH, day)
