"""Plans from a file: dropped, looked at sum by sum, taken in one press, taken back."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.crm.queries.imports.opening import opened
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.people.access import Department
from mostik.planning.commands import plan_files as commands
from mostik.planning.forms.plan_files import PlanFileForm, ReadingForm
from mostik.planning.models import PlanFile
from mostik.planning.pages import asked
from mostik.planning.pages.plan_file_table import rows_of, table_of
from mostik.planning.queries import plan_file_words as words
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.people import departments_over, departments_under
from mostik.planning.queries.plan_files import (
    MOST_ROWS,
    FileLook,
    Total,
    file_row,
    look_at,
    plans_of_file,
    recent_files,
)
from mostik.planning.queries.words import state
from mostik.planning.rules.plan_file_steps import MonthStep
from mostik.planning.terms import Deed, PlanState, Shape
from mostik.web import formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried

LONGEST_COLUMN = 40
#: People named in a line.
MOST_TOLD = 10
#: Sums on a page of the list.
SHOWN = 25


def start(request: HttpRequest) -> HttpResponse:
    """Ask for the file; show those taken before."""
    where = department_of(viewer=request.actor, department_id=asked.number_of(request, "department"))
    choices = _choices(request, where)
    given = request.FILES if request.method == "POST" else None
    form = PlanFileForm(sent(request), given, departments=choices, initial={"department": where.pk})
    made = tried(form, partial(_read, request, form))
    if made:
        return done(request, _page(made.pk))
    context = {
        "form": form,
        "several": len(choices) > 1,
        "files": recent_files(viewer=request.actor, department_id=where.pk),
        "most_rows": MOST_ROWS,
    }
    return render(request, "planning/files/start.html", context, status=422 if form.is_bound else 200)


def show(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Show what becomes of each sum; read it otherwise, or take it."""
    file = file_row(viewer=request.actor, file_id=file_id)
    if file.taken_at:
        return _taken(request, file)
    form = _form(request, file, sent(request) if request.POST.get("then") == "look" else None)
    wrong = ""
    if request.POST.get("then") == "look" and tried(form, partial(_understood, request, file, form)):
        return done(request, _page(file.pk))
    if request.POST.get("then") == "take":
        try:
            look = commands.take_file(by=request.actor, file_id=file.pk, mark=request.POST.get("mark", ""))
        except Refusal as refusal:
            if refusal.status in {403, 404}:
                raise
            wrong = refusal.text(_)
        else:
            return done(request, _page(file.pk), with_undo(_said(look), _back(file.pk), _page(file.pk)))
    return _look(request, file, form, wrong)


def back(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take back what a file made."""
    gone, kept = commands.take_file_back(by=request.actor, file_id=file_id)
    said = ngettext("Taken back: %(n)s plan.", "Taken back: %(n)s plans.", gone) % {"n": formats.number(gone)}
    if kept:
        more = ngettext("%(n)s was changed since and stays.", "%(n)s were changed since and stay.", kept)
        said = f"{said} {more % {'n': formats.number(kept)}}"
    return done(request, _page(file_id), said)


def drop(request: HttpRequest, file_id: int) -> HttpResponse:
    """Forget a file nothing stands on."""
    commands.drop_file(by=request.actor, file_id=file_id)
    return done(request, reverse("planning:plan_file_new"), _("Forgotten: nothing was made of it."))


def _read(request: HttpRequest, form: PlanFileForm) -> PlanFile:
    said = form.cleaned_data
    table = opened(said["file"], most=MOST_ROWS)
    return commands.read_file(by=request.actor, department_id=said["department"], opened=table)


def _understood(request: HttpRequest, file: PlanFile, form: ReadingForm) -> PlanFile:
    check: Money | None = form.cleaned_data["check"]
    return commands.choose_reading(
        by=request.actor,
        file_id=file.pk,
        reading=form.reading,
        check=check,
        department_id=form.cleaned_data["department"],
    )


def _choices(request: HttpRequest, where: Department) -> list[Department]:
    known = departments_over(viewer=request.actor)
    return known if where in known else [where, *known]


def _form(request: HttpRequest, file: PlanFile, given: Any) -> ReadingForm:
    columns = [
        f"{heading[:LONGEST_COLUMN]} · {_sample(file, place)}" for place, heading in enumerate(words.columns(file))
    ]
    initial = {**file.reading, "department": file.department_id, "check": None}
    if file.check_minor:
        initial["check"] = formats.number(Money(file.check_minor, settings.CURRENCY).major)
    choices = _choices(request, file.department)
    return ReadingForm(given, columns=columns, departments=choices, own=_apart(request, file), initial=initial)


def _apart(request: HttpRequest, file: PlanFile) -> str:
    """Return what plans apart mean for a file; nothing where its department has none under it."""
    under = [each.title for each in departments_under(viewer=request.actor, where=file.department)]
    words = _("Under “{department}”: {titles}. Unticked, all of them stand in its one plan.")
    return words.format(department=file.department.title, titles=", ".join(under)) if under else ""


def _sample(file: PlanFile, place: int) -> str:
    found = (cells[place] for _row, cells in file.rows if place < len(cells) and cells[place])
    return str(next(found, ""))[:LONGEST_COLUMN]


def _look(request: HttpRequest, file: PlanFile, form: ReadingForm, wrong: str) -> HttpResponseBase:
    context: dict[str, Any] = {
        "file": file,
        "form": form,
        "long": form["shape"].value() == Shape.LONG,
        "several": len(form["department"].field.choices) > 1,
        "wrong": wrong,
    }
    try:
        look = look_at(viewer=request.actor, file=file)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        return render(request, "planning/files/look.html", context | {"wrong": refusal.text(_)}, status=422)
    outside = _outside(look)
    form.fields["department"].help_text = outside
    context |= {
        "look": look,
        "counts": [
            (words.DEEDS[deed], words.TONES[deed], look.count(deed), f"?deed={deed.value}#sums")
            for deed in Deed
            if look.count(deed)
        ],
        "months": _months(look),
        "departments": [(title, total, f"where={total.key}") for title, total in look.by_department()],
        "people": [(name, total, urlencode({"q": name})) for name, total in look.by_person()],
        "aside": _aside(look) + [outside] * bool(outside),
        "read_so": words.read_so(look.reading, words.columns(file)),
        "ask": not look.looks or look.outside or any(each.told and each.told.day for each in look.sums.said),
    }
    made = tables.answer(request, "planning/files/look.html", table_of(look), rows_of(look), context, size=SHOWN)
    made.status_code = 422 if wrong or form.errors else made.status_code
    return made


def _outside(look: FileLook) -> str:
    """Return whose department is none of the file's, in words."""
    if not look.outside:
        return ""
    who = [f"{name} ({title})" if title else name for name, title in look.outside]
    told = ", ".join(who[:MOST_TOLD]) + (" …" if len(who) > MOST_TOLD else "")
    words = _("In none of these departments: {who}. Their sums stay out.")
    return words.format(who=told)


def _months(look: FileLook) -> list[dict[str, Any]]:
    steps, deeds = defaultdict[object, list[MonthStep]](list), defaultdict[object, dict[Deed, None]](dict)
    for step in look.steps:
        steps[step.month].append(step)
    for each in look.looks:
        for piece in each.pieces:
            deeds[piece.month][piece.deed] = None
    return [_month(total, steps[total.key], [*deeds[total.key]]) for total in look.by_month()]


def _month(total: Total, steps: Sequence[MonthStep], deeds: Sequence[Deed]) -> dict[str, Any]:
    return {
        "title": formats.month(total.key),  # type: ignore[arg-type]
        "total": total,
        "cut": f"month={total.key:%Y-%m}",
        "badges": words.badges(deeds),
        "plan_href": reverse("planning:plan_version", args=[steps[0].plan])
        if len(steps) == 1 and steps[0].plan
        else "",
    }


def _aside(look: FileLook) -> list[str]:
    """Return in words what of the file is not read as plans."""
    said = []
    if look.file.notes.get("sheets"):
        said.append(_("Other sheets of the workbook are not read: %(names)s.") % {"names": look.file.notes["sheets"]})
    if look.sums.columns:
        said.append(_("Columns that name no period: %(names)s.") % {"names": ", ".join(look.sums.columns)})
    if look.sums.totals:
        said.append(_("Columns that add up others: %(names)s.") % {"names": ", ".join(look.sums.totals)})
    if look.sums.rows:
        said.append(_("Rows of totals: %(rows)s.") % {"rows": ", ".join(map(str, look.sums.rows))})
    return said


def _taken(request: HttpRequest, file: PlanFile) -> HttpResponse:
    plans = plans_of_file(viewer=request.actor, file=file)
    rows = [
        {
            "title": formats.month(plan.month),
            "department": plan.department.title,
            "href": reverse("planning:plan_version", args=[plan.pk]),
            "plan": plan,
            "state": state(plan.state),
            "tone": "info" if plan.state == PlanState.ACTIVE else "neutral",
        }
        for plan in plans
    ]
    whole = Money(sum(plan.target_minor for plan in plans), settings.CURRENCY)
    return render(
        request,
        "planning/files/taken.html",
        {"file": file, "rows": rows, "whole": whole, "several": len({plan.department_id for plan in plans}) > 1},
    )


def _said(look: FileLook) -> str:
    plans = len(look.changing)
    words_of = ngettext("%(n)s plan made of the file.", "%(n)s plans made of the file.", plans)
    return words_of % {"n": formats.number(plans)}


def _page(file_id: int) -> str:
    return reverse("planning:plan_file", args=[file_id])


def _back(file_id: int) -> str:
    return reverse("planning:plan_file_back", args=[file_id])
