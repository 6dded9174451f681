"""The days a program asks for."""

from datetime import date

from django.utils.translation import gettext as _

from mostik.analysis.forms import LONGEST
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid


def asked_span(first: date, last: date) -> Span:
    """Return days ``from`` to ``to``, both included; refuses them in the wrong order, and more than ten years."""
    if last < first:
        raise Invalid(_("The last day is before the first: swap them."), field="to")
    if last - first > LONGEST:
        raise Invalid(_("Ten years at most. Choose a later first day."), field="from")
    return Span(first, last)
