"""Many booked meetings at once: the single command for each; what refuses is named and stays as it was."""

from collections.abc import Callable, Sequence

from mostik.channels.commands import booking
from mostik.channels.queries.booking import visible_bookings
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.many import each, few
from mostik.kernel.many import Outcome

RIGHT = "crm.do_activity"


@command(needs=RIGHT)
def cancel_meetings(*, by: Actor, booking_ids: Sequence[int], reason: str = "") -> Outcome:
    """Cancel meetings for one reason; each client is written to."""
    return _each(by, booking_ids, lambda pk: booking.cancel(by=by, booking_id=pk, reason=reason))


@command(needs=RIGHT)
def hand_over_meetings(*, by: Actor, booking_ids: Sequence[int], owner_id: int) -> Outcome:
    """Give meetings to another person at the same times; each for which they are busy stays."""
    return _each(by, booking_ids, lambda pk: booking.hand_over(by=by, booking_id=pk, owner_id=owner_id))


def _each(by: Actor, booking_ids: Sequence[int], act: Callable[[int], object]) -> Outcome:
    rows = visible_bookings(by).filter(pk__in=few(booking_ids)).order_by("pk")
    return each(list(rows.values_list("pk", "name")), act)
