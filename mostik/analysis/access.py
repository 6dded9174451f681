"""Rights of the room, and whose facts a viewer sees."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.analysis.rules.letter_days import USUAL
from mostik.core import company, rights
from mostik.core.actors import Actor
from mostik.people.access import scoped

M = TypeVar("M", bound=Model)

rights.declare(
    "analysis",
    see_metrics=_("See metrics and reports within one's reach"),
    rebuild_facts=_("Rebuild facts from the journal"),
    set_step_norms=_("Say how long steps take by hand and what an hour costs"),
    learn_score=_("Have the score of deals learnt anew"),
    promise_month=_("Say what a month will bring, of oneself and of one's people"),
    read_quality_letters=_("Read the letters to marketing on lead quality"),
    answer_quality_letters=_("Answer the letters on lead quality, or write marketing's answer down"),
    send_reports_outside=_("Have reports sent by schedule to addresses outside the company"),
    send_quality_letters=_("Say when letters on lead quality go to marketing and where to, send them"),
)
#: Minutes of each step by hand with who says so, where the company has said it; what an hour of work costs.
STEP_NORMS = "analysis.step_norms"
HOUR_COST = "analysis.hour_cost"
company.declare(STEP_NORMS, {})
company.declare(HOUR_COST, {})
#: When the letter on lead quality goes to marketing and where to.
QUALITY_LETTER = "analysis.quality_letter"
company.declare(QUALITY_LETTER, {"on": False, "days": list(USUAL), "to": [], "wait": 5, "since": ""})


def visible(rows: "QuerySet[M]", viewer: Actor) -> "QuerySet[M]":
    """Return the facts or totals within the viewer's reach."""
    return scoped(rows, viewer, owner="person", team="team")
