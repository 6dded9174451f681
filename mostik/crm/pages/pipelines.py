"""Screens of the pipelines editor: pipelines, their stages in order, the small books."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.crm.commands import books as book_commands
from mostik.crm.commands import pipelines as commands
from mostik.crm.commands import stages as stage_commands
from mostik.crm.commands.measures import use_measured
from mostik.crm.forms.pipelines import (
    FORMS,
    PipelineEditForm,
    PipelineForm,
    RemoveStageForm,
    StageRulesForm,
    book_initial,
)
from mostik.crm.pages.asking import ask, number, sent
from mostik.crm.queries import books
from mostik.crm.queries.board import heads
from mostik.crm.queries.nearest import Asked
from mostik.crm.queries.pipelines import pipeline, stages
from mostik.crm.queries.stage_rules import stage_lines
from mostik.crm.rules.deals import StageView
from mostik.crm.terms import PipelineKind
from mostik.kernel.refusals import Conflict, Invalid
from mostik.web.answers import done

ADD = {
    "reason": book_commands.add_reason,
    "lead_reason": partial(book_commands.add_reason, of=PipelineKind.LEAD),
    "competitor": book_commands.add_competitor,
    "channel": book_commands.add_channel,
    "product": book_commands.add_product,
}
EDIT = {
    "reason": book_commands.edit_reason,
    "lead_reason": book_commands.edit_reason,
    "competitor": book_commands.edit_competitor,
    "channel": book_commands.edit_channel,
    "product": book_commands.edit_product,
}


def editor(request: HttpRequest) -> HttpResponse:
    """Pipelines with their stages, and the small books."""
    viewer = request.actor
    ways = stage_lines(viewer=viewer)
    context = {
        "pipelines": ways,
        "reasons": books.loss_reasons(viewer=viewer),
        "lead_reasons": books.loss_reasons(viewer=viewer, of=PipelineKind.LEAD),
        "competitors": books.all_competitors(viewer=viewer),
        "channels": books.all_channels(viewer=viewer),
        "products": books.all_products(viewer=viewer),
        "leads_apart": any(each.way.of_leads for each in ways),
        "stage_removed": request.session.pop("removed_stage", None),
        "put_away": request.session.pop("put_away_pipeline", None),
    }
    return render(request, "crm/pipelines/editor.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Add a pipeline."""
    form = PipelineForm(sent(request))
    words = {"title": _("New pipeline"), "address": reverse("crm:pipeline_add")}

    def make() -> None:
        commands.add_pipeline(by=request.actor, **form.cleaned_data)

    return ask(request, form, words, make, lambda: _back(request, _("The pipeline is added")))


def edit(request: HttpRequest) -> HttpResponse:
    """Rename a pipeline, or let new deals go to it."""
    way = pipeline(viewer=request.actor, pipeline_id=_named(request, "pipeline"))
    given = {"version": way.version, "title": way.title, "default": way.default}
    form = PipelineEditForm(sent(request), initial=given)

    def change() -> None:
        commands.edit_pipeline(by=request.actor, pipeline_id=way.id, **form.cleaned_data)

    words = {"title": way.title, "address": f"{reverse('crm:pipeline_edit')}?pipeline={way.id}"}
    return ask(request, form, words, change, lambda: _back(request, _("The pipeline is changed")))


def archive(request: HttpRequest) -> HttpResponse:
    """Take a pipeline out of use and offer to bring it back."""
    number = _named(request, "pipeline")
    commands.archive_pipeline(by=request.actor, pipeline_id=number)
    request.session["put_away_pipeline"] = number
    return _back(request, "")


def restore(request: HttpRequest) -> HttpResponse:
    """Bring a pipeline that was put away back into use."""
    commands.restore_pipeline(by=request.actor, pipeline_id=_named(request, "pipeline"))
    return _back(request, _("The pipeline is back"))


def add_stage(request: HttpRequest) -> HttpResponse:
    """Add a stage to a pipeline."""
    way = pipeline(viewer=request.actor, pipeline_id=_named(request, "pipeline"))
    form = StageRulesForm(sent(request), viewer=request.actor)
    del form.fields["measured"]

    def make() -> None:
        stage_commands.add_stage(by=request.actor, pipeline_id=way.id, fields=form.stage_fields)

    words = {"title": _("New stage"), "address": f"{reverse('crm:stage_add')}?pipeline={way.id}", "columns": "2"}
    return ask(request, form, words, make, lambda: _back(request, _("The stage is added")))


def edit_stage(request: HttpRequest) -> HttpResponse:
    """Change a stage's rules."""
    stage = _stage(request)
    form = StageRulesForm(sent(request), viewer=request.actor, stage=stage)

    def change() -> None:
        version = form.cleaned_data["version"]
        stage_commands.edit_stage(by=request.actor, stage_id=stage.id, fields=form.stage_fields, version=version)
        use_measured(by=request.actor, stage_id=stage.id, on=form.cleaned_data["measured"])

    words = {"title": stage.title, "address": f"{reverse('crm:stage_edit')}?stage={stage.id}", "columns": "2"}
    return ask(request, form, words, change, lambda: _back(request, _("The stage is changed")))


def order_stage(request: HttpRequest) -> HttpResponse:
    """Take a stage dragged or lifted to another place of its pipeline."""
    stage = _stage(request, "card")
    way = pipeline(viewer=request.actor, pipeline_id=stage.pipeline)
    if _named(request, "column") != way.id:
        raise Conflict(_("A stage stays in its pipeline. Add a stage there instead."))
    others = [each.id for each in way.stages if each.id != stage.id]
    before = number(request.POST, "before")
    place = others.index(before) if before in others else len(others)
    stage_commands.order_stages(
        by=request.actor, pipeline_id=way.id, stage_ids=[*others[:place], stage.id, *others[place:]]
    )
    return HttpResponse(status=204)


def remove_stage(request: HttpRequest) -> HttpResponse:
    """Take a stage out of use, asking where its deals go."""
    stage = _stage(request)
    form = RemoveStageForm(sent(request), viewer=request.actor, stage=stage)
    held = heads([stage.id], viewer=request.actor, asked=Asked())[stage.id].deals
    if not held:
        form.fields["to_stage"].required = False

    def take() -> None:
        to = form.cleaned_data["to_stage"]
        stage_commands.remove_stage(by=request.actor, stage_id=stage.id, to_stage_id=to or None)
        request.session["removed_stage"] = {"id": stage.id, "title": stage.title}

    words = {"title": _("Remove “%(stage)s”") % {"stage": stage.title}, "submit": _("Remove"), "danger": True}
    words |= {"address": f"{reverse('crm:stage_remove')}?stage={stage.id}", "held": held}
    return ask(request, form, words, take, lambda: _back(request, ""))


def restore_stage(request: HttpRequest) -> HttpResponse:
    """Bring a removed stage back with the deals that went from it."""
    moved = stage_commands.restore_stage(by=request.actor, stage_id=_named(request, "stage"))
    words = ngettext("The stage is back with %(count)s deal", "The stage is back with %(count)s deals", moved)
    return _back(request, words % {"count": moved})


def add_record(request: HttpRequest) -> HttpResponse:
    """Add a record to a small book."""
    name = _book(request)
    form = FORMS[name](sent(request))
    form.fields.pop("active")

    def make() -> None:
        ADD[name](by=request.actor, **form.cleaned_data)

    words = {"title": _("New record"), "address": f"{reverse('crm:book_add')}?book={name}"}
    return ask(request, form, words, make, lambda: _back(request, _("Added")))


def edit_record(request: HttpRequest) -> HttpResponse:
    """Change a record of a small book, or put it away."""
    name, pk = _book(request), _named(request, "record")
    row = books.book_values(name, pk, viewer=request.actor)
    form = FORMS[name](sent(request), initial=book_initial(row))

    def change() -> None:
        EDIT[name](by=request.actor, **{f"{name.removeprefix('lead_')}_id": pk}, **form.cleaned_data)

    words = {"title": row.title, "address": f"{reverse('crm:book_edit')}?book={name}&record={pk}"}
    return ask(request, form, words, change, lambda: _back(request, _("Changed")))


def _stage(request: HttpRequest, name: str = "stage") -> StageView:
    found = stages(viewer=request.actor).get(_named(request, name))
    if found is None:
        raise Invalid(_("There is no such stage."), field="stage")
    return found


def _book(request: HttpRequest) -> str:
    name = request.GET.get("book", "")
    if name not in FORMS:
        raise Invalid(_("There is no such book."), field="book")
    return name


def _named(request: HttpRequest, name: str) -> int:
    """Return the number a request names, in its address or in what was posted."""
    found = number(request.GET, name) or number(request.POST, name)
    if found is None:
        raise Invalid(_("The request names no record."), field=name)
    return found


def _back(request: HttpRequest, said: Any) -> HttpResponse:
    return done(request, reverse("crm:pipelines"), said)
