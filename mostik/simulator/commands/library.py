"""The warm-up library of the virtual department put on the shelf."""

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.queries.pipelines import stages
from mostik.kit.commands.materials import MaterialFields, save_material
from mostik.simulator.rules.library import WARES


@command(needs="crm.import_records")
def fill_library(*, by: Actor, head: Actor) -> None:
    """Write the library in the head's name, each material for the stages of its links."""
    known = [(each.id, each.milestone) for each in stages(viewer=by).values()]
    for ware in WARES:
        fields = MaterialFields(
            kind=ware.kind,
            title=ware.title,
            about=ware.about,
            words=ware.words,
            text=ware.text,
            language=ware.language,
            stages=tuple(number for number, milestone in known if milestone in ware.milestones),
        )
        save_material(by=head, fields=fields)
