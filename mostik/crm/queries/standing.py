"""Where open deals stand, from the board's running totals: as quick with a million deals as with a hundred."""

from dataclasses import dataclass

from django.db.models import Sum

from mostik.core.actors import Actor
from mostik.crm.models import StageTotal
from mostik.crm.queries.pipelines import stages
from mostik.crm.rules.deals import StageView
from mostik.crm.terms import CHAIN, Milestone, StageKind
from mostik.people.access import scoped


@dataclass(frozen=True, slots=True)
class Standing:
    """Open deals of one stage: the last link of the chain they have passed, how many, their sum."""

    stage: int
    link: str
    currency: str
    deals: int
    amount_minor: int


def standing(*, viewer: Actor) -> list[Standing]:
    """Return the open deals within reach by stage and currency."""
    views = stages(viewer=viewer)
    links = {
        pk: _link(view, views.values()) for pk, view in views.items() if view.kind in {StageKind.OPEN, StageKind.HOLD}
    }
    rows = scoped(StageTotal.objects.filter(stage__in=list(links)), viewer)
    sums = (
        rows.values_list("stage", "currency").annotate(Sum("deals"), Sum("amount_minor")).order_by("stage", "currency")
    )
    return [Standing(stage, links[stage], currency, deals, amount) for stage, currency, deals, amount in sums if deals]


def _link(view: StageView, views: object) -> str:
    """A stage without a milestone of its own stands on the last one before it."""
    before = [each for each in views if each.pipeline == view.pipeline and each.sort <= view.sort and each.milestone]  # type: ignore[attr-defined]
    passed = [CHAIN.index(Milestone(each.milestone)) for each in before]
    return CHAIN[max(passed, default=0)].value
