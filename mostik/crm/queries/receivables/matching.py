"""What money that came may be for: open invoices within reach, proposals with their reasons in words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.crm.access import visible_documents
from mostik.crm.models import BankLine
from mostik.crm.queries.receivables.debts import OPEN
from mostik.crm.rules.receivables.matching import Coming, Debt, Proposal, Why, propose

WHYS: Mapping[str, Promise] = {
    Why.NUMBER: _("its number in the purpose"),
    Why.DATE: _("its date in the purpose"),
    Why.INN: _("the client's INN"),
    Why.ACCOUNT: _("the client's account"),
    Why.NAME: _("the client's name"),
    Why.AMOUNT: _("exactly what is open"),
    Why.ONLY: _("the client's only open invoice"),
    Why.OTHER_INN: _("another INN than the client's"),
    Why.MORE: _("more came than is open"),
}


def open_debts(*, viewer: Actor) -> list[Debt]:
    """Return the open invoices within reach, as matching reads them."""
    rows = visible_documents(viewer).filter(OPEN).select_related("company")
    return [
        Debt(
            id=row.pk,
            deal=row.deal_id,
            number=row.number,
            sequence=row.sequence or 0,
            dated_on=row.dated_on,
            due_on=row.due_on,
            open=row.open,
            company=row.company_id,
            inn=row.company.inn if row.company else "",
            account=row.company.account if row.company else "",
            name=row.company.full_title or row.company.title if row.company else "",
        )
        for row in rows.order_by("pk")
    ]


def proposals(lines: Sequence[BankLine], *, viewer: Actor) -> dict[int, Proposal]:
    """Return what may be done with each of the lines, by number."""
    if not lines:
        return {}
    return propose((_coming(line) for line in lines), open_debts(viewer=viewer))


def reasons(whys: Sequence[Why]) -> list[str]:
    """Return reasons in words."""
    return [str(WHYS[each]) for each in whys]


def _coming(line: BankLine) -> Coming:
    return Coming(
        id=line.pk,
        amount=line.amount,
        inn=line.inn,
        account=line.account,
        party=line.party,
        purpose=line.purpose,
    )
