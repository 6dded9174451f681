"""Several processes of the department at once: paused and let go on, handed to somebody, removed and brought back."""

from collections.abc import Iterable, Mapping

from mostik.control.commands.processes import (
    edit_process,
    hand_process_back,
    pause_process,
    remove_process,
    restore_process,
    resume_process,
    said_of,
)
from mostik.control.models import Process
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP
from mostik.core import many
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.many import Outcome


@command(needs=KEEP, whole=False)
def pause_processes(*, by: Actor, process_ids: Iterable[int]) -> Outcome:
    """Let several processes ask for nothing from now on; ``resume_processes`` lets them go on."""
    return many.each(_titled(process_ids, by), lambda pk: pause_process(by=by, process_id=pk))


@command(needs=KEEP, whole=False)
def resume_processes(*, by: Actor, process_ids: Iterable[int]) -> Outcome:
    """Let several paused processes go on from now."""
    return many.each(_titled(process_ids, by), lambda pk: resume_process(by=by, process_id=pk))


@command(needs=KEEP)
def hand_process(*, by: Actor, process_id: int, owner_id: int) -> Process:
    """Let somebody else answer for a process from now on; a deputy who takes it over is nobody's deputy more."""
    found = queries.process(viewer=by, process_id=process_id)
    deputy = None if found.deputy_id == owner_id else found.deputy_id
    said = said_of(found, actor=by, owner_id=owner_id, deputy_id=deputy)
    return edit_process(by=by, process_id=process_id, said=said)


@command(needs=KEEP, whole=False)
def hand_processes(*, by: Actor, process_ids: Iterable[int], owner_id: int) -> tuple[Outcome, dict[int, int]]:
    """Let somebody else answer for several processes; one that refuses stays as it was.

    Returns also the version of each that has changed hands: what ``hand_processes_back`` takes them back by.
    """
    handed: dict[int, int] = {}
    theirs = set(queries.processes(viewer=by).filter(owner=owner_id).values_list("pk", flat=True))

    def hand(pk: int) -> None:
        found = hand_process(by=by, process_id=pk, owner_id=owner_id)
        handed.update({pk: found.version} if pk not in theirs else {})

    return many.each(_titled(process_ids, by), hand), handed


@command(needs=KEEP, whole=False)
def hand_processes_back(*, by: Actor, versions: Mapping[int, int]) -> Outcome:
    """Give processes back to whom a handing over took them from; one changed since stays as it is and is named."""
    return many.each(_titled(versions, by), lambda pk: hand_process_back(by=by, process_id=pk, version=versions[pk]))


@command(needs=KEEP, whole=False)
def remove_processes(*, by: Actor, process_ids: Iterable[int]) -> Outcome:
    """Remove several processes with all that came of them; ``restore_processes`` brings them back whole."""
    return many.each(_titled(process_ids, by), lambda pk: remove_process(by=by, process_id=pk))


@command(needs=KEEP, whole=False)
def restore_processes(*, by: Actor, process_ids: Iterable[int]) -> Outcome:
    """Bring several removed processes back."""
    return many.each(_titled(process_ids, by), lambda pk: restore_process(by=by, process_id=pk))


def _titled(numbers: Iterable[int], by: Actor) -> list[tuple[int, str]]:
    rows = queries.every_process(viewer=by).filter(pk__in=many.few(numbers)).order_by("pk")
    return [(row.pk, row.title) for row in rows]
