"""What a month will bring: kept of everybody as reckoned from their deals; said instead by a person or their lead."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import Max

from mostik.analysis.events import MonthPromised, PromiseTakenBack
from mostik.analysis.models import Foretold, Promise
from mostik.analysis.queries.calls import Reckoned, running_month
from mostik.analysis.rules.pipeline_forecast import packed
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.queries.people import person

LONGEST_NOTE: Final = 300
#: No person sells more in a month, in minor units.
MOST: Final = 1_000_000_000_00


@command(needs="analysis.rebuild_facts")
def keep_reckoned(*, by: Actor, reckoned: Iterable[Reckoned]) -> None:
    """Keep what deals promise today of everybody, instead of what was kept of today before."""
    today, now = clock.today(), clock.now()
    said = dict(Promise.objects.filter(month=running_month(), taken_back_at=None).values_list("person", "amount"))
    Foretold.objects.filter(day=today).delete()
    # Only the newest day has a base: whichever that was until now.
    before = Foretold.objects.aggregate(day=Max("day"))["day"]
    Foretold.objects.filter(day=before).update(base=[])
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
def promise_month(*, by: Actor, person_id: int, amount: Money, note: str = "") -> None:
    """Say what the running month will bring of somebody within reach, what is in already included.

    Refuses less than nothing, and what nobody sells.
    """
    who, note = person(viewer=by, person_id=person_id), note.strip()
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
        "said_at": clock.now(),
        "taken_back_at": None,
    }
    found, _is_new = Promise.objects.update_or_create(person=who.pk, month=running_month(), defaults=told)
    _stands(found, who.short_name)


@command(needs="analysis.promise_month")
def take_promise_back(*, by: Actor, person_id: int) -> None:
    """Take back what was said of somebody's running month: what the deals promise stands again."""
    who, month, now = person(viewer=by, person_id=person_id), running_month(), clock.now()
    if Promise.objects.filter(person=who.pk, month=month, taken_back_at=None).update(taken_back_at=now):
        _say_today(who.pk, None)
        publish(PromiseTakenBack(at=now, person=who.pk, person_name=who.short_name, month=month.isoformat()))


@command(needs="analysis.promise_month")
def restore_promise(*, by: Actor, person_id: int) -> None:
    """Let what was taken back of somebody's running month stand again."""
    who = person(viewer=by, person_id=person_id)
    found = Promise.objects.filter(person=who.pk, month=running_month(), taken_back_at__isnull=False).first()
    if found:
        found.taken_back_at = None
        found.save(update_fields=["taken_back_at"])
        _stands(found, who.short_name)


def _stands(promise: Promise, name: str) -> None:
    """Let the day's row say it too, and the journal."""
    _say_today(promise.person, promise.amount)
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


def _say_today(person_id: int, amount: int | None) -> None:
    Foretold.objects.filter(day=clock.today(), person=person_id).update(said=amount)
