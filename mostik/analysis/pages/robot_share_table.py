"""Tables of the robot share: step by step, apart, split, and as a file."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import Words
from mostik.analysis.pages import asked, words
from mostik.analysis.pages.asked import Where
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.dimensions import DIMENSIONS, STEPS
from mostik.analysis.queries.metrics import Row
from mostik.analysis.queries.robot_share import StepRow, hours
from mostik.analysis.terms import Step, Unit
from mostik.kernel.period import Span
from mostik.web import formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column

APART: dict[Step, Words] = {
    Step.SEND: gettext_lazy("Somebody answers for what a paper says before it leaves."),
    Step.CALL: gettext_lazy("A live talk. There is no voice robot here yet."),
    Step.MEET: gettext_lazy("People meet people."),
    Step.TASK: gettext_lazy("Whatever one person asked another to do."),
}


def records(code: str, row: StepRow, span: Span, where: Where) -> str:
    """Return the address of the records behind a step."""
    return asked.records_href(code, span, where, step=row.step.value)


def columns(span: Span, where: Where, *, edits: bool) -> list[Column]:
    """Return the table behind the map; ``edits`` lets norms be set in it."""

    def minutes(row: StepRow) -> Any:
        if not edits:
            return formats.number(row.norm.minutes)
        href = reverse("analysis:step_norm", args=[row.step.value])
        return piece("button", text=formats.number(row.norm.minutes), dialog=href, tone="bare", size="s")

    def opens(code: str) -> Callable[[StepRow], str]:
        return _opens(code, span, where)

    return [
        Column(key="step", title=_("Step"), value=lambda row: STEPS[row.step], main=True),
        linked("robot", _("By robots"), lambda row: formats.number(row.tally.robot), opens("steps_by_robot")),
        linked("hand", _("By hand"), lambda row: formats.number(row.tally.hand), opens("steps_by_hand")),
        linked("share", _("Robot share"), _share, opens("robot_share")),
        Written(key="minutes", title=_("Minutes by hand"), value=minutes),
        Column(key="source", title=_("Who says so"), value=_source, hide_on_phone=True),
        Column(key="spent", title=_("Hours by hand"), value=lambda row: hours(row.tally.spent), kind="number"),
        Column(key="saved", title=_("Hours saved"), value=lambda row: hours(row.tally.saved), kind="number"),
        Column(key="money", title=_("Money saved"), value=lambda row: row.saved, kind="money", hide_on_phone=True),
    ]


def _source(row: StepRow) -> str:
    return row.norm.source or _("our guess")


def apart_columns(span: Span, where: Where) -> list[Column]:
    """Return the table of steps no robot can do."""
    return [
        Column(key="step", title=_("Step"), value=lambda row: STEPS[row.step], main=True),
        linked("count", _("In all"), lambda row: formats.number(row.tally.count), _opens("steps_apart", span, where)),
        Column(key="why", title=_("Why it is apart"), value=lambda row: APART[row.step]),
    ]


def file_columns() -> list[Column]:
    """Return what a file of the map holds."""
    return [
        Column(key="step", title=_("Step"), value=lambda row: STEPS[row.step], main=True),
        Column(key="robot", title=_("By robots"), value=lambda row: row.tally.robot, kind="number"),
        Column(key="hand", title=_("By hand"), value=lambda row: row.tally.hand, kind="number"),
        Column(key="share", title=_("Robot share"), value=lambda row: row.tally.share, kind="number"),
        Column(key="minutes", title=_("Minutes by hand"), value=lambda row: row.norm.minutes, kind="number"),
        Column(key="source", title=_("Who says so"), value=_source),
        Column(key="spent", title=_("Hours by hand"), value=lambda row: hours(row.tally.spent), kind="number"),
        Column(key="saved", title=_("Hours saved"), value=lambda row: hours(row.tally.saved), kind="number"),
        Column(key="money", title=_("Money saved"), value=lambda row: row.saved, kind="money"),
        Column(key="why", title=_("Why it is apart"), value=lambda row: APART.get(row.step, "")),
    ]


def split_columns(by: str, span: Span, where: Where) -> list[Column]:
    """Return the table of the share split by a dimension."""

    def href(row: Row) -> str:
        return asked.records_href("robot_share", span, where, **{by: row.cells[0].key})

    return [
        Column(key="name", title=DIMENSIONS[by].title if by else "", value=lambda row: row.cells[0].name, main=True),
        linked("share", _("Robot share"), lambda row: words.written(row.value, Unit.PERCENT), href),
        Column(key="base", title=_("Of steps"), value=lambda row: row.base, kind="number"),
    ]


def _opens(code: str, span: Span, where: Where) -> Callable[[StepRow], str]:
    return lambda row: records(code, row, span, where)


def _share(row: StepRow) -> str:
    return words.written(row.tally.share, Unit.PERCENT)
