"""Screens of the load: everybody's beside the norm, what would even it, what was handed over before."""

from collections.abc import Mapping, Sequence

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
from mostik.core.actors import Actor
from mostik.crm.access import EXPORT
from mostik.crm.queries.pipelines import lead_pipeline_id
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
    opened = _opened(viewer)
    context = {
        "view": view,
        "rows": [_row(each, view, opened) for each in view.people],
        "groups": _groups(view.moves),
        "is_few": len(view.moves) <= OPEN,
        "over": over,
        "sums": _sums(view.people, opened),
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


def _opened(viewer: Actor) -> dict[str, str]:
    """Return the list that opens each figure, still of everybody."""
    deals, steps = reverse("crm:deal_list"), reverse("crm:activity_list")
    leads = reverse("crm:lead_list") if lead_pipeline_id(viewer=viewer) else deals
    return {
        "deals": f"{deals}?outcome=open",
        "overdue": f"{steps}?tab=overdue",
        "today": f"{steps}?tab=later",
        "leads": f"{leads}?waits=yes",
        "talks": f"{reverse('channels:talks')}?waits=yes",
    }


def _sums(people: Sequence[PersonLoad], opened: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Return what all these people have in hand, each figure with the list of just that."""
    whose = "".join(f"&owner={each.id}" for each in people)
    return {
        name: {"count": sum(getattr(each, name) for each in people), "href": f"{href}{whose}"}
        for name, href in opened.items()
    }


def _row(each: PersonLoad, view: Workload, opened: Mapping[str, str]) -> dict[str, object]:
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
        **{f"{name}_href": f"{href}&owner={each.id}" for name, href in opened.items()},
        "day_href": f"{address('home:my_day')}?person={each.id}",
    }
