"""The regulations a department usually has: a ready list to begin with."""

from dataclasses import dataclass
from datetime import time
from typing import Final

from mostik.control.terms import Recurs
from mostik.kernel.refusals import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Usual:
    """One usual process: its words, how often and by what hour, how many times, by which proof."""

    code: str
    title: str
    recurs: Recurs
    by: time
    proof: str = ""
    count: int = 1
    weekdays: tuple[int, ...] = ()
    day: int = 0


USUAL: Final = (
    Usual("standup", _("Morning standup"), Recurs.DAY, time(10), "organisation.standup"),
    Usual("kpi", _("KPI check: what slips and what is done about it"), Recurs.DAY, time(13), "control.kpi"),
    Usual("reviews", _("Call reviews: two calls taken apart"), Recurs.DAY, time(17)),
    Usual("lead", _("The plan is led: today's fact against the plan, tomorrow's numbers"), Recurs.DAY, time(18, 30)),
    Usual(
        "letter",
        _("Letter to marketing on lead quality"),
        Recurs.WEEK,
        time(12),
        "analysis.quality_letter",
        weekdays=(0,),
    ),
    Usual("debts", _("Debts gone through with those who owe"), Recurs.WEEK, time(17), "crm.debts", weekdays=(1,)),
    Usual("pipeline", _("Pipeline cleaning"), Recurs.WEEK, time(17), "crm.pipeline", weekdays=(3,)),
    Usual("ones", _("One-to-ones with everybody"), Recurs.WEEK, time(18), weekdays=(4,)),
    Usual("owner", _("Letter to the owner"), Recurs.WEEK, time(18), "organisation.owner_letter", weekdays=(4,)),
    Usual("scripts", _("Script revision"), Recurs.MONTH, time(18), "kit.library", day=20),
    Usual("shifts", _("Next month's shifts published"), Recurs.MONTH, time(18), "people.shifts", day=25),
    Usual("plan", _("Next month's plan put in force"), Recurs.MONTH, time(18), "planning.plan"),
    Usual("rules", _("Regulations read anew"), Recurs.QUARTER, time(18)),
)
