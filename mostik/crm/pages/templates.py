"""Screens of what papers are made with: own companies, templates, numbers, the list of fields."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.crm.commands import templates as commands
from mostik.crm.commands.templates import TemplateTroubles
from mostik.crm.forms.templates import FileForm, NumberForm, TemplateForm, TitleForm
from mostik.crm.pages.asking import ask, blame, number, sent
from mostik.crm.pages.documents import shown
from mostik.crm.queries.documents.previews import recent_deals, template_preview
from mostik.crm.queries.documents.templates import numbering, sellers, template, templates, version_row
from mostik.crm.queries.documents.words import FAULTS, place_of
from mostik.crm.rules.documents.fields import GROUPS
from mostik.kernel.refusals import Invalid, Missing
from mostik.web.answers import dialog, done

TROUBLES_SHOWN = 20


def setup(request: HttpRequest) -> HttpResponse:
    """Show everything papers are made with."""
    viewer = request.actor
    context = {
        "sellers": sellers(viewer=viewer, archived=True),
        "templates": templates(viewer=viewer),
        "numbering": numbering(viewer=viewer),
    }
    return render(request, "crm/templates/setup.html", context)


def fields(request: HttpRequest) -> HttpResponse:
    """List the fields a template may have, each to be copied."""
    groups = [(_(title), [(f"{{{name}}}", _(words)) for name, words in names.items()]) for title, names in GROUPS]
    return dialog(request, "crm/templates/fields.html", {"groups": groups})


def add(request: HttpRequest) -> HttpResponse:
    """Add a template from a Word file."""
    form = (
        TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm(initial=_kind(request))
    )
    troubles: list[tuple[str, str, str]] = []
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("kind", "title", "language")}
        try:
            made = commands.add_template(by=request.actor, content=form.content, **said)
            return done(request, reverse("crm:template", args=[made]), _("The template is added"))
        except Invalid as refusal:
            blame(form, refusal)
            troubles = _told(refusal)
    context = {"form": form, "troubles": troubles}
    return render(request, "crm/templates/add.html", context, status=422 if form.is_bound else 200)


def template_card(request: HttpRequest, template_id: int) -> HttpResponse:
    """Show a template: its versions and fields, a try on a real deal."""
    return _card(request, template_id)


def add_version(request: HttpRequest, template_id: int) -> HttpResponse:
    """Load a new file of a template."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _card(request, template_id, form)
    try:
        commands.add_version(by=request.actor, template_id=template_id, content=form.content)
    except Invalid as refusal:
        blame(form, refusal)
        return _card(request, template_id, form, _told(refusal))
    return done(request, reverse("crm:template", args=[template_id]), _("The new version is in use"))


def preview(request: HttpRequest, version_id: int) -> HttpResponse:
    """Try a version on a real deal."""
    version_row(version_id, viewer=request.actor)
    deal = number(request.GET, "deal")
    if deal is None:
        raise Invalid(_("Choose a deal."), field="deal")
    return shown(request, template_preview(version_id, deal, viewer=request.actor))


def rename(request: HttpRequest, template_id: int) -> HttpResponse:
    """Call a template otherwise."""
    found = template(template_id, viewer=request.actor)
    form = TitleForm(sent(request), initial={"title": found.title})

    def act() -> None:
        commands.rename_template(by=request.actor, template_id=template_id, title=form.cleaned_data["title"])

    words = {"title": _("Rename the template"), "address": reverse("crm:template_rename", args=[template_id])}
    to = reverse("crm:template", args=[template_id])
    return ask(request, form, words, act, lambda: done(request, to, _("The template is renamed")))


def archive(request: HttpRequest, template_id: int) -> HttpResponse:
    """Put a template away."""
    commands.archive_template(by=request.actor, template_id=template_id)
    return done(request, _home(), _("The template is put away; it can be brought back from the list"))


def restore(request: HttpRequest, template_id: int) -> HttpResponse:
    """Bring a template back."""
    commands.restore_template(by=request.actor, template_id=template_id)
    return done(request, reverse("crm:template", args=[template_id]), _("The template is back"))


def add_ready(request: HttpRequest) -> HttpResponse:
    """Add the ready templates where there are none."""
    count = commands.seed_templates(by=request.actor)
    said = ngettext("%(count)s template added", "%(count)s templates added", count) % {"count": count}
    return done(request, _home(), said)


def numbers(request: HttpRequest, kind: str) -> HttpResponse:
    """Change how numbers of a kind are written."""
    found = next((each for each in numbering(viewer=request.actor) if each.kind == kind), None)
    if found is None:
        raise Missing(_("There is no such kind of document."))
    given = {"pattern": found.pattern, "next_number": found.next_number}
    form = NumberForm(sent(request), untouched=found.untouched, initial=given)

    def act() -> None:
        commands.set_pattern(by=request.actor, kind=kind, **form.cleaned_data)

    words = {"title": found.kind_words, "address": reverse("crm:document_numbers", args=[kind])}
    return ask(request, form, words, act, lambda: done(request, _home(), _("The numbering is changed")))


def _card(
    request: HttpRequest,
    template_id: int,
    form: FileForm | None = None,
    troubles: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    found = template(template_id, viewer=request.actor)
    latest = found.versions[0] if found.versions else None
    context = {
        "template": found,
        "latest": latest,
        "fields": [(f"{{{name}}}", _(words)) for name, words in latest.fields] if latest else [],
        "deals": recent_deals(viewer=request.actor),
        "form": form or FileForm(),
        "troubles": troubles or [],
        "crumbs": [(_("Document templates"), _home()), (found.title, "")],
    }
    return render(request, "crm/templates/card.html", context, status=422 if form else 200)


def _told(refusal: Invalid) -> list[tuple[str, str, str]]:
    if not isinstance(refusal, TemplateTroubles):
        return []
    listed = refusal.troubles[:TROUBLES_SHOWN]
    return [(each.mark, str(FAULTS[each.fault]), place_of(each)) for each in listed]


def _kind(request: HttpRequest) -> dict[str, str]:
    return {"kind": request.GET.get("kind", "")}


def _home() -> str:
    return reverse("crm:document_setup")
