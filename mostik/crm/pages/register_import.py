"""A file of rows loaded into a register: first a trial that says what would come of it, then the rows themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.tables import keep, rows_of
from mostik.crm.adapters.table.uploads import on_disk
from mostik.crm.commands.register_import import Loaded, load_rows
from mostik.crm.forms.registers import RowsFile
from mostik.crm.queries.fields import own_fields
from mostik.crm.queries.registers import RegisterView, register_named
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Invalid

SHOWN = 100


def load(request: HttpRequest, code: str) -> HttpResponse:
    """Load a file of rows: a trial, or in earnest."""
    register = register_named(code, viewer=request.actor)
    form = RowsFile(request.POST or None, request.FILES or None)
    loaded: Loaded | None = None
    dry = request.POST.get("then") != "load"
    if request.method == "POST" and form.is_valid():
        try:
            loaded = _load(request, register, form, dry=dry)
        except Invalid as refusal:
            form.add_error("file", refusal.text(_))
    context = {
        "register": register,
        "form": form,
        "fields": own_fields(Holder.ROW, viewer=request.actor, register=register.id),
        "loaded": loaded,
        "dry": dry,
        "refused": loaded.refused[:SHOWN] if loaded else (),
        "crumbs": [(register.title, register.href), (_("From a file"), "")],
    }
    failed = form.is_bound and not form.is_valid()
    return render(request, "crm/registers/import.html", context, status=422 if failed else 200)


def _load(request: HttpRequest, register: RegisterView, form: RowsFile, *, dry: bool) -> Loaded:
    with on_disk([form.cleaned_data["file"]]) as ((title, path),):
        table = keep(path, title)
    try:
        return load_rows(
            by=request.actor, register_id=register.id, headings=table.headings, rows=rows_of(table.stored), dry=dry
        )
    finally:
        store.drop(table.stored)
