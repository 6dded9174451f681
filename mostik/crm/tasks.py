"""Work the room promises to do later: imports in parts, each short enough for a worker's lease; files; debts."""

import logging
from datetime import timedelta

from django.db import OperationalError
from django.utils.translation import gettext, override

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.adapters.table import store
from mostik.crm.commands import answering
from mostik.crm.commands.documents.editions import RENDER
from mostik.crm.commands.documents.rendering import render
from mostik.crm.commands.imports import fail_import, undo_all, work_off
from mostik.crm.commands.imports.runs import RUN_IMPORT, UNDO_IMPORT, go_on
from mostik.crm.commands.measures import measure_stages
from mostik.crm.commands.person_requests import ERASE, erase_person
from mostik.crm.commands.promos import end_promos
from mostik.crm.commands.receivables.promises import weigh_promises
from mostik.crm.commands.receivables.reminders import remind_of_debts
from mostik.crm.commands.receivables.statements import LAY, lay_certain
from mostik.crm.commands.retention import FORGET, forget_part
from mostik.crm.models import ImportRun, Statement
from mostik.crm.models.imports import RunState
from mostik.kernel.refusals import Refusal
from mostik.people.access import User
from mostik.people.queries.actors import actor_of

log = logging.getLogger(__name__)

#: How long the files of an import are kept: a run can be gone on with and compared again for so long.
KEPT_FOR = timedelta(days=90)
#: How long one part of a run may take: well under a worker's lease.
PART_SECONDS = 20


@outbox.effect(RUN_IMPORT)
def run_import(run: int) -> None:
    """Work a run off for a while; what is left is promised again. A run that cannot go on says why."""
    by = _owner_of(run)
    if by is None:
        return
    try:
        if work_off(by=by, run_id=run, seconds=PART_SECONDS):
            go_on(by=by, run_id=run)
    except OperationalError:
        raise
    except Exception as failure:
        log.warning("import %s stopped", run, exc_info=not isinstance(failure, Refusal))
        fail_import(by=by, run_id=run, error=_words(failure, by))


@outbox.effect(UNDO_IMPORT)
def undo_import(run: int) -> None:
    """Take a run back."""
    by = _owner_of(run)
    if by is not None and undo_all(by=by, run_id=run, seconds=PART_SECONDS):
        go_on(by=by, run_id=run)


@outbox.effect(RENDER)
def render_paper(rendering: int) -> None:
    """Make the files of a paper."""
    render(by=SYSTEM, rendering_id=rendering)


@outbox.effect(ERASE)
def erase(request: int) -> None:
    """Carry an erasure out."""
    erase_person(by=SYSTEM, request_id=request)


@outbox.effect(LAY)
def lay_payments(statement: int) -> None:
    """Go on laying the certain payments of a bank statement, as whoever loaded it."""
    row = Statement.objects.filter(pk=statement).select_related("owner__role").first()
    if row is None or (row.owner is not None and not row.owner.is_active):
        return
    lay_certain(by=actor_of(row.owner) if row.owner else SYSTEM, statement_id=statement)


@outbox.effect(FORGET)
def forget(code: str) -> None:
    """Forget what is overdue, a part at a time, until nothing is."""
    while forget_part(by=SYSTEM, code=code):
        pass


def measure() -> None:
    """Count what the last year says of every stage."""
    measure_stages(by=SYSTEM)


def mind_debts() -> None:
    """Let better prices end, promises to pay be kept or broken, then remind of what is owed."""
    end_promos(by=SYSTEM)
    weigh_promises(by=SYSTEM)
    remind_of_debts(by=SYSTEM)


def mind_leads() -> int:
    """Remind of leads that wait for an answer, give late ones on, deal the pool out."""
    return answering.mind_leads(by=SYSTEM)


def forget_files() -> int:
    """Delete the kept files of imports whose term is over; whatever waits or runs keeps its own."""
    held = ImportRun.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING, RunState.UNDOING))
    busy = {file["stored"] for run in held for file in (*run.files, *run.options.get("sources", []))}
    return store.drop_older(clock.now() - KEPT_FOR, spare=busy)


def _owner_of(run: int) -> Actor | None:
    row = ImportRun.objects.filter(pk=run).first()
    if row is None:
        return None
    if row.owner_id is None:
        return SYSTEM
    person = User.objects.filter(pk=row.owner_id, is_active=True).select_related("role").first()
    return actor_of(person) if person else None


def _words(failure: Exception, by: Actor) -> str:
    with override(by.language):
        if isinstance(failure, Refusal):
            return failure.text(gettext)
        return gettext("Something unexpected happened; the rows in hand were left out. Go on to try them again.")
