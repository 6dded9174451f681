"""The plan's screen: figures, the ladder, people, versions, and what can be done with a version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core import clock
from mostik.core.actors import Actor, Reach
from mostik.kernel.period import Period, Span
from mostik.kernel.refusals import Refusal
from mostik.planning.commands import plans as commands
from mostik.planning.forms import AmountForm, AnswerForm, WhyForm
from mostik.planning.pages import asked
from mostik.planning.queries import words
from mostik.planning.queries.causes import causes_of
from mostik.planning.queries.changes import changes_of
from mostik.planning.queries.ladder import Rung
from mostik.planning.queries.people import department, departments, sellers
from mostik.planning.queries.plans import CountCell, PersonLine, PlanView, plan_of, plan_view
from mostik.planning.terms import PlanState
from mostik.web import formats
from mostik.web.answers import dialog, done
from mostik.web.asking import ask, sent
from mostik.web.shell import address

OPEN_STATES = (PlanState.PROPOSED, PlanState.ACTIVE)
TONES = {"good": "good", "watch": "warn", "bad": "bad", "none": "neutral"}
STATE_TONES = {"draft": "info", "proposed": "accent", "active": "good", "superseded": "neutral", "dropped": "neutral"}


@dataclass(frozen=True)
class Row:
    """A person's row: the line, where its numbers lead, and the form of its part."""

    line: PersonLine
    href: str
    fact_href: str
    tone: str
    form: forms.Form
    note: str
    away: str
    counts: list[tuple[CountCell, str]]


@dataclass(frozen=True)
class LadderRow:
    """A rung and where its count leads."""

    rung: Rung
    href: str


def show_month(request: HttpRequest) -> HttpResponse:
    """Show a month's plan, or how to make the first one."""
    month, where = asked.month_of(request), asked.number_of(request, "department")
    found = plan_of(viewer=request.actor, department_id=where, month=month.first)
    if found:
        return answer(request, found)
    chosen = department(viewer=request.actor, department_id=where)
    context = {
        **_frame(request.actor, month, chosen.pk),
        "department_title": chosen.title,
        "nobody": not sellers(viewer=request.actor, department_id=chosen.pk, span=month.span),
        "over": month.last < clock.today(),
        "can_make": request.actor.may("planning.make_plan"),
        "structure_href": address("people:structure"),
    }
    return render(request, "planning/plans/none.html", context)


def show_version(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show one version."""
    return answer(request, plan_view(viewer=request.actor, plan_id=plan_id))


def answer(
    request: HttpRequest, plan: PlanView, *, wrong: tuple[int, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """Show a version; ``wrong`` is a person whose part could not be written, with the form that says why."""
    month = Period.parse(plan.month.isoformat()[:7])
    viewer: Actor = request.actor
    mine = plan.line(viewer.id or 0)
    context = {
        **_frame(viewer, month, plan.department),
        "plan": plan,
        "state_tone": STATE_TONES[plan.state],
        "tone": TONES[plan.standing.tone],
        "done_share": plan.standing.fact.minor / plan.target.minor if plan.target.minor else None,
        "due_share": plan.standing.to_date.minor / plan.target.minor if plan.target.minor else None,
        "fact_href": asked.records_href(plan.metric, month.span),
        "ladder": [_rung(rung, month.span) for rung in plan.ladder.rungs],
        "sentence": _sentence(plan.ladder.rungs),
        "rows": [_row(line, plan, month.span, wrong) for line in plan.people],
        "editable": plan.is_draft and plan.whole and viewer.may("planning.make_plan"),
        "can_make": viewer.may("planning.make_plan") and plan.whole,
        "can_force": viewer.may("planning.put_in_force")
        and plan.whole
        and plan.state in {PlanState.DRAFT, PlanState.PROPOSED},
        "can_drop": plan.state in {PlanState.DRAFT, PlanState.PROPOSED},
        "doubts": _doubts(plan, viewer),
        "asks": plan.state == PlanState.PROPOSED,
        "can_answer": mine is not None and viewer.may("planning.agree_plan") and plan.state in OPEN_STATES,
        "my_answer": mine.answer if mine else None,
        "pace_words": formats.percent(plan.standing.pace, 0),
        "deals_href": address("crm:deal_list"),
        "capacity_href": asked.with_query(reverse("planning:capacity"), {"plan": str(plan.id)}),
    }
    return render(request, "planning/plans/page.html", context, status=status)


def propose(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Offer a draft to its people."""
    plan = commands.propose_plan(by=request.actor, plan_id=plan_id, version=asked.version_of(request))
    return done(request, reverse("planning:plan_version", args=[plan.pk]), _("Offered: everybody sees their part."))


def put_in_force(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Put a version in force; one not everybody agreed to asks for a reason."""
    view = changes_of(viewer=request.actor, plan_id=plan_id)
    form = WhyForm(sent(request), initial={"version": view.version})
    return ask(
        request,
        form,
        {
            "title": _("Put version %(n)s in force") % {"n": view.number},
            "note": words.not_agreed(view.asked - view.agreed, view.asked),
            "address": request.path,
            "submit": _("Put in force"),
        },
        lambda: commands.put_in_force(by=request.actor, plan_id=plan_id, **form.cleaned_data),
        lambda: done(request, reverse("planning:plan_version", args=[plan_id]), _("In force: daily numbers go by it.")),
    )


def copy(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin a new version from another one."""
    plan = commands.copy_plan(by=request.actor, plan_id=plan_id)
    return done(request, reverse("planning:plan_version", args=[plan.pk]), _("A new draft, measured anew today."))


def measure(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Measure a draft's basis again."""
    plan = commands.measure_anew(by=request.actor, plan_id=plan_id, version=asked.version_of(request))
    return done(request, reverse("planning:plan_version", args=[plan.pk]), _("Measured anew."))


def drop(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Drop a version; its page offers to bring it back."""
    plan = commands.drop_draft(by=request.actor, plan_id=plan_id, version=asked.version_of(request))
    return done(request, reverse("planning:plan_version", args=[plan.pk]), _("Dropped. You can bring it back here."))


def restore(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Bring a dropped version back."""
    plan = commands.restore_draft(by=request.actor, plan_id=plan_id)
    return done(request, reverse("planning:plan_version", args=[plan.pk]), _("It is a draft again."))


def reply(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say what one thinks of one's own part."""
    plan = plan_view(viewer=request.actor, plan_id=plan_id)
    mine = plan.line(request.actor.id or 0)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.answer_plan(by=request.actor, plan_id=plan_id, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.field is None:
                raise
            asked.at_field(form, refusal)
        else:
            return done(request, reverse("planning:plan_version", args=[plan_id]), _("Your answer is kept."))
    status = 422 if request.method == "POST" else 200
    return dialog(request, "planning/plans/answer.html", {"form": form, "plan": plan, "mine": mine}, status=status)


def _doubts(plan: PlanView, viewer: Actor) -> list[str]:
    """Return what happened that the plan in force may no longer hold, in words."""
    if plan.state != PlanState.ACTIVE or not plan.whole or not viewer.may("planning.make_plan"):
        return []
    return [cause.words for cause in causes_of(viewer=viewer, plan_id=plan.id) if cause.open]


def _row(line: PersonLine, plan: PlanView, span: Span, wrong: tuple[int, forms.Form] | None) -> Row:
    form: forms.Form = AmountForm(initial={"amount": formats.number(line.amount.major), "version": plan.version})
    if wrong and wrong[0] == line.person:
        form = wrong[1]
    return Row(
        line=line,
        href=asked.person_href(line.person, plan.month, plan=str(plan.id)),
        fact_href=asked.records_href(plan.metric, span, person=line.person),
        tone=TONES[line.standing.tone],
        form=form,
        note=_newcomer(line),
        away=ngettext("away %(n)s day", "away %(n)s days", line.away) % {"n": line.away},
        counts=[
            (cell, asked.person_href(line.person, plan.month, plan=str(plan.id), kpi=cell.kpi)) for cell in line.counts
        ],
    )


def _newcomer(line: PersonLine) -> str:
    if line.ramp >= 1:
        return ""
    return _("newcomer: %(share)s of a full norm") % {"share": formats.percent(line.ramp, 0)}


def _sentence(rungs: Sequence[Rung]) -> str:
    """Return the chain in one line: payments = invoices = … = leads = calls."""
    said = [rung for rung in rungs if not rung.effort or rung.code == "calls"]
    return " = ".join(words.counted(rung.code, rung.count) for rung in said)


def _rung(rung: Rung, span: Span) -> LadderRow:
    return LadderRow(rung, asked.records_href(rung.metric, span))


def department_choice(viewer: Actor, where: int, href: Callable[[int], str]) -> list[dict[str, Any]]:
    """Return the departments a page can be of, where somebody has several within reach."""
    known = departments(viewer=viewer) if viewer.reach in {Reach.ALL, Reach.DEPARTMENT} else []
    several = known if len(known) > 1 else []
    return [{"text": each.title, "href": href(each.pk), "current": each.pk == where} for each in several]


def _frame(viewer: Actor, month: Period, where: int) -> dict[str, Any]:
    """Return what the page shows around a plan: months before and after, other departments."""
    return {
        "month_words": formats.month(month.first),
        "department_id": where,
        "before": asked.plan_href(month=month.previous().first, department=where),
        "after": asked.plan_href(month=month.next().first, department=where),
        "departments": department_choice(
            viewer, where, lambda each: asked.plan_href(month=month.first, department=each)
        ),
        "make_href": asked.with_query(reverse("planning:plan_new"), {"month": month.code, "department": str(where)}),
        "file_href": asked.with_query(reverse("planning:plan_file_new"), {"department": str(where)}),
    }
