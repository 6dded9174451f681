"""Cells of a draft written by hand: parts, limits, counts."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.kernel.refusals import Denied, Invalid, Missing, Refusal
from mostik.planning.commands import cells as commands
from mostik.planning.commands import plans as plan_commands
from mostik.planning.forms import AmountForm, CountForm, LimitsForm
from mostik.planning.pages import asked, plans
from mostik.planning.queries.plans import plan_view
from mostik.web.answers import dialog, done


def fix_part(request: HttpRequest, plan_id: int, person_id: int) -> HttpResponse:
    """Write somebody's part; what cannot be is said at its cell, and nothing typed is lost."""
    form = AmountForm(request.POST)
    if form.is_valid():
        try:
            commands.fix_part(by=request.actor, plan_id=plan_id, person_id=person_id, **form.cleaned_data)
        except (Denied, Missing):
            raise
        except Refusal as refusal:
            asked.at_field(form, refusal, "amount")
        else:
            return done(request, _page(plan_id), _("Fixed; the others took the difference."))
    plan = plan_view(viewer=request.actor, plan_id=plan_id)
    return plans.answer(request, plan, wrong=(person_id, form), status=422)


def free_part(request: HttpRequest, plan_id: int, person_id: int) -> HttpResponse:
    """Let somebody's part go by weight again."""
    commands.free_part(by=request.actor, plan_id=plan_id, person_id=person_id, version=asked.version_of(request))
    return done(request, _page(plan_id), _("Free again."))


def limits(request: HttpRequest, plan_id: int, person_id: int) -> HttpResponse:
    """Change what holds one person's part."""
    plan = plan_view(viewer=request.actor, plan_id=plan_id)
    line = plan.line(person_id)
    if line is None:
        raise Missing()
    form = (
        LimitsForm(request.POST) if request.method == "POST" else LimitsForm.of(plan.options, person_id, plan.version)
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan_commands.change_options(
                by=request.actor,
                plan_id=plan_id,
                options=form.options(plan.options, person_id),
                version=form.cleaned_data["version"],
            )
        except (Denied, Missing):
            raise
        except Refusal as refusal:
            asked.at_field(form, refusal)
        else:
            return done(request, _page(plan_id), _("Split anew."))
    context = {"form": form, "plan": plan, "line": line}
    return dialog(request, "planning/plans/limits.html", context, status=422 if request.method == "POST" else 200)


def set_count(request: HttpRequest, plan_id: int, person_id: int) -> HttpResponse:
    """Write how many of a KPI somebody has in the month."""
    if plan_view(viewer=request.actor, plan_id=plan_id).line(person_id) is None:
        raise Missing()
    form = CountForm(request.POST)
    if not form.is_valid():
        raise Invalid(next(iter(form.errors.values()))[0], field="count")
    commands.set_count(by=request.actor, plan_id=plan_id, person_id=person_id, **form.cleaned_data)
    return done(request, _person(plan_id, person_id, form.cleaned_data["kpi"]), _("Fixed."))


def free_count(request: HttpRequest, plan_id: int, person_id: int) -> HttpResponse:
    """Let a count follow from the chain again."""
    kpi = request.POST.get("kpi", "")[:16]
    commands.free_count(
        by=request.actor, plan_id=plan_id, person_id=person_id, kpi=kpi, version=asked.version_of(request)
    )
    return done(request, _person(plan_id, person_id, kpi), _("Free again."))


def _page(plan_id: int) -> str:
    return reverse("planning:plan_version", args=[plan_id])


def _person(plan_id: int, person_id: int, kpi: str) -> str:
    query = {"plan": str(plan_id), "kpi": kpi}
    return asked.with_query(reverse("planning:person_plan", args=[person_id]), query)
