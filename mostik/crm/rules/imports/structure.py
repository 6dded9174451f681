"""What files of another system say about people, products and clients: names only, records come later."""

from collections.abc import Container
from dataclasses import dataclass
from itertools import count

from mostik.crm.rules.imports.lines import Line


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody who sells, the lead they work under and the office both sit in."""

    number: int
    name: str
    lead: str
    office: str


@dataclass(frozen=True, kw_only=True)
class ProductRow:
    """Something sold, its series and its price."""

    number: int
    title: str
    series: str = ""
    price_minor: int | None = None
    currency: str = "USD"


@dataclass(frozen=True, kw_only=True)
class CompanyRow(Line):
    """A client as the other system knows it."""

    title: str
    sector: str = ""
    region: str = ""
    employees: int | None = None
    parent: str = ""
    note: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""
    owner: str = ""


def import_email(name: str, taken: Container[str]) -> str:
    """Return an address nobody can write to, under which somebody known by name only is kept.

    >>> import_email("Moses Frase", {"moses.frase@import.invalid"})
    'moses.frase.2@import.invalid'
    """
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "." for sign in name.casefold())
    words = ".".join(filter(None, plain.split("."))) or "person"
    numbered = (f"{words}.{number}" if number > 1 else words for number in count(1))
    return next(address for each in numbered if (address := f"{each[:60]}@import.invalid") not in taken)
