"""Screens of the daily standup: the ten minutes themselves, those that were."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.organisation.commands import standups as commands
from mostik.organisation.forms import BlockerForm
from mostik.organisation.models import Standup
from mostik.organisation.queries import standups as queries
from mostik.organisation.queries.standups import Morning, Seat
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import colleagues
from mostik.people.queries.people import person as person_of
from mostik.planning.queries.counts import METRICS
from mostik.planning.queries.people import departments
from mostik.planning.queries.words import kpi
from mostik.web import formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asked import number_in
from mostik.web.asking import ask, sent
from mostik.web.tabs import Tab

#: Minutes a standup is meant to take: past them the clock turns.
MEANT = 10


def _length(row: Standup) -> tables.Badge:
    if row.minutes is None:
        return tables.Badge(_("goes on"), "info")
    words = _("%(minutes)s min") % {"minutes": formats.number(row.minutes)}
    return tables.Badge(words, "good" if row.minutes <= MEANT else "warn")


def _keepers(request: HttpRequest) -> list[tuple[int, str]]:
    return choices_of(colleagues(viewer=request.actor))


TABLE = tables.Table(
    code="standups",
    columns=(
        tables.Column(
            key="day",
            title=gettext_lazy("Day"),
            value=lambda row: row.day,
            kind="day",
            sort=("day",),
            main=True,
            url=lambda row: reverse("organisation:standup_past", args=[row.pk]),
        ),
        tables.Column(key="department", title=gettext_lazy("Department"), value=lambda row: row.department.title),
        tables.Column(key="keeper", title=gettext_lazy("Who held it"), value=lambda row: row.keeper, kind="person"),
        tables.Column(key="minutes", title=gettext_lazy("It took"), value=_length, kind="badge"),
        tables.Column(
            key="there", title=gettext_lazy("Were there"), value=lambda row: row.heard, kind="number", sort=("heard",)
        ),
        tables.Column(
            key="blockers",
            title=gettext_lazy("Something gets in the way"),
            value=lambda row: row.blockers,
            kind="number",
            sort=("blockers",),
        ),
    ),
    filters=(
        tables.choice_filter("keeper", gettext_lazy("Who held it"), _keepers, "keeper"),
        tables.day_range_filter("day", gettext_lazy("Day"), "day"),
    ),
    search=tables.text_search("voices__blocker", "department__title"),
    search_words=gettext_lazy("What got in the way"),
    default_sort="-day",
    export_needs=EXPORT,
    empty_title=gettext_lazy("No standups yet"),
    empty_text=gettext_lazy("Open “Standup” in the morning and press “Begin”: ten minutes, and every day stays here."),
)


def standup_now(request: HttpRequest) -> HttpResponse:
    """This morning: wins of yesterday, everybody's figures and numbers, what gets in the way."""
    view = queries.morning(viewer=request.actor, department_id=_department(request))
    held = view.standup
    goes_on = held is not None and held.ended_at is None
    context = {
        "view": view,
        "goes_on": goes_on,
        "minutes": _minutes(held) if held and goes_on else None,
        "meant": MEANT,
        "is_long": held is not None and goes_on and _minutes(held) > MEANT,
        "rows": [_row(each, view) for each in view.seats],
        "tabs": _tabs("now"),
        "departments": _departments(request, view),
        "here": _here(view.department),
        "records": _records("deals_won", view.before or view.day, view.day),
        "plan_href": reverse("planning:plan"),
        "assign_url": _assign(held) if held and request.actor.may("control.give_assignment") else "",
    }
    return render(request, "organisation/standup/page.html", context)


def _assign(held: Standup) -> str:
    """Return the address of an assignment that comes from a standup."""
    asked = {
        "origin": "meeting",
        "words": _("Standup of %(day)s") % {"day": formats.day(held.day)},
        "place": reverse("organisation:standup_past", args=[held.pk]),
    }
    return f"{reverse('control:assignment_add')}?{urlencode(asked)}"


def standup_begin(request: HttpRequest) -> HttpResponse:
    """Begin this morning's standup."""
    held = commands.begin_standup(by=request.actor, department_id=number_in(request.POST.get("department", "")))
    return done(request, _here(held.department_id))


def standup_end(request: HttpRequest, standup_id: int) -> HttpResponse:
    """End it."""
    held = commands.end_standup(by=request.actor, standup_id=standup_id)
    page, undo = _here(held.department_id), reverse("organisation:standup_resume", args=[standup_id])
    words = _("The standup is over: %(minutes)s min.") % {"minutes": formats.number(held.minutes or 1)}
    return done(request, page, with_undo(words, undo, page))


def standup_resume(request: HttpRequest, standup_id: int) -> HttpResponse:
    """Go on with one ended too early."""
    held = commands.resume_standup(by=request.actor, standup_id=standup_id)
    return done(request, _here(held.department_id))


def person_hear(request: HttpRequest, standup_id: int) -> HttpResponse:
    """Write down what gets in somebody's way."""
    held = queries.standup(viewer=request.actor, standup_id=standup_id)
    who = person_of(viewer=request.actor, person_id=_person(request))
    known = held.voices.filter(person=who).first()
    form = BlockerForm(sent(request), initial={"blocker": known.blocker if known else ""})
    words = {"title": who.short_name, "address": request.get_full_path(), "submit": _("Write down")}

    def hear() -> None:
        blocker = form.cleaned_data["blocker"]
        commands.hear_person(by=request.actor, standup_id=standup_id, person_id=who.pk, there=True, blocker=blocker)

    return ask(request, form, words, hear, lambda: done(request, _here(held.department_id)))


def person_note(request: HttpRequest, standup_id: int) -> HttpResponse:
    """Note that somebody is there and nothing gets in their way, or is not there."""
    held = queries.standup(viewer=request.actor, standup_id=standup_id)
    there = request.GET.get("there") == "1"
    commands.hear_person(by=request.actor, standup_id=standup_id, person_id=_person(request), there=there)
    return done(request, _here(held.department_id))


def standup_list(request: HttpRequest) -> HttpResponseBase:
    """Every standup within reach."""
    return tables.answer(
        request,
        "organisation/standup/list.html",
        TABLE,
        queries.standups(viewer=request.actor),
        {"tabs": _tabs("list")},
    )


def standup_past(request: HttpRequest, standup_id: int) -> HttpResponse:
    """One that was: who was there, what got in the way."""
    held = queries.standup(viewer=request.actor, standup_id=standup_id)
    context = {
        "held": held,
        "length": _length(held),
        "voices": queries.voices(viewer=request.actor, standup_id=standup_id),
        "crumbs": [(_("Standups"), reverse("organisation:standups")), (formats.day_long(held.day), "")],
    }
    return render(request, "organisation/standup/past.html", context)


def _person(request: HttpRequest) -> int:
    found = number_in(request.GET.get("person", ""))
    if found is None:
        raise Invalid(gettext_noop("Say whom: choose a person."), field="person")
    return found


def _row(seat: Seat, view: Morning) -> dict[str, object]:
    asked = {"kind": "task", "person": seat.person, "text": seat.voice.blocker if seat.voice else ""}
    whose, held = reverse("planning:person_plan", args=[seat.person]), [view.standup.pk if view.standup else 0]
    hear, note = reverse("organisation:person_hear", args=held), reverse("organisation:person_note", args=held)
    return {
        "seat": seat,
        "href": whose,
        "yesterday": [
            (kpi(each.kpi), each, _records(METRICS[each.kpi], view.before, view.before, person=seat.person))
            for each in seat.yesterday
            if view.before
        ],
        "today": [(each.title, each.due, f"{whose}?kpi={each.kpi}") for each in seat.today.numbers if each.due]
        if seat.today
        else [],
        "case": reverse("control:case", args=[seat.case]) if seat.case else "",
        "task": f"{reverse('control:action_add')}?{urlencode(asked)}",
        "hear": f"{hear}?person={seat.person}",
        "there": f"{note}?person={seat.person}&there=1",
        "absent": f"{note}?person={seat.person}&there=0",
    }


def _minutes(held: Standup) -> int:
    return int((clock.now() - held.begun_at).total_seconds() // 60)


def _records(metric: str, first: date, last: date, **whose: int) -> str:
    asked = {"metric": metric, "first": first.isoformat(), "last": last.isoformat(), **whose}
    return f"{reverse('analysis:records')}?{urlencode(asked)}"


def _departments(request: HttpRequest, view: Morning) -> list[Tab]:
    places = departments(viewer=request.actor)
    return [Tab(each.title, _here(each.pk), each.pk == view.department) for each in places] if len(places) > 1 else []


def _tabs(current: str) -> list[Tab]:
    return [
        Tab(_("This morning"), reverse("organisation:standup"), current == "now"),
        Tab(_("All standups"), reverse("organisation:standups"), current == "list"),
    ]


def _here(department: int) -> str:
    return f"{reverse('organisation:standup')}?department={department}"


def _department(request: HttpRequest) -> int | None:
    return number_in(request.GET.get("department", ""))
