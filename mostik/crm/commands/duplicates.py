"""Writes of pairs that may be one client: looked for in the background, judged by people."""

from collections.abc import Sequence

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all
from mostik.crm.events import PairJudged
from mostik.crm.models import Company, Contact, Pair
from mostik.crm.queries.duplicates import visible_pairs
from mostik.crm.queries.profiles import candidates, profiles, rows_of
from mostik.crm.rules.likeness import Likeness, Profile, likeness

BATCH = 250
TABLES: tuple[tuple[str, type[Company] | type[Contact]], ...] = (("company", Company), ("contact", Contact))
Found = dict[tuple[int, int], Likeness]


@command(needs=None)
def find_duplicates(*, by: Actor, most: int = BATCH) -> int:
    """Compare records that changed since they were compared last and keep the pairs; return how many were compared."""
    return sum(_compare(by, kind, table, most) for kind, table in TABLES)


@command(needs="crm.merge_clients")
def dismiss_pairs(*, by: Actor, pair_ids: Sequence[int]) -> int:
    """Say that pairs are different clients and return how many. ``recall_pairs`` takes it back."""
    return _judge(by, pair_ids, different=True)


@command(needs="crm.merge_clients")
def recall_pairs(*, by: Actor, pair_ids: Sequence[int]) -> int:
    """Let dismissed pairs be looked at again."""
    return _judge(by, pair_ids, different=False)


def _judge(by: Actor, pair_ids: Sequence[int], *, different: bool) -> int:
    rows = list(
        visible_pairs(by).filter(pk__in=pair_ids, dismissed_at__isnull=different).select_for_update().order_by("pk")
    )
    now = clock.now()
    for row in rows:
        row.dismissed_at, row.dismissed_by = (now, by.id) if different else (None, None)
    Pair.objects.bulk_update(rows, ["dismissed_at", "dismissed_by"], batch_size=400)
    publish_all(
        PairJudged(at=now, kind=f"crm.{row.kind}", one=row.one_id, two=row.two_id, different=different) for row in rows
    )
    return len(rows)


def _compare(by: Actor, kind: str, table: type[Company] | type[Contact], most: int) -> int:
    waiting = table.objects.filter(compared=False).order_by("pk")[:most]
    numbers = [row.pk for row in waiting]
    if not numbers:
        return 0
    ours = profiles(rows_of(kind, numbers, viewer=by), viewer=by)
    others = candidates(list(ours.values()), viewer=by)
    far = {number for found in others.values() for number in found} - ours.keys()
    everybody = ours | profiles(rows_of(kind, far, viewer=by), viewer=by)
    _keep(kind, numbers, _alike(ours, others, everybody))
    table.objects.filter(pk__in=numbers).update(compared=True)
    return len(numbers)


def _alike(ours: dict[int, Profile], others: dict[int, set[int]], everybody: dict[int, Profile]) -> Found:
    found: Found = {}
    for number, profile in ours.items():
        for other in others.get(number, ()):
            pair = (min(number, other), max(number, other))
            if other in everybody and pair not in found:
                alike = likeness(profile, everybody[other])
                if alike.counts:
                    found[pair] = alike
    return found


def _keep(kind: str, numbers: Sequence[int], found: Found) -> None:
    """Write the pairs of these records as they are now; what somebody said of a pair stays said."""
    rows = Pair.objects.filter(kind=kind)
    written = [*rows.filter(one_id__in=numbers), *rows.filter(two_id__in=numbers)]
    known = {(row.one_id, row.two_id): row for row in written}
    stale = [row.pk for pair, row in known.items() if pair not in found and row.dismissed_at is None]
    Pair.objects.filter(pk__in=stale).delete()
    changed = [known[pair] for pair in found if pair in known]
    for row in changed:
        alike = found[row.one_id, row.two_id]
        row.score, row.reasons = alike.score, [list(each) for each in alike.reasons]
    Pair.objects.bulk_update(changed, ["score", "reasons"], batch_size=400)
    now = clock.now()
    Pair.objects.bulk_create(
        [
            Pair(
                kind=kind,
                one_id=one,
                two_id=two,
                score=alike.score,
                reasons=[list(each) for each in alike.reasons],
                made_at=now,
            )
            for (one, two), alike in found.items()
            if (one, two) not in known
        ],
        batch_size=400,
        ignore_conflicts=True,
    )
