"""Screens of imports: choose files, look at the columns, watch, read the result, mend names, take back."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.core.rights import EXPORT
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.table.uploads import on_disk
from mostik.crm.commands import imports as commands
from mostik.crm.commands.imports.runs import MAVEN, TABLE
from mostik.crm.forms.imports import AliasForm, MappingForm, PipelineForm, UploadForm, column_name
from mostik.crm.models import ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports.comparisons import comparison
from mostik.crm.queries.imports.naming import matches
from mostik.crm.queries.imports.previews import columns_of, preview_of
from mostik.crm.queries.imports.problems import problem_file
from mostik.crm.queries.imports.runs import PRESETS, RunLine, run_row, run_view, runs
from mostik.crm.queries.leaving import leaving_lines
from mostik.crm.rules.imports.fields import FIELDS
from mostik.kernel.refusals import Conflict, Invalid
from mostik.web import tables
from mostik.web.answers import done


def _state(line: RunLine) -> tables.Badge:
    words = _("%(state)s, a trial") % {"state": line.state} if line.dry else line.state
    return tables.Badge(words, line.tone)


RUNS = tables.Table(
    code="imports",
    columns=(
        tables.Column(
            key="title",
            title=gettext_lazy("File"),
            value=lambda line: line.title,
            url=lambda line: reverse("crm:import_run", args=[line.id]),
            main=True,
        ),
        tables.Column(
            key="preset", title=pgettext_lazy("import", "Kind"), value=lambda line: line.preset, hide_on_phone=True
        ),
        tables.Column(key="state", title=pgettext_lazy("import", "State"), value=_state, kind="badge", sort=("state",)),
        tables.Column(
            key="at",
            title=pgettext_lazy("import", "When"),
            value=lambda line: line.made_at,
            kind="moment",
            sort=("made_at",),
        ),
        tables.Column(key="total", title=pgettext_lazy("import", "Rows"), value=lambda line: line.total, kind="number"),
        tables.Column(key="made", title=pgettext_lazy("import", "New"), value=lambda line: line.made, kind="number"),
        tables.Column(
            key="changed", title=pgettext_lazy("import", "Changed"), value=lambda line: line.changed, kind="number"
        ),
        tables.Column(
            key="same", title=pgettext_lazy("import", "The same"), value=lambda line: line.same, kind="number"
        ),
        tables.Column(
            key="refused",
            title=pgettext_lazy("import", "Refused"),
            value=lambda line: line.refused,
            kind="number",
            tone=lambda line: "bad" if line.refused else "neutral",
        ),
    ),
    filters=(
        tables.choice_filter("state", pgettext_lazy("import", "State"), RunState.choices, "state"),
        tables.choice_filter("preset", pgettext_lazy("import", "Kind"), list(PRESETS.items()), "preset"),
    ),
    default_sort="-at",
    present=lambda rows: [RunLine.of(row) for row in rows],
    empty_title=gettext_lazy("Nothing was imported yet"),
    empty_text=gettext_lazy("Drop a file above: first you see what it will become, then it comes in."),
)


def imports(request: HttpRequest) -> HttpResponseBase:
    """Start an import; the history of all of them."""
    return _imports(request)


def upload(request: HttpRequest) -> HttpResponseBase:
    """Take the files of a new import."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with on_disk(form.cleaned_data["files"]) as uploads:
                run_id = commands.new_run(by=request.actor, preset=form.cleaned_data["preset"], uploads=uploads)
            return done(request, reverse("crm:import_run", args=[run_id]))
        except Invalid as refusal:
            form.add_error("files", refusal.text(_))
    return _imports(request, form, status=422)


def import_run(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """One import: its columns while it is set up, its progress, its result."""
    run = run_row(viewer=request.actor, run_id=run_id)
    return _draft(request, run) if run.state == RunState.DRAFT else _result(request, run_id)


def map_import(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Keep which column fills which field and show what the rows will become."""
    run = run_row(viewer=request.actor, run_id=run_id)
    if run.state != RunState.DRAFT:
        raise Conflict(_("This import has already begun: its columns are read as they were set."))
    form = _mapping_form(request, run, request.POST)
    if not form.is_valid():
        return _draft(request, run, form, status=422)
    commands.map_columns(by=request.actor, run_id=run_id, mapping=form.mapping, options=form.options)
    after = request.POST.get("then", "")
    if after not in {"try", "start"}:
        return done(request, _address(run_id))
    commands.start_import(by=request.actor, run_id=run_id, dry_run=after == "try")
    return done(request, _address(run_id))


def start(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Put a run into work: a trial that writes nothing, or the real one."""
    commands.start_import(by=request.actor, run_id=run_id, dry_run=request.POST.get("then") == "try")
    return done(request, _address(run_id))


def progress(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """How far a run is; when it has ended, the page is asked for anew."""
    run = run_view(viewer=request.actor, run_id=run_id)
    if not run.is_under_way:
        return HttpResponse(status=204, headers={"HX-Redirect": _address(run_id)})
    return render(request, "crm/imports/progress.html", {"run": run})


def cancel(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Stop a run."""
    commands.cancel_import(by=request.actor, run_id=run_id)
    return done(request, _address(run_id), _("The import stops after the rows in hand."))


def go_on(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Go on with a run that stopped."""
    commands.continue_import(by=request.actor, run_id=run_id)
    return done(request, _address(run_id))


def undo(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Take a whole run back."""
    commands.undo_import(by=request.actor, run_id=run_id)
    return done(request, _address(run_id))


def name(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Remember which record a name in the file means."""
    run = run_row(viewer=request.actor, run_id=run_id)
    form = AliasForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose a record from the list."), field="record")
    said = form.cleaned_data
    commands.add_alias(by=request.actor, kind=said["kind"], name=said["name"], record_id=said["record"])
    if run.state == RunState.DRAFT:
        words = _("“%(name)s” is known from now on.") % {"name": said["name"]}
        return done(request, reverse("crm:import_names", args=[run_id]), words)
    words = _("“%(name)s” is known from now on. Go over the troubled rows again when all names are.")
    return done(request, _address(run_id), words % {"name": said["name"]})


def names(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Who is who, before anything comes in: every name of the files and what it means here."""
    run = run_row(viewer=request.actor, run_id=run_id)
    view = run_view(viewer=request.actor, run_id=run_id)
    found = matches(viewer=request.actor, run=run) if run.asks_columns else []
    return render(request, "crm/imports/who.html", {"run": view, "matches": found, "draft": view.is_draft})


def reckoning(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Before and after: what the files said beside what stands here."""
    run = run_row(viewer=request.actor, run_id=run_id)
    view = run_view(viewer=request.actor, run_id=run_id)
    return render(
        request, "crm/imports/reckoning.html", {"run": view, "found": comparison(viewer=request.actor, run=run)}
    )


def count_again(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Count both sides anew."""
    commands.reckon_run(by=request.actor, run_id=run_id)
    return done(request, reverse("crm:import_reckoning", args=[run_id]), _("Both sides were counted anew."))


def leave(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Leave a pipeline of the files out, or take it in again."""
    run_row(viewer=request.actor, run_id=run_id)
    form = PipelineForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose a record from the list."), field="pipeline")
    commands.leave_out(by=request.actor, run_id=run_id, **form.cleaned_data)
    return done(request, reverse("crm:import_names", args=[run_id]))


def again(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Go over the troubled rows of a run once more."""
    return done(request, _address(commands.try_again(by=request.actor, run_id=run_id)))


def problems(request: HttpRequest, run_id: int, role: str) -> HttpResponseBase:
    """The troubled rows as a file to mend and load again."""
    lines = problem_file(viewer=request.actor, run_id=run_id, role=role)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{run_id}-{role}.csv"'
    return answer


def deals_leaving(request: HttpRequest) -> HttpResponseBase:
    """Every deal within reach as a file an import reads back, here or in another installation."""
    lines = leaving_lines(viewer=request.actor)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="deals-for-import.csv"'
    return answer


def _imports(request: HttpRequest, form: UploadForm | None = None, *, status: int = 200) -> HttpResponseBase:
    errors = {form.data.get("preset") or TABLE: form.errors.get("files", [])} if form else {}
    asked = form.data.get("preset", "") if form else ""
    context = {
        "may_export": request.actor.may(EXPORT),
        "table_errors": errors.get(TABLE, []),
        "maven_errors": errors.get(MAVEN, []),
        "system_errors": errors.get(asked, []) if asked in SYSTEMS else [],
        "systems": [(each.code, each.title, each.code == asked) for each in SYSTEMS.values()],
    }
    answer = tables.answer(request, "crm/imports/list.html", RUNS, runs(viewer=request.actor), context)
    answer.status_code = status
    return answer


def _draft(
    request: HttpRequest, run: ImportRun, form: MappingForm | None = None, *, status: int = 200
) -> HttpResponseBase:
    context: dict[str, Any] = {"run": run_view(viewer=request.actor, run_id=run.pk)}
    if not run.asks_columns:
        return render(request, "crm/imports/maven.html", context)
    form = form or _mapping_form(request, run)
    context |= {
        "form": form,
        "fields": FIELDS,
        "columns": [(each, form[column_name(each.place)]) for each in form.columns],
    }
    context["preview"] = preview_of(viewer=request.actor, run=run)
    return render(request, "crm/imports/mapping.html", context, status=status)


def _mapping_form(request: HttpRequest, run: ImportRun, data: Any = None) -> MappingForm:
    columns = columns_of(viewer=request.actor, run=run)
    return MappingForm(data, run=run, columns=columns, viewer=request.actor)


def _result(request: HttpRequest, run_id: int) -> HttpResponseBase:
    run = run_view(viewer=request.actor, run_id=run_id)
    return render(request, "crm/imports/result.html", {"run": run})


def _address(run_id: int) -> str:
    return reverse("crm:import_run", args=[run_id])
