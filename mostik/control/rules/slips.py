"""What slips, worst first: measured in the money that is lost if it stays so."""

from collections.abc import Iterable, Mapping

from mostik.analysis.terms import Tone
from mostik.control.terms import Slip, Standing


def slips(standings: Iterable[Standing], worth: Mapping[str, float], *, most: int = 5) -> list[Slip]:
    """Return the figures that slip, dearest first, at most ``most``.

    ``worth`` is the expected money of one more of each KPI in minor units (average check × the rates that are left on
    the way to payment). Of one person only the dearest figure is named: the others mostly follow from it.

    >>> rows = [Standing(1, "calls", 200, 100, 60, Tone.BAD), Standing(1, "meetings", 20, 10, 4, Tone.BAD)]
    >>> [(s.kpi, s.short, s.cost) for s in slips(rows, {"calls": 100, "meetings": 5000})]
    [('meetings', 6, 30000)]
    """
    found: dict[int, Slip] = {}
    for each in standings:
        if each.tone is not Tone.BAD or each.done >= each.due:
            continue
        slip = Slip(
            each.person, each.kpi, each.due, each.done, round((each.due - each.done) * worth.get(each.kpi, 0.0))
        )
        if each.person not in found or slip.cost > found[each.person].cost:
            found[each.person] = slip
    return sorted(found.values(), key=lambda slip: (-slip.cost, slip.person))[:most]


def has_recovered(*, due_then: int, done_then: int, due: int, done: int) -> bool:
    """Return whether a figure stands better against what is due than when the action was decided.

    >>> [has_recovered(due_then=20, done_then=8, due=40, done=done) for done in (34, 16)]
    [True, False]
    """
    if due <= 0:
        return True
    return done >= due or (due_then > 0 and done * due_then > done_then * due)


def is_over(*, count: int, of: int, norm: int) -> bool:
    """Return whether a share is over its norm, both in per cent; with nothing to be a share of, nothing is over.

    >>> [is_over(count=count, of=40, norm=5) for count in (2, 3)], is_over(count=0, of=0, norm=0)
    ([False, True], False)
    """
    return count * 100 > norm * of


def share(count: int, of: int) -> int:
    """Return a share in whole per cent, rounded up: one deal out of order is never nought.

    >>> share(1, 300), share(0, 0)
    (1, 0)
    """
    return -(-count * 100 // of) if of else 0
