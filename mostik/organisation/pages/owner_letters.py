"""Letters to the owner: the archive, one as a draft to edit or as it was sent, what is set."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.analysis.queries.sending_words import STATES
from mostik.analysis.terms import LetterState
from mostik.core import clock
from mostik.organisation.commands import owner_letters as commands
from mostik.organisation.forms import OwnerLetterForm, OwnerPlanForm
from mostik.organisation.models import OwnerLetter
from mostik.organisation.queries import owner_letters as queries
from mostik.organisation.queries.owner_letters import TITLES
from mostik.organisation.queries.owner_paper import letter_pdf
from mostik.organisation.rules.owner_letters import letter_span
from mostik.organisation.terms import LetterKind, LetterStep, Section
from mostik.people.queries.notices import has_mail
from mostik.planning.queries.people import department
from mostik.web import formats
from mostik.web.answers import done
from mostik.web.asking import ask, sent, tried
from mostik.web.tables import Badge, Column, grid

KINDS = {LetterKind.WEEK: gettext_lazy("weekly"), LetterKind.MONTH: gettext_lazy("monthly")}


def list_letters(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first, and say what is set."""
    rows = list(queries.owner_letters(viewer=request.actor))
    plan = queries.owner_plan(viewer=request.actor)
    context = {
        "lines": grid(_columns(), rows),
        "empty": not rows,
        "writes": request.actor.may(commands.WRITE),
        "set": _set_words(plan),
        "kinds": [(kind.value, KINDS[kind]) for kind in LetterKind],
        "no_mail": not has_mail(),
    }
    return render(request, "organisation/owner_letters.html", context)


def show_letter(request: HttpRequest, owner_letter_id: int) -> HttpResponse:
    """Show a letter as it stands, where it went, its versions."""
    row = queries.owner_letter(owner_letter_id, viewer=request.actor)
    sendings = [(each, *STATES[LetterState(each.state)]) for each in row.sendings.order_by("pk")]
    writes = request.actor.may(commands.WRITE)
    context = {
        "row": row,
        "crumbs": [(_("Letters to the owner"), _list()), (row.title, "")],
        "draft": row.step == LetterStep.DRAFT,
        "writes": writes,
        "parts": [(TITLES[Section(each["code"])], each["text"]) for each in queries.kept_sections(row)],
        "sendings": sendings,
        "stuck": writes and any(each.state in commands.STUCK for each, _w, _t in sendings),
        "editions": row.editions.order_by("-number"),
        "to": ", ".join(queries.owner_plan(viewer=request.actor).to),
    }
    return render(request, "organisation/owner_letter.html", context)


def edit_letter(request: HttpRequest, owner_letter_id: int) -> HttpResponse:
    """Edit a draft: the words of each part, what is left out."""
    row = queries.owner_letter(owner_letter_id, viewer=request.actor)
    form = OwnerLetterForm(sent(request), row=row)

    def save() -> bool:
        commands.edit_owner_letter(by=request.actor, letter_id=row.pk, **form.said)
        return True

    if tried(form, save):
        return done(request, _card(row.pk), _("Saved as a new version"))
    context = {"form": form, "row": row, "crumbs": [(_("Letters to the owner"), _list()), (row.title, _card(row.pk))]}
    return render(request, "organisation/owner_letter_edit.html", context, status=422 if form.is_bound else 200)


def approve_letter(request: HttpRequest, owner_letter_id: int) -> HttpResponse:
    """Approve a draft as it is, and send it."""
    said = request.POST.get("version", "")
    row = queries.owner_letter(owner_letter_id, viewer=request.actor)
    version = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else row.version
    commands.approve_owner_letter(by=request.actor, letter_id=row.pk, version=version)
    return done(request, _card(row.pk), _("Approved: the letter is on its way"))


def resend_letter(request: HttpRequest, owner_letter_id: int) -> HttpResponse:
    """Send a letter again to where it failed or may not have arrived."""
    count = commands.resend_owner_letter(by=request.actor, letter_id=owner_letter_id)
    words = ngettext("Sent again to {count} address", "Sent again to {count} addresses", count).format(count=count)
    return done(request, _card(owner_letter_id), words)


def letter_file(request: HttpRequest, owner_letter_id: int) -> HttpResponse:
    """Give a letter as PDF."""
    row = queries.owner_letter(owner_letter_id, viewer=request.actor)
    answer = HttpResponse(letter_pdf(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="owner-{row.kind}-{row.last:%Y-%m-%d}.pdf"'
    return answer


def set_letters(request: HttpRequest) -> HttpResponse:
    """Say which letters are built, when, and where they go."""
    plan = queries.owner_plan(viewer=request.actor)
    form = OwnerPlanForm(sent(request), initial={"week": plan.week, "month": plan.month, "to": "\n".join(plan.to)})
    return ask(
        request,
        form,
        {"title": _("Letters to the owner"), "submit": _("Save"), "address": reverse("organisation:owner_letters_set")},
        lambda: commands.set_owner_letters(by=request.actor, **form.cleaned_data),
        lambda: done(request, _list(), _("The letters are set")),
    )


def build_letter(request: HttpRequest) -> HttpResponse:
    """Build a letter now, of the seven days or the month before; one there already is opened."""
    kind = LetterKind.MONTH if request.POST.get("kind") == LetterKind.MONTH else LetterKind.WEEK
    place = department(viewer=request.actor, department_id=None)
    span = letter_span(kind, clock.today())
    made = queries.owner_draft(kind, span, department=place.pk, viewer=request.actor)
    row = commands.keep_owner_letter(by=request.actor, draft=made)
    known = row or queries.owner_letters(viewer=request.actor).get(department=place, kind=kind.value, last=span.last)
    return done(request, _card(known.pk), _("The letter is built") if row else _("This letter is there already"))


def _list() -> str:
    return reverse("organisation:owner_letters")


def _card(number: int) -> str:
    return reverse("organisation:owner_letter", args=[number])


def _set_words(plan: queries.OwnerPlan) -> str:
    said = []
    if plan.week is not None:
        said.append(_("weekly"))
    if plan.month is not None:
        said.append(_("monthly"))
    if not said:
        return _("Not built by themselves")
    return _("Built by themselves: %(how)s; to %(to)s") % {"how": ", ".join(said), "to": ", ".join(plan.to)}


def _columns() -> list[Column]:
    return [
        Column(key="title", title=_("Letter"), value=lambda row: row.title, url=lambda row: _card(row.pk), main=True),
        Column(key="kind", title=_("Kind"), value=lambda row: str(KINDS[LetterKind(row.kind)])),
        Column(key="days", title=_("Days"), value=_days),
        Column(key="made", title=_("Built"), value=lambda row: row.made_at, kind="moment"),
        Column(key="state", title=_("State"), value=_stands, kind="badge"),
    ]


def _days(row: OwnerLetter) -> str:
    return f"{formats.day(row.first)} – {formats.day(row.last)}"


def _stands(row: OwnerLetter) -> Badge:
    if row.step == LetterStep.DRAFT:
        return Badge(_("draft"), "warn")
    sendings = list(row.sendings.all())
    gone = sum(each.state == LetterState.SENT for each in sendings)
    words = _("%(sent)s of %(all)s sent") % {"sent": gone, "all": len(sendings)}
    return Badge(words, "good" if gone == len(sendings) else "info")
