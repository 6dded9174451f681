"""Who listens to what happened: webhooks that are on, robots at work, runs on their way; asked in one statement."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Value

from mostik.automation.models import Robot, Run, Webhook
from mostik.automation.terms import RunState


def listening(
    *, hooks: bool, triggers: Collection[str], about: Sequence[Q] = ()
) -> tuple[list[Webhook], list[Robot], list[int]]:
    """Return the webhooks that are on, when they are asked for, the robots at work by these triggers, and the numbers
    of runs on their way about these records.

    For the journal, whoever sees them: each message and each run is judged by its owner before it is done.
    """
    webhooks = Webhook.objects.filter(removed_at__isnull=True, paused_at__isnull=True)
    robots = Robot.objects.filter(works_since__isnull=False, edition__trigger__in=sorted(triggers))
    asked: list[QuerySet[Any, Any]] = []
    if hooks:
        asked.append(webhooks.values_list("pk", Value("hook")))
    if triggers:
        asked.append(robots.values_list("pk", Value("robot")))
    asked += [_waiting().filter(each).values_list("pk", Value("run")) for each in about]
    if not asked:
        return [], [], []
    first, *rest = asked
    known: dict[str, list[int]] = {"hook": [], "robot": [], "run": []}
    for pk, kind in first.union(*rest, all=True) if rest else first:
        known[kind].append(pk)
    return (
        list(webhooks.filter(pk__in=known["hook"]).order_by("pk")) if known["hook"] else [],
        list(robots.filter(pk__in=known["robot"]).select_related("edition").order_by("pk")) if known["robot"] else [],
        sorted(set(known["run"])),
    )


def _waiting() -> QuerySet[Run]:
    return Run.objects.filter(state=RunState.WAITING)
