"""What lines of a deal come to: exact sums in minor units, VAT within the price or on top of it.

Every sum is exact first and rounded once, by the largest remainder: lines always add up to the total, the total is
within half a minor unit of the exact one, and each line within one of its own. See ``docs/rules/items.md``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mostik.crm.terms import Unit
from mostik.kernel.money import rounded_whole
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

WHOLE = 10_000
MOST_ITEMS = 500
LARGEST = 2**63 - 1
MOST_QUANTITY = 10**12


class TooMuch(Invalid):
    """The lines come to more than an amount can be."""

    message = gettext_noop("These lines come to too large a sum. Look at the quantities and prices.")


class DiscountUndecided(Conflict):
    """A discount waits for a decision."""

    message = gettext_noop("A discount of this deal waits for a decision. Wait for it, or take the discount back.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line's terms: the price of one in minor units, thousandths of a unit, hundredths of a per cent."""

    price: int
    quantity: int = 1000
    discount: int = 0
    vat_rate: int | None = None
    vat_included: bool = True

    @property
    def full(self) -> Fraction:
        """Return what the line comes to without its discount, exact."""
        return Fraction(self.price * self.quantity, 1000)

    @property
    def base(self) -> Fraction:
        """Return what the line comes to after its discount, VAT on top left out, exact."""
        return self.full * (WHOLE - self.discount) / WHOLE


@dataclass(frozen=True, kw_only=True)
class LineSum:
    """What a line comes to: everything the client pays for it, and how much of that is VAT."""

    total: int
    vat: int

    @property
    def net(self) -> int:
        """Return the sum without VAT."""
        return self.total - self.vat


@dataclass(frozen=True, kw_only=True)
class ItemSaid:
    """A line as somebody wrote it; ``id`` names a line that is there already."""

    title: str
    price: int
    id: int | None = None
    product: int | None = None
    unit: Unit = Unit.PIECE
    quantity: int = 1000
    discount: int = 0
    vat_rate: int | None = None
    vat_included: bool = True
    benefit: int | None = None

    @property
    def line(self) -> Line:
        """Return the terms as they are asked."""
        return Line(
            price=self.price,
            quantity=self.quantity,
            discount=self.discount,
            vat_rate=self.vat_rate,
            vat_included=self.vat_included,
        )


def sums(lines: Sequence[Line]) -> list[LineSum]:
    """Return what each line comes to; together exactly what they come to as a whole. Refuses `TooMuch`.

    >>> third = Line(price=10_000, quantity=333, vat_rate=2000)
    >>> [(each.total, each.vat) for each in sums([third, third, third])]
    [(3330, 555), (3330, 555), (3330, 555)]
    >>> [(each.total, each.vat) for each in sums([Line(price=105, vat_rate=2000, vat_included=False)] * 2)]
    [(126, 21), (126, 21)]
    """
    bases = rounded_whole([line.base for line in lines])
    vats = _vats(lines, bases)
    found = [
        LineSum(total=base + (0 if line.vat_included else vat), vat=vat)
        for line, base, vat in zip(lines, bases, vats, strict=True)
    ]
    if sum(each.total for each in found) > LARGEST:
        raise TooMuch()
    return found


def saved(lines: Iterable[Line]) -> int:
    """Return how much discounts take off lines as a whole, VAT on top left out.

    >>> saved([Line(price=10_000, discount=1000), Line(price=500)])
    1000
    """
    known = list(lines)
    full = round(sum((line.full for line in known), Fraction(0)))
    return full - round(sum((line.base for line in known), Fraction(0)))


def vat_of(amount: int, rate: int | None, *, included: bool) -> Fraction:
    """Return the VAT within an amount or on top of it, exact; none for what is sold without VAT.

    >>> vat_of(12_000, 2000, included=True), vat_of(10_000, 2000, included=False), vat_of(100, None, included=True)
    (Fraction(2000, 1), Fraction(2000, 1), Fraction(0, 1))
    """
    if not rate:
        return Fraction(0)
    return Fraction(amount * rate, WHOLE + rate if included else WHOLE)


def percent(hundredths: int) -> Decimal:
    """Return hundredths of a per cent as per cent: 1250 is 12.5 %.

    >>> percent(1250), percent(2000)
    (Decimal('12.5'), Decimal('20'))
    """
    whole, part = divmod(hundredths, 100)
    return Decimal(whole) if not part else Decimal(hundredths).scaleb(-2).normalize()


def _vats(lines: Sequence[Line], bases: Sequence[int]) -> list[int]:
    """Round the VAT of each rate as a whole: an invoice states it by rate."""
    found = [0] * len(lines)
    for rate, included in sorted({(line.vat_rate or 0, line.vat_included) for line in lines}):
        places = [at for at, line in enumerate(lines) if (line.vat_rate or 0, line.vat_included) == (rate, included)]
        parts = rounded_whole([vat_of(bases[at], rate, included=included) for at in places])
        for at, part in zip(places, parts, strict=True):
            found[at] = part
    return found
