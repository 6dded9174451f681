"""The queue worked in place: an item's end is told, its next step asked in one line, the next item comes up."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity, reopen_activity
from mostik.crm.forms.activities import LogForm, ResultForm, StepForm
from mostik.crm.queries.queue import OpenItem, my_queue, queued_activity, queued_deal
from mostik.crm.queries.words import KINDS, RESULTS
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind
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
    return render(request, "crm/queue/queue.html", queue_context(request))


def finish(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take how a planned activity ended; ask for the next step where the deal would be left without one."""
    opened = queued_activity(activity_id, viewer=request.actor)
    assert opened.item.kind is not None
    form = ResultForm(request.POST, kind=opened.item.kind)
    if not form.is_valid():
        return _item(request, opened, form)
    said = form.cleaned_data
    finish_activity(by=request.actor, activity_id=activity_id, result=said["result"], note=said["note"])
    return _after(request, opened, str(RESULTS[said["result"]]), undo=activity_id)


def log(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Take what was done on a deal that waited without a step, then ask for the step."""
    opened = queued_deal(deal_id, viewer=request.actor)
    form = LogForm(request.POST, kinds=BY_CALL_OR_WRITING)
    if not form.is_valid():
        return _item(request, opened, form)
    log_activity(by=request.actor, kind=form.kind, result=form.result, note=form.cleaned_data["note"], deal_id=deal_id)
    return _after(request, opened, f"{KINDS[form.kind]}: {RESULTS[form.result]}")


def set_step(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Ask for a deal's next step in one line; plan it and bring up the next item."""
    if request.method == "GET":
        said = {"step": f"{_('meeting')} " if request.GET.get("say") == "meeting" else ""}
        opened = queued_deal(deal_id, viewer=request.actor)
        return _step(request, opened, StepForm(viewer=request.actor, initial=said))
    form = StepForm(request.POST, viewer=request.actor)
    if form.is_valid():
        try:
            plan_step(request.actor, deal_id, form.cleaned_data["step"])
            return _next(request, _("The next step is planned"))
        except Invalid as refusal:
            form.add_error("step", refusal.text(_))
    return _step(request, queued_deal(deal_id, viewer=request.actor), form, status=422)


def take_back(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back a result chosen by a slip of the hand and open the item again."""
    reopen_activity(by=request.actor, activity_id=activity_id)
    return _item(request, queued_activity(activity_id, viewer=request.actor), None, status=200)


def plan_step(actor: Actor, deal_id: int, step: Step) -> int:
    """Plan what a line said on a deal."""
    return plan_activity(
        by=actor, kind=step.kind, due_at=step.due_at, title=step.title, promised=step.promised, deal_id=deal_id
    )


def queue_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the queue's template shows for this request."""
    asked = _asked(request)
    found = my_queue(viewer=request.actor, person_id=asked["person"], open_key=request.GET.get("open", ""))
    context = asked | {"queue": found}
    return context | _opened_context(request, found.opened) if found.opened else context


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return whose queue is on the screen."""
    sent = request.POST if request.method == "POST" else request.GET
    text = sent.get("person", "")
    return {"person": int(text) if text.isdecimal() and len(text) < 18 else None}


def _opened_context(request: HttpRequest, opened: OpenItem, form: Any = None) -> dict[str, Any]:
    item = opened.item
    form = form or (ResultForm(kind=item.kind) if item.kind else LogForm(kinds=BY_CALL_OR_WRITING))
    name = "result" if item.kind else "ended"
    address = reverse("crm:queue_result", args=[item.activity_id]) if item.kind else ""
    return {
        "opened": opened,
        "form": form,
        "choices": _choices(form, name),
        "choice_errors": form.errors.get(name, []) if form.is_bound else [],
        "result_url": address or reverse("crm:queue_log", args=[item.deal_id]),
        "meet_url": reverse("crm:queue_step", args=[item.deal_id]) + "?say=meeting" if item.deal_id else "",
        "step_form": StepForm(viewer=request.actor),
    }


def _choices(form: ResultForm | LogForm, name: str) -> list[Choice]:
    """Return the ends as buttons: the first, the best, stands out; the keys 1 to 9 press them."""
    options = list(form.fields[name].choices)  # type: ignore[attr-defined]
    return [
        Choice(str(words), name, value, "primary" if key == 1 else "plain", str(key) if key < 10 else "")
        for key, (value, words) in enumerate(options, 1)
    ]


def _item(request: HttpRequest, opened: OpenItem, form: Any, *, status: int = 422) -> HttpResponse:
    context = _asked(request) | _opened_context(request, opened, form)
    return dialog(request, "crm/queue/_open.html", context, status=status)


def _after(request: HttpRequest, opened: OpenItem, recorded: str, *, undo: int | None = None) -> HttpResponse:
    """Ask for the next step when the deal has none; else bring up the next item."""
    if not opened.asks_next_step:
        return _next(request, recorded)
    return _step(request, opened, StepForm(viewer=request.actor), recorded=recorded, undo=undo)


def _next(request: HttpRequest, recorded: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, back(request), recorded)
    return toast(render(request, "crm/queue/_next.html", _asked(request)), recorded)


def _step(
    request: HttpRequest,
    opened: OpenItem,
    form: StepForm,
    *,
    recorded: str = "",
    undo: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _asked(request) | {"opened": opened, "step_form": form, "recorded": recorded, "undo": undo}
    return dialog(request, "crm/queue/_step.html", context, status=status)
