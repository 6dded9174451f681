"""What a person does about effects that wait for them: do again, or say it is done. Both are written down."""

from collections.abc import Collection

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.effects.events import EffectReplayed, EffectSettled
from mostik.core.effects.queries import RIGHT, STUCK, effect_rows
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.models import Effect, EffectState

MOST_AT_ONCE = 1000


@command(needs=RIGHT)
def replay_effects(*, by: Actor, numbers: Collection[int]) -> int:
    """Put laid aside or doubtful effects back in the queue and return how many; others are left as they are."""
    rows = _held(by, numbers)
    for row in rows:
        publish(EffectReplayed(at=clock.now(), effect=row.pk, title=row.key))
    return outbox.replay(rows)


@command(needs=RIGHT)
def settle_effects(*, by: Actor, numbers: Collection[int]) -> int:
    """Say that laid aside or doubtful effects are done, or need not be, and return how many."""
    rows = _held(by, numbers)
    for row in rows:
        publish(EffectSettled(at=clock.now(), effect=row.pk, title=row.key))
    return Effect.objects.filter(pk__in=[row.pk for row in rows]).update(state=EffectState.DONE, done_at=clock.now())


def _held(by: Actor, numbers: Collection[int]) -> list[Effect]:
    known = effect_rows(viewer=by).filter(pk__in=numbers, state__in=STUCK).values("pk")
    return list(locked(Effect.objects.filter(pk__in=known)).order_by("pk")[:MOST_AT_ONCE])
