"""The norm of open deals."""

from typing import Final

from mostik.control.events import DealsNormSet
from mostik.control.queries.workload import NORM
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Invalid, gettext_noop

MOST_NORM: Final = 1000


@command(needs="control.set_norms")
def set_deals_norm(*, by: Actor, count: int) -> None:
    """Set how many open deals a full day's person may have; 0 is a fifth above the department's middle."""
    del by
    if not 0 <= count <= MOST_NORM:
        raise Invalid(gettext_noop("From 0 to a thousand deals."), field="count")
    company.choose(by=SYSTEM, code=NORM, value=count)
    publish(DealsNormSet(at=clock.now(), count=count))
