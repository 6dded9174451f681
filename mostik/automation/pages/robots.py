"""Robots on screen: the list, one with its draft built step by step, switched on and off, tried on the past month."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.catalog.robots import EDITORS, TRIGGERS, Subject
from mostik.automation.commands import robots as commands
from mostik.automation.forms.robots import AskedForm, DeedForm, GoalsForm, NewRobotForm, OffForm, TitleForm, TriggerForm
from mostik.automation.models import Robot
from mostik.automation.queries import robots as queries
from mostik.automation.queries.enrolments import stands
from mostik.automation.queries.funnels import funnel
from mostik.automation.queries.trials import trials
from mostik.automation.terms import RobotKind
from mostik.web import tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import ask, sent
from mostik.web.panels import panels_of


def root(row: Robot) -> tuple[str, str]:
    """Return the list a robot stands in, as the first crumb."""
    if row.kind == RobotKind.SEQUENCE:
        return _("Sequences"), reverse("automation:sequences")
    return _("Robots"), reverse("automation:robots")


def place(row: Robot, *further: tuple[str, str]) -> dict[str, Any]:
    """Return where a page about a robot stands: its crumbs from the list on, and the line of the menu it is under."""
    top = root(row)
    own = (row.title, _card(row) if further else "")
    return {"crumbs": [top, own, *further], "stands_in": top[1]}


def record_columns(subject: Subject) -> tuple[tables.Column, ...]:
    """Return the columns that tell records of a kind apart: the name that leads to one, and its number."""
    return (
        tables.Column(
            key="record",
            title=gettext_lazy("Record"),
            value=str,
            main=True,
            url=lambda each: subject.address(each.pk),
        ),
        tables.Column(key="number", title="№", value=lambda each: f"№ {each.pk}", sort=("pk",)),
    )


def _card(row: Any) -> str:
    return reverse("automation:robot", args=[row.pk])


def robot(request: HttpRequest, robot_id: int) -> HttpResponse:
    """A robot: what its draft says, whether it works, its editions."""
    card = queries.robot_card(robot_id, viewer=request.actor)
    context = {
        "card": card,
        "row": card.row,
        **place(card.row),
        "may": request.actor.may(commands.RIGHT),
        "trials": trials(card.row, viewer=request.actor),
        "funnel": funnel(card.row, viewer=request.actor),
        "stands": stands(card.row),
        "going": queries.going(card.row),
        "panels": panels_of("automation.robot", robot_id, viewer=request.actor),
    }
    return render(request, "automation/robots/card.html", context)


def robot_add(request: HttpRequest, kind: RobotKind = RobotKind.ROBOT) -> HttpResponse:
    """Make a robot: name it and say when it begins."""
    chosen = _chosen(request)
    form = NewRobotForm(sent(request), chosen=chosen, viewer=request.actor, initial=_kept(request))
    made: list[int] = []

    def make() -> None:
        title = form.cleaned_data["title"]
        made.append(commands.make_robot(by=request.actor, title=title, trigger=chosen, told=form.told, kind=kind))

    named = _("New sequence") if kind is RobotKind.SEQUENCE else _("New robot")
    words = {"title": named, "submit": _("Go on to its steps"), "address": request.path}
    return _asked(request, form, words, make, lambda: done(request, reverse("automation:robot", args=made)))


def robot_copy(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Make another robot of the same draft."""
    made = commands.copy_robot(by=request.actor, robot_id=robot_id)
    return done(request, reverse("automation:robot", args=[made]), _("A copy, switched off."))


def robot_rename(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Give a robot another name."""
    row = queries.robot(viewer=request.actor, robot_id=robot_id)
    form = TitleForm(sent(request), initial={"title": row.title, "version": row.version})

    def rename() -> None:
        commands.rename_robot(by=request.actor, robot_id=robot_id, **form.cleaned_data)

    return change(request, row, form, {"title": _("Name of the robot")}, rename)


def trigger(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Say when a robot begins."""
    row = queries.robot(viewer=request.actor, robot_id=robot_id)
    draft = row.draft
    chosen = _chosen(request, draft["trigger"])
    kept = draft["told"] if chosen == draft["trigger"] else {}
    form = TriggerForm(
        sent(request),
        chosen=chosen,
        viewer=request.actor,
        subject=row.subject,
        initial={**kept, **_kept(request), "version": row.version},
    )

    def say() -> None:
        commands.set_trigger(
            by=request.actor,
            robot_id=robot_id,
            trigger=chosen,
            told=form.told,
            version=form.cleaned_data["version"],
        )

    return change(request, row, form, {"title": _("When it begins")}, say)


def conditions(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Say which records a robot works on."""
    row = queries.robot(viewer=request.actor, robot_id=robot_id)
    form = AskedForm(sent(request), initial={"version": row.version})
    editor = EDITORS[row.subject]
    when = editor.sent(request.POST) if form.is_bound else row.draft["when"]

    def say() -> None:
        commands.set_conditions(by=request.actor, robot_id=robot_id, when=when, version=form.cleaned_data["version"])

    words = {"title": _("Only those that fit"), "template": editor.template, **editor.shown(when, request.actor)}
    return change(request, row, form, words, say)


def goals(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Say what a robot's runs stop at."""
    row = queries.robot(viewer=request.actor, robot_id=robot_id)
    form = GoalsForm(
        sent(request), subject=row.subject, initial={"goals": row.draft.get("until", ()), "version": row.version}
    )

    def say() -> None:
        commands.set_goals(by=request.actor, robot_id=robot_id, **form.cleaned_data)

    note = _("What is promised and has not gone out yet is taken back with it.")
    return change(request, row, form, {"title": _("When it stops by itself"), "note": note}, say)


def robot_on(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Let a robot work by its draft."""
    number = commands.switch_on(by=request.actor, robot_id=robot_id)
    words = _("It works from now on, edition {number}.").format(number=number)
    return done(request, reverse("automation:robot", args=[robot_id]), words)


def robot_off(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Let a robot begin nothing any more; what is on its way goes on, or is stopped too."""
    row = queries.robot(viewer=request.actor, robot_id=robot_id)
    form = OffForm(sent(request), going=queries.going(row), initial={"stop": "0"})

    def off() -> None:
        commands.switch_off(by=request.actor, robot_id=robot_id, stop=form.cleaned_data["stop"] == "1")

    words = {"title": _("Switch off"), "address": request.path, "submit": _("Switch off")}
    return _asked(request, form, words, off, lambda: done(request, _card(row), _("Switched off.")))


def robot_remove(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Take a robot away and say how to bring it back."""
    commands.remove_robot(by=request.actor, robot_id=robot_id)
    page = root(queries.robot(viewer=request.actor, robot_id=robot_id, removed=True))[1]
    undo = reverse("automation:robot_restore", args=[robot_id])
    return done(request, page, with_undo(_("The robot is removed."), undo, page))


def robot_restore(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Bring a removed robot back."""
    commands.restore_robot(by=request.actor, robot_id=robot_id)
    return done(request, reverse("automation:robot", args=[robot_id]), _("The robot is back, switched off."))


def edition_take(request: HttpRequest, robot_id: int, edition: int) -> HttpResponse:
    """Lay an earlier edition before oneself as the draft."""
    commands.take_draft(by=request.actor, robot_id=robot_id, edition=edition)
    words = _("The draft is edition {number} again.").format(number=edition)
    return done(request, reverse("automation:robot", args=[robot_id]), words)


def change(request: HttpRequest, row: Robot, form: AskedForm, words: Mapping[str, Any], act: Any) -> HttpResponse:
    """Ask in a dialog and come back to the robot."""
    said = {"address": request.path, **words}
    return _asked(request, form, said, act, lambda: done(request, _card(row)))


def _asked(request: HttpRequest, form: Form, words: Mapping[str, Any], act: Any, then: Any) -> HttpResponse:
    own = {TriggerForm: "trigger", DeedForm: "step"}
    name = next((name for kind, name in own.items() if isinstance(form, kind)), "")
    return ask(request, form, words, act, then, template=f"automation/robots/{name}.html" if name else "web/ask.html")


def _chosen(request: HttpRequest, otherwise: str = "") -> str:
    """Return the trigger chosen, else the one that was, else the first there is."""
    said: QueryDict = request.POST if request.method == "POST" else request.GET
    known = said.get("trigger", otherwise)
    return known if known in TRIGGERS else next(iter(TRIGGERS))


def _kept(request: HttpRequest) -> dict[str, str]:
    """Return what was typed before another trigger was chosen."""
    return {name: request.GET[name] for name in ("title",) if name in request.GET}
