"""Two plans meet: what is asked from above and what comes from below; what is missing by person, team and in all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from mostik.planning.terms import Ground

#: So much of a part is no difference worth settling.
SMALL: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One person from both sides, in minor units and in sales.

    ``part_minor`` is asked from above. From below: money in, expected of open deals and of leads to come; what fits the
    person's hours (None: nothing limits it); what they said themselves (None: nothing yet) and in how many sales.
    """

    person: int
    team: int | None
    part_minor: int
    check_minor: int
    fact_minor: int = 0
    deals_minor: int = 0
    leads_minor: int = 0
    fits_minor: int | None = None
    said_minor: int | None = None
    said_sales: int | None = None
    settled_minor: int = 0

    @property
    def reckoned_minor(self) -> int:
        """What figures say: in already, of open deals and of leads to come."""
        return self.fact_minor + self.deals_minor + self.leads_minor

    @property
    def ground(self) -> Ground:
        """What the lower side stands on: the person's word before figures, hours before either of those figures."""
        if self.said_minor is not None:
            return Ground.SAID
        hours = self.fits_minor is not None and self.fits_minor < self.reckoned_minor
        return Ground.HOURS if hours else Ground.RECKONED


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Both sides of a person, a team or all: money and sales, the difference, what of it is settled and still open.

    A difference above zero is missing from below.
    """

    above_minor: int
    below_minor: int
    above_sales: int
    below_sales: int
    settled_minor: int

    @property
    def gap_minor(self) -> int:
        """What is asked from above and does not come from below; under zero when more comes."""
        return self.above_minor - self.below_minor

    @property
    def gap_sales(self) -> int:
        """The same in sales."""
        return self.above_sales - self.below_sales

    @property
    def open_minor(self) -> int:
        """What of the difference nobody has settled yet."""
        return max(0, self.gap_minor - self.settled_minor)

    @property
    def meets(self) -> bool:
        """Whether nothing worth a word is missing any more."""
        return self.open_minor <= SMALL * self.above_minor


def met(side: Side) -> Met:
    """Return one person's two sides.

    >>> both = met(Side(person=7, team=1, part_minor=1000, check_minor=100, fact_minor=200, deals_minor=300))
    >>> both.below_minor, both.gap_minor, both.gap_sales, both.meets
    (500, 500, 5, False)
    >>> met(Side(person=7, team=1, part_minor=1000, check_minor=100, fits_minor=400, said_minor=950)).below_minor
    950
    """
    reckoned = side.reckoned_minor if side.fits_minor is None else min(side.reckoned_minor, side.fits_minor)
    below = reckoned if side.said_minor is None else side.said_minor
    sales = _sales(below, side.check_minor) if side.said_sales is None else side.said_sales
    return Met(
        above_minor=side.part_minor,
        below_minor=below,
        above_sales=_sales(side.part_minor, side.check_minor),
        below_sales=sales,
        settled_minor=min(side.settled_minor, max(0, side.part_minor - below)),
    )


def together(several: Iterable[Met]) -> Met:
    """Return the sides of some people together: money and sales add up exactly.

    What one brings over their part does not pay for another's shortage before the head says so; it stands in the sum.

    >>> one = Met(above_minor=10, below_minor=4, above_sales=2, below_sales=1, settled_minor=6)
    >>> both = together([one, one])
    >>> both.gap_minor, both.open_minor
    (12, 0)
    """
    each = list(several)
    return Met(
        above_minor=sum(one.above_minor for one in each),
        below_minor=sum(one.below_minor for one in each),
        above_sales=sum(one.above_sales for one in each),
        below_sales=sum(one.below_sales for one in each),
        settled_minor=sum(one.settled_minor for one in each),
    )


def leads_for_money(missing_minor: int, worth_minor: float) -> int | None:
    """Return how many more leads bring so much, given what one brings within the month; None where one brings nothing.

    >>> leads_for_money(1000, 300.0), leads_for_money(1000, 0)
    (4, None)
    """
    return ceil(missing_minor / worth_minor - 1e-9) if worth_minor > 0 else None


def hands_for_money(missing_minor: int, parts: Sequence[int]) -> int | None:
    """Return how many people more carry so much, each as much as people here do on average; None where nobody does.

    >>> hands_for_money(1000, [300, 500]), hands_for_money(1000, [])
    (3, None)
    """
    carried = [part for part in parts if part > 0]
    return ceil(missing_minor * len(carried) / sum(carried) - 1e-9) if carried else None


def _sales(amount: int, check: int) -> int:
    return ceil(amount / check - 1e-9) if check > 0 else 0
