"""Requests for a decision for programs: read, asked, decided by whoever is signed in."""

from functools import partial
from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Router

from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Missing
from mostik.people.access import clear, shown, visible_people
from mostik.people.catalog import KINDS
from mostik.people.commands import approvals
from mostik.people.models import Approval
from mostik.people.queries import approvals as queries
from mostik.people.terms import Need
from mostik.web import resources, schemas
from mostik.web.api import Sum
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
ASK, DECIDE = "people.ask_approval", "people.decide_approvals"
TO_DECIDE, ASKED = "people.approval_to_decide", "people.approval_asked"
ByHand = Literal[tuple(each.code for each in KINDS.values() if each.by_hand)]  # type: ignore[valid-type]
Words = schemas.text(1000)


def _ask(*, by: Actor, said: dict[str, Any]) -> int:
    owner, amount = said.get("owner"), said["amount"]
    if owner and not visible_people(by).filter(pk=owner).exists():
        raise Missing(_("There is no such person within your reach."), field="owner")
    return approvals.ask_approval(by=by, asking=_asking(said, amount), owner_id=owner)


def _asking(said: dict[str, Any], amount: Money) -> approvals.Asking:
    if amount.minor < 1 or amount.currency != choice("currency"):
        raise Invalid(_("Write a sum above zero in the company's currency."), field="amount")
    return approvals.Asking(
        kind=said["kind"],
        title=said["title"],
        note=said.get("note", ""),
        needs=[Need(size=amount.minor)],
        amount_minor=amount.minor,
        currency=amount.currency,
    )


APPROVALS = Resource(
    name="approvals",
    one="approval",
    model=Approval,
    kind="people.approval",
    see=ASK,
    rows=lambda viewer: queries.approvals(viewer=viewer),
    shows="kind title note amount about_kind about_id owner decider state question asked_at due_at decided_at "
    "decided_by reason version",
    filters="kind state owner decider about_kind about_id asked_at decided_at",
    create=Write(
        needs=ASK,
        takes="title* note owner",
        also={"kind": (ByHand, ...), "amount": (Sum, ...)},
        call=_ask,
        says="Ask for an expense, a vacancy, a write-off; a program names whose request it is (owner)",
    ),
    actions={
        "approve": Write(
            needs=DECIDE,
            row=TO_DECIDE,
            also={"note": (Words, "")},
            says="Approve a request that is one's own to decide; a token has none",
            call=lambda by, pk, said, version: approvals.approve(
                by=by, approval_id=pk, note=said.get("note", ""), version=version
            ),
        ),
        "decline": Write(
            needs=DECIDE,
            row=TO_DECIDE,
            also={"reason": (Words, ...)},
            says="Decline a request, saying why",
            call=lambda by, pk, said, version: approvals.decline(
                by=by, approval_id=pk, reason=said["reason"], version=version
            ),
        ),
        "ask_back": Write(
            needs=DECIDE,
            row=TO_DECIDE,
            also={"question": (Words, ...)},
            says="Ask whoever asked; the time for a decision stands still",
            call=lambda by, pk, said, version: approvals.ask_back(
                by=by, approval_id=pk, question=said["question"], version=version
            ),
        ),
        "answer": Write(
            needs=ASK,
            row=ASKED,
            also={"text": (Words, ...)},
            says="Answer the question of whoever decides",
            call=lambda by, pk, said, version: approvals.answer(
                by=by, approval_id=pk, text=said["text"], version=version
            ),
        ),
        "withdraw": Write(
            needs=ASK,
            row=ASKED,
            says="Take back what one asked",
            call=lambda by, pk, version, **_: approvals.withdraw(by=by, approval_id=pk, version=version),
        ),
    },
)


def routes(router: Router) -> None:
    """Give requests their operations."""
    resources.register(router, APPROVALS)
