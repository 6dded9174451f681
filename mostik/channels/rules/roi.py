"""From spend to money: what each source brought and whether it paid for itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from mostik.channels.rules.attribution import Model, dealt, weights

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A deal with the touches that led to it, each as its key and whether it came from nowhere; money in minor units.

    ``margin`` is the earned share of what was paid; nothing where it is not known.
    """

    touches: Sequence[tuple[Key, bool]]
    is_target: bool
    is_open: bool
    is_won: bool
    paid: int
    margin: Fraction | None


@dataclass(kw_only=True)
class Line:
    """What a source cost and brought. Counts are shares of deals; money is in minor units.

    ``known`` is the part of what was paid whose margin is known.
    """

    spend: int = 0
    clicks: int = 0
    visits: int = 0
    leads: Fraction = field(default_factory=Fraction)
    target: Fraction = field(default_factory=Fraction)
    won: Fraction = field(default_factory=Fraction)
    open: Fraction = field(default_factory=Fraction)
    paid: int = 0
    known: int = 0
    margin: int = 0

    @property
    def lead_cost(self) -> Fraction | None:
        """Spend for a lead."""
        return self.spend / self.leads if self.spend and self.leads else None

    @property
    def target_cost(self) -> Fraction | None:
        """Spend for a qualified lead."""
        return self.spend / self.target if self.spend and self.target else None

    @property
    def sale_cost(self) -> Fraction | None:
        """Spend for a deal won."""
        return self.spend / self.won if self.spend and self.won else None

    @property
    def romi(self) -> Fraction | None:
        """(margin of paid - spend) / spend; nothing without spend, or while the margin of what was paid is not known.

        Source: return on marketing investment by the cohort of lead date.
        """
        if not self.spend or self.known != self.paid:
            return None
        return Fraction(self.margin - self.spend, self.spend)

    @property
    def spend_share(self) -> Fraction | None:
        """Spend for each unit of money paid."""
        return Fraction(self.spend, self.paid) if self.spend and self.paid else None

    @property
    def maturity(self) -> Fraction | None:
        """The share of its leads that are decided: what is still open may yet bring money."""
        return 1 - self.open / self.leads if self.leads else None


class Figure(StrEnum):
    """What of a line is counted in deals."""

    LEADS = "leads"
    TARGET = "target"
    WON = "won"
    PAID = "paid"


def counts(deal: Brought, figure: Figure) -> bool:
    """Return whether a deal is among those a figure counts."""
    told = {Figure.LEADS: True, Figure.TARGET: deal.is_target, Figure.WON: deal.is_won, Figure.PAID: bool(deal.paid)}
    return told[figure]


def owners(deal: Brought, model: Model) -> set[Key]:
    """Return the keys a deal belongs to by the model, whole or in part.

    >>> deal = Brought(
    ...     touches=[(("yandex",), False), (("google",), False), (("",), True)],
    ...     is_target=True, is_open=False, is_won=True, paid=1, margin=None,
    ... )
    >>> owners(deal, Model.LAST), sorted(owners(deal, Model.EVEN))
    ({('google',)}, [('google',), ('yandex',)])
    """
    touches = deal.touches or [((), False)]
    shares = weights([is_direct for _key, is_direct in touches], model)
    return {key for (key, _direct), share in zip(touches, shares, strict=True) if share}


def lines(deals: Iterable[Brought], model: Model) -> dict[Key, Line]:
    """Return what each key's touches brought by the model; sums over keys are the sums over deals, to the minor unit.

    A deal without touches belongs to the key of nothing known: an empty tuple.
    """
    found: dict[Key, Line] = {}
    for deal in deals:
        touches = deal.touches or [((), False)]
        direct = [is_direct for _key, is_direct in touches]
        shares, paid = weights(direct, model), dealt(deal.paid, direct, model)
        earned = dealt(round(deal.paid * deal.margin), direct, model) if deal.margin is not None else None
        for at, (key, _direct) in enumerate(touches):
            line = found.setdefault(key, Line())
            line.leads += shares[at]
            line.target += shares[at] * deal.is_target
            line.won += shares[at] * deal.is_won
            line.open += shares[at] * deal.is_open
            line.paid += paid[at]
            if earned is not None:
                line.known += paid[at]
                line.margin += earned[at]
    return found


def total(lines: Iterable[Line]) -> Line:
    """Return the sum of lines."""
    whole = Line()
    for each in lines:
        for name, value in vars(each).items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole


def add_costs(lines: dict[Key, Line], spent: Mapping[Key, tuple[int, int]], visits: Mapping[Key, int]) -> None:
    """Add spend with clicks, and visits, to lines by key, making those that brought nothing."""
    for key, (amount, clicks) in spent.items():
        line = lines.setdefault(key, Line())
        line.spend += amount
        line.clicks += clicks
    for key, count in visits.items():
        lines.setdefault(key, Line()).visits += count
