"""What is owed for programs: open invoices by age, and bank statements taken in."""

import base64
import binascii
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.receivables import statements
from mostik.crm.queries.receivables.debts import DebtRow, debt_rows, present_debts
from mostik.crm.queries.receivables.statements import statement_card
from mostik.crm.rules.receivables.statements import LARGEST
from mostik.kernel.refusals import Invalid
from mostik.web import schemas
from mostik.web.api import Id, Sum, allowed, written
from mostik.web.resources import READS, WRITES
from mostik.web.routes import Policy

SEE = Policy.needs("crm.see_deals")
LOAD = Policy.needs("crm.load_statements")


class DebtOut(Schema):
    """An open invoice: what is owed of it as of a day, and how old the debt is."""

    invoice: Id
    number: str
    deal: Id
    company: Id | None
    dated_on: date
    due_on: date | None
    days_late: int
    age: Annotated[str, Field(examples=["31-60"])]
    amount: Sum
    paid: Sum
    owed: Sum
    promised_for: date | None


class DebtPage(Schema):
    """One page; ``next`` is the cursor of the one after it, empty on the last."""

    items: list[DebtOut]
    next: str


class StatementIn(Schema):
    """A bank statement in 1C's exchange format, its bytes in base64."""

    title: schemas.text(255, 1, "title")  # type: ignore[valid-type]
    content: Annotated[str, Field(min_length=1, max_length=LARGEST * 4 // 3 + 4)]


class ProblemOut(Schema):
    """A line of the file that could not be read as it should."""

    line: int
    text: str


class StatementOut(Schema):
    """What came of a statement: new lines, payments laid, payments that wait for a person."""

    id: Id
    new: int
    laid: int
    waiting: int
    problems: list[ProblemOut]


def routes(router: Router) -> None:
    """Give what is owed its operations."""

    @router.get("/receivables", response={200: DebtPage, **READS}, url_name="api_receivables", tags=["receivables"])
    @allowed(SEE)
    def receivables(
        request: HttpRequest,
        day: Annotated[date | None, Query(ge=schemas.FIRST, le=schemas.LAST)] = None,
        cursor: Annotated[str, Query(max_length=18, pattern=r"^\d*$")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """Open invoices within reach as of a day, by number in the books."""
        by, today = _actor(request), clock.today()
        asked = min(day or today, today)
        found = debt_rows(viewer=by, day=asked).order_by("pk")
        listed = list((found.filter(pk__gt=int(cursor)) if cursor else found)[: limit + 1])
        page = listed[:limit]
        rows = present_debts(page, viewer=by, day=asked)
        return {"items": [_debt(row) for row in rows], "next": str(page[-1].pk) if len(listed) > limit else ""}

    @router.post("/statements", response={201: StatementOut, **WRITES}, url_name="api_statements", tags=["receivables"])
    @allowed(LOAD)
    def load(request: HttpRequest, said: StatementIn) -> Status:
        """Take a bank statement in: new lines count, certain payments are laid; the same file twice adds nothing."""
        by = _actor(request)
        number = statements.take_in(by=by, title=said.title, data=_bytes(said.content))
        return Status(201, _statement(by, number))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(_("Send the file in base64."), field="content") from None


def _debt(row: DebtRow) -> dict[str, Any]:
    return {
        "invoice": row.id,
        "number": row.number,
        "deal": row.deal_id,
        "company": row.company_id,
        "dated_on": row.dated_on,
        "due_on": row.due_on,
        "days_late": row.late,
        "age": row.bucket,
        "amount": written(row.amount),
        "paid": written(row.paid),
        "owed": written(row.open),
        "promised_for": row.promised_for,
    }


def _statement(by: Actor, number: int) -> dict[str, Any]:
    card = statement_card(number, viewer=by, most=0)
    counts = card.counts
    return {
        "id": number,
        "new": card.row.lines.filter(live=True).count(),
        "laid": counts.get("matched", 0),
        "waiting": counts.get("doubtful", 0) + counts.get("certain", 0),
        "problems": [{"line": place, "text": f"{words} {text}".strip()} for place, words, text in card.problems],
    }
