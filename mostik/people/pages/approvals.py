"""Screens of requests: what awaits one's decision, what one asked, all within reach; one request; asking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock, journal
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid
from mostik.people.catalog import KINDS
from mostik.people.commands import approvals as commands
from mostik.people.commands.approvals import Asking
from mostik.people.forms.approvals import RequestForm, WordForm
from mostik.people.models import Approval
from mostik.people.pages.approval_table import TONES, approval_table
from mostik.people.pages.asking import Outcome, ask
from mostik.people.queries import approvals as queries
from mostik.people.terms import ApprovalState, Need
from mostik.web import formats, tables
from mostik.web.answers import back, done, is_fragment, toast
from mostik.web.asking import sent
from mostik.web.tabs import Tab

CHANGED = "approvalsChanged"
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """A request as a card shows it; ``for_whom`` is the absent person in whose place the viewer decides or asked."""

    id: int
    version: int
    kind: str
    title: str
    size: str
    note: str
    owner: str
    decider: str
    for_whom: str
    state: str
    state_words: str
    tone: str
    question: str
    asked_at: datetime
    due_at: datetime
    late: bool
    decided_at: datetime | None
    decided_by: str
    reason: str
    url: str
    to_decide: bool
    to_answer: bool
    to_withdraw: bool
    form: WordForm


def awaiting(request: HttpRequest) -> HttpResponse:
    """What awaits the viewer's decision and answers."""
    rows = queries.inbox(viewer=request.actor)[:MOST_SHOWN]
    owes = [each for each in queries.asked(viewer=request.actor)[:MOST_SHOWN] if each.is_waiting and each.question]
    context = {"requests": [_view(request, each) for each in [*owes, *rows]], "tabs": _tabs("people:approvals")}
    return render(request, "people/approvals/list.html", context)


def asked(request: HttpRequest) -> HttpResponse:
    """What the viewer asked."""
    rows = queries.asked(viewer=request.actor)[:MOST_SHOWN]
    context = {"requests": [_view(request, each) for each in rows], "tabs": _tabs("people:approvals_asked")}
    return render(request, "people/approvals/list.html", {**context, "own": True})


def every(request: HttpRequest) -> HttpResponseBase:
    """All requests within reach, as a list."""
    rows = queries.approvals(viewer=request.actor)
    return tables.answer(
        request, "people/approvals/all.html", approval_table(), rows, {"tabs": _tabs("people:approvals_all")}
    )


def badge(request: HttpRequest) -> HttpResponse:
    """How many requests await the viewer, for the menu."""
    count = queries.awaiting(viewer=request.actor)
    return HttpResponse(formats.number(count) if count else "")


def show(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One request with everything that happened to it."""
    row = queries.approval(approval_id, viewer=request.actor)
    lines = [_line(entry) for entry in journal.timeline(Ref("people.approval", row.pk))[:MOST_SHOWN]]
    context = {"request_view": _view(request, row), "lines": lines}
    return render(request, "people/approvals/card.html", context)


def request_add(request: HttpRequest) -> HttpResponse:
    """Ask for an expense, a vacancy, a write-off."""
    form = RequestForm(sent(request), initial={"kind": request.GET.get("kind", "")})

    def act() -> Outcome:
        said = form.cleaned_data
        asking = Asking(
            kind=said["kind"],
            title=said["title"],
            note=said["note"],
            needs=[Need(size=said["amount"].minor)],
            amount_minor=said["amount"].minor,
            currency=said["amount"].currency,
        )
        number = commands.ask_approval(by=request.actor, asking=asking)
        row = queries.approval(number, viewer=request.actor)
        words = _("It is within your limit: approved.") if not row.is_waiting else _("Asked: {who} decides.")
        return words.format(who=row.decider or ""), reverse("people:approvals_asked")

    return ask(request, form, "people/approvals/ask.html", act)


def _decision(said: Promise, deed: Callable[..., None]) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return the page that decides in place: its words, and the command given the text."""

    def decide(request: HttpRequest, approval_id: int) -> HttpResponse:
        return _act(
            request,
            approval_id,
            str(said),
            lambda text, version: deed(text, by=request.actor, approval_id=approval_id, version=version),
        )

    return decide


approve = _decision(gettext_lazy("Approved"), lambda text, **asked: commands.approve(note=text, **asked))
decline = _decision(gettext_lazy("Declined"), lambda text, **asked: commands.decline(reason=text, **asked))
ask_back = _decision(
    gettext_lazy("The question is sent"), lambda text, **asked: commands.ask_back(question=text, **asked)
)


def answer(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Answer what was asked back."""
    return _act(
        request,
        approval_id,
        _("The answer is sent"),
        lambda text, version: commands.answer(by=request.actor, approval_id=approval_id, text=text, version=version),
    )


def withdraw(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Take back what one asked."""
    return _act(
        request,
        approval_id,
        _("The request is withdrawn"),
        lambda _text, version: commands.withdraw(by=request.actor, approval_id=approval_id, version=version),
    )


def _act(request: HttpRequest, approval_id: int, said: str, deed: Callable[[str, int | None], None]) -> HttpResponse:
    """Do what was pressed; the card is drawn anew in place, a refusal stands at its field."""
    form = WordForm(request.POST, auto_id=f"word-{approval_id}-%s")
    try:
        if form.is_valid():
            deed(form.cleaned_data["text"], form.cleaned_data["version"])
    except Invalid as refusal:
        form.add_error("text", refusal.text(_))
    row = queries.approval(approval_id, viewer=request.actor)
    if form.is_valid() and not is_fragment(request):
        return done(request, back(request, reverse("people:approvals")), said)
    status = 200 if form.is_valid() else 422
    context = {"each": _view(request, row, None if form.is_valid() else form)}
    page = "people/approvals/_request.html" if is_fragment(request) else "people/approvals/alone.html"
    drawn = render(request, page, context, status=status)
    if status == 200:
        drawn.headers["HX-Trigger"] = f'{{"{CHANGED}": true}}'
        return toast(drawn, said)
    return drawn


def _view(request: HttpRequest, row: Approval, form: WordForm | None = None) -> RequestView:
    viewer = request.actor
    mine, waits = row.owner_id in viewer.selves, row.is_waiting
    decides = waits and row.decider_id in viewer.selves and row.owner_id != viewer.id
    return RequestView(
        id=row.pk,
        version=row.version,
        kind=str(KINDS[row.kind].title) if row.kind in KINDS else row.kind,
        title=row.title,
        size=queries.size_words(row.kind, row.size, row.currency) if row.kind in KINDS else "",
        note=row.note,
        owner=row.owner.short_name,
        decider=row.decider.short_name if row.decider else "",
        for_whom=viewer.for_whom(row.decider_id) or viewer.for_whom(row.owner_id),
        state=row.state,
        state_words=row.get_state_display(),
        tone=TONES[ApprovalState(row.state)],
        question=row.question,
        asked_at=row.asked_at,
        due_at=row.due_at,
        late=waits and row.due_at < clock.now(),
        decided_at=row.decided_at,
        decided_by=row.decided_by.short_name if row.decided_by else "",
        reason=row.reason,
        url=row.url,
        to_decide=decides and not row.question and viewer.may("people.decide_approvals"),
        to_answer=waits and mine and bool(row.question),
        to_withdraw=waits and mine,
        form=form or WordForm(initial={"version": row.version}, auto_id=f"word-{row.pk}-%s"),
    )


def _line(entry: Any) -> dict[str, Any]:
    event = journal.read(entry)
    absent = entry.payload.get(journal.DONE_FOR)
    who = _("{who} for {absent}").format(who=entry.actor_name, absent=absent) if absent else entry.actor_name
    what = _(event.says).format(**entry.payload) if event else entry.name
    text = entry.payload.get("text", "") if event and "{text}" not in event.says else ""
    return {"what": what[:1].upper() + what[1:], "who": who, "at": entry.at, "text": text}


def _tabs(current: str) -> list[Tab]:
    words = {
        "people:approvals": _("Await me"),
        "people:approvals_asked": _("Asked by me"),
        "people:approvals_all": _("All"),
    }
    return [Tab(text, reverse(name), name == current) for name, text in words.items()]
