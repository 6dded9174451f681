"""Where leads live: in a pipeline of their own, or as the first stage of deals."""

from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.deals import NOTHING, create_deal
from mostik.crm.commands.pipelines import restore_pipeline, seed_pipeline, seed_reasons
from mostik.crm.commands.stays import move_all
from mostik.crm.events import PipelineChanged
from mostik.crm.models import Deal, Pipeline
from mostik.crm.queries.pipelines import lead_pipeline, stages
from mostik.crm.rules.deals import DealFields
from mostik.crm.rules.pipelines import LEADS
from mostik.crm.rules.steps import Step
from mostik.crm.terms import Outcome, PipelineKind, StageKind
from mostik.kernel.refusals import Conflict, Invalid


@command(needs="crm.add_deal")
def capture_lead(
    *,
    by: Actor,
    title: str,
    owner_id: int | None = None,
    fields: DealFields = NOTHING,
    next_step: Step | None = None,
    origin: str = "",
    origin_id: str = "",
    at: datetime | None = None,
) -> int:
    """Take a lead where leads live by the company's choice and return its number. Refuses as ``create_deal`` does."""
    way = lead_pipeline(viewer=by)
    return create_deal(
        by=by,
        title=title,
        pipeline_id=way.id if way else None,
        owner_id=owner_id,
        fields=fields,
        next_step=next_step,
        origin=origin,
        origin_id=origin_id,
        at=at,
    )


@command(needs="crm.edit_pipelines")
def keep_leads_apart(*, by: Actor) -> int:
    """Keep leads in a pipeline of their own from now on and return its number: the one put away earlier, if any."""
    if lead_pipeline(viewer=by):
        raise Conflict(_("Leads are kept apart already."))
    put_away = Pipeline.objects.filter(kind=PipelineKind.LEAD).order_by("-archived_at").first()
    if put_away is None:
        seed_reasons()
        return seed_pipeline(by=by, title="Лиды", stages=LEADS, kind=PipelineKind.LEAD)
    restore_pipeline(by=by, pipeline_id=put_away.pk)
    return put_away.pk


@command(needs="crm.edit_pipelines")
def join_leads(*, by: Actor, to_stage_id: int | None = None) -> int:
    """Let leads be the first stage of deals again; return how many went there. Nobody is qualified by it.

    Refuses while leads are open and no open stage of deals is named for them.
    """
    way, known = lead_pipeline(viewer=by), stages(viewer=by)
    if way is None:
        raise Conflict(_("Leads are the first stage of deals already."))
    moved, to = 0, known.get(to_stage_id or 0)
    if Deal.objects.filter(pipeline=way.id, outcome=Outcome.OPEN).exists():
        if to is None or to.lead or to.kind is not StageKind.OPEN:
            raise Invalid(_("Choose an open stage of deals for the leads that are open."), field="to_stage")
        moved = sum(move_all(stage, to, actor=by) for stage in way.stages if not stage.is_closing)
    row = Pipeline.objects.get(pk=way.id)
    row.archived_at, row.version = clock.now(), row.version + 1
    row.save()
    changes = (("archived", "", _("yes")),)
    publish(PipelineChanged(at=row.archived_at, pipeline=row.pk, title=row.title, changes=changes))
    return moved
