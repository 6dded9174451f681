"""Screens of the load: everybody's beside the norm, what would even it, what was handed over before."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.control.commands import workload as commands
from mostik.control.commands.rebalances import AT_WORK
from mostik.control.forms.workload import NormForm
from mostik.control.pages.rebalances import work_of
from mostik.control.queries import workload as queries
from mostik.control.queries.workload import PersonLoad, Proposed, Workload
from mostik.control.terms import Burden
from mostik.crm.access import EXPORT
from mostik.planning.queries.people import departments
from mostik.web import formats, tables
from mostik.web.answers import done
from mostik.web.asked import number_in
from mostik.web.asking import ask, sent
from mostik.web.shell import address

WORDS = {
    Burden.OVER: gettext_lazy("overloaded"),
    Burden.EVEN: gettext_lazy("as it should be"),
    Burden.ROOM: gettext_lazy("has room"),
    Burden.AWAY: gettext_lazy("away this week"),
}
TONES = {Burden.OVER: "bad", Burden.EVEN: "neutral", Burden.ROOM: "good", Burden.AWAY: "info"}
#: Handings over told of; deals up to which each person's are laid open.
PAST, OPEN = 5, 20
COLUMNS = (
    tables.Column(key="name", title=gettext_lazy("Person"), value=lambda row: row.name),
    tables.Column(key="burden", title=gettext_lazy("How loaded"), value=lambda row: str(WORDS[row.burden])),
    tables.Column(key="deals", title=gettext_lazy("Open deals"), value=lambda row: row.deals, kind="number"),
    tables.Column(key="norm", title=gettext_lazy("Norm"), value=lambda row: row.norm, kind="number"),
    tables.Column(key="overdue", title=gettext_lazy("Overdue steps"), value=lambda row: row.overdue, kind="number"),
    tables.Column(key="today", title=gettext_lazy("Steps today"), value=lambda row: row.today, kind="number"),
    tables.Column(key="leads", title=gettext_lazy("Leads waiting"), value=lambda row: row.leads, kind="number"),
    tables.Column(key="talks", title=gettext_lazy("Talks waiting"), value=lambda row: row.talks, kind="number"),
    tables.Column(
        key="booked", title=gettext_lazy("Hours booked"), value=lambda row: round(row.booked, 1), kind="number"
    ),
    tables.Column(
        key="hours", title=gettext_lazy("Hours there are"), value=lambda row: round(row.hours, 1), kind="number"
    ),
)


def workload(request: HttpRequest) -> HttpResponseBase:
    """Everybody's load, and what would even it."""
    viewer = request.actor
    view = queries.workload(viewer=viewer, department_id=number_in(request.GET.get("department", "")))
    if kind := tables.file_asked(request, EXPORT):
        return tables.file_answer(kind, _("Workload"), COLUMNS, view.people)
    here = f"{reverse('control:workload')}?department={view.department}"
    past = queries.rebalances(viewer=viewer, department_id=view.department, most=PAST)
    over = [each for each in view.people if each.burden is Burden.OVER]
    context = {
        "view": view,
        "rows": [_row(each, view) for each in view.people],
        "groups": _groups(view.moves),
        "is_few": len(view.moves) <= OPEN,
        "over": over,
        "overdue": sum(each.overdue for each in view.people),
        "waiting": sum(each.waiting for each in view.people),
        "room": sum(max(0, each.norm - each.deals) for each in view.people if each.takes),
        "may_hand": viewer.may(queries.HAND_OVER),
        "may_set": viewer.may("control.set_norms"),
        "exports": tables.file_links(request, EXPORT),
        "here": here,
        "departments": [
            (each.title, f"{reverse('control:workload')}?department={each.pk}", each.pk == view.department)
            for each in departments(viewer=viewer)
        ],
        "past": [each for each in past if each.state not in AT_WORK],
        "works": [work_of(each) for each in past if each.state in AT_WORK],
    }
    return render(request, "control/workload/page.html", context)


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


def _row(each: PersonLoad, view: Workload) -> dict[str, object]:
    deals, steps, own = reverse("crm:deal_list"), reverse("crm:activity_list"), f"owner={each.id}"
    after = view.after(each)
    return {
        "it": each,
        "words": WORDS[each.burden],
        "tone": TONES[each.burden],
        "deals_tone": "bad" if each.deals > each.norm and each.burden is not Burden.AWAY else "neutral",
        "use": formats.percent(each.use, 0) if each.use is not None else "",
        "use_tone": "bad" if (each.use or 0) > 1 else "neutral",
        "hours": f"{formats.number(each.booked, 1)} / {formats.number(each.hours, 0)}",
        "after": after if after != each.deals else None,
        "deals_href": f"{deals}?outcome=open&{own}",
        "overdue_href": f"{steps}?tab=overdue&{own}",
        "today_href": f"{steps}?tab=later&{own}",
        "leads_href": f"{deals}?waits=yes&{own}",
        "talks_href": f"{reverse('channels:talks')}?waits=yes&{own}",
        "day_href": f"{address('home:my_day')}?person={each.id}",
    }
