"""Why an item stands where it stands: the parts of its worth, in words."""

from django.utils.translation import gettext as _

from mostik.crm.rules.queue import DAY, Queued, Waits
from mostik.kernel.money import Money
from mostik.web import formats


def why(queued: Queued, currency: str) -> tuple[str, ...]:
    """Return the factors of an item's worth in the rule's order: probability, amount, urgency, promise."""
    candidate = queued.candidate
    amount = formats.money_short(Money(queued.amount, currency))
    typical = _("%(amount)s, the typical amount, as none is written") if queued.typical else _("%(amount)s")
    parts = [
        _("probability %(share)s") % {"share": f"{candidate.probability} %"},
        typical % {"amount": amount},
        _("urgency ×%(times)s: %(reason)s")
        % {"times": formats.number(round(float(queued.urgency), 2)), "reason": _reason(queued)},
    ]
    if candidate.promised:
        parts.append(_("the time was promised ×%(times)s") % {"times": queued.promise})
    return tuple(parts)


def _reason(queued: Queued) -> str:
    minutes, waits = queued.candidate.minutes, queued.candidate.waits
    days, span = abs(minutes) // DAY, formats.hours(abs(minutes) * 60)
    span = _("%(days)s working d") % {"days": days} if days else span
    if waits is Waits.NEW_LEAD:
        return _("a new lead waits %(span)s for its first answer") % {"span": span}
    if waits is Waits.NO_STEP:
        return _("no next step, quiet for %(span)s") % {"span": span}
    if minutes < 0:
        return _("its time comes in %(span)s") % {"span": span}
    return _("overdue by %(span)s") % {"span": span} if minutes else _("its time has come")
