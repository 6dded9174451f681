"""Rights of the room, and whose facts a viewer sees."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.analysis.models import Cost, OnItsWay
from mostik.analysis.rules.letter_days import USUAL
from mostik.core import company, notifications, proofs, rights
from mostik.core.actors import Actor, Reach
from mostik.people.access import scoped, sees_all

__all__ = ["HOUR_COST", "QUALITY_LETTER", "STEP_NORMS", "OnItsWay", "visible", "visible_costs"]

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
    hear_needs=_("Write down what clients ask for"),
    keep_needs=_("Keep the register of needs: join, pass to those who make the product, remove"),
    answer_needs=_("Answer needs of clients for those who make the product"),
    see_profit=_("See costs, profit and what a client is worth"),
    edit_costs=_("Write down what the department costs"),
    open_walls=_("Show a wall on screens nobody signs in at"),
    send_quality_letters=_("Say when letters on lead quality go to marketing and where to, send them"),
)
proofs.declare(
    "analysis.quality_letter",
    _("Letter on lead quality written"),
    "analysis.quality_letter_written",
    place="analysis:quality_letters",
    counts=proofs.Counts.ALL,
)
proofs.declare("analysis.needs", _("Needs of clients answered"), "analysis.need_answered", place="analysis:needs")
proofs.declare("analysis.costs", _("Costs written down"), "analysis.cost_written", place="analysis:profit")
#: Minutes of each step by hand with who says so, where the company has said it; what an hour of work costs.
STEP_NORMS = "analysis.step_norms"
HOUR_COST = "analysis.hour_cost"
company.declare(STEP_NORMS, {})
company.declare(HOUR_COST, {})
#: When the letter on lead quality goes to marketing and where to.
QUALITY_LETTER = "analysis.quality_letter"
company.declare(QUALITY_LETTER, {"on": False, "days": list(USUAL), "to": [], "wait": 5, "since": ""})


notifications.declare("need", _("Needs of clients and answers to them"))


def visible_costs(viewer: Actor, *, removed: bool = False) -> "QuerySet[Cost]":
    """Return the costs within the viewer's reach: all, or those of their departments; the company's own only to all."""
    rows = Cost.objects.filter(removed_at__isnull=not removed)
    if sees_all(viewer):
        return rows
    return rows.filter(department__in=viewer.departments) if viewer.reach is Reach.DEPARTMENT else rows.none()


def visible(rows: "QuerySet[M]", viewer: Actor) -> "QuerySet[M]":
    """Return the facts or totals within the viewer's reach."""
    return scoped(rows, viewer, owner="person", team="team")
