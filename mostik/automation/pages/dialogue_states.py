"""States of a text robot's draft on screen: chosen, filled in by their kind, moved, taken out; the test bench."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.automation.catalog.dialogues import OFFERS
from mostik.automation.catalog.robots import deeds_of
from mostik.automation.commands import dialogues as commands
from mostik.automation.forms.dialogues import IntentForm, StateForm
from mostik.automation.pages.dialogues import change
from mostik.automation.queries import dialogues as queries
from mostik.automation.rules.dialogues.scenario import state_of
from mostik.automation.terms import STATE_KINDS, StateKind
from mostik.kernel.refusals import Invalid, Missing
from mostik.web.answers import dialog, done, is_fragment, with_undo
from mostik.web.asking import sent

LONGEST_CODE = 40
LONGEST_LINE = 500
ICONS = {
    StateKind.ASK: "info",
    StateKind.SAY: "mail",
    StateKind.FORK: "split",
    StateKind.OFFER: "calendar",
    StateKind.HAND_OVER: "person",
    StateKind.END: "check",
}


def state_choice(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Choose what to put in below a state."""
    row = queries.dialogue(viewer=request.actor, dialogue_id=dialogue_id)
    kinds = [(kind, _(STATE_KINDS[kind]), icon) for kind, icon in ICONS.items() if kind is not StateKind.OFFER]
    context = {
        "row": row,
        "after": request.GET.get("after", "")[:LONGEST_CODE],
        "kinds": kinds,
        "offers": OFFERS.values(),
        "deeds": deeds_of("deal"),
    }
    return dialog(request, "automation/dialogues/state_choice.html", context)


def state(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Fill in a state: a new one of a kind, or the one with a code."""
    row = queries.dialogue(viewer=request.actor, dialogue_id=dialogue_id)
    code, kind = request.GET.get("code", "")[:LONGEST_CODE], request.GET.get("kind", StateKind.ASK)
    there = state_of(row.draft, code) if code else {"kind": kind, "deed": "", "offer": ""}
    if there["kind"] not in list(StateKind):
        raise Missing()
    known = StateKind(there["kind"])
    door = _door(request, known, there.get("deed" if known is StateKind.DO else "offer", ""))
    initial = {**StateForm.initial_of(there, row), "version": row.version}
    form = StateForm(sent(request), kind=known, row=row, door=door, viewer=request.actor, initial=initial)

    def put() -> None:
        after, version = request.GET.get("after", "")[:LONGEST_CODE], form.cleaned_data["version"]
        commands.put_state(
            by=request.actor, dialogue_id=dialogue_id, told=form.told, was=code, after=after, version=version
        )

    return change(request, row, form, {"title": _(STATE_KINDS[known]), "columns": "2"}, put)


def state_remove(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Take a state out and say how to bring it back."""
    commands.remove_state(by=request.actor, dialogue_id=dialogue_id, code=_code(request))
    page, undo = (
        reverse("automation:dialogue", args=[dialogue_id]),
        reverse("automation:dialogue_undo", args=[dialogue_id]),
    )
    return done(request, page, with_undo(_("The state is taken out."), undo, page))


def state_move(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Move a state up or down."""
    code, down = _code(request), request.POST.get("down") == "1"
    commands.move_state(by=request.actor, dialogue_id=dialogue_id, code=code, down=down)
    return done(request, reverse("automation:dialogue", args=[dialogue_id]))


def intent(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Say what is answered at any moment: a new one, or the one at a place."""
    row = queries.dialogue(viewer=request.actor, dialogue_id=dialogue_id)
    place = _place(request.GET.get("place", ""))
    known = {}
    if place is not None:
        if place >= len(row.draft["intents"]):
            raise Missing()
        there = row.draft["intents"][place]
        known = {"keys": ", ".join(there["keys"]), "say": "\n\n".join(there["say"]), "to": there["to"]}
    form = IntentForm(sent(request), row=row, initial={**known, "version": row.version})

    def put() -> None:
        version = form.cleaned_data["version"]
        commands.put_intent(by=request.actor, dialogue_id=dialogue_id, told=form.intent, place=place, version=version)

    return change(request, row, form, {"title": _("Answered at any moment"), "columns": "2"}, put)


def intent_remove(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Take out what was answered at any moment and say how to bring it back."""
    place = _place(request.POST.get("place", ""))
    if place is None:
        raise Invalid(_("Choose one of the list."), field="place")
    commands.remove_intent(by=request.actor, dialogue_id=dialogue_id, place=place)
    page, undo = (
        reverse("automation:dialogue", args=[dialogue_id]),
        reverse("automation:dialogue_undo", args=[dialogue_id]),
    )
    return done(request, page, with_undo(_("It is answered no more."), undo, page))


def bench(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Talk with the draft: what it says, what it understood and why; nothing is sent, taken or written down."""
    row = queries.dialogue(viewer=request.actor, dialogue_id=dialogue_id)
    said = (
        [text[:LONGEST_LINE] for text in request.POST.getlist("said") if text.strip()]
        if request.method == "POST"
        else []
    )
    crumbs = [
        (_("Text robots"), reverse("automation:dialogues")),
        (row.title, reverse("automation:dialogue", args=[row.pk])),
        (_("Test bench"), ""),
    ]
    context = {"row": row, "crumbs": crumbs, "bench": queries.bench(row, said, viewer=request.actor)}
    template = "automation/dialogues/_bench.html" if is_fragment(request) else "automation/dialogues/bench.html"
    return render(request, template, context)


def _door(request: HttpRequest, kind: StateKind, known: str) -> str:
    """Return the deed or the offer of a state: the one it has, else the one asked for."""
    door = known or request.GET.get("door", "")
    doors = {each.code for each in deeds_of("deal")} if kind is StateKind.DO else set(OFFERS)
    if kind in {StateKind.DO, StateKind.OFFER} and door not in doors:
        raise Missing()
    return door


def _code(request: HttpRequest) -> str:
    """Return which state is named; refuses when none is."""
    code = request.POST.get("code", "")[:LONGEST_CODE]
    if not code:
        raise Invalid(_("Name the state."), field="code")
    return code


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None
