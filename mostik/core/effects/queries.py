"""Effects as the screen shows them: no secrets, whatever a payload holds."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.models import Effect, EffectState
from mostik.kernel.refusals import Missing

RIGHT: Final = "core.mend_effects"
STUCK: Final = (EffectState.PARKED, EffectState.IN_DOUBT)
SECRET: Final = re.compile(r"secret|token|password|key|sign|cookie", re.IGNORECASE)
LONGEST_VALUE: Final = 200
TONES: Final = {"done": "good", "parked": "bad", "in doubt": "warn", "running": "info", "new": "neutral"}
#: What each effect is, in words; the product's table of them is in ``config.effects``.
TITLES: dict[str, str | Promise] = {}


@dataclass(frozen=True)
class Standing:
    """How many effects wait and since when: the first thing a head or a monitor looks at."""

    waiting: int
    running: int
    parked: int
    in_doubt: int
    late: int


def effect_rows(*, viewer: Actor) -> QuerySet[Effect]:
    """Return the effects for whoever may mend them: those that wait for a person first."""
    rows = Effect.objects.all() if viewer.may(RIGHT) else Effect.objects.none()
    turns = (When(state__in=STUCK, then=Value(0)), When(state="done", then=Value(2)))
    first = Case(*turns, default=Value(1), output_field=IntegerField())
    return rows.annotate(order=first)


def effect_row(effect_id: int, *, viewer: Actor) -> Effect:
    """Return one effect; refuses whoever may not see it."""
    row = effect_rows(viewer=viewer).filter(pk=effect_id).first()
    if row is None:
        raise Missing()
    return row


def standing(*, viewer: Actor) -> Standing:
    """Return how many effects stand where; ``late`` are over five minutes past their moment."""
    rows = effect_rows(viewer=viewer).exclude(state=EffectState.DONE)
    counts = dict.fromkeys(EffectState.values, 0)
    for state in rows.values_list("state", flat=True):
        counts[state] += 1
    late = outbox.due().filter(due_at__lt=clock.now() - timedelta(minutes=5)).count() if viewer.may(RIGHT) else 0
    return Standing(counts["new"], counts["running"], counts["parked"], counts["in doubt"], late)


def title_of(row: Effect) -> str:
    """Return what an effect is, in the reader's words."""
    return str(TITLES.get(row.name, row.name))


def shown_payload(row: Effect) -> list[tuple[str, str]]:
    """Return what an effect was told: values that may open something are not shown.

    >>> shown_payload(Effect(payload={"letter": 7, "api_token": "abc"}))
    [('letter', '7'), ('api_token', '•••')]
    """
    return [(name, _shown(name, value)) for name, value in row.payload.items()]


def last_change(row: Effect) -> datetime:
    """Return when an effect last came to where it stands."""
    return row.done_at or row.due_at


def _shown(name: str, value: Any) -> str:
    if SECRET.search(name) or isinstance(value, dict | list):
        return "•••"
    return str(value)[:LONGEST_VALUE]
