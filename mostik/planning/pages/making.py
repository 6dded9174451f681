"""Making a plan and changing what it is made from: the new plan with its preview, the target, the options."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.terms import Kpi
from mostik.kernel.refusals import Denied, Missing, Refusal
from mostik.planning.commands import plans as commands
from mostik.planning.forms import OptionsForm, PlanForm, TargetForm
from mostik.planning.pages import asked
from mostik.planning.queries import words
from mostik.planning.queries.people import departments
from mostik.planning.queries.plans import basis_of_version, plan_view
from mostik.planning.queries.preview import Preview, preview
from mostik.planning.queries.years import month_target
from mostik.planning.rules.options import Options
from mostik.web.answers import dialog, done


def new(request: HttpRequest) -> HttpResponse:
    """Ask what a new plan is made from; show what it comes to; save it as a draft."""
    known = departments(viewer=request.actor)
    if request.method == "GET":
        form = PlanForm(initial=_suggested(request), departments=known)
        return _ask(request, form, None)
    form = PlanForm(_taken(request), departments=known)
    if not form.is_valid():
        return _ask(request, form, None, status=422)
    try:
        return _saved(request, form) if "save" in request.POST else _ask(request, form, _previewed(request, form))
    except (Denied, Missing):
        raise
    except Refusal as refusal:
        asked.at_field(form, refusal)
        return _ask(request, form, None, status=422)


def target(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give a draft another target."""
    plan = plan_view(viewer=request.actor, plan_id=plan_id)
    form = TargetForm(request.POST or None, initial={"target": plan.target, "version": plan.version})
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_target(by=request.actor, plan_id=plan_id, **form.cleaned_data)
        except Refusal as refusal:
            _at(form, refusal, "target")
        else:
            return done(request, _page(plan_id), _("Split anew."))
    context = {"form": form, "plan": plan}
    return dialog(request, "planning/plans/target.html", context, status=422 if request.method == "POST" else 200)


def options(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Change what a draft is counted with: conversions, work, check, cap."""
    plan = plan_view(viewer=request.actor, plan_id=plan_id)
    basis = basis_of_version(viewer=request.actor, plan_id=plan_id)
    form = OptionsForm(request.POST or None, basis=basis, initial=_kept(plan.options))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_options(
                by=request.actor,
                plan_id=plan_id,
                options=form.options(plan.options),
                version=asked.version_of(request),
            )
        except Refusal as refusal:
            _at(form, refusal, None)
        else:
            return done(request, _page(plan_id), _("Counted anew."))
    context = {"form": form, "plan": plan}
    return dialog(request, "planning/plans/options.html", context, status=422 if request.method == "POST" else 200)


def _at(form: Any, refusal: Refusal, otherwise: str | None) -> None:
    if isinstance(refusal, Denied | Missing):
        raise refusal
    asked.at_field(form, refusal, otherwise)


def _previewed(request: HttpRequest, form: PlanForm) -> Preview:
    said = form.cleaned_data
    return preview(
        viewer=request.actor,
        department_id=said["department"],
        month=said["month"],
        target=said["target"],
        options=form.options(),
    )


def _taken(request: HttpRequest) -> QueryDict:
    """Return what was sent; with one of the scenarios' figures as the target when that was pressed."""
    said = request.POST.copy()
    if request.POST.get("take"):
        said["target"] = request.POST["take"]
    return said


def _saved(request: HttpRequest, form: PlanForm) -> HttpResponse:
    said = form.cleaned_data
    plan = commands.make_plan(
        by=request.actor,
        department_id=said["department"],
        month=said["month"],
        target=said["target"],
        options=form.options(),
        note=said["note"],
    )
    return done(request, _page(plan.pk), _("A draft. Look it over, fix what you know better, offer it."))


def _ask(request: HttpRequest, form: PlanForm, made: Preview | None, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "preview": made, "kpis": [words.kpi(kpi) for kpi in Kpi]}
    return render(request, "planning/plans/new.html", context, status=status)


def _suggested(request: HttpRequest) -> dict[str, Any]:
    month, where = asked.month_of(request), asked.number_of(request, "department") or request.actor.department
    of_year = month_target(viewer=request.actor, department_id=where, month=month.first) if where else None
    return {
        "month": month.code,
        "department": where,
        "target": request.GET.get("target") or of_year,
        "cap": "1.5",
        "keep_norm": True,
    }


def _kept(kept: Options) -> dict[str, Any]:
    """Return a draft's options as its form shows them."""
    return {
        "cap": f"{kept.cap:g}",
        "keep_norm": kept.floor > 0,
        "check": words.typed(kept.check_minor),
        "next": words.typed(kept.next_minor),
        **{f"rate_{link}": round(rate * 100, 2) for link, rate in kept.rates.items()},
        **{f"effort_{kpi}": count for kpi, count in kept.efforts.items()},
    }


def _page(plan_id: int) -> str:
    return reverse("planning:plan_version", args=[plan_id])
