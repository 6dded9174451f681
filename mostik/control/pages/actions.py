"""Screens of actions: the list, taking one, ending one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.control.commands import actions as commands
from mostik.control.forms.cases import ActionForm, EndForm
from mostik.control.models import Action, ActionKind, ActionState
from mostik.control.queries import actions as queries
from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.web import tables
from mostik.web.answers import back, dialog, done, stay

TONES = {ActionState.OPEN: "info", ActionState.DONE: "good", ActionState.DROPPED: "neutral"}


def _state(row: Action) -> tables.Badge:
    if row.state == ActionState.OPEN and row.due_on < clock.today():
        return tables.Badge(_("overdue"), "bad")
    return tables.Badge(row.get_state_display(), TONES[ActionState(row.state)])


ACTIONS = tables.Table(
    code="actions",
    columns=(
        tables.Column(
            key="text",
            title=gettext_lazy("What exactly"),
            value=lambda row: row.text,
            url=lambda row: reverse("control:action_end", args=[row.pk]) if row.state == ActionState.OPEN else "",
            main=True,
        ),
        tables.Column(key="kind", title=gettext_lazy("Way"), value=lambda row: row.get_kind_display()),
        tables.Column(key="person", title=gettext_lazy("Whose figure"), value=lambda row: row.person, kind="person"),
        tables.Column(key="owner", title=gettext_lazy("Who does it"), value=lambda row: row.owner, kind="person"),
        tables.Column(key="due", title=gettext_lazy("By"), value=lambda row: row.due_on, kind="day", sort=("due_on",)),
        tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge", sort=("state",)),
        tables.Column(
            key="outcome", title=gettext_lazy("What came of it"), value=lambda row: row.outcome, hide_on_phone=True
        ),
    ),
    filters=(
        tables.choice_filter("state", gettext_lazy("State"), ActionState.choices, "state"),
        tables.choice_filter("kind", gettext_lazy("Way"), ActionKind.choices, "kind"),
        tables.day_range_filter("due", gettext_lazy("By"), "due_on"),
    ),
    search=lambda rows, words: rows.filter(text__icontains=words),
    search_words=gettext_lazy("What exactly"),
    default_sort="due",
    export_needs=EXPORT,
    empty_title=gettext_lazy("Nothing to do yet"),
    empty_text=gettext_lazy("Decisions about slipping figures gather here. Take the first one on the bridge."),
)


def action_list(request: HttpRequest) -> HttpResponseBase:
    """Every decision about a figure."""
    return tables.answer(request, "control/actions.html", ACTIONS, queries.actions(viewer=request.actor))


def action_add(request: HttpRequest) -> HttpResponse:
    """Decide what to do about a figure, in a dialog that knows it."""
    if request.method == "GET":
        return _ask(request, ActionForm(initial=_suggested(request), viewer=request.actor))
    form = ActionForm(request.POST, viewer=request.actor)
    if not form.is_valid():
        return _ask(request, form, status=422)
    said = form.cleaned_data
    commands.take_action(
        by=request.actor,
        kind=ActionKind(said["kind"]),
        metric=said["metric"],
        text=said["text"],
        due_on=said["due_on"],
        owner_id=said["owner_id"],
        person_id=said["person_id"],
        plan=said["plan"] or 0,
        fact=said["fact"] or 0,
        case_id=said["case"],
    )
    return done(
        request, back(request, reverse("control:actions")), _("Written down. It will be checked against the figure.")
    )


def action_end(request: HttpRequest, action_id: int) -> HttpResponse:
    """Say what came of an action."""
    found = queries.action(viewer=request.actor, action_id=action_id)
    form = EndForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return dialog(request, "control/end.html", {"form": form, "action": found}, status=status)
    commands.end_action(
        by=request.actor,
        action_id=action_id,
        state=ActionState(form.cleaned_data["state"]),
        outcome=form.cleaned_data["outcome"],
    )
    return done(request, back(request, reverse("control:actions")), _("Ended."))


def action_resume(request: HttpRequest, action_id: int) -> HttpResponse:
    """Open an ended action again."""
    commands.resume_action(by=request.actor, action_id=action_id)
    return stay(_("Open again."), refresh="actionsChanged")


def _ask(request: HttpRequest, form: ActionForm, *, status: int = 200) -> HttpResponse:
    return dialog(request, "control/take.html", {"form": form}, status=status)


def _suggested(request: HttpRequest) -> dict[str, object]:
    """What the bridge already knows: the figure, whose it is, the way that fits."""
    asked = request.GET
    person = asked.get("person", "")
    return {
        "kind": asked.get("kind") if asked.get("kind") in ActionKind.values else ActionKind.TALK,
        "metric": asked.get("metric", "")[:32] or "revenue",
        "person_id": person if person.isdecimal() else None,
        "owner_id": request.actor.id,
        "due_on": clock.today() + timedelta(days=1),
        "text": asked.get("text", "")[:500],
        "plan": asked.get("plan", "") if asked.get("plan", "").isdecimal() else None,
        "case": asked.get("case", "") if asked.get("case", "").isdecimal() else None,
        "fact": asked.get("fact", "") if asked.get("fact", "").isdecimal() else None,
    }
