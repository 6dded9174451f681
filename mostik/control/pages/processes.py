"""Screens of recurring processes: which ran and which were missed, one of them, setting up, the usual ones."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.control.commands import processes as commands
from mostik.control.forms.processes import ProcessForm, UsualForm
from mostik.control.models import Process, ProcessSchedule
from mostik.control.pages import process_words as words
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP, Run
from mostik.control.rules.processes import share
from mostik.control.rules.usual import USUAL
from mostik.control.terms import Turnout
from mostik.core import clock
from mostik.core.queries import story
from mostik.crm.access import EXPORT
from mostik.kernel.events import Ref
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.web import formats, tables
from mostik.web.answers import back, done, with_undo
from mostik.web.asked import day_in, number_in
from mostik.web.asking import ask, sent
from mostik.web.tabs import Tab

SPANS = ((PeriodKind.WEEK, gettext_lazy("Week")), (PeriodKind.MONTH, gettext_lazy("Month")))
#: Turns a card shows, newest first, and how far back they are looked for.
SHOWN, BEFORE = 30, timedelta(days=92)
ONE = timedelta(days=1)
NOT_IN_TIME = (Turnout.MISSED, Turnout.LATE, Turnout.EXCUSED)
COLUMNS = (
    tables.Column(key="on", title=gettext_lazy("Day"), value=lambda run: run.on, kind="day"),
    tables.Column(key="title", title=gettext_lazy("Process"), value=lambda run: run.process.title),
    tables.Column(
        key="owner", title=gettext_lazy("Who answers for it"), value=lambda run: run.process.owner.short_name
    ),
    tables.Column(
        key="who", title=gettext_lazy("Who was asked"), value=lambda run: run.who.short_name if run.who else ""
    ),
    tables.Column(key="by", title=gettext_lazy("By what hour"), value=lambda run: f"{run.schedule.by:%H:%M}"),
    tables.Column(key="state", title=gettext_lazy("State"), value=lambda run: str(words.WORDS[run.state])),
    tables.Column(key="done", title=gettext_lazy("Done"), value=lambda run: run.done_at, kind="moment"),
    tables.Column(key="why", title=gettext_lazy("What was said"), value=lambda run: run.why),
    tables.Column(key="link", title=gettext_lazy("Link to it"), value=lambda run: run.mark.link if run.mark else ""),
)


@dataclass(frozen=True)
class Row:
    """A process in the table: its turns by days, the share of them in time."""

    process: Process
    when: str
    paused: bool
    cells: Sequence[tuple[str, words.Cell | None]]
    share: float | None


def process_list(request: HttpRequest) -> HttpResponseBase:
    """Every process within reach over the days of a week or a month; what was missed and why."""
    viewer, period = request.actor, _period(request)
    everybody = list(queries.processes(viewer=viewer))
    rows = [each for each in everybody if _is_asked(request, each)]
    found = queries.runs(rows, Span(period.first, period.last), viewer=viewer)
    if kind := tables.file_asked(request, EXPORT):
        return tables.file_answer(kind, _("Processes"), COLUMNS, found)
    owners = {each.owner_id: each.owner.short_name for each in everybody}
    teams = {each.team_id: each.team.title for each in everybody if each.team}
    late = [each for each in found if each.state in NOT_IN_TIME]
    asked = request.GET.get("state", "")
    context = {
        "rows": _rows(rows, found, period, request),
        "days": _days(found, period),
        "is_week": period.kind is PeriodKind.WEEK,
        "pinned": "" if period.kind is PeriodKind.WEEK else "first",
        "title_of_days": _title(period),
        "spans": [Tab(str(text), _here(request, span=kind.value), kind is period.kind) for kind, text in SPANS],
        "q": request.GET.get("q", ""),
        "kept": [each for each in _kept(request).items() if each[0] != "q"],
        "before_href": _here(request, day=(period.first - ONE).isoformat()),
        "after_href": _here(request, day=(period.last + ONE).isoformat()),
        "owners": _choices(request, "owner", _("Everybody"), owners) if len(owners) > 1 else [],
        "teams": _choices(request, "team", _("All teams"), teams) if teams else [],
        "states": [
            Tab(text, f"{_here(request, state=state)}#late", state == asked, count)
            for state, text, count in _states(late)
        ],
        "late": [_late(each) for each in reversed(late) if asked in {"", each.state}],
        "share": share(each.state for each in found),
        "counts": {each.value: sum(run.state is each for run in found) for each in Turnout},
        "hrefs": {each.value: f"{_here(request, state=each.value)}#late" for each in NOT_IN_TIME},
        "is_none": not everybody,
        "may_keep": viewer.may(KEEP),
        "exports": tables.file_links(request, EXPORT) if rows else [],
    }
    return render(request, "control/processes/list.html", context)


def process_card(request: HttpRequest, process_id: int) -> HttpResponse:
    """One process: when and by whom, what came of its last turns, versions of its schedule, its history."""
    viewer = request.actor
    found = queries.process(viewer=viewer, process_id=process_id)
    versions = queries.schedules(found, viewer=viewer)
    today = clock.today()
    runs = queries.runs([found], Span(today - BEFORE, today), viewer=viewer)
    keeps = viewer.may(queries.RHYTHM if found.personal else KEEP)
    home = _("My rhythm") if found.personal else _("Processes")
    context = {
        "process": found,
        "schedule": versions[0],
        "when": words.schedule_words(versions[0]),
        "proof": words.proof_words(versions[0]),
        "place": words.place_of(versions[0]),
        "share": share(each.state for each in runs),
        "runs": [_late(each) for each in reversed(runs)][:SHOWN],
        "versions": [(each, words.schedule_words(each), words.proof_words(each)) for each in versions],
        "story": story(Ref("control.process", found.pk), viewer=viewer),
        "may_keep": keeps,
        "urls": _urls(found),
        "crumbs": [(home, _home(found)), (found.title, "")],
    }
    return render(request, "control/processes/card.html", context)


def process_add(request: HttpRequest) -> HttpResponse:
    """Set up a process of the department."""
    form = ProcessForm(sent(request), people=queries.owners(viewer=request.actor), initial=_fresh(request))
    return _asked(request, form, _("New process"), lambda: commands.add_process(by=request.actor, said=form.said))


def duty_add(request: HttpRequest) -> HttpResponse:
    """Put a duty into one's own rhythm."""
    form = ProcessForm(sent(request), owner=request.actor.id or 0, initial=_fresh(request))
    return _asked(request, form, _("New duty"), lambda: commands.add_duty(by=request.actor, said=form.said))


def process_edit(request: HttpRequest, process_id: int) -> HttpResponse:
    """Change a process or a duty: what was due by now stays as it was."""
    viewer = request.actor
    found = queries.process(viewer=viewer, process_id=process_id)
    last = queries.schedules(found, viewer=viewer)[0]
    people = _with(queries.owners(viewer=viewer), found)
    asks = {"owner": found.owner_id} if found.personal else {"people": people}
    form = ProcessForm(sent(request), initial=_initial(found, last), **asks)
    return _asked(
        request,
        form,
        _("Change the process"),
        lambda: commands.edit_process(
            by=viewer, process_id=process_id, said=form.said, version=form.cleaned_data["version"]
        ),
    )


def processes_usual(request: HttpRequest) -> HttpResponse:
    """Begin with the usual regulations."""
    viewer = request.actor
    form = UsualForm(
        sent(request),
        people=queries.owners(viewer=viewer),
        initial={"codes": [each.code for each in USUAL], "owner_id": viewer.id},
    )
    return _begun(
        request,
        form,
        lambda: commands.adopt_processes(
            by=viewer, codes=form.cleaned_data["codes"], owner_id=form.cleaned_data["owner_id"]
        ),
        reverse("control:processes"),
    )


def duties_usual(request: HttpRequest) -> HttpResponse:
    """Begin one's own rhythm with the usual list."""
    form = UsualForm(sent(request), initial={"codes": [each.code for each in USUAL]})
    return _begun(
        request,
        form,
        lambda: commands.adopt_duties(by=request.actor, codes=form.cleaned_data["codes"]),
        reverse("control:rhythm"),
    )


def process_pause(request: HttpRequest, process_id: int) -> HttpResponse:
    """Let it ask for nothing from now on."""
    found = commands.pause_process(by=request.actor, process_id=process_id)
    home, urls = back(request, _home(found)), _urls(found)
    return done(request, home, with_undo(_("Paused: it asks for nothing until it goes on."), urls["resume"], home))


def process_resume(request: HttpRequest, process_id: int) -> HttpResponse:
    """Let it go on."""
    found = commands.resume_process(by=request.actor, process_id=process_id)
    return done(request, back(request, _home(found)), _("It goes on from now."))


def process_remove(request: HttpRequest, process_id: int) -> HttpResponse:
    """Remove it and offer to bring it back."""
    found = commands.remove_process(by=request.actor, process_id=process_id)
    home = _home(found)
    return done(request, home, with_undo(_("Removed."), _urls(found)["restore"], home))


def process_restore(request: HttpRequest, process_id: int) -> HttpResponse:
    """Bring it back."""
    found = commands.restore_process(by=request.actor, process_id=process_id)
    return done(request, _home(found), _("It is back."))


def duty_move(request: HttpRequest, process_id: int) -> HttpResponse:
    """Move a duty up or down its rhythm."""
    commands.move_duty(by=request.actor, process_id=process_id, up=request.POST.get("to") != "down")
    return done(request, back(request, reverse("control:rhythm")))


def _asked(request: HttpRequest, form: Any, title: str, act: Any) -> HttpResponse:
    made = list[Process]()
    return ask(
        request,
        form,
        {"title": title, "address": request.path, "submit": _("Save"), "columns": "2"},
        lambda: made.append(act()),
        lambda: done(request, back(request, _home(made[0])), _("Saved.")),
    )


def _begun(request: HttpRequest, form: Any, act: Any, home: str) -> HttpResponse:
    made = list[Process]()
    note = _("Each can be changed and removed afterwards; what is there already is passed over.")
    return ask(
        request,
        form,
        {"title": _("Begin with the usual"), "note": note, "address": request.path, "submit": _("Begin")},
        lambda: made.extend(act()),
        lambda: done(request, home, _added(len(made))),
    )


def _added(count: int) -> str:
    return ngettext("%(count)s set up", "%(count)s set up", count) % {"count": formats.number(count)}


def _fresh(request: HttpRequest) -> dict[str, Any]:
    return {"recurs": "day", "by": "18:00", "day": 0, "count": 1, "weekdays": [4], "owner_id": request.actor.id}


def _initial(found: Process, last: ProcessSchedule) -> dict[str, Any]:
    told = {name: getattr(last, name) for name in commands.WHEN}
    return {**told, "title": found.title, "text": found.text, "version": found.version}


def _with(people: Sequence[Any], found: Process) -> Sequence[Any]:
    """Return the people to choose from, whose it is among them even where they are out of reach."""
    known = {each.pk for each in people}
    own = (found.owner, found.deputy)
    return [*people, *(each for each in own if each is not None and each.pk not in known)]


def _home(found: Process) -> str:
    return reverse("control:rhythm") if found.personal else reverse("control:processes")


def _urls(found: Process) -> dict[str, str]:
    one = "duty" if found.personal else "process"
    return {name: reverse(f"control:{one}_{name}", args=[found.pk]) for name in URLS}


URLS = ("edit", "pause", "resume", "remove", "restore")


def _period(request: HttpRequest) -> Period:
    kind = PeriodKind.MONTH if request.GET.get("span") == PeriodKind.MONTH else PeriodKind.WEEK
    return Period.of(kind, day_in(request.GET.get("day", "")) or clock.today())


def _is_asked(request: HttpRequest, row: Process) -> bool:
    owner, team = number_in(request.GET.get("owner", "")), number_in(request.GET.get("team", ""))
    q = request.GET.get("q", "").strip().casefold()
    return owner in {None, row.owner_id} and team in {None, row.team_id} and q in row.title.casefold()


def _here(request: HttpRequest, **changes: str) -> str:
    told = {name: value for name, value in {**_kept(request), **changes}.items() if value}
    return f"{reverse('control:processes')}?{urlencode(told)}" if told else reverse("control:processes")


def _kept(request: HttpRequest) -> dict[str, str]:
    """Return what is asked of the list, to be asked of its next look too."""
    return {name: request.GET[name] for name in ("span", "day", "owner", "team", "state", "q") if request.GET.get(name)}


def _days(found: Sequence[Run], period: Period) -> list[date]:
    days = {each.on for each in found}
    if period.kind is PeriodKind.WEEK:
        days |= {period.first + timedelta(days=each) for each in range(5)}
    return sorted(days)


def _title(period: Period) -> str:
    if period.kind is PeriodKind.MONTH:
        return formats.month(period.first)
    return f"{formats.day(period.first)} – {formats.day(period.last)}"


def _rows(rows: Sequence[Process], found: Sequence[Run], period: Period, request: HttpRequest) -> list[Row]:
    runs: dict[int, dict[date, Run]] = defaultdict(dict)
    for each in found:
        runs[each.process.pk][each.on] = each
    days = _days(found, period)
    last = queries.in_force(rows, viewer=request.actor)
    return [
        Row(
            process=row,
            when=words.schedule_words(last[row.pk]),
            paused=last[row.pk].paused,
            cells=[(formats.day(day), words.cell(runs[row.pk].get(day), day)) for day in days],
            share=share(each.state for each in runs[row.pk].values()),
        )
        for row in rows
    ]


def _choices(request: HttpRequest, name: str, every: str, titles: dict[Any, str]) -> list[Tab]:
    """Return what a list may be narrowed by, all of it first."""
    chosen = number_in(request.GET.get(name, ""))
    found = sorted(titles.items(), key=lambda item: item[1])
    tabs = [Tab(title, _here(request, **{name: str(pk)}), pk == chosen) for pk, title in found]
    return [Tab(every, _here(request, **{name: ""}), chosen is None), *tabs]


def _states(late: Sequence[Run]) -> list[tuple[str, str, int]]:
    counted = [(each.value, str(words.WORDS[each]), sum(run.state is each for run in late)) for each in NOT_IN_TIME]
    return [("", _("All"), len(late)), *counted]


def _late(run: Run) -> dict[str, Any]:
    turn = f"{reverse('control:process_turn', args=[run.process.pk])}?on={run.on.isoformat()}"
    give = {"person": run.process.owner_id, "text": run.process.title, "origin": "other", "words": _("Processes")}
    return {
        "run": run,
        "badge": words.state_badge(run),
        "told": words.progress(run),
        "turn_href": turn,
        "card_href": reverse("control:process", args=[run.process.pk]),
        "give_href": f"{reverse('control:assignment_add')}?{urlencode(give)}",
        "is_missed": run.state is Turnout.MISSED,
    }
