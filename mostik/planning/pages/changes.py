"""What a version changes for everybody and who agreed: the board of consent, and any two versions side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.planning.commands import replan as commands
from mostik.planning.pages import asked
from mostik.planning.queries.changes import ChangesView, PersonChange, changes_of
from mostik.planning.terms import PlanState
from mostik.web import formats
from mostik.web.answers import done


def show(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a version beside another one of its month, and what everybody says to it."""
    view = changes_of(viewer=request.actor, plan_id=plan_id, other_id=asked.number_of(request, "with"))
    viewer, offered = request.actor, view.state == PlanState.PROPOSED
    mine = next((each for each in view.people if each.person == viewer.id), None)
    context = {
        "view": view,
        "month_words": formats.month(view.month),
        "rows": [_row(each, view) for each in view.people],
        "others": _others(view),
        "asks": offered,
        "mine": mine,
        "can_answer": mine is not None
        and viewer.may("planning.agree_plan")
        and view.state in {PlanState.PROPOSED, PlanState.ACTIVE},
        "can_make": viewer.may("planning.make_plan") and view.whole,
        "can_force": viewer.may("planning.put_in_force") and view.whole and offered,
        "answered": view.agreed + view.objecting > 0,
        "share": view.agreed / view.asked if view.asked else None,
        "plan_href": reverse("planning:plan_version", args=[plan_id]),
    }
    return render(request, "planning/changes/page.html", context)


def remind(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Remind those who have not answered."""
    people = commands.remind_silent(by=request.actor, plan_id=plan_id)
    said = ngettext("%(n)s person reminded.", "%(n)s people reminded.", len(people)) % {"n": len(people)}
    return done(request, reverse("planning:plan_changes", args=[plan_id]), said)


def take_back(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take an offer nobody has answered back: it is a draft again."""
    commands.take_offer_back(by=request.actor, plan_id=plan_id, version=asked.version_of(request))
    return done(request, reverse("planning:plan_version", args=[plan_id]), _("Taken back: it is a draft again."))


def _row(each: PersonChange, view: ChangesView) -> dict[str, Any]:
    return {
        "line": each,
        "href": asked.person_href(each.person, view.month, plan=str(view.id)),
        "sign": "+" if each.moved.minor > 0 else "",
        "counts": "; ".join(
            _("%(what)s: %(before)s → %(after)s")
            % {
                "what": count.title.lower(),
                "before": formats.number(count.before),
                "after": formats.number(count.after),
            }
            for count in each.counts
        ),
    }


def _others(view: ChangesView) -> list[dict[str, Any]]:
    if len(view.others) < 2:
        return []
    here = reverse("planning:plan_changes", args=[view.id])
    return [
        {
            "text": _("version %(n)s") % {"n": each.number},
            "href": asked.with_query(here, {"with": str(each.id)}),
            "current": view.other is not None and each.id == view.other.id,
        }
        for each in view.others
    ]
