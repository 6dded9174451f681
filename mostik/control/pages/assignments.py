"""Screens of assignments: the list, one of them, giving and changing it, many at once, what waits for oneself."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.control.commands import assignments as commands
from mostik.control.forms.assignments import AssignmentForm, TakerForm, WithdrawForm
from mostik.control.models import Assignment
from mostik.control.pages.assignment_table import state_badge, table
from mostik.control.queries import assignments as queries
from mostik.control.rules.assignments import DONE, ENDED
from mostik.control.terms import AssignmentState, Origin
from mostik.core import clock
from mostik.core.queries import story
from mostik.kernel.events import Ref
from mostik.kernel.many import Outcome
from mostik.web import tables
from mostik.web.answers import back, done, with_undo
from mostik.web.asking import ask, ask_here, sent
from mostik.web.many import settled

MANY = "control/cases/many.html"
SHOWN = 6


def assignment_list(request: HttpRequest) -> HttpResponseBase:
    """Every assignment within reach."""
    context = {"may_give": request.actor.may(queries.GIVE)}
    rows = queries.assignments(viewer=request.actor)
    return tables.answer(request, "control/assignments/list.html", table(request), rows, context)


def my_assignments(request: HttpRequest) -> HttpResponse:
    """What waits for oneself: a fragment for other screens."""
    waiting = queries.waiting(viewer=request.actor, most=SHOWN + 1)
    return render(
        request, "control/assignments/_mine.html", {"waiting": waiting[:SHOWN], "is_more": len(waiting) > SHOWN}
    )


def overdue_assignments(request: HttpRequest) -> HttpResponse:
    """What is late within reach: a fragment for other screens."""
    rows, count = queries.overdue_lines(viewer=request.actor, most=SHOWN)
    return render(request, "control/assignments/_overdue.html", {"rows": rows, "total": count})


def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One assignment: what is to be done, the three questions, the versions of its day, its history."""
    viewer = request.actor
    found = queries.assignment(viewer=viewer, assignment_id=assignment_id)
    state = AssignmentState(found.state)
    is_open, decides = state not in ENDED, queries.decides(found, viewer)
    does = is_open and found.owner_id in viewer.selves and state not in DONE
    gives = decides and viewer.may(queries.GIVE)
    context = {
        "assignment": found,
        "title": f"{_('Assignment')} № {found.pk}",
        "badge": state_badge(found),
        "late": state not in DONE and found.due_on < clock.today(),
        "changes": queries.due_changes(found, viewer=viewer),
        "story": story(Ref("control.assignment", found.pk), viewer=viewer),
        "may_answer": does and state in {AssignmentState.NEW, AssignmentState.OBJECTED, AssignmentState.RETURNED},
        "may_act": does,
        "may_decide": gives and state is AssignmentState.ASKING,
        "may_solve": gives and state is AssignmentState.ACTED,
        "may_return": gives and state in {AssignmentState.ACTED, AssignmentState.OBJECTED},
        "may_change": gives and is_open,
        "may_remind": gives and is_open and state not in DONE and found.told_on != clock.today(),
        "may_remove": gives,
        "crumbs": [(_("Assignments"), reverse("control:assignments")), (f"№ {found.pk}", "")],
    }
    return render(request, "control/assignments/card.html", context)


def assignment_add(request: HttpRequest) -> HttpResponse:
    """Give somebody something to do; what another screen knows is filled in."""
    viewer = request.actor
    form = AssignmentForm(
        sent(request),
        people=queries.takers(viewer=viewer),
        givers=queries.givers(viewer=viewer),
        initial=_known(request),
    )
    made = list[Assignment]()
    return ask(
        request,
        form,
        {"title": _("New assignment"), "address": request.path, "submit": _("Give it"), "columns": "2"},
        lambda: made.append(commands.give_assignment(by=viewer, asked=form.asked)),
        lambda: done(request, back(request, _page(made[0].pk)), _given(made[0])),
    )


def assignment_edit(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say an assignment otherwise."""
    viewer = request.actor
    found = queries.assignment(viewer=viewer, assignment_id=assignment_id)
    names = ("text", "owner_id", "due_on", "origin", "origin_words", "version")
    form = AssignmentForm(
        sent(request),
        people=_with_owner(found, queries.takers(viewer=viewer)),
        due=found.due_on,
        initial={name: getattr(found, name) for name in names},
    )
    return ask_here(
        request,
        form,
        {"title": _("Change the assignment"), "submit": _("Save"), "said": _("Saved."), "columns": "2"},
        lambda: commands.edit_assignment(
            by=viewer, assignment_id=assignment_id, asked=form.asked, version=form.cleaned_data["version"]
        ),
        _page(assignment_id),
    )


def assignment_hand(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Let somebody else do it."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    form = TakerForm(sent(request), people=queries.takers(viewer=request.actor), initial={"owner_id": found.owner_id})
    words = {"title": _("Give to somebody else"), "submit": _("Give"), "said": _("They are told."), "note": found.text}
    return ask_here(
        request,
        form,
        words,
        lambda: commands.hand_assignment(
            by=request.actor, assignment_id=assignment_id, owner_id=form.cleaned_data["owner_id"]
        ),
        _page(assignment_id),
    )


def assignment_withdraw(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Withdraw it: it need not be done."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    form = WithdrawForm(sent(request))
    words = {
        "title": _("Withdraw the assignment"),
        "submit": _("Withdraw"),
        "said": _("Withdrawn."),
        "note": found.text,
    }
    return ask_here(
        request,
        form,
        words,
        lambda: commands.withdraw_assignment(
            by=request.actor, assignment_id=assignment_id, why=form.cleaned_data["why"]
        ),
        _page(assignment_id),
    )


def assignment_remind(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Remind of it."""
    commands.remind_of_assignment(by=request.actor, assignment_id=assignment_id)
    return done(request, _page(assignment_id), _("They are reminded."))


def assignment_remove(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Remove it and offer to bring it back."""
    commands.remove_assignment(by=request.actor, assignment_id=assignment_id)
    page, undo = reverse("control:assignments"), reverse("control:assignment_restore", args=[assignment_id])
    return done(request, page, with_undo(_("Removed."), undo, page))


def assignment_restore(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Bring it back."""
    commands.restore_assignment(by=request.actor, assignment_id=assignment_id)
    return done(request, _page(assignment_id), _("It is back."))


def assignments_remind(request: HttpRequest) -> HttpResponse:
    """Remind of the picked ones."""
    outcome = commands.remind_of_assignments(by=request.actor, assignment_ids=_picked(request))
    return settled(request, outcome, home=reverse("control:assignments"), words=_reminded)


def assignments_hand(request: HttpRequest) -> HttpResponse:
    """Let somebody else do the picked ones."""
    form = TakerForm(sent(request), people=queries.takers(viewer=request.actor))
    return _many(
        request,
        form,
        {"title": _("Give to somebody else"), "submit": _("Give")},
        lambda picked: commands.hand_assignments(
            by=request.actor, assignment_ids=picked, owner_id=form.cleaned_data["owner_id"]
        ),
        _handed,
    )


def assignments_withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw the picked ones."""
    form = WithdrawForm(sent(request))
    return _many(
        request,
        form,
        {"title": _("Withdraw the assignments"), "submit": _("Withdraw")},
        lambda picked: commands.withdraw_assignments(
            by=request.actor, assignment_ids=picked, why=form.cleaned_data["why"]
        ),
        _withdrawn,
    )


def _many(request: HttpRequest, form: Any, words: dict[str, str], act: Any, told: Any) -> HttpResponse:
    made, picked = list[Outcome](), _picked(request)
    return ask(
        request,
        form,
        {**words, "address": request.path, "picked": picked},
        lambda: made.append(act(picked)),
        lambda: settled(request, made[0], home=reverse("control:assignments"), words=told),
        template=MANY,
    )


def _picked(request: HttpRequest) -> list[int]:
    rows = queries.assignments(viewer=request.actor).exclude(state__in=ENDED)
    return list(tables.picked(table(request), rows, request).order_by("pk").values_list("pk", flat=True))


def _known(request: HttpRequest) -> dict[str, Any]:
    """What another screen knows of it: the person, where it comes from, its words."""
    asked = request.GET
    person = asked.get("person", "")
    return {
        "text": asked.get("text", "")[:1000],
        "owner_id": person if person.isdecimal() else None,
        "giver_id": request.actor.id,
        "due_on": clock.today() + timedelta(days=7),
        "origin": asked.get("origin") if asked.get("origin") in list(Origin) else Origin.HEAD,
        "origin_words": asked.get("words", "")[:200],
        "place": asked.get("place", "")[:200],
    }


def _with_owner(found: Assignment, people: list[Any]) -> list[Any]:
    """Return the people to choose from, whose it is among them even where they are out of reach."""
    return people if any(each.pk == found.owner_id for each in people) else [found.owner, *people]


def _page(assignment_id: int) -> str:
    return reverse("control:assignment", args=[assignment_id])


def _given(made: Assignment) -> str:
    return _("Given to %(who)s.") % {"who": made.owner.short_name}


def _reminded(count: int) -> str:
    return ngettext("Reminded of %(count)s assignment", "Reminded of %(count)s assignments", count) % {"count": count}


def _handed(count: int) -> str:
    words = ngettext("%(count)s assignment handed over", "%(count)s assignments handed over", count)
    return words % {"count": count}


def _withdrawn(count: int) -> str:
    return ngettext("%(count)s assignment withdrawn", "%(count)s assignments withdrawn", count) % {"count": count}
