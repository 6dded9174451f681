"""Many deals at once: the single command for each, in one transaction; what refuses is named and stays as it was."""

from collections.abc import Callable, Sequence

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.many import each, few
from mostik.crm.access import visible_deals
from mostik.crm.commands import deals
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.totals import hold
from mostik.crm.rules.steps import Step
from mostik.kernel.many import Outcome


@command(needs="crm.edit_deal")
def move_deals(*, by: Actor, deal_ids: Sequence[int], stage_id: int) -> Outcome:
    """Bring deals into one open stage; each as its own stage, fields and checklist allow."""
    return _each(by, deal_ids, lambda pk: deals.move_deal(by=by, deal_id=pk, stage_id=stage_id))


@command(needs="crm.edit_deal")
def lose_deals(*, by: Actor, deal_ids: Sequence[int], reason_id: int, note: str = "", competitor: str = "") -> Outcome:
    """Lose deals, or reject leads, for one reason."""
    told = {"reason_id": reason_id, "note": note, "competitor": competitor}
    return _each(by, deal_ids, lambda pk: deals.lose_deal(by=by, deal_id=pk, **told))  # type: ignore[arg-type]


@command(needs="crm.do_activity")
def plan_steps(*, by: Actor, deal_ids: Sequence[int], step: Step) -> Outcome:
    """Give deals one next step, each to its own person."""
    told = {"kind": step.kind, "due_at": step.due_at, "title": step.title, "promised": step.promised}
    return _each(by, deal_ids, lambda pk: plan_activity(by=by, deal_id=pk, **told))  # type: ignore[arg-type]


@command(needs="crm.hand_over_deal")
def hand_over_deals(*, by: Actor, deal_ids: Sequence[int], owner_id: int) -> Outcome:
    """Give deals with their waiting steps to another person within reach."""
    return _each(by, deal_ids, lambda pk: deals.hand_over_deal(by=by, deal_id=pk, owner_id=owner_id))


@command(needs="crm.remove_deal")
def remove_deals(*, by: Actor, deal_ids: Sequence[int]) -> Outcome:
    """Remove deals; ``restore_deals`` brings them back."""
    return _each(by, deal_ids, lambda pk: deals.remove_deal(by=by, deal_id=pk))


@command(needs="crm.remove_deal")
def restore_deals(*, by: Actor, deal_ids: Sequence[int]) -> Outcome:
    """Bring removed deals back."""
    return _each(by, deal_ids, lambda pk: deals.restore_deal(by=by, deal_id=pk))


def _each(by: Actor, deal_ids: Sequence[int], act: Callable[[int], object]) -> Outcome:
    """Do something to each deal. All are held first, in one order, so that two crowds never wait for each other."""
    numbers = few(deal_ids)
    rows = visible_deals(by).filter(pk__in=numbers)
    hold(rows)
    titles = dict(rows.values_list("pk", "title"))
    return each([(pk, titles.get(pk, str(pk))) for pk in numbers], act)
