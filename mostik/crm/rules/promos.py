"""A better price, as arithmetic: a per cent off what is to be paid, over the discount there is."""

from typing import Final

WHOLE: Final = 10_000


def deeper(discount: int, percent: int) -> int:
    """Return a line's discount with so much more off what is left of it, all in hundredths of a per cent.

    >>> deeper(1_000, 500), deeper(0, 500)
    (1450, 500)
    """
    return WHOLE - ((WHOLE - discount) * (WHOLE - percent) + WHOLE // 2) // WHOLE


def lower(amount: int, percent: int) -> int:
    """Return an amount with so much off, to the nearest minor unit, a half up.

    >>> lower(100_00, 500), lower(1, 5_000)
    (9500, 1)
    """
    return (amount * (WHOLE - percent) + WHOLE // 2) // WHOLE
