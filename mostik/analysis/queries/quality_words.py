"""The verdicts on channels and people in words, the same on screen and in the letter."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.analysis.queries.lead_tally import Hand, LeadQuality, Line, Split
from mostik.analysis.rules.lead_faults import SPEEDS, Cause, Fault
from mostik.analysis.rules.lead_quality import Adjusted
from mostik.web import formats

FAULTS: Final[Mapping[Fault, tuple[Promise, str]]] = {
    Fault.CHANNEL: (pgettext_lazy("whose fault", "the channel"), "bad"),
    Fault.HANDLERS: (pgettext_lazy("whose fault", "the handlers"), "bad"),
    Fault.BOTH: (pgettext_lazy("whose fault", "both"), "bad"),
    Fault.BETTER: (pgettext_lazy("leads", "better than others"), "good"),
    Fault.ALIKE: (pgettext_lazy("leads", "as others"), "neutral"),
    Fault.FEW: (gettext_lazy("too few to say"), "neutral"),
}
CAUSES: Final[Mapping[Cause, tuple[Promise, str]]] = {
    Cause.WORK: (gettext_lazy("how they work"), "bad"),
    Cause.SPEED: (gettext_lazy("late answers"), "bad"),
    Cause.BOTH: (gettext_lazy("work and late answers"), "bad"),
    Cause.LEADS: (gettext_lazy("the leads given"), "warn"),
    Cause.BETTER: (pgettext_lazy("a person", "better than others"), "good"),
    Cause.ALIKE: (pgettext_lazy("a person", "as others"), "neutral"),
    Cause.FEW: (gettext_lazy("too few to say"), "neutral"),
}


def line_name(line: Line, split: Split) -> str:
    """Return what a line is called."""
    return line.name or (_("No channel") if split is Split.CHANNEL else _("Campaign not known"))


def speed_name(speed: int) -> str:
    """Return a class of speed in words."""
    if speed == len(SPEEDS):
        return _("later than %(time)s") % {"time": _worked(SPEEDS[-1])}
    return _("within %(time)s") % {"time": _worked(SPEEDS[speed])}


def minutes(value: int | None) -> str:
    """Return working minutes as people say them."""
    return "" if value is None else _worked(value)


def between(row: Adjusted | None) -> str:
    """Return an adjusted share with its bounds."""
    if row is None:
        return ""
    return _("%(share)s (%(low)s–%(high)s)") % {
        "share": formats.percent(row.share, 0),
        "low": formats.number(round(100 * row.low)),
        "high": formats.number(round(100 * row.high)),
    }


def verdicts(found: LeadQuality, split: Split) -> list[str]:
    """Return what is wrong, whose fault it is and by which figures: channels first, then people."""
    whole = formats.percent(found.whole.tally.quality, 0)
    lines = [_of_line(each, line_name(each, split), whole) for each in found.lines]
    return [each for each in [*lines, *(_of_person(each, found, whole) for each in found.people)] if each]


def _of_line(line: Line, name: str, whole: str) -> str:
    row = line.adjusted
    said = {
        Fault.CHANNEL: _(
            "%(name)s: the leads are poor. In any hands %(share)s of them would qualify, of all leads %(whole)s do."
        ),
        Fault.HANDLERS: _(
            "%(name)s: the leads are as good as others, the hands and the speed they met are not. Counted plainly "
            "%(counted)s qualify; in everybody's hands it would be %(share)s, of all leads it is %(whole)s."
        ),
        Fault.BOTH: _(
            "%(name)s: the leads are poor, and they were handled worse than others. Counted plainly %(counted)s "
            "qualify; in everybody's hands it would be %(share)s, of all leads it is %(whole)s."
        ),
    }
    if row is None or line.fault not in said:
        return ""
    return said[line.fault] % _told(name, row, whole)


def _of_person(hand: Hand, found: LeadQuality, whole: str) -> str:
    row, held = hand.adjusted, hand.held
    said = {
        Cause.WORK: _(
            "%(name)s: how they work. Of everybody's leads %(share)s would qualify with them, of all leads "
            "%(whole)s do; speed does not explain it."
        ),
        Cause.SPEED: _(
            "%(name)s: answers late, in %(minutes)s, where the usual wait is %(usual)s. Of everybody's leads "
            "%(share)s would qualify; answered as soon as others answer, %(held)s; of all leads it is %(whole)s."
        ),
        Cause.BOTH: _(
            "%(name)s: answers late, in %(minutes)s, and that is a part of it, not all. Of everybody's leads "
            "%(share)s would qualify; answered as soon as others answer, %(held)s; of all leads it is %(whole)s."
        ),
        Cause.LEADS: _(
            "%(name)s: was given poor leads. Counted plainly %(counted)s qualify; of everybody's leads it would be "
            "%(share)s, as much as with others."
        ),
    }
    if row is None or held is None or hand.cause not in said:
        return ""
    more = {
        "held": between(held),
        "minutes": minutes(hand.tally.minutes),
        "usual": minutes(found.whole.tally.minutes),
    }
    return said[hand.cause] % {**_told(hand.name, row, whole), **more}


def _told(name: str, row: Adjusted, whole: str) -> dict[str, Any]:
    return {"name": name, "share": between(row), "counted": formats.percent(row.raw, 0), "whole": whole}


def _worked(value: int) -> str:
    hours, rest = divmod(value, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest or hours >= 10:
        return _("%(hours)s h") % {"hours": formats.number(hours)}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
