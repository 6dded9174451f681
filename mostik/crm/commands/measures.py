"""What the last year says of each stage, counted once a day and kept; and which probability is counted with."""

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.events import StageChanged
from mostik.crm.models import Stage, StageMeasure
from mostik.crm.queries.measures import counted
from mostik.crm.queries.pipelines import stages
from mostik.crm.rules.deals import measured_probability
from mostik.kernel.refusals import Missing


@command(needs="crm.edit_pipelines")
def measure_stages(*, by: Actor) -> int:
    """Count every open stage anew and return how many; where the measured probability is used, it follows."""
    found = counted(viewer=by, stage_ids=[each.id for each in stages(viewer=by).values() if not each.is_closing])
    for row in found:
        row.save()
    for stage in Stage.objects.filter(set_probability__isnull=False, archived_at__isnull=True):
        _follow(stage)
    return len(found)


@command(needs="crm.edit_pipelines")
def use_measured(*, by: Actor, stage_id: int, on: bool) -> None:
    """Count with the measured probability of a stage from now on, or with the one people set."""
    row = Stage.objects.select_for_update().filter(pk=stage_id, archived_at__isnull=True).first()
    if row is None:
        raise Missing(_("There is no such stage."), field="stage")
    if on == (row.set_probability is not None):
        return
    before = row.probability
    if on:
        row.set_probability = row.probability
        for measure in counted(viewer=by, stage_ids=[row.pk]):
            measure.save()
        _follow(row)
    else:
        row.probability, row.set_probability = row.set_probability or 0, None
    row.version += 1
    row.save()
    changes = (("probability", str(before), str(row.probability)),)
    publish(StageChanged(at=clock.now(), pipeline=row.pipeline_id, stage=row.pk, title=row.title, changes=changes))


def _follow(row: Stage) -> None:
    """Let the probability that is counted with be the measured one."""
    measure = StageMeasure.objects.filter(stage=row).first()
    if measure is None or row.set_probability is None:
        return
    chance = measured_probability(won=measure.won, entered=measure.entered, stated=row.set_probability)
    row.probability = round(chance * 100)
    row.save(update_fields=["probability"])
