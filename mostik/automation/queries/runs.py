"""Runs of robots as a viewer sees them: the log of a robot, one run with its steps, those about a record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostik.automation.access import visible_runs
from mostik.automation.catalog.goals import GOALS
from mostik.automation.catalog.robots import DEEDS, SUBJECTS
from mostik.automation.models import Run
from mostik.automation.queries.coming import left_out_of, next_words
from mostik.automation.rules.scripts import ahead, laid_out
from mostik.automation.terms import RUN_STATES, Mark, RunState
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing

ABOUT: Final = 20
TONES = {RunState.DONE: "good", RunState.REACHED: "good", RunState.STUCK: "bad", RunState.WAITING: "info"}
MARKS = {
    Mark.DONE: ("check", "good"),
    Mark.REFUSED: ("alert", "warn"),
    Mark.WAITED: ("clock", ""),
    Mark.LATE: ("clock", "warn"),
    Mark.CHOSE: ("arrow-right", ""),
    Mark.SPLIT: ("columns", ""),
    Mark.SKIPPED: ("arrow-right", "warn"),
    Mark.ENDED: ("check-circle", "good"),
}


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """What became of a step."""

    words: str
    text: str
    icon: str
    tone: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RunCard:
    """A run with the record it is about, where the viewer may see it, and its steps."""

    row: Run
    state: str
    tone: str
    title: str
    href: str
    steps: tuple[StepLine, ...]
    ahead: int | None
    ahead_words: str


def run_rows(*, viewer: Actor, robot_id: int | None = None) -> QuerySet[Run]:
    """Return the runs within reach, of one robot if it is named."""
    rows = visible_runs(viewer).select_related("robot", "edition")
    return rows.filter(robot_id=robot_id) if robot_id else rows


def run_card(run_id: int, *, viewer: Actor) -> RunCard:
    """Return one run with its steps; refuses one out of reach."""
    row = run_rows(viewer=viewer).filter(pk=run_id).first()
    if row is None:
        raise Missing()
    titles = record_titles([row], viewer=viewer)
    steps = tuple(_step(each) for each in row.steps.order_by("place"))
    following = next_place(row, viewer=viewer)
    return RunCard(
        row=row,
        state=state_words(row),
        tone=TONES.get(RunState(row.state), "neutral"),
        title=titles.get(row.number, ""),
        href=SUBJECTS[row.subject].address(row.number) if row.number in titles else "",
        steps=steps,
        ahead=following,
        ahead_words=next_words(row, left_out_of([row], viewer=viewer).get(row.pk, ()), viewer=viewer),
    )


def runs_ended(before: datetime, viewer: Actor) -> QuerySet[Run]:
    """Return the runs within reach that ended before a moment."""
    return visible_runs(viewer).filter(ended_at__lt=before)


def runs_about(subject: str, number: int, *, viewer: Actor) -> list[Run]:
    """Return the newest runs about a record, for whoever may see both; none about one out of reach."""
    if subject not in SUBJECTS or not SUBJECTS[subject].rows(viewer).filter(pk=number).exists():
        return []
    return list(run_rows(viewer=viewer).filter(subject=subject, number=number).order_by("-pk")[:ABOUT])


def runs_named(rows: QuerySet[Run], subject: str, text: str, *, viewer: Actor) -> QuerySet[Run]:
    """Narrow runs to those about records within reach that answer a text."""
    kind = SUBJECTS[subject]
    return rows.filter(number__in=kind.search(kind.rows(viewer), text, viewer).order_by().values("pk"))


def said(row: Run) -> str:
    """Return why a run stumbled or what it came to, in words."""
    return row.error or (str(GOALS[row.goal].words) if row.goal in GOALS else row.goal)


def record_titles(rows: list[Run], *, viewer: Actor) -> dict[int, str]:
    """Return what the records of runs of one subject are called, those within reach alone."""
    if not rows:
        return {}
    subject = SUBJECTS[rows[0].subject]
    return {each.pk: str(each) for each in subject.rows(viewer).filter(pk__in={row.number for row in rows})}


def next_place(row: Run, *, viewer: Actor) -> int | None:
    """Return the place of the step a run on its way does next for sure, those left out passed by."""
    if row.state != RunState.WAITING:
        return None
    left_out = left_out_of([row], viewer=viewer).get(row.pk, ())
    return ahead(laid_out(row.edition.content["steps"]), row.place, left_out)


def state_words(row: Run) -> str:
    """Return how a run stands, in words."""
    return _(RUN_STATES[RunState(row.state)])


def _step(row: Any) -> StepLine:
    icon, tone = MARKS[Mark(row.mark)]
    deed, text = DEEDS.get(row.deed), row.text
    match Mark(row.mark):
        case Mark.WAITED:
            words = _("Waited")
        case Mark.LATE:
            words, text = (
                _("Left out what follows, up to the next pause"),
                _("The moment has gone by, or there is none."),
            )
        case Mark.CHOSE:
            words = _("Chose a way")
        case Mark.SPLIT:
            words, text = _("Drew variant {letter}").format(letter=text.upper()), ""
        case Mark.ENDED:
            words, text = _ended(row.deed, text)
        case Mark.SKIPPED:
            text = _("Left out by {who}").format(who=text)
        case _:
            words = ""
    return StepLine(words=str(deed.words) if deed else words, text=text, icon=icon, tone=tone, at=row.at)


def _ended(goal: str, who: str) -> tuple[str, str]:
    """Return why a run ended early: what it came to, or who stopped it."""
    if goal:
        return _("Stopped by itself"), str(GOALS[goal].words) if goal in GOALS else goal
    return _("Stopped by a person"), who
