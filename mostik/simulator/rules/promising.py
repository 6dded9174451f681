"""What people of the virtual department say of their month: a third of them, in round sums, a little bolder."""

from typing import Final

#: Sums are said in steps of so much, in minor units.
STEP: Final = 50_000_00


def says(person: int) -> bool:
    """Return whether somebody says anything: every third does.

    >>> [says(person) for person in (3, 4, 5)]
    [True, False, False]
    """
    return person % 3 == 0


def said_amount(expected: int) -> int:
    """Return what is said where so much is expected: the next round sum, in minor units.

    >>> said_amount(1_230_000_00), said_amount(0)
    (125000000, 5000000)
    """
    return (expected // STEP + 1) * STEP
