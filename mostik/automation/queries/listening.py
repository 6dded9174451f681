"""Who listens to what happened: webhooks that are on and robots at work, asked in one statement when nobody does."""

from collections.abc import Collection

from django.db.models import Value

from mostik.automation.models import Robot, Webhook


def listening(*, hooks: bool, triggers: Collection[str]) -> tuple[list[Webhook], list[Robot]]:
    """Return the webhooks that are on, when they are asked for, and the robots at work by these triggers.

    For the journal, whoever sees them: each message and each run is judged by its owner before it is done.
    """
    webhooks = Webhook.objects.filter(removed_at__isnull=True, paused_at__isnull=True)
    robots = Robot.objects.filter(works_since__isnull=False, edition__trigger__in=sorted(triggers))
    if not hooks:
        return [], list(robots.select_related("edition").order_by("pk")) if triggers else []
    if not triggers:
        return list(webhooks.order_by("pk")), []
    told = webhooks.values_list("pk", Value("hook")).union(robots.values_list("pk", Value("robot")), all=True)
    known: dict[str, list[int]] = {"hook": [], "robot": []}
    for pk, kind in told:
        known[kind].append(pk)
    return (
        list(webhooks.filter(pk__in=known["hook"]).order_by("pk")) if known["hook"] else [],
        list(robots.filter(pk__in=known["robot"]).select_related("edition").order_by("pk")) if known["robot"] else [],
    )
