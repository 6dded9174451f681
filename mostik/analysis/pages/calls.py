"""What everybody's month will bring, on screen: what their deals promise, what is said instead, how it held before."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.analysis.commands.calls import promise_month, restore_promise, take_promise_back
from mostik.analysis.forms import PromiseForm
from mostik.analysis.pages.asked import address, records_href
from mostik.analysis.queries.calls import Month, Promised, Promises, promise_of, promises, running_month
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.queries.people import person
from mostik.web import formats
from mostik.web.answers import Undo, stay
from mostik.web.asking import ask, sent
from mostik.web.components.registry import render as piece
from mostik.web.tables import Badge, Column, grid

CHANGED = "promisesChanged"
UNDO_SECONDS = 60


def shown_promises(viewer: Actor) -> dict[str, Any]:
    """Return what the card of promises shows."""
    found = promises(viewer=viewer)
    return {
        "promises": found,
        "people": grid(_columns(viewer), found.people, _whole(found)) if found.people else None,
        "months": grid(_month_columns(), found.months) if found.months else None,
    }


def show_promises(request: HttpRequest) -> HttpResponse:
    """Show the card by itself: it comes anew when a promise changes."""
    return render(request, "analysis/_promises.html", shown_promises(request.actor))


def edit_promise(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say what somebody's month will bring."""
    who, said = person(viewer=request.actor, person_id=person_id), promise_of(viewer=request.actor, person_id=person_id)
    row = next((each for each in promises(viewer=request.actor).people if each.person == who.pk), None)
    first = said.amount if said else row.commit if row else None
    form = PromiseForm(sent(request), initial={"amount": first, "note": said.note if said else ""})
    return ask(
        request,
        form,
        {"who": who, "said": said, "row": row, "month": formats.month(running_month())},
        lambda: promise_month(by=request.actor, person_id=who.pk, **form.cleaned_data),
        lambda: stay(_("Said: it stands instead of what the deals promise."), refresh=CHANGED),
        template="analysis/promise.html",
    )


def take_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let what the deals promise stand again."""
    take_promise_back(by=request.actor, person_id=person_id)
    undo = Undo(reverse("analysis:promise_restore", args=[person_id]), UNDO_SECONDS)
    return stay(_("Taken back: what the deals promise stands again."), refresh=CHANGED, undo=undo)


def restore(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let what was said stand again."""
    restore_promise(by=request.actor, person_id=person_id)
    return stay(_("It stands again."), refresh=CHANGED)


def _columns(viewer: Actor) -> list[Column]:
    says = viewer.may("analysis.promise_month")
    month = Span(running_month(), clock.today())

    def deals(row: Promised) -> str:
        return address(reverse("crm:deal_list"), {"outcome": "open", **({"owner": row.person} if row.person else {})})

    def payments(row: Promised) -> str:
        return records_href("revenue", month, **({"person": row.person} if row.person else {}))

    def said(row: Promised) -> Any:
        if row.person is None:
            return ""
        href = reverse("analysis:promise", args=[row.person])
        words = formats.money_short(row.said.amount) if row.said else _("Say")
        return piece("button", text=words, dialog=href, tone="bare", size="s") if says else words if row.said else ""

    return [
        Column(key="name", title=_("Person"), value=lambda row: row.name, main=True),
        Column(key="fact", title=_("In already"), value=lambda row: row.fact, kind="short", url=payments),
        Column(key="commit", title=_("Commit"), value=lambda row: row.commit, kind="short", url=deals),
        Column(key="said", title=_("Said instead"), value=said),
        Column(
            key="expected",
            title=_("Expected"),
            value=lambda row: row.expected,
            kind="short",
            url=deals,
            hide_on_phone=True,
        ),
        Column(key="best", title=_("Best case"), value=lambda row: row.best, kind="short", url=deals),
        Column(key="pipeline", title=_("Whole pipeline"), value=lambda row: row.pipeline, kind="short", url=deals),
        Column(key="kept", title=_("Kept before"), value=_kept, kind="badge"),
    ]


def _kept(row: Promised) -> Badge | str:
    if not row.judged:
        return ""
    words = _("%(kept)s of %(judged)s") % {"kept": row.kept, "judged": row.judged}
    return Badge(words, "good" if row.kept >= 0.8 * row.judged else "warn" if 2 * row.kept >= row.judged else "bad")


def _whole(found: Promises) -> Promised | None:
    """Return the row of all together, named; of one person alone it would only repeat."""
    whole = found.whole
    if whole is None or len(found.people) < 2:
        return None
    several = ngettext("%(count)s person together", "%(count)s people together", len(found.people))
    return replace(whole, name=several % {"count": len(found.people)})


def _month_columns() -> list[Column]:
    return [
        Column(key="month", title=_("Month"), value=lambda row: formats.month(row.first), main=True),
        Column(key="asked", title=_("As promised on"), value=lambda row: row.asked_on, kind="day", hide_on_phone=True),
        Column(key="promised", title=_("Promised"), value=lambda row: row.promised, kind="money"),
        Column(key="came", title=_("Came"), value=lambda row: row.came, kind="money", url=_came),
        Column(key="held", title=_("Came of it"), value=lambda row: row.held, kind="percent", tone=_tone),
    ]


def _came(row: Month) -> str:
    return records_href("revenue", Span(row.first, Period.of(PeriodKind.MONTH, row.first).last))


def _tone(row: Month) -> str:
    return "neutral" if row.held is None else "good" if row.held >= 1 else "bad"
