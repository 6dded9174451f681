"""Many booked meetings at once: the single command for each; what refuses is named and stays as it was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from mostik.channels.commands import booking
from mostik.channels.queries.booking import visible_bookings
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.refusals import Invalid, Refusal

RIGHT = "crm.do_activity"
AT_ONCE = 500


@dataclass(frozen=True)
class Outcome:
    """What came of many: how many were done, and who of the rest stayed as they were and why."""

    done: int
    refused: tuple[tuple[str, str], ...]


@command(needs=RIGHT)
def cancel_meetings(*, by: Actor, booking_ids: Sequence[int], reason: str = "") -> Outcome:
    """Cancel meetings for one reason; each client is written to."""
    return _each(by, booking_ids, lambda pk: booking.cancel(by=by, booking_id=pk, reason=reason))


@command(needs=RIGHT)
def hand_over_meetings(*, by: Actor, booking_ids: Sequence[int], owner_id: int) -> Outcome:
    """Give meetings to another person at the same times; each for which they are busy stays."""
    return _each(by, booking_ids, lambda pk: booking.hand_over(by=by, booking_id=pk, owner_id=owner_id))


def _each(by: Actor, booking_ids: Sequence[int], act: Callable[[int], object]) -> Outcome:
    """Do something to each meeting within reach, in one order, so that two crowds never wait for each other."""
    numbers = sorted(set(booking_ids))
    if len(numbers) > AT_ONCE:
        raise Invalid(_("Take at most {most} at once."), params={"most": AT_ONCE})
    done, refused = 0, []
    for row in visible_bookings(by).filter(pk__in=numbers).order_by("pk"):
        try:
            with transaction.atomic():
                act(row.pk)
        except Refusal as refusal:
            refused.append((row.name, refusal.text(_)))
        else:
            done += 1
    return Outcome(done, tuple(refused))
