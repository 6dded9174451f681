"""Calls to numbers that are told apart: the caller becomes a lead whose way is known."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from mostik.channels.commands.visits import trace_deal, whose_call
from mostik.channels.terms import TouchKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.commands.intake import take_lead
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Invalid, Missing

#: How sources of calls are named among the sources of leads.
CALLS: Final = "call:"


@command(needs="channels.note_calls")
def note_call(*, by: Actor, called: str, caller: str, call: str, at: datetime | None = None) -> int:
    """Take a call to one of the numbers told apart and return the number of its deal; the same call once.

    The visit the number was shown to, or the source it stands for, is written down with the deal. Refuses a number that
    is not told apart, a caller that is no phone, a moment still to come.
    """
    moment = at or clock.now()
    if moment > clock.now():
        raise Invalid(_("This moment is still to come."), field="at")
    try:
        marks, visitor = whose_call(called, moment)
    except Missing:
        raise Invalid(_("This number is not told apart: add it to the numbers of tracking."), field="called") from None
    try:
        phone = Phone.parse(caller).e164
    except Invalid as refusal:
        refusal.field = "caller"
        raise
    source = f"{CALLS}{marks.source}"[:40]
    taken = take_lead(by=by, source=source, external_id=call, phones=[phone], title=_("Call"), at=moment)
    trace_deal(
        by=by,
        deal_id=taken.deal,
        kind=TouchKind.CALL,
        key=f"call:{call}"[:120],
        at=moment,
        marks=marks,
        visitor_id=visitor,
    )
    return taken.deal
