"""Which of the touches that led to a deal its money belongs to."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

from mostik.kernel.money import split_whole

#: Shares of the first and the last touch by position; the rest is dealt evenly between those in the middle.
ENDS: Final = Fraction(2, 5)


class Model(StrEnum):
    """How a deal is shared among the touches that led to it."""

    LAST = "last"
    FIRST = "first"
    EVEN = "even"
    POSITION = "position"


def weights(direct: Sequence[bool], model: Model) -> list[Fraction]:
    """Return each touch's share of a deal, in order of time; the shares sum to one, nothing for no touches.

    ``direct`` says which touches came from nowhere: they count only where there is no other, as web analytics has it
    (last non-direct click). By position: 40 % to the first, 40 % to the last, 20 % between the rest.

    >>> weights([False, False, True], Model.LAST)
    [Fraction(0, 1), Fraction(1, 1), Fraction(0, 1)]
    >>> weights([False, False, False, False], Model.POSITION)[1]
    Fraction(1, 10)
    """
    counted = [at for at, is_direct in enumerate(direct) if not is_direct] or list(range(len(direct)))
    shares = [Fraction(0)] * len(direct)
    for at, share in zip(counted, _shares(len(counted), model), strict=True):
        shares[at] = share
    return shares


def dealt(amount: int, direct: Sequence[bool], model: Model) -> list[int]:
    """Return an amount in minor units dealt among touches, to the last unit.

    >>> dealt(100, [False, False, False], Model.EVEN)
    [34, 33, 33]
    """
    return split_whole(amount, weights(direct, model)) if direct else []


def _shares(count: int, model: Model) -> list[Fraction]:
    match model:
        case Model.FIRST:
            return [Fraction(int(at == 0)) for at in range(count)]
        case Model.LAST:
            return [Fraction(int(at == count - 1)) for at in range(count)]
        case Model.POSITION if count > 2:
            middle = (1 - 2 * ENDS) / (count - 2)
            return [ENDS, *[middle] * (count - 2), ENDS]
        case _:
            return [Fraction(1, count)] * count
