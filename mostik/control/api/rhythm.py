"""One's own rhythm and the turns of every process for programs: what is due, how it goes, said by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema

from mostik.control.api.processes import FIRST, SAID, ProcessRunOut, edit, run_told, span_of, steps
from mostik.control.commands import processes as commands
from mostik.control.commands.processes import Said
from mostik.control.models import Process
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import RHYTHM, SEE, Run
from mostik.control.queries.rhythm import own_rhythm
from mostik.control.terms import Turnout
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Denied, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import Write
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
TAGS = ["rhythm"]


class OnlyAPersons(Denied):
    """A program of the company is nobody."""

    message = gettext_noop(
        "A rhythm is a person's own, and a token is no person's. Read turns of processes at /api/v1/turns?owner=7, "
        "or call this signed in."
    )


class TurnOut(ProcessRunOut):
    """One turn of a process or of a duty of one's own."""

    process: Id
    title: str
    personal: bool
    owner: Id


class RhythmDayOut(Schema):
    """A day that asked for something: kept or not; nothing while it is not over."""

    on: date
    kept: bool | None


class RhythmOut(Schema):
    """One's rhythm: today's turns and what can still be done late, those of the week and the month, how it goes."""

    today: list[TurnOut]
    week: list[TurnOut]
    month: list[TurnOut]
    days: list[RhythmDayOut]
    streak: int
    share: float | None


def _person(viewer: Actor) -> int:
    """Return whose rhythm it is; refuses a program's token, which is nobody's."""
    if viewer.id is None:
        raise OnlyAPersons
    return viewer.id


def _duties(viewer: Actor) -> QuerySet[Process]:
    _person(viewer)
    return queries.every_duty(viewer=viewer)


def _add(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    told = {**said, "weekdays": tuple(said.get("weekdays", ())), "owner_id": _person(by)}
    return commands.add_duty(by=by, said=Said(**told)).pk


OWN: Mapping[str, Any] = {name: kind for name, kind in FIRST.items() if name != "owner_id"}
SAID_OF_DUTY: Mapping[str, Any] = {name: kind for name, kind in SAID.items() if name != "deputy_id"}
DUTIES = Resource(
    name="duties",
    one="duty",
    kind="control.duty",
    numbered="process_id",
    model=Process,
    see=RHYTHM,
    rows=_duties,
    shows="title text owner made_at version",
    create=Write(
        needs=RHYTHM,
        also={**{name: (kind, ...) for name, kind in OWN.items()}, **SAID_OF_DUTY},
        call=_add,
        says="Put a duty into one's own rhythm",
    ),
    update=Write(
        needs=RHYTHM,
        also={name: (kind, None) for name, kind in OWN.items()} | dict(SAID_OF_DUTY),
        call=edit,
        says="Change it; when it is due holds from now on",
    ),
    remove=Write(needs=RHYTHM, call=lambda by, pk, **_: commands.remove_process(by=by, process_id=pk)),
    restore=Write(
        needs=RHYTHM,
        row="control.duty_removed",
        call=lambda by, pk, **_: commands.restore_process(by=by, process_id=pk),
    ),
    actions=steps(says=RHYTHM, keeps=RHYTHM),
)


def rhythm_at(router: Router) -> None:
    """Give one's rhythm and the turns of every process their addresses."""

    @router.get("/rhythm", response=RhythmOut, tags=TAGS, summary="One's own rhythm, as it stands now")
    @allowed(Policy.needs(RHYTHM))
    def read_rhythm(
        request: HttpRequest,
        month: Annotated[schemas.Day | None, Query(description="A day of the month whose days are told.")] = None,
    ) -> dict[str, Any]:
        """Return what is due of oneself today, this week and this month; which days of a month were kept.

        Only somebody signed in has a rhythm: a program's token is refused with 403 `only-a-persons`, here and at
        duties. It reads the turns of the department's processes, of one person too, at `/api/v1/turns?owner=7`.
        """
        viewer = request.actor  # type: ignore[attr-defined]
        _person(viewer)
        told = own_rhythm(viewer=viewer, month=Period.of(PeriodKind.MONTH, month) if month else None)
        return {
            "today": _turns(told.today),
            "week": _turns(told.week),
            "month": _turns(told.month),
            "days": [{"on": day, "kept": kept} for day, kept in sorted(told.days.items())],
            "streak": told.streak,
            "share": told.share,
        }

    @router.get("/turns", response=list[TurnOut], tags=["processes"], summary="Turns of every process over some days")
    @allowed(Policy.needs(SEE))
    def list_turns(
        request: HttpRequest,
        first: Annotated[schemas.Day | None, Query(description="A week before the last where not named.")] = None,
        last: Annotated[schemas.Day | None, Query(description="Today where not named.")] = None,
        owner: Annotated[Id | None, Query(description="Whose processes.")] = None,
        state: Annotated[Turnout | None, Query(description="What came of them.")] = None,
    ) -> list[dict[str, Any]]:
        """Return the turns of the department's processes within reach, oldest first."""
        viewer = request.actor  # type: ignore[attr-defined]
        rows = queries.processes(viewer=viewer)
        span = span_of(first, last, days=7)
        found = queries.runs(list(rows.filter(owner=owner) if owner else rows), span, viewer=viewer)
        return _turns([each for each in found if state in {None, each.state}])


def _turns(found: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {
            **run_told(each),
            "process": each.process.pk,
            "title": each.process.title,
            "personal": each.process.personal,
            "owner": each.schedule.owner_id,
        }
        for each in found
    ]
