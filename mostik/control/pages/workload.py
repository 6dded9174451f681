"""Screens of the load: everybody's beside the norm, what would even it, what was handed over before."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.control.commands import workload as commands
from mostik.control.commands.rebalances import AT_WORK
from mostik.control.forms.workload import NormForm
from mostik.control.pages import workload_table as table
from mostik.control.pages.rebalances import work_of
from mostik.control.queries import workload as queries
from mostik.control.queries.workload import Proposed
from mostik.control.terms import Burden
from mostik.planning.queries.people import departments
from mostik.web import formats, tables
from mostik.web.answers import done
from mostik.web.asked import number_in
from mostik.web.asking import ask, sent

#: Handings over told of; deals up to which each person's are laid open.
PAST, OPEN = 5, 20


def workload(request: HttpRequest) -> HttpResponseBase:
    """Everybody's load, and what would even it."""
    viewer = request.actor
    view = queries.workload(viewer=viewer, department_id=number_in(request.GET.get("department", "")))
    here, lists = f"{reverse('control:workload')}?department={view.department}", table.opened(viewer)
    past = queries.rebalances(viewer=viewer, department_id=view.department, most=PAST)
    context = {
        "view": view,
        "groups": _groups(view.moves),
        "is_few": len(view.moves) <= OPEN,
        "over": sum(each.burden is Burden.OVER for each in view.people),
        "sums": table.sums(view.people, lists),
        "room": sum(max(0, each.norm - each.deals) for each in view.people if each.takes),
        "may_hand": viewer.may(queries.HAND_OVER),
        "may_set": viewer.may("control.set_norms"),
        "here": here,
        "departments": [
            (each.title, f"{reverse('control:workload')}?department={each.pk}", each.pk == view.department)
            for each in departments(viewer=viewer)
        ],
        "past": [each for each in past if each.state not in AT_WORK],
        "works": [work_of(each) for each in past if each.state in AT_WORK],
    }
    asked = table.table(view, lists, viewer)
    return tables.answer(request, "control/workload/page.html", asked, list(view.people), context)


def workload_norm(request: HttpRequest) -> HttpResponse:
    """Set how many open deals a person may have."""
    view = queries.workload(viewer=request.actor)
    form = NormForm(sent(request), initial={"count": view.norm if view.is_set else 0})
    usual = _("The department's middle is %(middle)s.") % {"middle": formats.number(round(view.middle))}
    return ask(
        request,
        form,
        {"title": _("Norm of open deals"), "note": usual, "address": request.path, "submit": _("Save")},
        lambda: commands.set_deals_norm(by=request.actor, count=form.cleaned_data["count"]),
        lambda: done(request, reverse("control:workload"), _("The norm is set.")),
    )


def _groups(moves: Sequence[Proposed]) -> list[dict[str, object]]:
    """Return what would change hands by whom it goes from, each with the people it goes to."""
    by_giver: dict[int, list[Proposed]] = {}
    for each in moves:
        by_giver.setdefault(each.giver, []).append(each)
    return [
        {"giver": found[0].giver_name, "moves": found, "takers": list(dict.fromkeys(each.taker_name for each in found))}
        for found in by_giver.values()
    ]
