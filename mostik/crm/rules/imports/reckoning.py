"""What the files say, counted apart from the import: other code over the files as they came, for a comparison.

Nothing here may use the readers of the import: two ways to one figure, or the comparison proves nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

#: A deal as a file tells it: number, outcome, minor units, owner, stage, month it was closed in.
Told = tuple[str, str, int, str, str, str]
CUTS: Final = ("outcome", "owner", "stage", "won_month")
_DAY: Final = (re.compile(r"(\d{4})-(\d{2})-\d{2}"), re.compile(r"\d{1,2}\.(\d{1,2})\.(\d{4})"))


@dataclass
class Sheet:
    """Deals counted: how many, for how much, and by outcome, owner, stage and month won, as (deals, minor units)."""

    deals: int = 0
    minor: int = 0
    cuts: dict[str, dict[str, tuple[int, int]]] = field(default_factory=lambda: {cut: {} for cut in CUTS})

    def add(self, told: Told) -> None:
        """Count one deal."""
        _number, outcome, minor, owner, stage, month = told
        self.deals, self.minor = self.deals + 1, self.minor + minor
        self._put("outcome", outcome, minor)
        self._put("owner", owner, minor)
        self._put("stage", stage, minor)
        if outcome == "won":
            self._put("won_month", month, minor)

    def _put(self, cut: str, name: str, minor: int) -> None:
        deals, so_far = self.cuts[cut].get(name, (0, 0))
        self.cuts[cut][name] = (deals + 1, so_far + minor)


@dataclass(frozen=True)
class Difference:
    """One deal that is otherwise here than in the file: its number, what differs, there and here."""

    number: str
    what: str
    there: str
    here: str


def minor_of(text: str) -> int:
    """Return the hundredths of a sum however its thousands are divided; nothing readable is nothing.

    >>> minor_of("1 234,50"), minor_of("19999.99"), minor_of(""), minor_of("7 600 ₽")
    (123450, 1999999, 0, 760000)
    """
    plain = re.sub(r"[^0-9,.\\-]", "", text).replace(",", ".")
    whole, dot, part = plain.rpartition(".")
    bare = f"{whole.replace('.', '')}.{part}" if dot and len(part) <= 2 else plain.replace(".", "")
    try:
        return int((Decimal(bare or "0") * 100).to_integral_value())
    except InvalidOperation:
        return 0


def month_of(text: str) -> str:
    """Return the month of a date as it is written, without regard to zones.

    >>> month_of("2020-10-08T13:36:41+00:00"), month_of("09.08.2026 11:00"), month_of("soon")
    ('2020-10', '2026-08', '')
    """
    iso, dotted = (pattern.search(text) for pattern in _DAY)
    if iso:
        return f"{iso[1]}-{iso[2]}"
    return f"{dotted[2]}-{int(dotted[1]):02}" if dotted else ""


def counted(deals: Iterable[Told]) -> Sheet:
    """Return deals as figures."""
    sheet = Sheet()
    for each in deals:
        sheet.add(each)
    return sheet


def differences(there: Mapping[str, Told], here: Mapping[str, Told]) -> list[Difference]:
    """Return what differs, deal by deal: one missing, or a sum, outcome, stage or month that is another.

    >>> differences({"1": ("1", "won", 5, "A", "Won", "2026-01")}, {"1": ("1", "won", 7, "A", "Won", "2026-01")})
    [Difference(number='1', what='amount', there='5', here='7')]
    """
    found = [Difference(number, "missing", _words(told), "") for number, told in there.items() if number not in here]
    for number, told in there.items():
        other = here.get(number)
        if other is None:
            continue
        pairs = zip(("", "outcome", "amount", "owner", "stage", "month"), told, other, strict=True)
        found += [Difference(number, what, str(a), str(b)) for what, a, b in pairs if what and a != b]
    return found


def kinds(found: Iterable[Difference]) -> Counter[str]:
    """Return how many deals differ in what."""
    return Counter(each.what for each in found)


def _words(told: Told) -> str:
    return f"{told[1]}, {told[2] / 100:.2f}, {told[4]}"
