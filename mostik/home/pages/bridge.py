"""The bridge: plan, fact, pace and expected finish; everybody's numbers; what slips, why, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.control.queries.course import Course
from mostik.control.queries.incidents import OpenIncident
from mostik.control.queries.slips import SlipView
from mostik.core.queries import last_line
from mostik.home.queries.bridge import HORIZONS, BridgeView, bridge
from mostik.home.queries.bridge_words import cause, finish_words, headline, plan_words, suggestion
from mostik.home.queries.days import running
from mostik.kernel.money import Money
from mostik.web import charts, formats
from mostik.web.asked import number_in

TONES = {"good": "good", "watch": "warn", "bad": "bad", "none": "neutral"}
HORIZON_WORDS = {
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
}
WAYS = (
    ("talk", gettext_lazy("Talk")),
    ("help", gettext_lazy("Help")),
    ("task", pgettext_lazy("what to do about a figure", "Task")),
)


@dataclass(frozen=True)
class Choice:
    """One of the ways to look."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True)
class Way:
    """A one-click action on a slipping figure."""

    text: str
    href: str


def show_bridge(request: HttpRequest) -> HttpResponse:
    """The whole bridge."""
    late = reverse("control:overdue_assignments") if request.actor.may("control.answer_assignment") else ""
    return render(request, "home/bridge/page.html", _context(request) | {"assignments_url": late})


def bridge_pulse(request: HttpRequest) -> HttpResponse:
    """The bridge anew when something has happened since the line it knows of; nothing otherwise."""
    seen = request.GET.get("seen", "")
    if seen.isdecimal() and len(seen) < 18 and int(seen) == last_line():
        return HttpResponse(status=204)
    return render(request, "home/bridge/_live.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    view = bridge(viewer=request.actor, department_id=_department(request), horizon=_horizon(request))
    return {
        "view": view,
        "pulse_url": f"{reverse('home:bridge_pulse')}?{urlencode({**_asked(view), 'seen': view.seen})}",
        "rhythm_url": reverse("control:rhythm_now") if request.actor.may("control.keep_rhythm") else "",
        "horizons": _horizons(view),
        "departments": _departments(view),
        "columns": view.kpis,
        "incidents": [_incident(each) for each in view.incidents],
        "slips": [_slip(each) for each in view.slips],
        **(_of_course(request, view, view.course) if view.course else {}),
    }


def _incident(found: OpenIncident) -> dict[str, str]:
    taken = _("Incident: %(person)s answers for it") % {"person": found.owner}
    return {
        "title": taken if found.owner else _("Incident: nobody has taken it"),
        "text": Truncator(found.text).chars(160) if found.text else _("Confidential: its words stand on its own card."),
        "tone": "warn" if found.owner else "bad",
        "href": reverse("control:incident", args=[found.id]),
    }


def _of_course(request: HttpRequest, view: BridgeView, course: Course) -> dict[str, object]:
    """What is shown only with a plan in force."""
    return {
        "tone": TONES[course.tone],
        "pace": formats.percent(course.pace, 0) if course.pace is not None else "",
        "plan_words": plan_words(course),
        "finish_words": finish_words(course),
        "finish_tone": _finish_tone(course),
        "chance": formats.percent(course.chance, 0),
        "headline": headline(view.gap),
        "days_words": _days_words(course),
        "running": _running(request, course, view),
        "waterfall": _waterfall(view) if view.gap else None,
        "money_href": _records(course),
        "gap_href": reverse("analysis:gap"),
        "plan_href": reverse("planning:plan"),
    }


def _finish_tone(course: Course) -> str:
    chance = course.chance or 0.0
    return "good" if chance >= 0.6 else "warn" if chance >= 0.3 else "bad"


def _days_words(course: Course) -> str:
    return _("%(worked)s of %(all)s working days gone") % {
        "worked": formats.number(round(course.worked)),
        "all": formats.number(round(course.worked + course.left)),
    }


def _records(course: Course) -> str:
    asked = {"metric": course.metric, "first": course.month.first.isoformat(), "last": course.month.last.isoformat()}
    return f"{reverse('analysis:records')}?{urlencode(asked)}"


def _running(request: HttpRequest, course: Course, view: BridgeView) -> charts.Chart:
    days = running(viewer=request.actor, course=course, day=view.day)
    return charts.plan_and_fact(
        _("Plan and fact, running totals"),
        [formats.number(each.day.day) for each in days],
        [each.plan for each in days],
        [each.fact for each in days],
        unit=formats.currency_sign(course.target.currency),
    )


def _waterfall(view: BridgeView) -> charts.Chart:
    gap = view.gap
    assert gap
    parts = [(cause(part.code), Money(part.amount, gap.currency)) for part in gap.parts if part.amount]
    return charts.waterfall(
        _("From the plan to date to the fact"),
        (_("Plan"), gap.base),
        parts,
        (_("Fact"), gap.fact),
        unit=formats.currency_sign(gap.currency),
        links=[reverse("analysis:gap")] * (len(parts) + 2),
    )


def _slip(each: SlipView) -> dict[str, object]:
    asked = {
        "metric": each.metric,
        "person": each.person,
        "plan": each.due,
        "fact": each.done,
        "text": suggestion(each),
        **({"case": each.case} if each.case else {}),
    }
    take = reverse("control:action_add")
    return {
        "slip": each,
        "person_href": reverse("planning:person_plan", args=[each.person]),
        "case_href": reverse("control:case", args=[each.case]) if each.case else "",
        "ways": [Way(str(words), f"{take}?{urlencode({**asked, 'kind': kind})}") for kind, words in WAYS],
        "replan_href": reverse("planning:plan"),
    }


def _asked(view: BridgeView) -> dict[str, object]:
    place = {"department": view.department.pk} if view.department else {}
    return {**place, "horizon": view.horizon}


def _horizons(view: BridgeView) -> Sequence[Choice]:
    return [
        Choice(str(HORIZON_WORDS[each]), f"?{urlencode({**_asked(view), 'horizon': each})}", each == view.horizon)
        for each in HORIZONS
    ]


def _departments(view: BridgeView) -> Sequence[Choice]:
    if len(view.departments) < 2:
        return []
    return [
        Choice(
            each.title,
            f"?{urlencode({'department': each.pk, 'horizon': view.horizon})}",
            bool(view.department and each.pk == view.department.pk),
        )
        for each in view.departments
    ]


def _department(request: HttpRequest) -> int | None:
    return number_in(request.GET.get("department", ""))


def _horizon(request: HttpRequest) -> str:
    asked = request.GET.get("horizon", "")
    return asked if asked in HORIZONS else "today"
