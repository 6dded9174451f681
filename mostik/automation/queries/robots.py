"""Robots as a viewer sees them: the list, one with its draft in words; and the check of what is chosen for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.automation.access import visible_robots
from mostik.automation.catalog.goals import GOALS, MOMENTS
from mostik.automation.catalog.robots import DEEDS, SUBJECTS, TRIGGERS, Ask
from mostik.automation.models import Robot, RobotEdition
from mostik.automation.rules.scripts import FORKS, Wait, checked_pause, checked_shares, wait_of
from mostik.automation.terms import RUN_STATES, RobotKind, RunState, Side, StepKind, Unit
from mostik.core.actors import Actor
from mostik.kernel.percent import Percent
from mostik.kernel.refusals import Invalid, Missing
from mostik.web import formats

LONGEST = 5_000


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step of a draft in words, with its path and the steps that lie in it."""

    path: str
    kind: str
    icon: str
    words: str
    details: tuple[tuple[str, str], ...] = ()
    ways: tuple["WayView", ...] = ()
    first: bool = False
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class WayView:
    """One way of a fork or a variant of a split, with where its steps lie."""

    words: str
    before: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, kw_only=True)
class RobotCard:
    """A robot with its draft in words; ``changed`` says that the draft is not what works now."""

    row: Robot
    subject: str
    begins: str
    begins_details: tuple[tuple[str, str], ...]
    when: str
    until: tuple[str, ...]
    steps: tuple[StepView, ...]
    changed: bool
    owner: str
    counts: tuple[tuple[str, int, str], ...]
    editions: tuple[RobotEdition, ...] = field(default=())


def robot_rows(*, viewer: Actor, kind: RobotKind = RobotKind.ROBOT) -> QuerySet[Robot]:
    """Return the robots of a kind within reach that are not removed, with how their runs stand."""
    rows = visible_robots(viewer).filter(removed_at__isnull=True, kind=kind).select_related("owner", "edition")
    return rows.annotate(
        waiting=Count("runs", filter=Q(runs__state=RunState.WAITING)),
        stuck=Count("runs", filter=Q(runs__state=RunState.STUCK)),
        done=Count("runs", filter=Q(runs__state=RunState.DONE)),
        reached=Count("runs", filter=Q(runs__state=RunState.REACHED)),
    )


def robot(*, viewer: Actor, robot_id: int, removed: bool = False) -> Robot:
    """Return one robot; refuses one that is not there or not to be seen."""
    rows = visible_robots(viewer).filter(removed_at__isnull=not removed).select_related("owner", "edition")
    row = rows.filter(pk=robot_id).first()
    if row is None:
        raise Missing()
    return row


def going(row: Robot) -> int:
    """Return how many runs of a robot are on their way."""
    return row.runs.filter(state=RunState.WAITING).count()


def robot_card(robot_id: int, *, viewer: Actor) -> RobotCard:
    """Return a robot with its draft in words."""
    row = robot(viewer=viewer, robot_id=robot_id)
    draft, subject, trigger = row.draft, SUBJECTS[row.subject], TRIGGERS.get(row.draft["trigger"])
    works = _content(row.edition) if row.edition else {}
    return RobotCard(
        row=row,
        subject=str(subject.words),
        begins=str(trigger.words) if trigger else _("There is no such beginning any more"),
        begins_details=told_words(trigger.asks, draft["told"], viewer) if trigger else (),
        when=subject.conditions.words(draft["when"], viewer),
        until=tuple(str(GOALS[code].words) for code in draft.get("until", ()) if code in GOALS),
        steps=_views(draft["steps"], "", row.subject, viewer),
        changed=works != draft,
        owner=row.owner.short_name,
        counts=_counts(row),
        editions=tuple(row.editions.order_by("-number")[:20]),
    )


def changed_robots(rows: QuerySet[Robot]) -> list[int]:
    """Return which of these robots work by an edition that is not their draft any more."""
    working = rows.filter(works_since__isnull=False, edition__isnull=False)
    return [row.pk for row in working if row.edition and _content(row.edition) != row.draft]


def _content(edition: RobotEdition) -> dict[str, Any]:
    return {"trigger": edition.trigger, **edition.content}


def begins_words(row: Robot) -> str:
    """Return in words when a robot begins."""
    trigger = TRIGGERS.get(row.draft.get("trigger", ""))
    return str(trigger.words) if trigger else ""


def told_words(asks: Sequence[Ask], told: Mapping[str, Any], viewer: Actor) -> tuple[tuple[str, str], ...]:
    """Return what was chosen, in words, empty answers left out."""
    found = []
    for ask in asks:
        value = str(told.get(ask.name, ""))
        words = dict(ask.choices(viewer)).get(value, value) if ask.choices and value else value
        if words:
            found.append((str(ask.words), str(words)))
    return tuple(found)


def answers(asks: Sequence[Ask], told: Mapping[str, Any], viewer: Actor) -> dict[str, str]:
    """Return what was chosen, checked answer by answer. Refuses at the field what is missing or does not fit."""
    return {ask.name: _answer(ask, str(told.get(ask.name) or "").strip(), viewer) for ask in asks}


def checked_step(subject: str, step: Mapping[str, Any], viewer: Actor) -> dict[str, Any]:
    """Return a step checked, with those that lie in it. Refuses what a robot of this subject cannot do."""
    match step.get("kind"):
        case StepKind.DO:
            deed = DEEDS.get(str(step.get("deed", "")))
            if deed is None or deed.subject != subject:
                raise Invalid(_("Choose what to do."), field="deed")
            told = answers(deed.asks, step.get("told") or {}, viewer)
            return {"kind": StepKind.DO.value, "deed": deed.code, "told": told}
        case StepKind.WAIT:
            return _checked_pause(subject, step)
        case StepKind.STOP:
            return {"kind": StepKind.STOP.value}
        case StepKind.FORK:
            when = SUBJECTS[subject].conditions.checked(step.get("when") or {})
            return {"kind": StepKind.FORK.value, "when": dict(when), **_inside(subject, step, FORKS, viewer)}
        case StepKind.SPLIT:
            shares = checked_shares(step.get("shares") or {})
            return {"kind": StepKind.SPLIT.value, "shares": shares, **_inside(subject, step, shares, viewer)}
    raise Invalid(_("Choose what to do."), field="deed")


def pause_words(wait: Wait) -> str:
    """Return a pause in words: "Wait 2 days", "Wait until 2 hours before the meeting"."""
    if wait.moment:
        return hanging_words(wait)
    amount, unit = wait.amount, wait.unit
    words = {
        Unit.MINUTES: ngettext("Wait %(count)s minute", "Wait %(count)s minutes", amount),
        Unit.HOURS: ngettext("Wait %(count)s hour", "Wait %(count)s hours", amount),
        Unit.WORKING_HOURS: ngettext("Wait %(count)s working hour", "Wait %(count)s working hours", amount),
        Unit.DAYS: ngettext("Wait %(count)s day", "Wait %(count)s days", amount),
    }
    return words[unit] % {"count": formats.number(amount)}


def hanging_words(wait: Wait) -> str:
    """Return a pause before or after a moment in words."""
    moment = MOMENTS.get(wait.moment)
    what = moment.words if moment else _("a day that is there no more")
    if not wait.amount:
        return _("Wait until {moment}").format(moment=what)
    size = {
        Unit.MINUTES: ngettext("%(count)s minute", "%(count)s minutes", wait.amount),
        Unit.HOURS: ngettext("%(count)s hour", "%(count)s hours", wait.amount),
        Unit.WORKING_HOURS: ngettext("%(count)s working hour", "%(count)s working hours", wait.amount),
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", wait.amount),
    }[wait.unit] % {"count": formats.number(wait.amount)}
    words = {Side.BEFORE: _("Wait until {size} before: {moment}"), Side.AFTER: _("Wait until {size} after: {moment}")}
    return words[wait.side].format(size=size, moment=what)


def _checked_pause(subject: str, step: Mapping[str, Any]) -> dict[str, Any]:
    amount, unit = int(step.get("amount") or 0), str(step.get("unit", ""))
    moment = str(step.get("moment") or "")
    if moment and (moment not in MOMENTS or MOMENTS[moment].subject != subject):
        raise Invalid(_("Choose one of the list."), field="moment")
    return checked_pause(amount, unit, moment, str(step.get("side") or ""))


def _inside(subject: str, step: Mapping[str, Any], ways: Iterable[str], viewer: Actor) -> dict[str, Any]:
    return {way: [checked_step(subject, each, viewer) for each in step.get(way) or ()] for way in ways}


def _counts(row: Robot) -> tuple[tuple[str, int, str], ...]:
    known = dict(row.runs.order_by().values_list("state").annotate(Count("pk")))
    return tuple((_(words), known.get(state, 0), state.value) for state, words in RUN_STATES.items())


def _answer(ask: Ask, value: str, viewer: Actor) -> str:
    if not value:
        if ask.required:
            raise Invalid(_("Fill this in."), field=ask.name)
        return ""
    if ask.choices and value not in {str(code) for code, _words in ask.choices(viewer)}:
        raise Invalid(_("Choose one of the list."), field=ask.name)
    if ask.most and not (value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= ask.most):
        raise Invalid(_("Write a number from 1 to {most}."), field=ask.name, params={"most": ask.most})
    if len(value) > LONGEST:
        raise Invalid(_("This is too long."), field=ask.name)
    return value


def _views(steps: Sequence[Mapping[str, Any]], before: str, subject: str, viewer: Actor) -> tuple[StepView, ...]:
    last = len(steps) - 1
    return tuple(
        _view(step, f"{before}{place}", subject, viewer, first=place == 0, last=place == last)
        for place, step in enumerate(steps)
    )


def variant_heads(shares: Mapping[str, int]) -> dict[str, str]:
    """Return what variants are called, with their shares: "Variant A: 50 %"."""
    whole = sum(shares.values())
    parts = {way: formats.percent(Percent.of(share, whole), 0) for way, share in shares.items()}
    return {way: _("Variant {letter}: {share}").format(letter=way.upper(), share=part) for way, part in parts.items()}


def _ways(
    step: Mapping[str, Any], heads: Mapping[str, str], path: str, subject: str, viewer: Actor
) -> tuple[WayView, ...]:
    return tuple(
        WayView(words=words, before=before, steps=_views(step[way], before, subject, viewer))
        for way, words in heads.items()
        for before in [f"{path}.{way}."]
    )


def _view(step: Mapping[str, Any], path: str, subject: str, viewer: Actor, *, first: bool, last: bool) -> StepView:
    edges: dict[str, Any] = {"path": path, "kind": step["kind"], "first": first, "last": last}
    match step["kind"]:
        case StepKind.DO:
            deed = DEEDS.get(step["deed"])
            if deed is None:
                return StepView(icon="warning", words=_("There is no such step any more"), **edges)
            details = told_words(deed.asks, step["told"], viewer)
            return StepView(icon=deed.icon, words=str(deed.words), details=details, **edges)
        case StepKind.WAIT:
            return StepView(icon="clock", words=pause_words(wait_of(step)), **edges)
        case StepKind.FORK:
            return StepView(
                icon="split",
                words=SUBJECTS[subject].conditions.words(step["when"], viewer),
                ways=_ways(step, {"then": _("Yes"), "else": _("No")}, path, subject, viewer),
                **edges,
            )
        case StepKind.SPLIT:
            words = _("Each record goes one way, drawn once")
            ways = _ways(step, variant_heads(step["shares"]), path, subject, viewer)
            return StepView(icon="columns", words=words, ways=ways, **edges)
    return StepView(icon="close", words=_("Stop here"), **edges)
