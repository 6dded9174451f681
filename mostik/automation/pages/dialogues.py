"""Text robots on screen: the list, one with its draft as cards, switched on and off, its talks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.commands import dialogues as commands
from mostik.automation.forms.dialogues import NewDialogueForm, PaceForm
from mostik.automation.models import Dialogue
from mostik.automation.queries import dialogues as queries
from mostik.automation.terms import TALK_ENDS
from mostik.web import tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import ask, sent
from mostik.web.panels import panels_of

STATES = [("on", gettext_lazy("working")), ("off", gettext_lazy("switched off"))]


def _badge(row: Dialogue) -> tables.Badge:
    return tables.Badge(gettext_lazy("working"), "good") if row.works else tables.Badge(gettext_lazy("switched off"))


def _count(end: str, words: Any, name: str) -> tables.Column:
    """Return the column of how many talks ended so, each number leading to them."""
    return tables.Column(
        key=name,
        title=words,
        value=lambda row: getattr(row, name),
        kind="number",
        url=lambda row: f"{reverse('automation:talks', args=[row.pk])}?end={end}",
    )


TABLE = tables.Table(
    code="dialogues",
    columns=(
        tables.Column(
            key="title",
            title=gettext_lazy("Text robot"),
            value=lambda row: row.title,
            sort=("title",),
            main=True,
            url=lambda row: reverse("automation:dialogue", args=[row.pk]),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
        _count("", gettext_lazy("Talks in 90 days"), "held"),
        _count("done", gettext_lazy("Came to the end"), "done"),
        _count("handed", gettext_lazy("Handed over"), "handed"),
        tables.Column(
            key="owner",
            title=gettext_lazy("For whom it acts"),
            value=lambda row: row.owner.short_name,
            kind="person",
            hide_on_phone=True,
        ),
    ),
    filters=(
        tables.choice_filter(
            "state",
            gettext_lazy("State"),
            STATES,
            apply=lambda rows, value: rows.filter(works_since__isnull=value == "off"),
        ),
    ),
    search=tables.text_search("title"),
    search_words=gettext_lazy("Name"),
    default_sort="title",
    empty_title=gettext_lazy("No text robots yet"),
    empty_text=gettext_lazy("Let a robot answer at night: it asks what is needed, books a meeting or calls a person."),
)
TALKS = tables.Table(
    code="dialogue-talks",
    columns=(
        tables.Column(
            key="client",
            title=gettext_lazy("Client"),
            value=lambda row: row.seen_as,
            main=True,
            url=lambda row: reverse("automation:talk", args=[row.pk]),
        ),
        tables.Column(key="end", title=gettext_lazy("How it stands"), value=queries.end_words),
        tables.Column(key="reason", title=gettext_lazy("Why handed over"), value=queries.reason_words),
        tables.Column(
            key="made_at", title=gettext_lazy("Begun"), value=lambda row: row.made_at, kind="moment", sort=("pk",)
        ),
        tables.Column(
            key="answered", title=gettext_lazy("A person answered"), value=lambda row: row.answered_at, kind="moment"
        ),
    ),
    filters=(
        tables.choice_filter(
            "end",
            gettext_lazy("How it stands"),
            [(str(end), gettext_lazy(words)) for end, words in TALK_ENDS.items()],
            apply=lambda rows, value: rows.filter(end=value),
        ),
    ),
    default_sort="-made_at",
    export_needs="",
    empty_title=gettext_lazy("No talks yet"),
    empty_text=gettext_lazy("Switch the robot on and choose where it answers."),
)


def dialogue_list(request: HttpRequest) -> HttpResponseBase:
    """List the text robots with how their talks ended."""
    rows = queries.dialogue_rows(viewer=request.actor)
    return tables.answer(request, "automation/dialogues/list.html", TABLE, rows, {})


def dialogue(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """A text robot: its draft as cards, what is wrong with it, how its talks go, its editions."""
    card = queries.dialogue_card(dialogue_id, viewer=request.actor)
    context = {
        "card": card,
        "row": card.row,
        "crumbs": [(_("Text robots"), reverse("automation:dialogues")), (card.row.title, "")],
        "may": request.actor.may(commands.RIGHT),
        "panels": panels_of("automation.dialogue", dialogue_id, viewer=request.actor),
    }
    return render(request, "automation/dialogues/card.html", context)


def dialogue_add(request: HttpRequest) -> HttpResponse:
    """Make a text robot: empty or like a ready one."""
    form = NewDialogueForm(sent(request), initial={"like": "qualification", "language": request.LANGUAGE_CODE})
    made: list[int] = []

    def make() -> None:
        made.append(commands.make_dialogue(by=request.actor, **form.cleaned_data))

    words = {"title": _("New text robot"), "submit": _("Go on to what it says"), "address": request.path}
    return ask(request, form, words, make, lambda: done(request, reverse("automation:dialogue", args=made)))


def dialogue_copy(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Make another text robot of the same draft."""
    made = commands.copy_dialogue(by=request.actor, dialogue_id=dialogue_id)
    return done(request, reverse("automation:dialogue", args=[made]), _("A copy, switched off."))


def dialogue_pace(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Say what it is called and how patient it is."""
    row = queries.dialogue(viewer=request.actor, dialogue_id=dialogue_id)
    draft = row.draft
    silences = ", ".join(map(str, draft["silences"]))
    known = {**draft, "title": row.title, "silences": silences, "version": row.version}
    form = PaceForm(sent(request), initial=known)

    def say() -> None:
        commands.set_pace(by=request.actor, dialogue_id=dialogue_id, **form.cleaned_data)

    return change(request, row, form, {"title": _("Name and patience"), "columns": "2"}, say)


def dialogue_undo(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Take back the last change of the draft."""
    commands.take_back(by=request.actor, dialogue_id=dialogue_id)
    return done(request, reverse("automation:dialogue", args=[dialogue_id]), _("The last change is taken back."))


def dialogue_on(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Let a text robot talk by its draft."""
    number = commands.start_dialogue(by=request.actor, dialogue_id=dialogue_id)
    words = _("It talks from now on, edition {number}.").format(number=number)
    return done(request, reverse("automation:dialogue", args=[dialogue_id]), words)


def dialogue_off(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Let a text robot answer nobody any more."""
    commands.stop_dialogue(by=request.actor, dialogue_id=dialogue_id)
    return done(request, reverse("automation:dialogue", args=[dialogue_id]), _("Switched off."))


def dialogue_remove(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Take a text robot away and say how to bring it back."""
    commands.remove_dialogue(by=request.actor, dialogue_id=dialogue_id)
    page, undo = reverse("automation:dialogues"), reverse("automation:dialogue_restore", args=[dialogue_id])
    return done(request, page, with_undo(_("The text robot is removed."), undo, page))


def dialogue_restore(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Bring a removed text robot back."""
    commands.restore_dialogue(by=request.actor, dialogue_id=dialogue_id)
    return done(request, reverse("automation:dialogue", args=[dialogue_id]), _("The text robot is back, switched off."))


def dialogue_edition(request: HttpRequest, dialogue_id: int, edition: int) -> HttpResponse:
    """Lay an earlier edition before oneself as the draft."""
    commands.take_dialogue_draft(by=request.actor, dialogue_id=dialogue_id, edition=edition)
    words = _("The draft is edition {number} again.").format(number=edition)
    return done(request, reverse("automation:dialogue", args=[dialogue_id]), words)


def talk_list(request: HttpRequest, dialogue_id: int) -> HttpResponseBase:
    """List the talks of a text robot."""
    row = queries.dialogue(viewer=request.actor, dialogue_id=dialogue_id)
    rows = queries.talk_rows(viewer=request.actor, dialogue_id=dialogue_id)
    crumbs = [(_("Text robots"), reverse("automation:dialogues")), (row.title, _card(row)), (_("Talks"), "")]

    table = replace(TALKS, present=lambda found: queries.with_titles(found, viewer=request.actor))
    return tables.answer(request, "automation/dialogues/talks.html", table, rows, {"row": row, "crumbs": crumbs})


def talk(request: HttpRequest, talk_id: int) -> HttpResponse:
    """One talk: what was heard, what was said and why."""
    row, lines, slots = queries.talk_card(talk_id, viewer=request.actor)
    crumbs = [
        (_("Text robots"), reverse("automation:dialogues")),
        (row.dialogue.title, _card(row.dialogue)),
        (queries.with_titles([row], viewer=request.actor)[0].seen_as, ""),
    ]
    end, reason = queries.end_words(row), queries.reason_words(row)
    context = {"row": row, "lines": lines, "slots": slots, "crumbs": crumbs, "end": end, "reason": reason}
    return render(request, "automation/dialogues/talk.html", context)


def change(request: HttpRequest, row: Dialogue, form: Any, words: Mapping[str, Any], act: Any) -> HttpResponse:
    """Ask in a dialog and come back to the text robot."""
    said = {"address": request.get_full_path(), **words}
    return ask(request, form, said, act, lambda: done(request, _card(row)))


def _card(row: Dialogue) -> str:
    return reverse("automation:dialogue", args=[row.pk])
