"""Screens of handing over: the picked deals go, how far it is, which went and why others stayed, taking back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mostik.control.commands import rebalances as commands
from mostik.control.models import CAME, Rebalance
from mostik.control.queries import workload as queries
from mostik.control.rules.workload import Handing
from mostik.control.terms import Came, Evening
from mostik.core.rights import EXPORT
from mostik.kernel.many import Outcome
from mostik.web import formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asked import number_in
from mostik.web.many import SAID

TONES = {
    Evening.RUNNING: "info",
    Evening.DONE: "good",
    Evening.CANCELLED: "warn",
    Evening.UNDOING: "info",
    Evening.UNDONE: "neutral",
}
CAME_TONES = {Came.GONE: "good", Came.STAYED: "warn", Came.KEPT: "warn", Came.WAITING: "neutral", Came.BACK: "info"}
COLUMNS = (
    tables.Column(
        key="deal",
        title=gettext_lazy("Deal"),
        value=lambda row: row.deal.title,
        sort=("deal__title",),
        main=True,
        url=lambda row: reverse("crm:deal", args=[row.deal_id]),
    ),
    tables.Column(
        key="giver",
        title=gettext_lazy("From whom"),
        value=lambda row: row.giver,
        kind="person",
        sort=("giver__last_name",),
    ),
    tables.Column(
        key="taker",
        title=gettext_lazy("To whom"),
        value=lambda row: row.taker,
        kind="person",
        sort=("taker__last_name",),
    ),
    tables.Column(
        key="came",
        title=gettext_lazy("What came of it"),
        value=lambda row: tables.Badge(row.get_came_display(), CAME_TONES[Came(row.came)]),
        kind="badge",
        sort=("came",),
    ),
    tables.Column(key="why", title=pgettext_lazy("a deal handed over", "Why"), value=lambda row: row.why),
)


def rebalance(request: HttpRequest, rebalance_id: int) -> HttpResponseBase:
    """One handing over: how far it is, each deal of it and what came of it."""
    found = queries.rebalance_of(viewer=request.actor, rebalance_id=rebalance_id)
    rows = queries.moves_of(found, viewer=request.actor)
    counts = {each.value: rows.filter(came=each).count() for each in Came}
    context = {
        "it": found,
        "badge": tables.Badge(found.get_state_display(), TONES[Evening(found.state)]),
        "work": work_of(found) if found.state in commands.AT_WORK else None,
        "counts": [(str(words), counts[came], f"{_card(found)}?came={came}") for came, words in CAME if counts[came]],
        "may_undo": found.state in commands.ENDED and counts[Came.GONE] > 0,
        "crumbs": [(_("Workload"), _home(found.department_id)), (f"№ {found.pk}", "")],
    }
    return tables.answer(request, "control/workload/card.html", _table(), rows, context)


def rebalance_progress(request: HttpRequest, rebalance_id: int) -> HttpResponse:
    """How far a handing over is; when it has ended its page is opened."""
    found = queries.rebalance_of(viewer=request.actor, rebalance_id=rebalance_id)
    if found.state not in commands.AT_WORK:
        return HttpResponse(status=204, headers={"HX-Redirect": _card(found)})
    return render(request, "control/workload/_work.html", {"work": work_of(found)})


def rebalance_cancel(request: HttpRequest, rebalance_id: int) -> HttpResponse:
    """Stop a handing over, or its taking back."""
    commands.cancel_rebalance(by=request.actor, rebalance_id=rebalance_id)
    page = reverse("control:rebalance", args=[rebalance_id])
    return done(request, page, _("It stops after the deals in hand."))


def workload_even(request: HttpRequest) -> HttpResponse:
    """Hand the picked deals over, in one step; many of them in the background."""
    asked = queries.own_department(viewer=request.actor, department_id=number_in(request.POST.get("department", "")))
    made, outcome = commands.rebalance_deals(
        by=request.actor, department_id=asked.pk, moves=_picked(request.POST.getlist("move"))
    )
    _refused(request, outcome)
    if made is None:
        return done(request, _home(asked.pk))
    if made.state in commands.AT_WORK:
        return done(request, _card(made))
    undo = reverse("control:workload_undo", args=[made.pk])
    return done(request, _home(asked.pk), with_undo(_handed(len(outcome.done)), undo, _home(asked.pk)))


def workload_undo(request: HttpRequest, rebalance_id: int) -> HttpResponse:
    """Take a handing over back."""
    outcome = commands.undo_rebalance(by=request.actor, rebalance_id=rebalance_id)
    found = queries.rebalance_of(viewer=request.actor, rebalance_id=rebalance_id)
    _refused(request, outcome)
    if found.state in commands.AT_WORK:
        return done(request, _card(found))
    return done(request, _home(found.department_id), _back(len(outcome.done)))


def work_of(found: Rebalance) -> dict[str, Any]:
    """Return how far a handing over is."""
    told = {"seen": formats.number(found.seen), "total": formats.number(found.total)}
    is_back = found.state == Evening.UNDOING
    return {
        "title": _("Deals come back") if is_back else _("Deals are handed over"),
        "url": reverse("control:rebalance_progress", args=[found.pk]),
        "cancel": "" if found.cancel_asked else reverse("control:rebalance_cancel", args=[found.pk]),
        "share": found.seen / found.total if found.total else 0,
        "note": _("%(seen)s of %(total)s deals. You may leave this page: the work goes on.") % told,
    }


def _table() -> tables.Table:
    return tables.Table(
        code="rebalance",
        columns=COLUMNS,
        filters=(tables.choice_filter("came", gettext_lazy("What came of it"), CAME, "came"),),
        search=tables.text_search("deal__title", "giver__last_name", "taker__last_name"),
        search_words=gettext_lazy("Deal, person"),
        default_sort="deal",
        export_needs=EXPORT,
    )


def _refused(request: HttpRequest, outcome: Outcome) -> None:
    for each in outcome.refused[:SAID]:
        messages.error(request, f"{each.title}: {each.why}")


def _card(found: Rebalance) -> str:
    return reverse("control:rebalance", args=[found.pk])


def _home(department: int) -> str:
    return f"{reverse('control:workload')}?department={department}"


def _picked(told: Sequence[str]) -> list[Handing]:
    """Return the moves picked: "deal-giver-taker"; what is no such thing is passed over."""
    found = []
    for each in told:
        numbers = [number_in(part) for part in each.split("-")]
        if len(numbers) == 3 and None not in numbers:
            found.append(Handing(*(number or 0 for number in numbers)))
    return found


def _handed(count: int) -> str:
    return ngettext("%(count)s deal handed over", "%(count)s deals handed over", count) % {"count": count}


def _back(count: int) -> str:
    return ngettext("%(count)s deal is back", "%(count)s deals are back", count) % {"count": count}
