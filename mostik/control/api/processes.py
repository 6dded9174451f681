"""Recurring processes for programs: set up, changed, ticked, excused; what came of turns; the proofs there are."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.control.commands import processes as commands
from mostik.control.commands import turns
from mostik.control.commands.processes import Said
from mostik.control.models import Process
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP, SEE, Run
from mostik.control.terms import Recurs, Turnout
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.proofs import PROOFS
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import Write
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
MOST_DAYS = 100
HOUR = Annotated[schemas.Hour, Field(description="By what hour, in the company's time.")]
RECURS = Annotated[Recurs, Field(description="How often.")]
#: What is said of a process, by how it is said first and by what it is left out for.
SAID: Mapping[str, Any] = {
    "text": (schemas.text(1000), ""),
    "deputy_id": (Annotated[Id | None, Field(description="Who while the owner is away.")], None),
    "weekdays": (Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(description="Of a week; Monday 0.")], []),
    "day": (
        Annotated[int, Field(ge=0, le=31, description="Of a month, or of a quarter's last month; 0 its last working.")],
        0,
    ),
    "count": (Annotated[int, Field(ge=1, le=commands.MOST_TIMES, description="How many times.")], 1),
    "proof": (Annotated[schemas.text(64), Field(description="A code of `proofs`; empty: ticked by hand.")], ""),
}
FIRST: Mapping[str, Any] = {"title": schemas.text(120, 1), "recurs": RECURS, "by": HOUR, "owner_id": Id}


class ProcessRunOut(Schema):
    """One turn: when it was due, who was asked, what came of it, what somebody said."""

    on: date
    due_at: datetime
    state: Turnout
    who: int | None
    done_at: datetime | None
    count: int
    found: int
    note: str
    link: str


class ProofOut(Schema):
    """What proves that something was done, by itself."""

    code: str
    title: str


def _add(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    told = {**said, "weekdays": tuple(said.get("weekdays", ()))}
    return commands.add_process(by=by, said=Said(**told)).pk


def edit(by: Actor, pk: int, said: Mapping[str, Any], version: int | None = None, **_: Any) -> object:
    """Change what was said of a process, or of a duty, and nothing else of it."""
    found = queries.process(viewer=by, process_id=pk)
    told = commands.said_of(found, actor=by, **said)
    return commands.edit_process(by=by, process_id=pk, said=told, version=version)


def steps(*, says: str, keeps: str) -> dict[str, Write]:
    """Return what is done to a process and said of its turns: the right to say, and the right to keep it."""
    on = {"on": (schemas.Day, ...)}
    return {
        "pause": Write(needs=keeps, call=lambda by, pk, **_: commands.pause_process(by=by, process_id=pk)),
        "resume": Write(needs=keeps, call=lambda by, pk, **_: commands.resume_process(by=by, process_id=pk)),
        "tick": Write(
            needs=says,
            also={**on, "note": (schemas.text(500), ""), "link": (schemas.text(500), "")},
            call=lambda by, pk, said, **_: turns.tick_turn(by=by, process_id=pk, **said),
            says="Say that a turn was done, in words or by a link",
        ),
        "excuse": Write(
            needs=keeps,
            also={**on, "why": (schemas.text(500, 1), ...)},
            call=lambda by, pk, said, **_: turns.excuse_turn(by=by, process_id=pk, **said),
            says="Excuse a turn, with the reason",
        ),
        "clear": Write(
            needs=says,
            also=on,
            call=lambda by, pk, said, **_: turns.clear_turn(by=by, process_id=pk, **said),
            says="Take back what was said of a turn",
        ),
    }


PROCESSES = Resource(
    name="processes",
    one="process",
    kind="control.process",
    model=Process,
    see=SEE,
    rows=lambda viewer: queries.every_process(viewer=viewer),
    shows="title text owner deputy team department made_at version",
    filters="owner team department",
    create=Write(
        needs=KEEP,
        also={**{name: (kind, ...) for name, kind in FIRST.items()}, **SAID},
        call=_add,
        says="Set up something the department does again and again",
    ),
    update=Write(
        needs=KEEP,
        also={name: (kind, None) for name, kind in FIRST.items()} | dict(SAID),
        call=edit,
        says="Change it; when and who hold from now on",
    ),
    remove=Write(needs=KEEP, call=lambda by, pk, **_: commands.remove_process(by=by, process_id=pk)),
    restore=Write(
        needs=KEEP,
        row="control.process_removed",
        call=lambda by, pk, **_: commands.restore_process(by=by, process_id=pk),
    ),
    actions=steps(says=SEE, keeps=KEEP),
)


def runs_at(router: Router) -> None:
    """Give the turns and the proofs their addresses."""
    tags = ["processes"]

    @router.get("/processes/{process_id}/runs", response=list[ProcessRunOut], tags=tags, summary="What came of turns")
    @allowed(Policy.needs(SEE, row="control.process"))
    def process_runs(
        request: HttpRequest,
        process_id: Id,
        first: Annotated[schemas.Day | None, Query()] = None,
        last: Annotated[schemas.Day | None, Query()] = None,
    ) -> list[dict[str, Any]]:
        """Return the turns due on some days, of the last four weeks where none are named."""
        viewer = request.actor  # type: ignore[attr-defined]
        found = queries.process(viewer=viewer, process_id=process_id)
        return [run_told(each) for each in queries.runs([found], span_of(first, last, days=28), viewer=viewer)]

    @router.get("/proofs", response=list[ProofOut], tags=tags, summary="What proves by itself that something was done")
    @allowed(Policy.needs(SEE))
    def list_proofs(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the same for everybody
        """Return the catalogue of proofs."""
        return [{"code": each.code, "title": str(each.title)} for each in PROOFS.values()]


def span_of(first: date | None, last: date | None, *, days: int) -> Span:
    """Return the days asked for: so many up to today where none are named; refuses too many."""
    until = last or clock.today()
    span = Span(first or until - timedelta(days=days - 1), until)
    if span.length > MOST_DAYS:
        raise Invalid(gettext_noop("Ask for at most {most} days."), field="first", params={"most": MOST_DAYS})
    return span


def run_told(run: Run) -> dict[str, Any]:
    """Return a turn as programs read it."""
    return {
        "on": run.on,
        "due_at": run.due,
        "state": run.state,
        "who": run.who.pk if run.who else None,
        "done_at": run.done_at,
        "count": run.schedule.count,
        "found": run.found,
        "note": run.why,
        "link": run.mark.link if run.mark else "",
    }
