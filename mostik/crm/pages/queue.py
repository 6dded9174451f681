"""The queue worked in place: an item's end is told, its next step asked in one line, the next item comes up.

What is sent back replaces only what is done with the opened item; the client, the last words and what is agreed stay
in sight. A result is taken without reading the item first: a person works sixty of them an hour. What finishes an
item brings the next one in the same answer; the page has it ready before that and only names what it shows already.
"""

import json
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity
from mostik.crm.commands.queue import take_back_activity
from mostik.crm.forms.activities import LogForm, ResultForm, StepForm
from mostik.crm.pages.asking import number
from mostik.crm.queries.activities import activity_row
from mostik.crm.queries.meetings import clash_at, free_on
from mostik.crm.queries.queue import OpenItem, my_queue, queued_activity, queued_deal
from mostik.crm.queries.words import KIND_ICONS, KINDS, RESULTS
from mostik.crm.rules.activities import repeats
from mostik.crm.terms import RESULTS as FITTING
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Invalid
from mostik.people.commands.reads import note_read
from mostik.people.terms import ReadKind
from mostik.web.answers import back, dialog, done, is_fragment

BY_CALL_OR_WRITING = (ActivityKind.CALL, ActivityKind.EMAIL, ActivityKind.MESSAGE)


class Choice(NamedTuple):
    """One way an item may end, as a button."""

    words: str
    name: str
    value: str
    tone: str
    key: str


class Last(NamedTuple):
    """What was done last: in words, where it is taken back and with what, and what is still to be opened."""

    words: str
    undo: str = ""
    told: tuple[tuple[str, Any], ...] = ()
    link: str = ""


def queue(request: HttpRequest) -> HttpResponse:
    """Show somebody's queue with its first item, or the one asked for, opened."""
    return render(request, "crm/queue/queue.html", _queue(request, open_key=request.GET.get("open", "")))


def finish(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take how a planned activity ended; ask for the next step where the deal would be left without one."""
    form = ResultForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            finish_activity(by=request.actor, activity_id=activity_id, result=said["result"], note=said["note"])
            return after(request, said["result"], str(RESULTS[said["result"]]), activity_id)
        except Invalid as refusal:
            form.add_error("result", refusal.text(_))
    return _again(request, queued_activity(activity_id, viewer=request.actor), form)


def log(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Take what was done on a deal that waited without a step, then ask for the step."""
    form = LogForm(request.POST, kinds=BY_CALL_OR_WRITING)
    if not form.is_valid():
        return _again(request, queued_deal(deal_id, viewer=request.actor), form)
    note = form.cleaned_data["note"]
    made = log_activity(by=request.actor, kind=form.kind, result=form.result, note=note, deal_id=deal_id)
    return after(request, form.result, f"{KINDS[form.kind]}: {str(RESULTS[form.result]).lower()}", made)


def set_step(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Ask for a deal's next step in one line; plan it and bring up the next item."""
    form = StepForm(request.POST, viewer=request.actor)
    if form.is_valid():
        step = form.cleaned_data["step"]
        what = {"kind": step.kind, "due_at": step.due_at, "title": step.title, "promised": step.promised}
        try:
            made = plan_activity(by=request.actor, deal_id=deal_id, **what)
            before = number(request.POST, "before")
            told = (("before", before),) if before else ()
            return goes_on(request, Last(_("The next step is planned"), reverse("crm:queue_undo", args=[made]), told))
        except Invalid as refusal:
            form.add_error("step", refusal.text(_))
    return _step(request, queued_deal(deal_id, viewer=request.actor).item.deal_id, form, status=422)


def reads(request: HttpRequest) -> HttpResponse:
    """Say what a line means while it is typed: what, when, and whether one's own meetings leave room for it."""
    form = StepForm(request.GET, viewer=request.actor)
    step = form.cleaned_data["step"] if form.is_valid() else None
    kind = ActivityKind.MEETING if step and "place" in request.GET else step and step.kind
    context: dict[str, Any] = {"step": step, "is_late": "until" in request.GET}
    if step and kind:
        context |= {"kind": KINDS[kind], "icon": KIND_ICONS[kind]}
    if step and kind is ActivityKind.MEETING:
        clash = clash_at(step.due_at, viewer=request.actor)
        context["clash"] = clash
        day = step.due_at.astimezone(clock.zone()).date()
        context["free"] = free_on(day, viewer=request.actor) if clash or "place" in request.GET else ()
    return render(request, "crm/queue/_reads.html", context)


def take_back(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back what was done last: an end is asked for again, what was planned or recorded goes."""
    row = activity_row(activity_id, viewer=request.actor)
    before = number(request.POST, "before")
    if take_back_activity(by=request.actor, activity_id=activity_id):
        return goes_on(request, Last(_("Taken back")), open_key=f"activity-{activity_id}")
    last = Last(_("Taken back"), reverse("crm:queue_undo", args=[before]) if before else "")
    return goes_on(request, last, open_key=request.POST.get("item", "")[:40] or f"deal-{row.deal_id}")


def goes_on(request: HttpRequest, last: Last, *, open_key: str = "") -> HttpResponse:
    """Bring up the next item, or the one named, and say what was done with the last.

    The page that shows the next item already is brought only what stands round it.
    """
    if not is_fragment(request):
        return done(request, back(request), last.words)
    shown = request.POST.get("shown", "")
    context = _queue(request, open_key=open_key or shown) | {"last": last}
    found = context["queue"].opened
    if shown and not open_key and found and found.item.key == shown:
        answer = render(request, "crm/queue/_round.html", context | {"oob": True})
        answer.headers["HX-Reswap"] = "none"
    else:
        answer = render(request, "crm/queue/queue.html", context)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#queue", "outerHTML"
    return _counted(answer)


def after(
    request: HttpRequest, result: ActivityResult, recorded: str, activity_id: int, *, link: str = ""
) -> HttpResponse:
    """Ask for the next step when the page said the deal has none; else bring up the next item."""
    deal_id, undo = number(request.POST, "asks"), reverse("crm:queue_undo", args=[activity_id])
    if deal_id is None:
        return goes_on(request, Last(recorded, undo, link=link))
    form = StepForm(viewer=request.actor, initial={"step": _suggested(result)})
    last = Last(recorded, undo, link=link)
    return _counted(_step(request, deal_id, form, last=last, before=activity_id))


def asked(request: HttpRequest) -> dict[str, Any]:
    """Return whose queue is on the screen."""
    whose = number(request.POST if request.method == "POST" else request.GET, "person")
    return {"person": whose, "query": f"&person={whose}" if whose else ""}


def _queue(request: HttpRequest, *, open_key: str = "") -> dict[str, Any]:
    """Return the queue with its opened item and, ready to come up, the one behind it."""
    whose = asked(request)
    found = my_queue(viewer=request.actor, person_id=whose["person"], open_key=open_key)
    shown = dict.fromkeys(each.contact_id for each in found.items if each.contact_id)
    note_read(by=request.actor, what=ReadKind.LIST, kind="crm.contact", subjects=list(shown))
    context = whose | {"queue": found}
    if found.ahead:
        behind = whose | doing(request, found.ahead) | {"actor": request.actor}
        context |= {"ahead": render_to_string("crm/queue/_open.html", behind, request=request)}
    return context | (doing(request, found.opened) if found.opened else {})


def doing(request: HttpRequest, opened: OpenItem, form: Any = None) -> dict[str, Any]:
    """Return what the template of an opened item needs to take its end and its next step."""
    item = opened.item
    name = "result" if item.kind else "ended"
    fresh = ResultForm(kind=item.kind) if item.kind else LogForm(kinds=BY_CALL_OR_WRITING)
    address = reverse("crm:queue_result", args=[item.activity_id]) if item.kind else ""
    return {
        "opened": opened,
        "item": item,
        "form": form or fresh,
        "choices": _choices(fresh, name),
        "choice_errors": form.errors.get(name, []) if form else [],
        "result_url": address or reverse("crm:queue_log", args=[item.deal_id]),
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
    return dialog(request, "crm/queue/_do.html", asked(request) | doing(request, opened, form), status=422)


def _suggested(result: ActivityResult) -> str:
    """Return the next step as it would most likely be typed: the same again tomorrow after no answer, else nothing."""
    if not repeats(result):
        return ""
    kind = next(kind for kind, results in FITTING.items() if result in results)
    return f"{str(KINDS[kind]).lower()} {_('tomorrow')}"


def _counted(answer: HttpResponse) -> HttpResponse:
    """Let the numbers beside the queue know that one of them has changed."""
    answer.headers["HX-Trigger"] = json.dumps({"dayChanged": True})
    return answer


def _step(request: HttpRequest, deal_id: int | None, form: StepForm, *, status: int = 200, **more: Any) -> HttpResponse:
    before = more.pop("before", None) or number(request.POST, "before")
    if before and "last" not in more:
        more["last"] = Last(_("Recorded"), reverse("crm:queue_undo", args=[before]))
    context = asked(request) | {"deal_id": deal_id, "step_form": form, "before": before, **more}
    return dialog(request, "crm/queue/_step.html", context, status=status)
