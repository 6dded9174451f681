"""Steps played over on a real record: what each would do with it now, done by nobody."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from mostik.automation.catalog.goals import MOMENTS
from mostik.automation.catalog.robots import DEEDS, Subject
from mostik.automation.models import Robot
from mostik.automation.queries.robots import pause_words, variant_heads
from mostik.automation.rules.scripts import Wait, turned, wait_of
from mostik.automation.terms import StepKind
from mostik.core.actors import Actor, ActorKind
from mostik.kernel.refusals import Refusal
from mostik.web import formats

Steps = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Played:
    """One step as it would be done with a real record, or why it would be refused."""

    words: str
    text: str = ""
    icon: str = "check-circle"
    refused: bool = False


def as_robot(row: Robot, viewer: Actor) -> Actor:
    """Return whom a robot would act as, were it switched on by the viewer: what it writes goes in the owner's name."""
    return replace(viewer, kind=ActorKind.ROBOT, name=row.title)


def played(subject: Subject, steps: Steps, number: int, by: Actor) -> Generator[Played, None, bool]:
    """Yield each step a record would come to, every variant of a split; return whether it stops there for good."""
    for step in steps:
        if (yield from _one(subject, step, number, by)):
            return True
    return False


def _one(subject: Subject, step: Mapping[str, Any], number: int, by: Actor) -> Generator[Played, None, bool]:
    match StepKind(step["kind"]):
        case StepKind.DO:
            yield _shown(step, number, by)
        case StepKind.WAIT:
            wait = wait_of(step)
            yield Played(words=pause_words(wait), text=_until(wait, number), icon="clock")
        case StepKind.FORK:
            return (yield from _forked(subject, step, number, by))
        case StepKind.SPLIT:
            return (yield from _variants(subject, step, number, by))
        case StepKind.STOP:
            yield Played(words=_("Stop here"), icon="close")
            return True
    return False


def _variants(subject: Subject, step: Mapping[str, Any], number: int, by: Actor) -> Generator[Played, None, bool]:
    """Yield the steps of every variant under its name; return whether all of them stop."""
    ends = []
    for way, words in variant_heads(step["shares"]).items():
        yield Played(words=words, icon="columns")
        ends.append((yield from played(subject, step[way], number, by)))
    return all(ends)


def _forked(subject: Subject, step: Mapping[str, Any], number: int, by: Actor) -> Generator[Played, None, bool]:
    """Yield the answer of a fork and the steps of the way taken; return whether that way stops."""
    fits = subject.conditions.fitting(step["when"], subject.rows(by).filter(pk=number), by).exists()
    words = subject.conditions.words(step["when"], by)
    yield Played(words=words, text=_("yes") if fits else _("no"), icon="split")
    return (yield from played(subject, step["then" if fits else "else"], number, by))


def _until(wait: Wait, number: int) -> str:
    """Return until when a pause before or after a moment would last, if the record has one."""
    moment = MOMENTS.get(wait.moment)
    at = moment.at(number) if moment else None
    if at is None:
        return _("nothing to wait for: left out up to the next pause") if wait.moment else ""
    return formats.moment(turned(wait, at))


def _shown(step: Mapping[str, Any], number: int, by: Actor) -> Played:
    deed = DEEDS.get(step["deed"])
    if deed is None:
        return Played(words=_("There is no such step any more"), icon="warning", refused=True)
    try:
        text = deed.shows(by=by, number=number, told=step.get("told", {}))
    except Refusal as refusal:
        return Played(words=str(deed.words), text=refusal.text(_), icon=deed.icon, refused=True)
    return Played(words=str(deed.words), text=text, icon=deed.icon)
