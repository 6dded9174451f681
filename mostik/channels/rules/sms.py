"""How many parts a text message is paid as: GSM 7-bit where every sign is in its alphabet, else UCS-2.

3GPP TS 23.038: 160 septets alone or 153 in each part; 70 UTF-16 units alone or 67 in each part. A sign of two is never
cut in half between parts.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
GSM: Final = (160, 153)
UCS: Final = (70, 67)


class Parts(NamedTuple):
    """How many parts, and how many signs more go into the last of them."""

    number: int
    left: int
    plain: bool


def parts_of(text: str) -> Parts:
    """Return the parts of a text message.

    >>> parts_of("a" * 160), parts_of("a" * 161), parts_of("Привет")
    (Parts(number=1, left=0, plain=True), Parts(number=2, left=145, plain=True), Parts(number=1, left=64, plain=False))
    """
    plain = all(sign in BASIC or sign in EXTENDED for sign in text)
    sizes = [(2 if sign in EXTENDED else 1) if plain else len(sign.encode("utf-16-le")) // 2 for sign in text]
    alone, each = GSM if plain else UCS
    if sum(sizes) <= alone:
        return Parts(1 if text else 0, alone - sum(sizes), plain)
    count, filled = _packed(sizes, each)
    return Parts(count, each - filled, plain)


def _packed(sizes: Sequence[int], each: int) -> tuple[int, int]:
    count, filled = 1, 0
    for size in sizes:
        if filled + size > each:
            count, filled = count + 1, 0
        filled += size
    return count, filled
