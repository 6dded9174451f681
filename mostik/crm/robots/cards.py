"""What answers of clients to a text robot fill in on a deal's card: the person, the sum, the day, a note."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.dialogues import Filling, declare
from mostik.automation.terms import SlotKind
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.commands.activities import note_on
from mostik.crm.commands.contacts import ContactFields, add_contact, edit_contact
from mostik.crm.commands.deals import edit_deal
from mostik.crm.models import Deal
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing

HUNDRED = 100


def _deal(by: Actor, number: int) -> Deal:
    row = visible_deals(by).filter(pk=number).select_related("contact").first()
    if row is None:
        raise Missing()
    return row


def _note(*, by: Actor, number: int, value: str, title: str) -> None:
    note_on(by=by, text=f"{title}: {value}", deal_id=number)


def _amount(*, by: Actor, number: int, value: str, title: str) -> None:
    """Write the sum down; one in another currency than the deal's stays a note."""
    worth, currency = value.split(" ")
    row = _deal(by, number)
    if currency != row.currency:
        _note(by=by, number=number, value=value, title=title)
        return
    edit_deal(by=by, deal_id=number, fields={"amount": Money(int(Decimal(worth) * HUNDRED), currency)})


def _expected(*, by: Actor, number: int, value: str, title: str) -> None:
    del title
    edit_deal(by=by, deal_id=number, fields={"expected_on": date.fromisoformat(value)})


def _name(*, by: Actor, number: int, value: str, title: str) -> None:
    """Name the person; one who has a last name already is known and keeps it."""
    first, _space, last = value.partition(" ")
    row = _deal(by, number)
    if row.contact and row.contact.last_name:
        _note(by=by, number=number, value=value, title=title)
        return
    _person(by, row, {"first_name": first[:80], "last_name": last[:80]})


def _reach(name: str) -> Callable[..., Any]:
    """Return what writes a phone or an e-mail down; a second one stays a note."""

    def fill(*, by: Actor, number: int, value: str, title: str) -> None:
        row = _deal(by, number)
        known = getattr(row.contact, name, "") if row.contact else ""
        if known and known != value:
            _note(by=by, number=number, value=value, title=title)
        elif not known:
            fields: Any = {name: value}
            _person(by, row, fields)

    return fill


def _person(by: Actor, row: Deal, fields: ContactFields) -> None:
    if row.contact_id:
        edit_contact(by=by, contact_id=row.contact_id, fields=fields)
        return
    made = add_contact(by=by, fields={"first_name": row.title[:80], **fields}, company_id=row.company_id)
    edit_deal(by=by, deal_id=row.pk, fields={"contact": made})


declare(
    Filling(code="deal.note", words=_("A note on the deal"), kinds=frozenset(SlotKind), fills=_note),
    Filling(code="deal.amount", words=_("The deal's amount"), kinds=frozenset({SlotKind.AMOUNT}), fills=_amount),
    Filling(
        code="deal.expected_on",
        words=_("The expected day of closing"),
        kinds=frozenset({SlotKind.DATE}),
        fills=_expected,
    ),
    Filling(code="deal.name", words=_("The person's name"), kinds=frozenset({SlotKind.NAME}), fills=_name),
    Filling(code="deal.phone", words=_("The person's phone"), kinds=frozenset({SlotKind.PHONE}), fills=_reach("phone")),
    Filling(
        code="deal.email", words=_("The person's e-mail"), kinds=frozenset({SlotKind.EMAIL}), fills=_reach("email")
    ),
)
