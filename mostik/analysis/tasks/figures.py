"""What the room does by the clock: facts that no longer change go into columns on this machine's disk; the score.

The clock only promises it: a piece takes seconds, and timers wait for nobody.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from mostik.analysis.adapters import columns
from mostik.analysis.adapters.columns import Standing
from mostik.analysis.commands.calls import keep_reckoned
from mostik.analysis.commands.columns import final_facts, known_facts, mark_of, raw_facts
from mostik.analysis.commands.score import LEARN, SPREAD, keep_score, note_spread, promise_learning, promise_spreading
from mostik.analysis.queries.calls import reckoned as reckoned_calls
from mostik.analysis.queries.closed import NOTHING, place, sound, standing
from mostik.analysis.queries.score import newest_score, reckoned, score_model, spread_to
from mostik.analysis.queries.score_past import past_moments, sale_horizon
from mostik.analysis.rules.columns import segment_of
from mostik.analysis.rules.folding import FEW, WHOLE, next_piece
from mostik.analysis.rules.score_models import taught
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.crm.commands.chances import keep_chances
from mostik.crm.queries import chances

FOLD: Final = "analysis.fold"
FORETELL: Final = "analysis.foretell"
#: The score is learnt anew when it is so old.
LEARNT_FOR: Final = timedelta(days=7)
#: Deals whose chances are reckoned at once; a change may be committed a little after its moment.
AT_ONCE: Final = 500
MARGIN: Final = timedelta(seconds=60)


def promise_fold() -> None:
    """Promise a piece of columns where the tail has grown long enough for one."""
    facts = known_facts()
    piece = next_piece(_sound().pieces, facts) if facts else None
    if piece:
        outbox.enqueue(FOLD, key=f"columns:{piece.first}:{clock.now():%Y-%m-%dT%H:%M}", payload={})


@outbox.effect(FOLD)
def write_piece() -> None:
    """Write one piece, and promise the next where one is due."""
    if fold(most=1):
        promise_fold()


def fold(*, few: int = FEW, whole: int = WHOLE, most: int = 0) -> int:
    """Put every final fact but a short tail into columns, ``most`` pieces of them, and return how many were written.

    One process of a machine does so at a time; another goes away at once.
    """
    with _alone() as mine:
        facts, written = final_facts() if mine else None, 0
        while facts and (piece := next_piece((stands := _sound()).pieces, facts, few=few, whole=whole)):
            kept = [each for each in zip(stands.pieces, stands.names, strict=True) if each[0].last < piece.first]
            name = columns.keep(place(), segment_of(raw_facts(piece.first, piece.last)))
            columns.stand(place(), [*kept, (piece, name)], mark_of(piece.last))
            written += 1
            if written == most:
                break
        return written


def _sound() -> Standing:
    found = standing()
    return found if sound(found) else NOTHING


@contextmanager
def _alone() -> Iterator[bool]:
    place().mkdir(parents=True, exist_ok=True)
    with (place() / columns.LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def promise_foretelling() -> None:
    """Promise that the month of everybody is reckoned anew from their deals."""
    outbox.ring(FORETELL, key=FORETELL, payload={})


@outbox.effect(FORETELL)
def foretell_month() -> None:
    """Reckon what the deals of everybody promise of the month, and keep it as of today."""
    keep_reckoned(by=SYSTEM, reckoned=reckoned_calls(viewer=SYSTEM))


def mind_score() -> None:
    """Once a day: promise that the score is learnt, where there is none yet or it is a week old, or chances anew."""
    known = newest_score(viewer=SYSTEM)
    if known is None or known.is_by_channel or clock.now() - known.made_at >= LEARNT_FOR:
        promise_learning()
    else:
        note_spread(by=SYSTEM, model_id=known.number, to=None)
        promise_spreading()


def mind_chances() -> None:
    """Promise that chances follow the deals where any has changed."""
    known = newest_score(viewer=SYSTEM)
    if known is None:
        return
    to = spread_to(known.number, viewer=SYSTEM)
    if to is None or chances.are_changed(to, viewer=SYSTEM):
        promise_spreading()


@outbox.effect(LEARN)
def learn_score() -> None:
    """Learn the score from the past and keep it as a version."""
    horizon = sale_horizon(viewer=SYSTEM) or 0
    found = past_moments(viewer=SYSTEM, horizon=horizon) if horizon else []
    keep_score(by=SYSTEM, learnt=taught(found, horizon=horizon), horizon=horizon)


@outbox.effect(SPREAD)
def spread_score() -> None:
    """Let chances of deals follow the score: of every open deal by a new version, then of those that have changed."""
    known, model = newest_score(viewer=SYSTEM), score_model(viewer=SYSTEM)
    if known is None or model is None:
        return
    before, number, since = spread_to(known.number, viewer=SYSTEM), 0, clock.now()
    to = before - MARGIN if before else None
    while True:
        if to is None:
            deals = chances.open_after(number, viewer=SYSTEM, most=AT_ONCE)
        else:
            deals = chances.changed_after(to, number, viewer=SYSTEM, most=AT_ONCE)
        keep_chances(by=SYSTEM, chances=reckoned(deals, model, viewer=SYSTEM))
        if deals:
            number = deals[-1].id
            to = deals[-1].updated_at if to is not None else None
        if len(deals) < AT_ONCE:
            break
    note_spread(by=SYSTEM, model_id=known.number, to=max(to, before) if to and before else since)
