"""Requests to other functions: the list, one request, asking, answering inside and by a letter's link."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from mostik.core import clock, company
from mostik.core.actors import SYSTEM
from mostik.core.guests import by_link
from mostik.core.queries import story
from mostik.core.rights import EXPORT
from mostik.kernel.events import Ref
from mostik.planning.access import ANSWER, MAKE
from mostik.planning.commands import demands as commands
from mostik.planning.forms.demands import AcceptForm, CloseForm, DeliverForm, DemandForm, RefuseForm
from mostik.planning.models import DEMAND_KINDS, DEMAND_STATES, Demand
from mostik.planning.queries import demands as queries
from mostik.planning.queries.demands import Beginning
from mostik.planning.rules.demands import delivery, is_late, may
from mostik.planning.terms import Delivery, DemandKind, DemandState, DemandStep
from mostik.web import tables
from mostik.web.answers import done
from mostik.web.asking import ask_here, sent, tried

TONES = {
    DemandState.ASKED: "info",
    DemandState.ACCEPTED: "accent",
    DemandState.REFUSED: "bad",
    DemandState.CLOSED: "neutral",
}
OPEN, LATE = "open", "late"
PER_MINUTE = 30


def state_of(row: Demand) -> tables.Badge:
    """Return where a request stands, late before all else."""
    asked = queries.asked(row)
    if is_late(asked, clock.today()):
        return tables.Badge(pgettext("a request", "late"), "bad")
    if row.state == DemandState.ACCEPTED and delivery(asked) is Delivery.WHOLE:
        return tables.Badge(_("came whole"), "good")
    if row.state == DemandState.ACCEPTED and delivery(asked) is Delivery.PART:
        return tables.Badge(_("came in part"), "warn")
    return tables.Badge(row.get_state_display(), TONES[DemandState(row.state)])


TABLE = tables.Table(
    code="demands",
    columns=(
        tables.Column(
            key="what",
            title=gettext_lazy("What we ask for"),
            value=lambda row: f"{capfirst(row.get_kind_display())}{': ' + row.what if row.what else ''}",
            main=True,
            url=lambda row: reverse("planning:demand", args=[row.pk]),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=state_of, kind="badge"),
        tables.Column(
            key="count", title=gettext_lazy("How many"), value=lambda row: row.count, kind="number", sort=("count",)
        ),
        tables.Column(
            key="promised",
            title=gettext_lazy("Promised"),
            value=lambda row: row.promised,
            kind="number",
            hide_on_phone=True,
        ),
        tables.Column(key="delivered", title=gettext_lazy("Came"), value=lambda row: row.delivered, kind="number"),
        tables.Column(
            key="due",
            title=gettext_lazy("By when"),
            value=lambda row: row.promised_on or row.due_on,
            kind="day",
            sort=("due_on",),
        ),
        tables.Column(key="to", title=gettext_lazy("Of whom"), value=lambda row: row.addressee),
        tables.Column(
            key="amount",
            title=gettext_lazy("Covers"),
            value=lambda row: row.amount if row.amount_minor else None,
            kind="money",
            hide_on_phone=True,
        ),
        tables.Column(
            key="asked",
            title=gettext_lazy("Asked on"),
            value=lambda row: row.asked_at,
            kind="moment",
            sort=("asked_at",),
            hide_on_phone=True,
        ),
    ),
    filters=(
        tables.choice_filter(
            "is",
            gettext_lazy("State"),
            [(OPEN, pgettext_lazy("requests", "open")), *DEMAND_STATES],
            apply=lambda rows, value: (
                rows.exclude(state=DemandState.CLOSED) if value == OPEN else rows.filter(state=value)
            ),
        ),
        tables.choice_filter("kind", gettext_lazy("What we ask for"), DEMAND_KINDS, "kind"),
        tables.day_range_filter("due", gettext_lazy("By when"), "due_on", more=True),
    ),
    search=tables.text_search("what", "why", "answer", "to__last_name", "to_name", "to_email"),
    search_words=gettext_lazy("What, why, of whom"),
    default_sort="-asked",
    export_needs=EXPORT,
    empty_title=gettext_lazy("Nothing is asked of others yet"),
    empty_text=gettext_lazy(
        "Missing leads become a request to marketing, missing hands one to HR, missing materials one to production: "
        "from the plan's page in one press, or here."
    ),
)


def demand_list(request: HttpRequest) -> HttpResponseBase:
    """Every request within reach, and those asked of oneself."""
    more = {"can_make": request.actor.may(MAKE)}
    return tables.answer(request, "planning/demands/list.html", TABLE, queries.demands(viewer=request.actor), more)


def demand_new(request: HttpRequest) -> HttpResponse:
    """Ask another function for something; from a plan's page the form is filled in."""
    begins = queries.beginning(viewer=request.actor, given=request.GET)
    form = DemandForm(
        sent(request),
        people=queries.addressees(viewer=request.actor),
        channels=queries.channels(),
        initial=_initial(begins),
    )
    made = tried(
        form,
        lambda: commands.ask_demand(
            by=request.actor,
            request=form.request(begins.amount.minor),
            department_id=begins.department or None,
            plan_id=begins.plan,
            settlement_id=begins.settlement,
        ),
    )
    if made:
        return done(request, _page(made.pk), _("Asked. Whoever is asked has been told."))
    return _form(request, form, _("Ask another function"), begins)


def demand_edit(request: HttpRequest, demand_id: int) -> HttpResponse:
    """Change a request: it is asked anew."""
    row = queries.demand_row(viewer=request.actor, demand_id=demand_id)
    form = DemandForm(
        sent(request),
        people=queries.addressees(viewer=request.actor),
        channels=queries.channels(),
        initial={
            "kind": row.kind,
            "count": row.count,
            "what": row.what,
            "channel": row.channel,
            "due_on": row.due_on,
            "why": row.why,
            "to": row.to_id,
            "to_name": row.to_name,
            "to_email": row.to_email,
            "version": row.version,
        },
    )
    made = tried(
        form,
        lambda: commands.change_demand(
            by=request.actor,
            demand_id=demand_id,
            request=form.request(row.amount_minor),
            version=form.cleaned_data["version"],
        ),
    )
    if made:
        return done(request, _page(demand_id), _("Changed and asked anew."))
    return _form(request, form, _("Change the request"), None)


def demand(request: HttpRequest, demand_id: int) -> HttpResponse:
    """One request: what, of whom, the answer, what came, its history."""
    viewer = request.actor
    row = queries.demand_row(viewer=viewer, demand_id=demand_id)
    delivered = queries.came(row, viewer=viewer)
    asked, makes = queries.asked(row, delivered), viewer.may(MAKE)
    answers = viewer.may(ANSWER)
    state = DemandState(row.state)
    channels = dict(queries.channels())
    context = {
        "row": row,
        "title": f"{capfirst(row.get_kind_display())}: {row.count}",
        "badge": state_of(row),
        "delivered": delivered,
        "wanted": asked.wanted,
        "term": asked.term,
        "share": delivered / asked.wanted,
        "late": is_late(asked, clock.today()),
        "channel": channels.get(row.channel or 0, ""),
        "by_fact": row.kind != DemandKind.MATERIALS,
        "sending": getattr(row, "sending", None),
        "link": queries.link_to(row) if makes and row.to_email else "",
        "may_answer": answers and may(state, DemandStep.ACCEPT),
        "may_deliver": answers and may(state, DemandStep.DELIVER),
        "may_change": makes and may(state, DemandStep.CHANGE),
        "may_close": makes and may(state, DemandStep.CLOSE),
        "may_reopen": makes and state is DemandState.CLOSED,
        "plan_href": reverse("planning:plan_version", args=[row.plan_id]) if row.plan_id and makes else "",
        "story": story(Ref("planning.demand", row.pk), viewer=viewer),
        "crumbs": [(_("Requests to others"), reverse("planning:demands")), (f"№ {row.pk}", "")],
    }
    return render(request, "planning/demands/card.html", context)


def demand_accept(request: HttpRequest, demand_id: int) -> HttpResponse:
    """Promise so many by a day."""
    row = queries.demand_row(viewer=request.actor, demand_id=demand_id)
    form = AcceptForm(sent(request), initial={**_offered(row), "version": row.version})
    return ask_here(
        request,
        form,
        {"title": _("Accept the request"), "submit": _("Promise"), "said": _("The head is told.")},
        lambda: commands.accept_demand(by=request.actor, demand_id=demand_id, **form.cleaned_data),
        _page(demand_id),
    )


def demand_refuse(request: HttpRequest, demand_id: int) -> HttpResponse:
    """Refuse with words."""
    row = queries.demand_row(viewer=request.actor, demand_id=demand_id)
    form = RefuseForm(sent(request), initial={"version": row.version})
    return ask_here(
        request,
        form,
        {"title": _("Refuse the request"), "submit": _("Refuse"), "said": _("The head is told.")},
        lambda: commands.refuse_demand(by=request.actor, demand_id=demand_id, **form.cleaned_data),
        _page(demand_id),
    )


def demand_deliver(request: HttpRequest, demand_id: int) -> HttpResponse:
    """Write down by hand what came."""
    queries.demand_row(viewer=request.actor, demand_id=demand_id)
    form = DeliverForm(sent(request))
    return ask_here(
        request,
        form,
        {"title": _("Write down what came"), "submit": _("Write down"), "said": _("Written down.")},
        lambda: commands.deliver_demand(by=request.actor, demand_id=demand_id, **form.cleaned_data),
        _page(demand_id),
    )


def demand_close(request: HttpRequest, demand_id: int) -> HttpResponse:
    """End a request."""
    row = queries.demand_row(viewer=request.actor, demand_id=demand_id)
    form = CloseForm(sent(request), initial={"version": row.version})
    return ask_here(
        request,
        form,
        {"title": _("Close the request"), "submit": _("Close"), "said": _("Closed. It can be opened again here.")},
        lambda: commands.close_demand(by=request.actor, demand_id=demand_id, **form.cleaned_data),
        _page(demand_id),
    )


def demand_reopen(request: HttpRequest, demand_id: int) -> HttpResponse:
    """Open a closed request again."""
    commands.reopen_demand(by=request.actor, demand_id=demand_id)
    return done(request, _page(demand_id), _("Open again."))


def demand_send(request: HttpRequest, demand_id: int) -> HttpResponse:
    """Send the letter once more."""
    commands.send_demand_again(by=request.actor, demand_id=demand_id)
    return done(request, _page(demand_id), _("The letter goes again."))


opened = by_link(
    "demand",
    partial(queries.demand_of, viewer=SYSTEM),
    lambda row: str(row.asked_by.language or "ru") if row.asked_by else "ru",
    per_minute=PER_MINUTE,
)


@opened
def demand_outside(request: HttpRequest, token: str, *, row: Demand) -> HttpResponse:  # noqa: ARG001 - the row is its
    """Let whoever got the letter promise or refuse, on a page of their own."""
    accept = AcceptForm(sent(request) if "accept" in request.POST else None, initial=_offered(row), prefix="yes")
    refuse = RefuseForm(sent(request) if "refuse" in request.POST else None, prefix="no")
    answered = (
        accept.is_bound and tried(accept, lambda: commands.accept_demand(by=SYSTEM, demand_id=row.pk, **said(accept)))
    ) or (
        refuse.is_bound and tried(refuse, lambda: commands.refuse_demand(by=SYSTEM, demand_id=row.pk, **said(refuse)))
    )
    if answered:
        return done(request, request.path, _("Thank you: your answer is kept."))
    context = {
        "row": row,
        "accept": accept,
        "refuse": refuse,
        "company": company.choice("name"),
        "open": may(DemandState(row.state), DemandStep.ACCEPT),
        "language": get_language(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "planning/demands/outside.html", context, status=status)


def said(form: Any) -> dict[str, Any]:
    """Return what a guest wrote; which version they saw and who they are is the link's own."""
    return {name: value for name, value in form.cleaned_data.items() if name not in {"version", "who"}}


def _offered(row: Demand) -> dict[str, Any]:
    return {"count": row.promised or row.count, "due_on": row.promised_on or row.due_on}


def _initial(begins: Beginning) -> dict[str, Any]:
    return {"kind": begins.kind.value, "count": begins.count, "due_on": begins.due_on, "why": begins.why}


def _form(request: HttpRequest, form: DemandForm, title: str, begins: Beginning | None) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "amount": begins.amount if begins and begins.amount.minor else None,
        "address": request.get_full_path(),
        "back_href": reverse("planning:demands"),
    }
    return render(request, "planning/demands/form.html", context, status=422 if form.is_bound else 200)


def _page(demand_id: int) -> str:
    return reverse("planning:demand", args=[demand_id])
