"""How sure the minimum, the standard and the maximum are; what was played of very many deals."""

from collections.abc import Mapping

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.models import Setting
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.planning.access import LEVELS
from mostik.planning.events import LevelsChosen
from mostik.planning.models import KeptScenario
from mostik.planning.queries.scenario_view import PACKED, ScenarioView
from mostik.planning.queries.scenarios import levels
from mostik.planning.terms import Scenario


class LevelsCrossed(Invalid):
    """The minimum is under the standard, the standard under the maximum."""

    message = gettext_noop("This must be more than the one before it.")


@command(needs="planning.make_plan")
def choose_levels(*, by: Actor, shares: Mapping[str, int]) -> dict[str, int]:
    """Say of a hundred runs how many stay under each figure; what is left out stays. Refuses ones out of order."""
    chosen = {**levels(), **shares}
    for scenario in Scenario:
        if not 1 <= chosen[scenario] <= 99:
            raise Invalid(gettext_noop("Write a whole number from 1 to 99."), field=scenario)
    if chosen[Scenario.STANDARD] <= chosen[Scenario.MINIMUM]:
        raise LevelsCrossed(field=Scenario.STANDARD)
    if chosen[Scenario.MAXIMUM] <= chosen[Scenario.STANDARD]:
        raise LevelsCrossed(field=Scenario.MAXIMUM)
    kept = {scenario.value: chosen[scenario] for scenario in Scenario}
    Setting.objects.update_or_create(code=LEVELS, defaults={"value": kept})
    publish(LevelsChosen(at=clock.now(), levels=tuple(kept.items())))
    return kept


@command(needs="planning.make_plan")
def keep_scenario(*, by: Actor, view: ScenarioView) -> None:
    """Keep what a month may bring as it was played now; of months gone by nothing stays."""
    KeptScenario.objects.filter(month__lt=clock.today().replace(day=1)).delete()
    kept = {"made_at": clock.now(), "view": PACKED.dump_python(view, mode="json")}
    KeptScenario.objects.update_or_create(department_id=view.department, month=view.month, defaults=kept)
