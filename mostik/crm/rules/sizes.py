"""How large a client is, by the people it employs: the classes of Russian law (209-FZ, article 4)."""

from typing import Final

#: The most people of each class, in order; above them all a company is large.
SIZES: Final = {"micro": 15, "small": 100, "medium": 250}
LARGE: Final = "large"
#: More people than anybody employs: the bound of the columns.
MOST: Final = 2**31 - 1


def size_of(employees: int | None) -> str:
    """Return the class of a company; an empty text where its people were not counted.

    >>> size_of(15), size_of(16), size_of(1000), size_of(None)
    ('micro', 'small', 'large', '')
    """
    if employees is None:
        return ""
    return next((size for size, most in SIZES.items() if employees <= most), LARGE)


def bounds_of(size: str) -> tuple[int, int]:
    """Return from how many to how many people a class has; nothing at all for what is no class.

    >>> bounds_of("small"), bounds_of("large")[0], bounds_of("huge")
    ((16, 100), 251, (1, 0))
    """
    names = [*SIZES, LARGE]
    if size not in names:
        return 1, 0
    place = names.index(size)
    least = SIZES[names[place - 1]] + 1 if place else 0
    return least, SIZES.get(size, MOST)
