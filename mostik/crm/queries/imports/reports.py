"""What a run came to, in lines for the command line."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from mostik.core.actors import Actor
from mostik.crm.access import visible_runs
from mostik.crm.models import ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.rules.imports.problems import words_of
from mostik.kernel.refusals import Missing

#: Kinds of record, as people call them.
KINDS = {
    "people.department": gettext_noop("departments"),
    "people.team": gettext_noop("teams"),
    "people.user": gettext_noop("people"),
    "crm.product": gettext_noop("products"),
    "crm.company": gettext_noop("companies"),
    "crm.contact": gettext_noop("contacts"),
    "crm.pipeline": gettext_noop("pipelines"),
    "crm.stage": gettext_noop("stages"),
    "crm.channel": gettext_noop("channels"),
    "crm.activity": gettext_noop("activities"),
    "crm.reason": gettext_noop("loss reasons"),
    "crm.deal": gettext_noop("deals"),
    "crm.own": gettext_noop("values of own fields"),
}
SHOWN = 20


def report_lines(*, viewer: Actor, run_id: int) -> list[str]:
    """Return the report of a run in English lines: counts, records by kind, unknown names, first refused rows."""
    run = visible_runs(viewer).filter(pk=run_id).first()
    if run is None:
        raise Missing(_("There is no such import."))
    with override("en"):
        return list(_lines(run))


def _lines(run: ImportRun) -> Iterator[str]:
    state = RunState(run.state).label
    yield f"{run.preset}: {run.title}: {state}{' (dry run: nothing was written)' if run.dry else ''}"
    counts = f"new {run.made}, changed {run.changed}, same {run.same}, refused {run.refused}"
    yield f"rows: {run.seen} of {run.total}; {counts}"
    made = run.summary.get("records", {})
    if made:
        yield "made: " + ", ".join(f"{made[kind]} {_(title)}" for kind, title in KINDS.items() if kind in made)
    yield from _names(run)
    yield from _refused(run)
    if run.error:
        yield f"stopped: {run.error}"


def _names(run: ImportRun) -> Iterator[str]:
    rows = (
        run.problems.exclude(name="")
        .values("kind", "name", "grade")
        .annotate(rows=Count("pk"))
        .order_by("-rows", "name")
    )
    for row in rows[:SHOWN]:
        fate = "came in without it" if row["grade"] == "warned" else "were refused"
        yield f"unknown {row['kind']} “{row['name']}”: {row['rows']} rows {fate}"


def _refused(run: ImportRun) -> Iterator[str]:
    for problem in run.problems.filter(grade="refused", name="")[:SHOWN]:
        yield f"row {problem.row}, {problem.column}: {words_of(problem.reason, problem.params, _)}"
