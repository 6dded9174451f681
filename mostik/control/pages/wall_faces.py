"""What this room hangs on walls: the month's plan, how far each person is, which figures are below their due."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog.walls import Bar, Face, Line, Showing, Widget, hang
from mostik.analysis.terms import FaceLook, Piece, Tone
from mostik.control.models import Case
from mostik.control.pages.case_words import amount_words, days_words, figure_title
from mostik.control.queries.cases import open_cases, whose
from mostik.control.queries.course import course
from mostik.core import clock
from mostik.kernel.money import Money
from mostik.planning.queries.outlook import outlook
from mostik.planning.queries.people import departments
from mostik.planning.queries.today import PersonToday, team_today
from mostik.web import formats

MOST_PEOPLE, MOST_CASES = 12, 6
TONES = {Tone.GOOD: "good", Tone.WATCH: "warn", Tone.BAD: "bad"}


def plan(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - of the month
    """Return the month's plan: what is in, what should be, where it will end and how likely that is enough."""
    place, people = showing.once("department", lambda: _people(showing))
    known = outlook(viewer=showing.viewer, department_id=place) if place else None
    if known is None:
        return Face(title=_("Month's plan"), empty=_("No plan is in force for this month"))
    found = course(viewer=showing.viewer, known=known, day=clock.today(), people=people)
    told = {
        "target": formats.money_short(found.target),
        "expected": formats.money_short(found.expected),
        "chance": formats.percent(found.chance, 0) if found.chance is not None else formats.DASH,
    }
    note = _("of %(target)s; expected %(expected)s, chance of the plan %(chance)s") % told
    return Face(
        title=_("Month's plan"),
        value=formats.money_short(found.fact),
        note=note,
        change=formats.percent(found.share, 0),
        tone=TONES.get(found.tone, ""),
        share=found.share,
        tick=found.tick,
        href=reverse("home:bridge"),
    )


def people(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - of the month
    """Return how much of their plan everybody has in, beside how much it should be."""
    _place, found = showing.once("department", lambda: _people(showing))
    rows = sorted(found, key=_share, reverse=True)[:MOST_PEOPLE]
    bars = tuple(
        Bar(
            name=each.name,
            value=f"{formats.money_short(each.money.done)} · {formats.percent(_share(each), 0)}",
            share=_share(each),
            tick=each.money.to_date.minor / each.money.amount.minor if each.money.amount.minor else None,
            tone=TONES.get(each.money.tone, ""),
            href=reverse("planning:person_plan", args=[each.person]),
        )
        for each in rows
    )
    return Face(title=_("Everybody's plan"), bars=bars, empty=_("No plan is in force for this month"))


def deviations(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - of this minute
    """Return the figures below their due, the most pressing first."""
    rows = list(open_cases(viewer=showing.viewer)[:MOST_CASES])
    lines = tuple(
        Line(
            title=figure_title(each),
            value=amount_words(each, each.fact_then, each.plan_then),
            note=_about(each),
            tone="warn",
            href=reverse("control:case", args=[each.pk]),
        )
        for each in rows
    )
    return Face(title=_("Below their due"), lines=lines, empty=_("Everything is on its way"))


def _about(found: Case) -> str:
    """Return whose a figure is, over how many days it lacks, and what that is worth."""
    parts = [whose(found), days_words(found)]
    if found.worth_minor:
        parts.append(_("worth %(money)s") % {"money": formats.money_short(Money(found.worth_minor, found.currency))})
    return " · ".join(parts)


def declare() -> None:
    """Let the pieces of this room hang on walls."""
    hang(
        Widget(
            code="plan", title=gettext_lazy("Month's plan"), look=FaceLook.PROGRESS, read=plan, wide=True,
            words=gettext_lazy("What is in, what should be, where the month will end"),
        ),
        Widget(
            code="everybody", title=gettext_lazy("Everybody's plan"), look=FaceLook.BARS, read=people, wide=True,
            words=gettext_lazy("How much of their plan each person has in"),
        ),
        Widget(
            code="deviations", title=gettext_lazy("Below their due"), look=FaceLook.LINES, read=deviations, wide=True,
            words=gettext_lazy("Figures that slip, the most pressing first"),
        ),
    )  # fmt: skip


def _people(showing: Showing) -> tuple[int, list[PersonToday]]:
    """Return the first department with a plan in force and its people's numbers; 0 where there is none."""
    for place in departments(viewer=showing.viewer):
        if found := team_today(viewer=showing.viewer, department_id=place.pk):
            return place.pk, found
    return 0, []


def _share(each: PersonToday) -> float:
    return each.money.done.minor / each.money.amount.minor if each.money.amount.minor else 0.0
