"""Screens of activities: the list, the composer on a card, finishing, changing, removing, and many at once."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mostik.crm.commands import activities as commands
from mostik.crm.commands import agenda as many
from mostik.crm.forms.activities import HandOverForm, LogForm, MoveForm, NoteForm, PlanForm, ResultForm, StepForm
from mostik.crm.forms.own import own_said
from mostik.crm.pages.activity_table import activity_table, tabs
from mostik.crm.queries.activities import activity_row, agenda, other_step, tab_counts
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Invalid
from mostik.web import tables
from mostik.web.answers import back, dialog, done, is_fragment, toast
from mostik.web.asked import number_in
from mostik.web.asking import blame

COMPOSER = "crm/activities/_composer.html"
#: What a card listens to, to show its timeline and next step anew.
CHANGED = "timelineChanged"
#: The composer's ways, and the field of each that carries a refusal.
SAYS = {"plan": "step", "log": "ended", "note": "note"}


def activity_list(request: HttpRequest) -> HttpResponseBase:
    """List what waits and what is done."""
    tab = request.GET.get("tab", "")
    rows = agenda(viewer=request.actor, done=tab == "done")
    context = {
        "tabs": tabs(request, tab_counts(viewer=request.actor)),
        "removed": number_in(request.GET.get("removed", "")),
    }
    return tables.answer(request, "crm/activities/list.html", activity_table(request), rows, context)


def add(request: HttpRequest) -> HttpResponse:
    """Show the composer of a card, and plan what its line says."""
    form = StepForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    if request.method == "GET":
        return _composer(request, plan_form=form)

    def plan() -> None:
        step = form.cleaned_data["step"]
        about, what = _about(request), {"kind": step.kind, "due_at": step.due_at, "title": step.title}
        commands.plan_activity(by=request.actor, **what, promised=step.promised, **about)

    return _try(request, "plan", form, plan, _("Planned"))


def log(request: HttpRequest) -> HttpResponse:
    """Record what was done without having been planned."""
    form = LogForm(request.POST)

    def record() -> None:
        said = form.cleaned_data
        seconds = (said["minutes"] or 0) * 60
        what = {"kind": form.kind, "result": form.result, "note": said["note"], "seconds": seconds}
        commands.log_activity(by=request.actor, **what, **_about(request))

    return _try(request, "log", form, record, _("Recorded"))


def note(request: HttpRequest) -> HttpResponse:
    """Write a note."""
    form = NoteForm(request.POST)

    def write() -> None:
        commands.note_on(by=request.actor, text=form.cleaned_data["note"], **_about(request))

    return _try(request, "note", form, write, _("Noted"))


def finish(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Ask how an activity ended and what comes next, and take it."""
    row = activity_row(activity_id, viewer=request.actor)
    sent = request.POST if request.method == "POST" else None
    form = ResultForm(sent, kind=ActivityKind(row.kind), viewer=request.actor, row=row)
    step = StepForm(sent if sent and sent.get("step") else None, viewer=request.actor)
    context = {"row": row, "form": form, "step_form": step, "asks": not other_step(row, viewer=request.actor)}
    if not form.is_valid() or (step.is_bound and not step.is_valid()):
        return dialog(request, "crm/activities/finish.html", context, status=422 if sent is not None else 200)
    said = form.cleaned_data
    try:
        commands.finish_activity(
            by=request.actor,
            activity_id=activity_id,
            result=said["result"],
            note=said["note"],
            own=own_said(form, form.own),
            next_step=step.cleaned_data["step"] if step.is_bound else None,
        )
    except Invalid as refusal:
        form.add_error(None, refusal.text(_))
        return dialog(request, "crm/activities/finish.html", context, status=422)
    return done(request, back(request, _list()), _("Done"))


def edit(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Change what is planned."""
    row = activity_row(activity_id, viewer=request.actor)
    form = PlanForm(request.POST if request.method == "POST" else None, viewer=request.actor, row=row)
    if form.is_valid():
        said = form.cleaned_data
        wanted = {"due_at": said["due_at"], "owner_id": said["owner"] if said["owner"] != row.owner_id else None}
        try:
            many.edit_activity(
                by=request.actor,
                activity_id=activity_id,
                version=said["version"],
                title=said["title"],
                promised=said["promised"],
                own=own_said(form, form.own),
                **wanted,
            )
            return done(request, back(request, _list()), _("The plan is changed"))
        except Invalid as refusal:
            blame(form, refusal)
    return dialog(request, "crm/activities/edit.html", {"row": row, "form": form}, status=422 if form.is_bound else 200)


def drop(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Remove an activity and offer to bring it back."""
    commands.drop_activity(by=request.actor, activity_id=activity_id)
    return done(request, f"{_list()}?removed={activity_id}")


def restore(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Bring a removed activity back."""
    commands.restore_activity(by=request.actor, activity_id=activity_id)
    return done(request, _list(), _("It is back"))


def finish_many(request: HttpRequest) -> HttpResponse:
    """Tick off the picked tasks, letters and messages."""
    count = many.finish_activities(by=request.actor, activity_ids=_picked(request))
    return done(request, back(request, _list()), _counted(count))


def move_many(request: HttpRequest) -> HttpResponse:
    """Put the picked activities off."""
    form = MoveForm(request.POST if request.method == "POST" else None)

    def move() -> int:
        return many.move_activities(by=request.actor, activity_ids=_picked(request), due_at=form.cleaned_data["due_at"])

    return _many(request, form, move, _("Put off"), reverse("crm:activities_move"))


def hand_over_many(request: HttpRequest) -> HttpResponse:
    """Give the picked activities to somebody else."""
    form = HandOverForm(request.POST if request.method == "POST" else None, viewer=request.actor)

    def give() -> int:
        return many.hand_over_activities(
            by=request.actor, activity_ids=_picked(request), owner_id=form.cleaned_data["owner"]
        )

    return _many(request, form, give, _("Hand over"), reverse("crm:activities_hand_over"))


def _many(request: HttpRequest, form: Any, act: Callable[[], int], title: str, address: str) -> HttpResponse:
    if form.is_valid():
        try:
            return done(request, back(request, _list()), _counted(act()))
        except Invalid as refusal:
            blame(form, refusal)
    context = {"form": form, "title": title, "address": address, "picked": _picked(request)}
    return dialog(request, "crm/activities/many.html", context, status=422 if form.is_bound else 200)


def _picked(request: HttpRequest) -> list[int]:
    tab = request.GET.get("tab", "")
    rows = agenda(viewer=request.actor, done=tab == "done")
    return list(tables.picked(activity_table(request), rows, request).order_by("pk").values_list("pk", flat=True))


def _try(request: HttpRequest, mode: str, form: Any, act: Callable[[], None], said: str) -> HttpResponse:
    """Do what a composer's form says; with an error show the form again as it was typed."""
    if form.is_valid():
        try:
            act()
        except Invalid as refusal:
            form.add_error(SAYS[mode], refusal.text(_))
        else:
            return _composed(request, said)
    return _composer(request, mode=mode, status=422, **{f"{mode}_form": form})


def _composed(request: HttpRequest, said: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, back(request, _list()), said)
    answer = _composer(request)
    answer.headers["HX-Trigger"] = json.dumps({CHANGED: True})
    return toast(answer, said)


def _composer(request: HttpRequest, *, mode: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    mode = mode or (request.GET.get("mode") if request.GET.get("mode") in SAYS else "plan")
    fresh = {"plan_form": StepForm(viewer=request.actor), "log_form": LogForm(), "note_form": NoteForm()}
    about = {name.removesuffix("_id"): number for name, number in _about(request).items()}
    context = {**fresh, **forms, "mode": mode, "about_fields": about.items(), "ways": _ways(mode, about)}
    return dialog(request, COMPOSER, context, status=status)


def _ways(mode: str, about: dict[str, int]) -> list[dict[str, str]]:
    """Return the composer's ways as buttons."""
    titles = {
        "plan": (pgettext("verb", "Plan"), "calendar"),
        "log": (pgettext("verb", "Record"), "check"),
        "note": (_("Note"), "edit"),
    }
    address = reverse("crm:activity_add")
    return [
        {
            "text": title,
            "icon": icon,
            "href": f"{address}?{urlencode({'mode': way, **about})}",
            "tone": "plain" if way == mode else "bare",
        }
        for way, (title, icon) in titles.items()
    ]


def _about(request: HttpRequest) -> dict[str, int]:
    """Return what the composer stands on: the deal, client and person named by the card."""
    sent = request.POST if request.method == "POST" else request.GET
    named = {f"{name}_id": number_in(sent.get(name, "")) for name in ("deal", "company", "contact")}
    return {name: number for name, number in named.items() if number is not None}


def _counted(count: int) -> str:
    return ngettext("%(count)s activity", "%(count)s activities", count) % {"count": count}


def _list() -> str:
    return reverse("crm:activity_list")
