"""What files of another system say about people, products and clients: names only, records come later."""

from dataclasses import dataclass


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
class CompanyRow:
    """A client as the other system knows it."""

    number: int
    title: str
    sector: str = ""
    region: str = ""
    employees: int | None = None
    parent: str = ""
    note: str = ""
