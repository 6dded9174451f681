"""Plans from a file for programs: sent, looked at sum by sum, read otherwise, taken, taken back, forgotten."""

from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File as Sent
from ninja import Query, Schema, Status, UploadedFile
from pydantic import Field

from mostik.crm.queries.imports.opening import laid, opened
from mostik.kernel.money import Money
from mostik.planning.access import MAKE
from mostik.planning.api.plans import money, router
from mostik.planning.commands import plan_files as commands
from mostik.planning.models import PlanFile
from mostik.planning.queries import plan_files as queries
from mostik.planning.queries.people import department as department_of
from mostik.planning.rules.plan_file import Reading
from mostik.planning.rules.plan_periods import EARLIEST, LATEST
from mostik.planning.terms import DayMeans, Deed, PlanState, Shape
from mostik.web.api import Id, PageSize, Sum, allowed, written
from mostik.web.resources import READS, WRITES
from mostik.web.routes import Policy

MAKES = Policy.needs(MAKE)
ONE = Policy.needs(MAKE, row="planning.file")
#: Columns of a table a program sends.
MOST_COLUMNS = 200
#: Files told of at once.
MOST_FILES = 50
Text = Annotated[str, Field(max_length=200)]
Place = Annotated[int, Field(ge=0, lt=MOST_COLUMNS)]


class PlanFileReading(Schema):
    """How a table is read; columns are counted from nought. ``own``: sums go to each person's own department."""

    shape: Shape
    person: Place
    period: Place
    amount: Place
    day: DayMeans
    year: int
    headless: bool
    own: bool


class PlanFileLine(Schema):
    """A file of plans in a list."""

    id: int
    title: str
    department: int
    made_at: datetime
    taken_at: datetime | None


class PlanFilePlan(Schema):
    """A version a file made."""

    id: int
    department: int
    month: date
    state: PlanState
    target: Sum


class PlanFileOut(PlanFileLine):
    """A file of plans: its columns, how they are read, the average check given, what was made of it."""

    columns: list[str]
    reading: PlanFileReading
    check: Sum | None
    plans: list[PlanFilePlan]


class PlanFileRowsIn(Schema):
    """A table as a file would hold it: headings and rows of cells."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    department: Id | None = None
    headings: Annotated[list[Text], Field(min_length=1, max_length=MOST_COLUMNS)]
    rows: Annotated[
        list[Annotated[list[Text], Field(max_length=MOST_COLUMNS)]], Field(min_length=1, max_length=queries.MOST_ROWS)
    ]


class PlanFileReadingIn(Schema):
    """What of the reading is said otherwise; what is left out stays."""

    department: Id | None = None
    shape: Shape | None = None
    person: Place | None = None
    period: Place | None = None
    amount: Place | None = None
    day: DayMeans | None = None
    year: Annotated[int, Field(ge=EARLIEST, le=LATEST)] | None = None
    headless: bool | None = None
    own: bool | None = None
    check: Sum | None = None


class PlanFileMonth(Schema):
    """What a sum means for one month, what stands there now, what becomes of it; ``plan`` is the version meant."""

    month: date
    amount: Sum
    before: Sum | None
    deed: Deed
    plan: int | None


class PlanFileSum(Schema):
    """One sum: its row and column, whose as written and as known, the department of the plan it goes to, its months."""

    row: int
    column: str
    written: str
    person: int | None
    name: str
    department: int | None
    period: str
    amount: Sum | None
    deeds: list[Deed]
    months: list[PlanFileMonth]
    why: list[str]


class PlanFileLookOut(Schema):
    """What taking a file would do now; nothing is written. ``mark`` is given back to take just this.

    ``out`` stays out, ``before`` stands now, ``moved`` is by how much that changes. ``next`` is the place of the next
    page of sums.
    """

    mark: str
    asked: Sum
    out: Sum
    before: Sum
    moved: Sum
    plans: int
    count: int
    next: int | None
    sums: list[PlanFileSum]


class PlanFileTakeIn(Schema):
    """The look that is taken."""

    mark: Annotated[str, Field(max_length=64)]


class PlanFileBackOut(Schema):
    """How many plans went, and how many stay because they were touched since."""

    gone: int
    kept: int


@router.get(
    "/plan-files", response={200: list[PlanFileLine], **READS}, url_name="api_plan_files", summary="Files of plans"
)
@allowed(MAKES)
def plan_files(request: HttpRequest, department: Annotated[Id | None, Query()] = None) -> list[dict[str, Any]]:
    """Return the newest files of plans of a department, one's own when none is named."""
    viewer = request.actor  # type: ignore[attr-defined]
    where = department_of(viewer=viewer, department_id=department)
    return [_line(row) for row in queries.recent_files(viewer=viewer, department_id=where.pk, most=MOST_FILES)]


@router.post(
    "/plan-files", response={201: PlanFileOut, **WRITES}, url_name="api_plan_files", summary="Send a file of plans"
)
@allowed(MAKES)
def send_plan_file(
    request: HttpRequest, file: Annotated[UploadedFile, Sent()], department: Annotated[Id | None, Query()] = None
) -> Status:
    """Keep a CSV or XLSX to be looked at: for a department with those under it, one's own when none is named."""
    viewer = request.actor  # type: ignore[attr-defined]
    table = opened(file, most=queries.MOST_ROWS)
    return Status(201, _whole(request, commands.read_file(by=viewer, department_id=department, opened=table)))


@router.post(
    "/plan-files/rows",
    response={201: PlanFileOut, **WRITES},
    url_name="api_plan_file_rows",
    summary="Send plans as rows of a table",
)
@allowed(MAKES)
def send_plan_rows(request: HttpRequest, given: PlanFileRowsIn) -> Status:
    """Keep a table as if a file of the same cells had been sent."""
    viewer = request.actor  # type: ignore[attr-defined]
    table = laid(given.title, given.headings, given.rows)
    return Status(201, _whole(request, commands.read_file(by=viewer, department_id=given.department, opened=table)))


@router.get(
    "/plan-files/{file_id}", response={200: PlanFileOut, **READS}, url_name="api_plan_file", summary="One file of plans"
)
@allowed(ONE)
def plan_file(request: HttpRequest, file_id: Id) -> dict[str, Any]:
    """Return a file: how it is read and what was made of it."""
    return _whole(request, queries.file_row(viewer=request.actor, file_id=file_id))  # type: ignore[attr-defined]


@router.patch(
    "/plan-files/{file_id}",
    response={200: PlanFileOut, **WRITES},
    url_name="api_plan_file",
    summary="Read a file of plans otherwise",
)
@allowed(ONE)
def read_plan_file(request: HttpRequest, file_id: Id, given: PlanFileReadingIn) -> dict[str, Any]:
    """Say how a file is to be understood, for which department, with which average check where none is measured."""
    viewer = request.actor  # type: ignore[attr-defined]
    file = queries.file_row(viewer=viewer, file_id=file_id)
    said = given.dict(exclude_unset=True, exclude={"department", "check"})
    check = money(given.check) if given.check else _check(file)
    reading = Reading.of({**file.reading, **{name: value for name, value in said.items() if value is not None}})
    changed = commands.choose_reading(
        by=viewer, file_id=file_id, reading=reading, check=check, department_id=given.department
    )
    return _whole(request, changed)


@router.get(
    "/plan-files/{file_id}/look",
    response={200: PlanFileLookOut, **READS},
    url_name="api_plan_file_look",
    summary="What would become of each sum",
)
@allowed(ONE)
def look_at_plan_file(
    request: HttpRequest,
    file_id: Id,
    deed: Annotated[Deed | None, Query()] = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: PageSize = 50,
) -> dict[str, Any]:
    """Return what would become of each sum, or of those with one ``deed``, in the order of the file."""
    viewer = request.actor  # type: ignore[attr-defined]
    look = queries.look_at(viewer=viewer, file=queries.file_row(viewer=viewer, file_id=file_id))
    found = [each for each in look.looks if deed is None or deed in each.deeds]
    whole = look.whole
    return {
        "mark": look.mark,
        **{name: written(getattr(whole, name)) for name in ("asked", "out", "before", "moved")},
        "plans": len(look.changing),
        "count": len(found),
        "next": after + limit if after + limit < len(found) else None,
        "sums": [_sum(each) for each in islice(found, after, after + limit)],
    }


@router.post(
    "/plan-files/{file_id}/take",
    response={200: PlanFileOut, **WRITES},
    url_name="api_plan_file_take",
    summary="Make the plans of a file",
)
@allowed(ONE)
def take_plan_file(request: HttpRequest, file_id: Id, given: PlanFileTakeIn) -> dict[str, Any]:
    """Make the plans a look showed, all or none: drafts of months to come, plans of the past of those gone by."""
    commands.take_file(by=request.actor, file_id=file_id, mark=given.mark)  # type: ignore[attr-defined]
    return plan_file(request, file_id)


@router.post(
    "/plan-files/{file_id}/back",
    response={200: PlanFileBackOut, **WRITES},
    url_name="api_plan_file_back",
    summary="Take the plans of a file back",
)
@allowed(ONE)
def take_plan_file_back(request: HttpRequest, file_id: Id) -> dict[str, int]:
    """Drop what a file made and bring back the drafts it replaced; what was touched since stays."""
    gone, kept = commands.take_file_back(by=request.actor, file_id=file_id)  # type: ignore[attr-defined]
    return {"gone": gone, "kept": kept}


@router.delete(
    "/plan-files/{file_id}", response={204: None, **WRITES}, url_name="api_plan_file", summary="Forget a file of plans"
)
@allowed(ONE)
def drop_plan_file(request: HttpRequest, file_id: Id) -> Status:
    """Forget a file nothing stands on."""
    commands.drop_file(by=request.actor, file_id=file_id)  # type: ignore[attr-defined]
    return Status(204, None)


def _line(file: PlanFile) -> dict[str, Any]:
    names = ("title", "made_at", "taken_at")
    return {"id": file.pk, "department": file.department_id, **{name: getattr(file, name) for name in names}}


def _whole(request: HttpRequest, file: PlanFile) -> dict[str, Any]:
    check = _check(file)
    plans = queries.plans_of_file(viewer=request.actor, file=file)  # type: ignore[attr-defined]
    return {
        **_line(file),
        "columns": file.headings,
        "reading": Reading.of(file.reading).kept(),
        "check": written(check) if check else None,
        "plans": [
            {
                "id": plan.pk,
                "department": plan.department_id,
                "month": plan.month,
                "state": plan.state,
                "target": written(plan.target),
            }
            for plan in plans
        ],
    }


def _check(file: PlanFile) -> Money | None:
    return Money(file.check_minor, settings.CURRENCY) if file.check_minor else None


def _sum(each: queries.SumLook) -> dict[str, Any]:
    return {
        "row": each.said.row,
        "column": each.said.column,
        "written": each.said.person,
        "person": each.person,
        "name": each.name,
        "department": each.where or None,
        "period": each.said.period,
        "amount": written(each.amount) if each.amount else None,
        "deeds": each.deeds,
        "months": [
            {
                "month": piece.month,
                "amount": written(piece.amount),
                "before": written(piece.before) if piece.before else None,
                "deed": piece.deed,
                "plan": piece.plan,
            }
            for piece in each.pieces
        ],
        "why": [why.text(_) for why in each.reasons],
    }
