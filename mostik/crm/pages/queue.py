"""The queue worked in place: an item's end is told, its next step asked in one line, the next item comes up.

What is sent back replaces only what is done with the opened item; the client, the last words and what is agreed stay
in sight. A result is taken without reading the item first: a person works sixty of them an hour.
"""

import json
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity, reopen_activity
from mostik.crm.forms.activities import LogForm, ResultForm, StepForm
from mostik.crm.queries.queue import OpenItem, my_queue, queued_activity, queued_deal
from mostik.crm.queries.words import KINDS, RESULTS
from mostik.crm.rules.activities import repeats
from mostik.crm.terms import RESULTS as FITTING
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Invalid
from mostik.web.answers import back, dialog, done, is_fragment, toast

BY_CALL_OR_WRITING = (ActivityKind.CALL, ActivityKind.EMAIL, ActivityKind.MESSAGE)


class Choice(NamedTuple):
    """One way an item may end, as a button."""

    words: str
    name: str
    value: str
    tone: str
    key: str


def queue(request: HttpRequest) -> HttpResponse:
    """Show somebody's queue with its first item, or the one asked for, opened."""
    asked = _asked(request)
    found = my_queue(viewer=request.actor, person_id=asked["person"], open_key=request.GET.get("open", ""))
    context = asked | {"queue": found} | (_doing(request, found.opened) if found.opened else {})
    return render(request, "crm/queue/queue.html", context)


def finish(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take how a planned activity ended; ask for the next step where the deal would be left without one."""
    form = ResultForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            finish_activity(by=request.actor, activity_id=activity_id, result=said["result"], note=said["note"])
            return _after(request, said["result"], str(RESULTS[said["result"]]), undo=activity_id)
        except Invalid as refusal:
            form.add_error("result", refusal.text(_))
    return _again(request, queued_activity(activity_id, viewer=request.actor), form)


def log(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Take what was done on a deal that waited without a step, then ask for the step."""
    form = LogForm(request.POST, kinds=BY_CALL_OR_WRITING)
    if not form.is_valid():
        return _again(request, queued_deal(deal_id, viewer=request.actor), form)
    note = form.cleaned_data["note"]
    log_activity(by=request.actor, kind=form.kind, result=form.result, note=note, deal_id=deal_id)
    return _after(request, form.result, f"{KINDS[form.kind]}: {str(RESULTS[form.result]).lower()}")


def set_step(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Ask for a deal's next step in one line; plan it and bring up the next item."""
    if request.method == "GET":
        opened = queued_deal(deal_id, viewer=request.actor)
        said = f"{str(KINDS[ActivityKind.MEETING]).lower()} " if request.GET.get("say") == "meeting" else ""
        return _step(request, opened.item.deal_id, StepForm(viewer=request.actor, initial={"step": said}))
    form = StepForm(request.POST, viewer=request.actor)
    if form.is_valid():
        step = form.cleaned_data["step"]
        what = {"kind": step.kind, "due_at": step.due_at, "title": step.title, "promised": step.promised}
        try:
            plan_activity(by=request.actor, deal_id=deal_id, **what)
            return _next(request, _("The next step is planned"))
        except Invalid as refusal:
            form.add_error("step", refusal.text(_))
    return _step(request, queued_deal(deal_id, viewer=request.actor).item.deal_id, form, status=422)


def take_back(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back a result chosen by a slip of the hand and ask for it again."""
    reopen_activity(by=request.actor, activity_id=activity_id)
    opened = queued_activity(activity_id, viewer=request.actor)
    return dialog(request, "crm/queue/_do.html", _asked(request) | _doing(request, opened))


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return whose queue is on the screen."""
    sent = request.POST if request.method == "POST" else request.GET
    return {"person": _number(sent.get("person", ""))}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _doing(request: HttpRequest, opened: OpenItem, form: Any = None) -> dict[str, Any]:
    """Return what the template of an opened item needs to take its end and its next step."""
    item = opened.item
    name = "result" if item.kind else "ended"
    fresh = ResultForm(kind=item.kind) if item.kind else LogForm(kinds=BY_CALL_OR_WRITING)
    address = reverse("crm:queue_result", args=[item.activity_id]) if item.kind else ""
    return {
        "opened": opened,
        "form": form or fresh,
        "choices": _choices(fresh, name),
        "choice_errors": form.errors.get(name, []) if form else [],
        "result_url": address or reverse("crm:queue_log", args=[item.deal_id]),
        "meet_url": reverse("crm:queue_step", args=[item.deal_id]) + "?say=meeting" if item.deal_id else "",
        "step_form": StepForm(viewer=request.actor),
        "deal_id": item.deal_id,
    }


def _choices(form: ResultForm | LogForm, name: str) -> list[Choice]:
    """Return the ends as buttons: the first, the best, stands out; the keys 1 to 9 press them."""
    options = enumerate(form[name].field.choices, 1)  # type: ignore[attr-defined]
    return [
        Choice(str(words), name, value, "primary" if key == 1 else "plain", str(key)) for key, (value, words) in options
    ]


def _again(request: HttpRequest, opened: OpenItem, form: ResultForm | LogForm) -> HttpResponse:
    """Show the ends again with what was wrong, what was typed kept."""
    return dialog(request, "crm/queue/_do.html", _asked(request) | _doing(request, opened, form), status=422)


def _after(request: HttpRequest, result: ActivityResult, recorded: str, *, undo: int | None = None) -> HttpResponse:
    """Ask for the next step when the page said the deal has none; else bring up the next item."""
    deal_id = _number(request.POST.get("asks", ""))
    if deal_id is None:
        return _next(request, recorded)
    form = StepForm(viewer=request.actor, initial={"step": _suggested(result)})
    return _counted(_step(request, deal_id, form, recorded=recorded, undo=undo))


def _suggested(result: ActivityResult) -> str:
    """Return the next step as it would most likely be typed: the same again tomorrow after no answer, else nothing."""
    if not repeats(result):
        return ""
    kind = next(kind for kind, results in FITTING.items() if result in results)
    return f"{str(KINDS[kind]).lower()} {_('tomorrow')}"


def _next(request: HttpRequest, recorded: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, back(request), recorded)
    return toast(_counted(render(request, "crm/queue/_next.html", _asked(request))), recorded)


def _counted(answer: HttpResponse) -> HttpResponse:
    """Let the numbers beside the queue know that one of them has changed."""
    answer.headers["HX-Trigger"] = json.dumps({"dayChanged": True})
    return answer


def _step(request: HttpRequest, deal_id: int | None, form: StepForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = _asked(request) | {"deal_id": deal_id, "step_form": form, **more}
    return dialog(request, "crm/queue/_step.html", context, status=status)
