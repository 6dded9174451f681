"""What lines of a paper come to. The lines themselves are summed by the rules of a deal's items."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mostik.crm.rules import items
from mostik.kernel.money import Money

#: Rates of value-added tax that may be chosen, in hundredths of a per cent.
RATES = (0, 500, 700, 1000, 2000, 2200)


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One line of a paper: ``amount`` is what the client pays, ``tax`` the part of it that is value-added tax.

    ``price`` is the price of one as the client pays it; ``vat_rate`` is empty for what is sold without tax.
    """

    title: str
    unit: str = ""
    quantity: Decimal = Decimal(1)
    discount: int = 0
    amount: Money
    vat_rate: int | None = None
    tax: Money

    @property
    def price(self) -> Money:
        """Return the price of one, rounded to a minor unit.

        >>> whole = Money.of(100)
        >>> PaperLine(title="Belt", quantity=Decimal(3), amount=whole, tax=Money(0)).price
        Money(minor=3333, currency='RUB')
        """
        return Money(round(self.amount.minor / self.quantity), self.amount.currency)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a paper's lines come to; ``tax`` is ``None`` where no line has any rate."""

    amount: Money
    tax: Money | None
    count: int

    @property
    def net(self) -> Money:
        """Return the amount without the tax."""
        return self.amount - self.tax if self.tax else self.amount


def single_line(title: str, unit: str, amount: Money, vat_rate: int | None) -> PaperLine:
    """Return a whole amount as one line, the tax of a rate inside it.

    >>> single_line("Pump", "pc", Money.of(122), 2200).tax
    Money(minor=2200, currency='RUB')
    """
    tax = items.sums([items.Line(price=amount.minor, vat_rate=vat_rate)])[0].vat
    return PaperLine(title=title, unit=unit, amount=amount, vat_rate=vat_rate, tax=Money(tax, amount.currency))


def totals(lines: Sequence[PaperLine], currency: str) -> Totals:
    """Return what the lines come to: the sums of their amounts and taxes, so that the parts add up."""
    taxed = [line for line in lines if line.vat_rate is not None]
    return Totals(
        amount=sum((line.amount for line in lines), Money.zero(currency)),
        tax=sum((line.tax for line in taxed), Money.zero(currency)) if taxed else None,
        count=len(lines),
    )
