"""Which facts are put into columns next: new ones a piece at a time, small pieces joined before they are many."""

from collections.abc import Sequence
from typing import Final, NamedTuple

#: A tail shorter than this is read from the database as it is.
FEW: Final = 5_000
#: A piece so long is whole and never written again.
WHOLE: Final = 1_000_000
#: So many pieces that are not whole are joined.
MANY: Final = 8


class Piece(NamedTuple):
    """Facts numbered from one to another."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many there are at most."""
        return self.last - self.first + 1


def next_piece(standing: Sequence[Piece], facts: Piece, *, few: int = FEW, whole: int = WHOLE) -> Piece | None:
    """Return the piece to write next, in the place of those standing that it covers; None when the tail is short.

    ``facts`` are the first and the last there are.

    >>> next_piece([], Piece(1, 4_999)), next_piece([], Piece(7, 12_000)), next_piece([], Piece(1, 2_500_000))
    (None, Piece(first=7, last=12000), Piece(first=1, last=1000000))
    >>> pieces = [Piece(1, 1_000_000), *(Piece(n, n) for n in range(1_000_001, 1_000_009))]
    >>> next_piece(pieces, Piece(1, 1_010_000))
    Piece(first=1000001, last=1010000)
    """
    begun = standing[-1].last + 1 if standing else facts.first
    if facts.last - begun + 1 < few:
        return None
    small = [each for each in standing if each.length < whole]
    first = small[0].first if len(small) >= MANY else begun
    return Piece(first, min(facts.last, first + whole - 1))
