"""A file of plans in words: its shapes, what a day means, what becomes of a sum, how a quarter is broken."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.crm.queries.imports.opening import letter
from mostik.planning.models import PlanFile
from mostik.planning.rules.plan_file import Reading
from mostik.planning.rules.plan_periods import Told
from mostik.planning.terms import DayMeans, Deed, Shape
from mostik.web import formats

SHAPES: Mapping[str, object] = {
    Shape.WIDE.value: gettext_lazy("People down, months or quarters across"),
    Shape.LONG.value: gettext_lazy("A row for each person and period"),
}
DAYS: Mapping[str, object] = {
    DayMeans.MONTH.value: gettext_lazy("the month it lies in"),
    DayMeans.QUARTER.value: gettext_lazy("the quarter it lies in"),
    DayMeans.BEGINS.value: gettext_lazy("three months that begin then"),
}
DEEDS: Mapping[Deed, object] = {
    Deed.NEW: pgettext_lazy("what becomes of a sum", "new plan"),
    Deed.REPLACED: pgettext_lazy("what becomes of a sum", "replaces the draft"),
    Deed.SAME: pgettext_lazy("what becomes of a sum", "stands already"),
    Deed.PAST: pgettext_lazy("what becomes of a sum", "plan of the past"),
    Deed.REFUSED: pgettext_lazy("what becomes of a sum", "stays out"),
}
TONES: Mapping[Deed, str] = {
    Deed.NEW: "good",
    Deed.REPLACED: "warn",
    Deed.SAME: "neutral",
    Deed.PAST: "info",
    Deed.REFUSED: "bad",
}


def badges(deeds: Sequence[Deed]) -> list[tuple[object, str]]:
    """Return what becomes of something, in words with their tones."""
    return [(DEEDS[deed], TONES[deed]) for deed in deeds]


def columns(file: PlanFile) -> list[str]:
    """Return what the columns of a file are called: by headings, by letters where there are none."""
    if not file.reading.get("headless"):
        return list(file.headings)
    return [f"{letter(place)}: {first}" for place, first in enumerate(file.headings)]


def read_so(reading: Reading, headings: Sequence[str]) -> str:
    """Return in a line how a table is read."""
    said = [str(SHAPES[reading.shape])]
    columns = [(_("Whose plan"), reading.person)]
    if reading.shape is Shape.LONG:
        columns += [(_("Month or quarter"), reading.period), (_("Sum"), reading.amount)]
    said += [f"{title}: {headings[place]}" for title, place in columns if place < len(headings)]
    if reading.own:
        said.append(_("Each person's sum goes to the plan of their own department"))
    return " · ".join(said)


def period(told: Told | None) -> str:
    """Return the months a period is read as.

    One month by its name, three by the first and the last.
    """
    if told is None:
        return ""
    first, last = formats.month(told.months[0]), formats.month(told.months[-1])
    return first if len(told.months) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}


def broken(*, seasonal: bool) -> str:
    """Return how a sum is broken into months."""
    if seasonal:
        return _("broken by working days and the department's season")
    return _("broken evenly: no season is measured for these months")
