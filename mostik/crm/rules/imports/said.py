"""What a file said of a deal, kept so that the next load changes only what the file itself changed."""

from collections.abc import Collection, Mapping

from mostik.crm.rules.imports.joining import Joined

Said = dict[str, str | int]

#: Fields written straight onto the deal; the others are an owner's or a stage's change.
PLAIN = ("title", "amount", "currency", "company", "contact", "product", "channel", "expected", "note")


def said_by(deal: Joined, *, company: int | None, contact: int | None, own: Collection[str]) -> Said:
    """Return what the row says of the deal, its ``own`` fields too; an empty cell takes nothing away."""
    row = deal.row
    told = {
        "title": deal.title,
        "amount": row.amount_minor,
        "currency": row.currency if row.amount_minor is not None else None,
        "owner": deal.owner if row.owner else None,
        "stage": deal.stage.id if row.stage else None,
        "closed": deal.closed_at.isoformat() if deal.closed_at else None,
        "reason": deal.reason if row.reason else None,
        "company": company,
        "contact": contact,
        "product": deal.product,
        "channel": deal.channel,
        "expected": row.expected.isoformat() if row.expected else None,
        "note": row.note,
        **{name: text for name, text in row.own.items() if name in own},
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def news(before: Mapping[str, str | int], now: Said) -> Said:
    """Return what the file says otherwise than it did.

    >>> news({"title": "A", "amount": 5}, {"title": "A", "amount": 7})
    {'amount': 7}
    """
    return {name: value for name, value in now.items() if before.get(name) != value}
