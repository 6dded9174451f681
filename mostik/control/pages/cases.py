"""Screens of figures below their due: the list, one case, its cause, closing and opening again."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.control.commands import cases as commands
from mostik.control.forms.cases import CaseEndForm, CauseForm
from mostik.control.models import CASE_KINDS, CASE_STATES, CAUSES, ENDINGS, Case
from mostik.control.pages.case_words import (
    amount_words,
    card_title,
    clue_words,
    days_words,
    figure_title,
    figure_words,
)
from mostik.control.queries import cases as queries
from mostik.control.queries.evidence import Evidence, evidence
from mostik.control.terms import CaseKind, CaseState, Cause, Ending
from mostik.core import clock
from mostik.core.queries import story
from mostik.core.rights import EXPORT
from mostik.kernel.events import Ref
from mostik.kernel.many import Outcome
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.planning.queries.words import KPIS
from mostik.web import charts, formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import ask, sent
from mostik.web.many import settled

TONES = {CaseState.ASKED: "warn", CaseState.NAMED: "warn", CaseState.ACTING: "info", CaseState.ENDED: "neutral"}
MANY = "control/cases/many.html"
WAYS = (("talk", gettext_lazy("Talk it over")), ("help", gettext_lazy("Help")), ("task", gettext_lazy("Set a task")))
#: Nobody is to be talked to about an absence: what was theirs is given to others, or planned anew.
OF_AWAY = (
    ("help", gettext_lazy("Hand over the deals")),
    ("replan", gettext_lazy("Replan")),
    ("task", gettext_lazy("Set a task")),
)
OPEN = "open"


def _state(row: Case) -> tables.Badge:
    if row.state == CaseState.ENDED:
        return tables.Badge(row.get_ending_display(), "good" if row.ending == Ending.RECOVERED else "neutral")
    if row.raised_on:
        return tables.Badge(_("raised higher"), "bad")
    return tables.Badge(row.get_state_display(), TONES[CaseState(row.state)])


TABLE = tables.Table(
    code="cases",
    columns=(
        tables.Column(
            key="whose",
            title=gettext_lazy("Whose figure"),
            value=queries.whose,
            main=True,
            url=lambda row: reverse("control:case", args=[row.pk]),
        ),
        tables.Column(key="kpi", title=gettext_lazy("Figure"), value=figure_title),
        tables.Column(key="then", title=gettext_lazy("When it was found"), value=figure_words),
        tables.Column(
            key="since",
            title=gettext_lazy("Since then"),
            value=lambda row: (
                amount_words(row, row.fact_since, row.plan_since) if row.plan_since or row.fact_since else ""
            ),
            default_hidden=True,
        ),
        tables.Column(
            key="worth",
            title=gettext_lazy("Costs"),
            value=lambda row: Money(row.worth_minor, row.currency) if row.worth_minor else None,
            kind="short",
            sort=("worth_minor",),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge"),
        tables.Column(
            key="cause",
            title=gettext_lazy("Cause"),
            value=lambda row: row.get_cause_display() if row.cause else "",
            hide_on_phone=True,
        ),
        tables.Column(
            key="owner",
            title=gettext_lazy("Who answers"),
            value=lambda row: row.owner,
            kind="person",
            default_hidden=True,
        ),
        tables.Column(
            key="due",
            title=gettext_lazy("Next look"),
            value=lambda row: row.due_on if row.state != CaseState.ENDED else None,
            kind="day",
            sort=("due_on",),
        ),
        tables.Column(
            key="opened",
            title=gettext_lazy("Found"),
            value=lambda row: row.opened_on,
            kind="day",
            sort=("opened_on",),
            default_hidden=True,
        ),
    ),
    filters=(
        tables.choice_filter(
            "is",
            gettext_lazy("State"),
            [(OPEN, gettext_lazy("open")), *CASE_STATES],
            apply=lambda rows, value: (
                rows.exclude(state=CaseState.ENDED) if value == OPEN else rows.filter(state=value)
            ),
        ),
        tables.choice_filter("kind", gettext_lazy("What deviates"), CASE_KINDS, "kind"),
        tables.choice_filter("kpi", gettext_lazy("Figure"), list(KPIS.items()), "kpi"),
        tables.choice_filter("cause", gettext_lazy("Cause"), CAUSES, "cause", more=True),
        tables.choice_filter("ending", gettext_lazy("How it ended"), ENDINGS, "ending", more=True),
        tables.day_range_filter("opened", gettext_lazy("Found"), "opened_on", more=True),
    ),
    search=tables.text_search(
        "person__last_name", "person__first_name", "department__title", "title", "cause_text", "outcome"
    ),
    search_words=gettext_lazy("Person, cause or outcome"),
    default_sort="-opened",
    bulk=(
        tables.BulkAction(
            code="end",
            title=gettext_lazy("Close"),
            url_name="control:cases_end",
            needs="control.take_action",
            dialog=True,
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("No figure lags"),
    empty_text=gettext_lazy(
        "Every working morning the figures of the last days are held against the plan in force. What stands lower "
        "than chance allows appears here, with the question why."
    ),
)


def case_list(request: HttpRequest) -> HttpResponseBase:
    """Every figure found below its due, within reach."""
    return tables.answer(request, "control/cases/list.html", TABLE, queries.cases(viewer=request.actor))


def my_cases(request: HttpRequest) -> HttpResponse:
    """What one is asked the cause of: a fragment for other screens."""
    rows = queries.open_cases(viewer=request.actor).filter(person=request.actor.id, state=CaseState.ASKED)
    asked = [(each, figure_title(each), figure_words(each)) for each in rows]
    return render(request, "control/cases/_mine.html", {"asked": asked})


def case(request: HttpRequest, deviation_id: int) -> HttpResponse:
    """One case: the figure day by day, what the figures say, the cause, what is done about it, its history."""
    viewer = request.actor
    found = queries.case(viewer=viewer, case_id=deviation_id)
    behind = evidence(found, viewer=viewer)
    is_open = found.state != CaseState.ENDED
    context = {
        "case": found,
        "whose": queries.whose(found),
        "title": card_title(found),
        "badge": _state(found),
        "then": amount_words(found, found.fact_then, found.plan_then),
        "over": days_words(found),
        "share_then": min(1.0, found.fact_then / found.plan_then) if found.plan_then else 0.0,
        "since": amount_words(found, found.fact_since, found.plan_since),
        "share_since": found.fact_since / found.plan_since if found.plan_since else None,
        "passed": bool(behind.days) and behind.days[-1] >= found.opened_on,
        "worth": Money(found.worth_minor, found.currency) if found.worth_minor else None,
        "behind": behind,
        "clues": [clue_words(each, found.kpi) for each in behind.clues],
        "chart": _chart(found, behind) if behind.days else None,
        "records": _records(found, behind),
        "actions": found.actions.select_related("owner").order_by("pk"),
        "story": story(Ref("control.case", found.pk), viewer=viewer),
        "may_answer": is_open and (found.person_id in viewer.selves or viewer.may("control.take_action")),
        "ways": _ways(found) if is_open and viewer.may("control.take_action") else [],
        "may_end": is_open and viewer.may("control.take_action"),
        "may_resume": found.ending == Ending.CLOSED and viewer.may("control.take_action"),
        "crumbs": [(_("Deviations"), reverse("control:cases")), (queries.whose(found), "")],
    }
    return render(request, "control/cases/card.html", context)


def case_cause(request: HttpRequest, deviation_id: int) -> HttpResponse:
    """Say why a figure lags; what the figures point to is chosen beforehand."""
    found = queries.case(viewer=request.actor, case_id=deviation_id)
    known = found.cause or (evidence(found, viewer=request.actor).likely if request.method == "GET" else "")
    form = CauseForm(sent(request), initial={"cause": known or "", "text": found.cause_text})
    words = {"title": _("Why is it so?"), "note": figure_words(found), "address": request.path, "submit": _("Say so")}
    return ask(
        request,
        form,
        words,
        lambda: commands.name_cause(
            by=request.actor,
            case_id=deviation_id,
            cause=Cause(form.cleaned_data["cause"]),
            text=form.cleaned_data["text"],
        ),
        lambda: done(request, reverse("control:case", args=[deviation_id]), _("Written down.")),
    )


def case_end(request: HttpRequest, deviation_id: int) -> HttpResponse:
    """Close a case by hand."""
    found = queries.case(viewer=request.actor, case_id=deviation_id)
    form, page = CaseEndForm(sent(request)), reverse("control:case", args=[deviation_id])
    words = {"title": _("Close the deviation"), "note": figure_words(found), "address": request.path}
    undo = reverse("control:case_resume", args=[deviation_id])
    return ask(
        request,
        form,
        {**words, "submit": _("Close")},
        lambda: commands.end_case(by=request.actor, case_id=deviation_id, outcome=form.cleaned_data["outcome"]),
        lambda: done(request, page, with_undo(_("Closed."), undo, page)),
    )


def case_resume(request: HttpRequest, deviation_id: int) -> HttpResponse:
    """Open a closed case again."""
    commands.resume_case(by=request.actor, case_id=deviation_id)
    return done(request, reverse("control:case", args=[deviation_id]), _("Open again."))


def cases_end(request: HttpRequest) -> HttpResponse:
    """Close the picked cases with one outcome."""
    form = CaseEndForm(sent(request))
    rows = tables.picked(TABLE, queries.open_cases(viewer=request.actor), request)
    picked = list(rows.order_by("pk").values_list("pk", flat=True))
    made: list[Outcome] = []
    words = {"title": _("Close the deviations"), "address": request.path, "submit": _("Close"), "picked": picked}

    def close() -> None:
        made.append(commands.end_cases(by=request.actor, case_ids=picked, outcome=form.cleaned_data["outcome"]))

    return ask(
        request,
        form,
        words,
        close,
        lambda: settled(request, made[0], home=reverse("control:cases"), words=_closed),
        template=MANY,
    )


def _closed(count: int) -> str:
    return ngettext("%(count)s deviation closed", "%(count)s deviations closed", count) % {"count": count}


def _chart(found: Case, behind: Evidence) -> charts.Chart:
    days = [formats.day(each) for each in behind.days]
    series = [
        charts.Series(_("Done"), list(behind.done)),
        charts.Series(_("Norm"), [round(each, 1) for each in behind.due], tone="neutral"),
    ]
    return charts.bars(_("Day by day"), days, series, unit=formats.lowered(figure_title(found)))


def _records(found: Case, behind: Evidence) -> str:
    if not behind.days:
        return ""
    span = Span(behind.days[0], clock.today())
    asked = {"metric": found.metric, "first": span.first.isoformat(), "last": span.last.isoformat()}
    if found.kind == CaseKind.STAGE:
        return f"{reverse('crm:deal_list')}?{urlencode({'stage': found.subject})}"
    if found.kind == CaseKind.CHANNEL:
        asked["base"] = "1"
    whose = {"person": found.person_id} if found.person_id else {}
    subject = {found.kind: found.subject} if found.subject else {}
    return f"{reverse('analysis:records')}?{urlencode({**asked, **whose, **subject})}"


def _ways(found: Case) -> list[tuple[str, str]]:
    """Return what can be decided about a case: words, and the address of the dialog that knows the figure."""
    asked = {
        "case": found.pk,
        "metric": found.metric,
        "plan": found.plan_then,
        "fact": found.fact_then,
        **({"person": found.person_id} if found.person_id else {}),
    }
    take = reverse("control:action_add")
    ways = OF_AWAY if found.kind == CaseKind.AWAY else WAYS
    return [(str(words), f"{take}?{urlencode({**asked, 'kind': kind})}") for kind, words in ways]
