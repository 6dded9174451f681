"""Terms of keeping: set by the company, and what is overdue forgotten in parts by the workers."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.company import choice, choose
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.person_requests import NEEDS, carry_out, receive_request
from mostik.crm.events import TermCarriedOut
from mostik.crm.queries.personal.retention import RETENTION, TERMS, overdue
from mostik.crm.terms import RequestKind
from mostik.kernel.refusals import Invalid, Missing

FORGET: Final = "crm.forget_overdue"
AT_ONCE: Final = 100
SHORTEST, LONGEST = 30, 36_500
WHY: Final = "term of keeping is over"


@command(needs=NEEDS)
def set_term(*, by: Actor, code: str, days: int) -> None:
    """Say for how many days a kind is kept."""
    if code not in TERMS:
        raise Missing()
    if not SHORTEST <= days <= LONGEST:
        raise Invalid(_("A term is from 30 days to 100 years."), field="days")
    choose(by=by, code=RETENTION, value={**choice(RETENTION), code: days})


@command(needs=NEEDS)
def forget_overdue(*, by: Actor, code: str) -> int:
    """Begin to forget what is overdue of a kind and return how much there is: the workers do it, part by part."""
    count = overdue(code, viewer=by).count()
    if count:
        outbox.enqueue(FORGET, key=f"{FORGET}:{code}:{clock.now().isoformat()}", payload={"code": code})
    return count


@command(needs=NEEDS)
def forget_part(*, by: Actor, code: str) -> int:
    """Forget a part of what is overdue and return how much: people by erasures with acts, the rest outright."""
    rows = overdue(code, viewer=by)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not numbers:
        return 0
    done = _erase_people(by, numbers) if code == "people" else rows.filter(pk__in=numbers).delete()[0]
    if done:
        publish(TermCarriedOut(at=clock.now(), code=code, count=done))
    return done


def _erase_people(by: Actor, numbers: Sequence[int]) -> int:
    for number in numbers:
        made = receive_request(by=by, contact_id=number, kind=RequestKind.ERASE, received_on=clock.today(), letter=WHY)
        carry_out(by=by, request_id=made)
    return len(numbers)
