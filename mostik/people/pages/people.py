"""People: the directory, taking on, changing, dismissing, taking back, moving many."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.queries import saved_views
from mostik.core.rights import EXPORT
from mostik.people.access import clear
from mostik.people.commands import moves
from mostik.people.commands import people as commands
from mostik.people.forms.people import DismissForm, MoveForm, PersonForm
from mostik.people.pages import words
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.tabs import tabs
from mostik.people.queries import people, roles, structure
from mostik.web import tables
from mostik.web.answers import dialog, done, with_undo
from mostik.web.asking import sent
from mostik.web.tables import Column

MOST_MOVED = 1000


def directory_table(viewer: Actor) -> tables.Table:
    """Return the directory as this viewer may read it: what is masked is neither searched nor sorted by."""
    return tables.Table(
        code="people",
        columns=_columns(viewer),
        filters=(
            tables.choice_filter("department", gettext_lazy("Department"), structure.departments(viewer=viewer)),
            tables.choice_filter("team", gettext_lazy("Team"), structure.teams(viewer=viewer)),
            tables.choice_filter("role", gettext_lazy("Role"), roles.choices(viewer=viewer), "role__code"),
            tables.choice_filter("state", gettext_lazy("State"), STATES, apply=partial(_in_state, viewer)),
            tables.yes_no_filter("sells", gettext_lazy("Carries a personal plan"), more=True),
            tables.day_range_filter("hired", gettext_lazy("Works since"), "hired_on", more=True),
        ),
        search=lambda rows, said: people.found(rows, said, viewer=viewer),
        search_words=gettext_lazy("Name, position, phone or e-mail"),
        default_sort="name",
        bulk=(
            tables.BulkAction(
                code="move",
                title=gettext_lazy("Move to a team"),
                url_name="people:people_move",
                needs="people.edit_structure",
                dialog=True,
            ),
        ),
        present=lambda rows: people.listed(rows, viewer=viewer),
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nobody works here yet"),
        empty_text=gettext_lazy("Add the first person: the plan, the board and the calendar begin with people."),
    )


STATES = [("works", words.STATES["works"]), ("left", words.STATES["left"])]


def _columns(viewer: Actor) -> tuple[Column, ...]:
    return (
        Column(
            key="name",
            title=gettext_lazy("Person"),
            value=lambda row: row.name,
            kind="person",
            sort=("last_name", "first_name"),
            url=lambda row: reverse("people:person", args=[row.id]) if row.opens else "",
            main=True,
        ),
        Column(key="position", title=gettext_lazy("Position"), value=lambda row: row.position, sort=("position",)),
        Column(
            key="department",
            title=gettext_lazy("Department"),
            value=lambda row: row.department,
            sort=("department__title",),
            hide_on_phone=True,
        ),
        Column(key="team", title=gettext_lazy("Team"), value=lambda row: row.team, sort=("team__title",)),
        Column(key="role", title=gettext_lazy("Role"), value=lambda row: row.role, hide_on_phone=True),
        Column(key="head", title=gettext_lazy("Reports to"), value=lambda row: row.head, default_hidden=True),
        Column(
            key="phone",
            title=gettext_lazy("Phone"),
            value=lambda row: row.phone,
            sort=("phone",) if clear("phone", viewer) else None,
        ),
        Column(
            key="email",
            title=gettext_lazy("E-mail"),
            value=lambda row: row.email,
            sort=("email",) if clear("email", viewer) else None,
            hide_on_phone=True,
        ),
        Column(
            key="hired",
            title=gettext_lazy("Works since"),
            value=lambda row: row.hired_on,
            kind="day",
            sort=("hired_on",),
        ),
        Column(key="state", title=gettext_lazy("State"), value=lambda row: words.state_badge(row.state), kind="badge"),
        Column(
            key="sells",
            title=gettext_lazy("Carries a personal plan"),
            value=lambda row: row.sells,
            kind="yes_no",
            default_hidden=True,
        ),
        Column(
            key="left",
            title=gettext_lazy("Last day"),
            value=lambda row: row.left_on,
            kind="day",
            sort=("left_on",),
            default_hidden=True,
        ),
    )


def _in_state(viewer: Actor, rows: Any, value: str) -> Any:
    now = people.working(rows, viewer=viewer)
    return now if value == "works" else rows.exclude(pk__in=now.values("pk"))


def list_people(request: HttpRequest) -> HttpResponseBase:
    """Show the company's directory."""
    rows = people.directory(viewer=request.actor)
    context = {"tabs": tabs("people:list"), "may_edit": request.actor.may("people.edit_structure")}
    views = saved_views(viewer=request.actor, table="people", path=request.path, query=request.GET.urlencode())
    table = directory_table(request.actor)
    return tables.answer(request, "people/structure/people.html", table, rows, context, views=views)


def person_add(request: HttpRequest) -> HttpResponse:
    """Take somebody on."""
    form = PersonForm(sent(request), viewer=request.actor)

    def act() -> Outcome:
        made = commands.add_person(by=request.actor, values=form.values)
        said = _("%(who)s works here now. Give them a password so that they can sign in.") % {"who": made.short_name}
        return said, reverse("people:person", args=[made.pk])

    return ask(request, form, "people/people/edit.html", act, {"title": _("New person")})


def person_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change what is written about somebody, or their place."""
    row = people.person(viewer=request.actor, person_id=person_id)
    form = PersonForm(sent(request), viewer=request.actor, row=row)

    def act() -> Outcome:
        said = form.cleaned_data
        commands.edit_person(
            by=request.actor, person_id=person_id, values=form.values, version=said["version"], since=said["since"]
        )
        return _("Saved."), _card(person_id)

    return ask(request, form, "people/people/edit.html", act, {"title": row.short_name})


def person_dismiss(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody go."""
    row = people.person(viewer=request.actor, person_id=person_id)
    form = DismissForm(sent(request), initial={"last_day": clock.today()})

    def act() -> Outcome:
        commands.dismiss_person(by=request.actor, person_id=person_id, last_day=form.cleaned_data["last_day"])
        undo = reverse("people:person_return", args=[person_id])
        return with_undo(_("%(who)s is dismissed.") % {"who": row.short_name}, undo, _card(person_id)), _card(person_id)

    return ask(request, form, "people/people/dismiss.html", act, {"person": row})


def person_return(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take back somebody who left."""
    row = commands.return_person(by=request.actor, person_id=person_id)
    return done(request, _card(person_id), _("%(who)s works here again.") % {"who": row.short_name})


def person_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give somebody a password and show it this once."""
    value = commands.give_password(by=request.actor, person_id=person_id)
    row = people.person(viewer=request.actor, person_id=person_id)
    answer = dialog(request, "people/people/password.html", {"person": row, "value": value})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def people_move(request: HttpRequest) -> HttpResponse:
    """Move the picked people to a team."""
    viewer = request.actor
    rows = tables.picked(directory_table(viewer), people.people(viewer=viewer), request)
    keys = list(rows.values_list("pk", flat=True)[:MOST_MOVED])
    form = MoveForm(sent(request), viewer=viewer)

    def act() -> Outcome:
        said = form.cleaned_data
        count = moves.move_people(by=viewer, people_ids=keys, team_id=said["team_id"], since=said["since"])
        return _("Moved: %(count)s.") % {"count": count}, f"{reverse('people:list')}?state=works&team={said['team_id']}"

    return ask(request, form, "people/people/move.html", act, {"keys": keys})


def _card(person_id: int) -> str:
    return reverse("people:person", args=[person_id])
