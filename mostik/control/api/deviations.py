"""Deviations for programs: what lags, why, what came of it."""

from functools import partial
from typing import Annotated

from pydantic import Field

from mostik.control.commands import cases as commands
from mostik.control.models import Case
from mostik.control.queries.cases import cases
from mostik.control.terms import Cause
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.resources import Write

SEE, MEND = "control.answer_cases", "control.take_action"
Resource = partial(resources.Resource, clear=clear, shown=shown)
Why = Annotated[Cause, Field(description="Why the figure lags.")]

DEVIATIONS = Resource(
    name="deviations",
    one="deviation",
    kind="control.case",
    model=Case,
    see=SEE,
    rows=lambda viewer: cases(viewer=viewer),
    shows="department team person owner kind subject title kpi metric days plan_then fact_then worth opened_on state "
    "due_on cause cause_text plan_since fact_since checked_on raised_to raised_on ending outcome ended_at version",
    filters="department person owner kind subject kpi state cause ending opened_on",
    actions={
        "name_cause": Write(
            needs=SEE,
            also={"cause": (Why, ...), "text": (schemas.text(500), "")},
            call=lambda by, pk, said, **_: commands.name_cause(
                by=by, case_id=pk, cause=said["cause"], text=said.get("text", "")
            ),
            says="Say why the figure lags",
        ),
        "close": Write(
            needs=MEND,
            also={"outcome": (schemas.text(500, 1), ...)},
            call=lambda by, pk, said, **_: commands.end_case(by=by, case_id=pk, outcome=said["outcome"]),
            says="Close the deviation by hand, saying what came of it",
        ),
        "reopen": Write(
            needs=MEND,
            call=lambda by, pk, **_: commands.resume_case(by=by, case_id=pk),
            says="Open a deviation closed by hand again",
        ),
    },
)
