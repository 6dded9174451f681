"""How a process' schedule and its turns are said: in a line, as a badge, as a cell of the table."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from mostik.control.models import ProcessSchedule
from mostik.control.queries.processes import Run
from mostik.control.terms import Recurs, Turnout
from mostik.core.proofs import PROOFS
from mostik.web import formats
from mostik.web.shell import address
from mostik.web.tables import Badge

WORDS: Final = {
    Turnout.RAN: pgettext_lazy("a process", "ran"),
    Turnout.LATE: pgettext_lazy("a process", "late"),
    Turnout.MISSED: pgettext_lazy("a process", "missed"),
    Turnout.EXCUSED: pgettext_lazy("a process", "excused"),
    Turnout.WAITING: pgettext_lazy("a process", "not yet"),
    Turnout.OFF: pgettext_lazy("a process", "not asked"),
}
TONES: Final = {
    Turnout.RAN: "good",
    Turnout.LATE: "warn",
    Turnout.MISSED: "bad",
    Turnout.EXCUSED: "info",
    Turnout.WAITING: "neutral",
    Turnout.OFF: "neutral",
}
SIGNS: Final = {
    Turnout.RAN: "✓",
    Turnout.LATE: "✓",
    Turnout.MISSED: "✕",
    Turnout.EXCUSED: "–",
    Turnout.WAITING: "·",
    Turnout.OFF: "",
}
OFTEN: Final = {
    Recurs.DAY: pgettext_lazy("a process", "each working day"),
    Recurs.WEEK: pgettext_lazy("a process", "weekly"),
    Recurs.MONTH: pgettext_lazy("a process", "monthly"),
    Recurs.QUARTER: pgettext_lazy("a process", "quarterly"),
}


@dataclass(frozen=True)
class Cell:
    """A turn in the table: its sign, its badge's tone, what it says in full, where it leads."""

    text: str
    tone: str
    title: str
    href: str


def state_badge(run: Run) -> Badge:
    """Return what came of a turn."""
    return Badge(str(WORDS[run.state]), TONES[run.state])


def schedule_words(row: ProcessSchedule) -> str:
    """Return a schedule in a line: "weekly on Mon, Thu by 12:00, 2 times"."""
    often = str(OFTEN[Recurs(row.recurs)])
    if row.recurs == Recurs.WEEK:
        often = _("weekly: %(days)s") % {"days": formats.weekdays_of(row.weekdays)}
    elif row.recurs != Recurs.DAY:
        day = _("the last working day") if row.day == 0 else _("day %(day)s") % {"day": row.day}
        often = f"{often}, {day}"
    said = _("%(often)s, by %(hour)s") % {"often": often, "hour": formats.time_of_day(row.by)}
    return f"{said}, ×{row.count}" if row.count > 1 else said


def proof_words(row: ProcessSchedule) -> str:
    """Return what proves it: the proof's title, or that it is ticked by hand."""
    return str(PROOFS[row.proof].title) if row.proof in PROOFS else _("ticked by hand")


def place_of(row: ProcessSchedule) -> str:
    """Return the address of the screen where it is done; nothing where no proof names one."""
    return address(PROOFS[row.proof].place) if row.proof in PROOFS else ""


def progress(run: Run) -> str:
    """Return how many of how many facts there are, where more than one is to be: "1 / 2"."""
    if run.schedule.count == 1 or run.done_at or not run.schedule.proof:
        return ""
    return f"{formats.number(run.found)} / {formats.number(run.schedule.count)}"


def told(run: Run) -> str:
    """Return what came of a turn in full: when, who was asked, what was said."""
    parts = [str(WORDS[run.state])]
    if run.done_at:
        parts.append(formats.moment(run.done_at))
    elif left := progress(run):
        parts.append(left)
    if run.who:
        parts.append(run.who.short_name)
    return " · ".join([*parts, run.why] if run.why else parts)


def cell(run: Run | None, day: date) -> Cell | None:
    """Return the table's cell of a turn on a day."""
    if run is None:
        return None
    card = f"{reverse('control:process_turn', args=[run.process.pk])}?on={day.isoformat()}"
    return Cell(SIGNS[run.state] or "○", TONES[run.state], f"{formats.day(day)}: {told(run)}", card)


def line(run: Run) -> dict[str, Any]:
    """Return a turn as the lists of turns write it, with the ways to it and to an assignment about it."""
    turn = f"{reverse('control:process_turn', args=[run.process.pk])}?on={run.on.isoformat()}"
    give = {"person": run.process.owner_id, "text": run.process.title, "origin": "other", "words": _("Processes")}
    return {
        "run": run,
        "badge": state_badge(run),
        "told": progress(run),
        "turn_href": turn,
        "card_href": reverse("control:process", args=[run.process.pk]),
        "give_href": f"{reverse('control:assignment_add')}?{urlencode(give)}",
        "is_missed": run.state is Turnout.MISSED,
    }
