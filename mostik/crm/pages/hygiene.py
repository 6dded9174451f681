"""Screens of funnel hygiene: stages with the evidence, a preview of taking one out, taken out with an undo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands.stages import remove_stage
from mostik.crm.forms.pipelines import RemoveStageForm
from mostik.crm.pages.asking import blame, number, sent
from mostik.crm.queries.hygiene import hygiene, preview
from mostik.crm.queries.pipelines import stages
from mostik.kernel.refusals import Invalid
from mostik.web.answers import dialog, done


def review(request: HttpRequest) -> HttpResponse:
    """Every stage with what closed deals say of it."""
    context = {
        "pipelines": hygiene(viewer=request.actor),
        "stage_removed": request.session.pop("removed_stage", None),
    }
    return render(request, "crm/hygiene/review.html", context)


def take_out(request: HttpRequest) -> HttpResponse:
    """Show what taking a stage out would change, and take it out."""
    stage = stages(viewer=request.actor).get(number(request.GET, "stage") or 0)
    if stage is None or stage.is_closing:
        raise Invalid(_("There is no such stage."), field="stage")
    seen = preview(stage, viewer=request.actor)
    form = RemoveStageForm(
        sent(request), viewer=request.actor, stage=stage, initial={"to_stage": seen.to.id if seen.to else None}
    )
    form.fields["to_stage"].required = bool(seen.standing)
    if form.is_valid():
        try:
            remove_stage(by=request.actor, stage_id=stage.id, to_stage_id=form.cleaned_data["to_stage"] or None)
            request.session["removed_stage"] = {"id": stage.id, "title": stage.title}
            return done(request, reverse("crm:hygiene"))
        except Invalid as refusal:
            blame(form, refusal)
    context = {"form": form, "seen": seen, "stage": stage, "number": str(stage.id)}
    return dialog(request, "crm/hygiene/take_out.html", context, status=422 if form.is_bound else 200)
