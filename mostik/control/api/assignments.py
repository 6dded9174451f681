"""Assignments for programs: given, answered, acted upon, solved."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from mostik.control.commands import assignment_answers as answers
from mostik.control.commands import assignments as commands
from mostik.control.models import Assignment
from mostik.control.queries.assignments import ANSWER, GIVE, assignments
from mostik.control.terms import Answer, Origin
from mostik.core.actors import Actor
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)


def _give(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    return commands.give_assignment(by=by, asked=commands.Asked(**said)).pk


def _answer(by: Actor, pk: int, said: Mapping[str, Any], **_: Any) -> object:
    text, wanted = said.get("text", ""), said.get("due_on")
    if said["answer"] == Answer.ACCEPTED:
        return answers.accept_assignment(by=by, assignment_id=pk, text=text)
    if said["answer"] == Answer.OBJECTED:
        return answers.object_to_assignment(by=by, assignment_id=pk, text=text)
    if wanted is None:
        raise Invalid(gettext_noop("Say which day."), field="due_on")
    return answers.ask_other_day(by=by, assignment_id=pk, due_on=wanted, why=text)


ASSIGNMENTS = Resource(
    name="assignments",
    one="assignment",
    kind="control.assignment",
    model=Assignment,
    see=ANSWER,
    rows=lambda viewer: assignments(viewer=viewer),
    shows="text origin origin_words place giver owner team department made_at due_on wanted_on state answer "
    "answer_text answered_at acted_text acted_at returned_text returned_at solved_text solved_at withdrawn_text "
    "withdrawn_at version",
    filters="owner giver state origin department due_on",
    stays=True,
    create=Write(
        needs=GIVE,
        also={
            "text": (schemas.text(1000, 1), ...),
            "owner_id": (Id, ...),
            "due_on": (schemas.Day, ...),
            "giver_id": (Annotated[Id | None, Field(description="Who gives it; oneself.")], None),
            "origin": (Annotated[Origin, Field(description="Where it comes from.")], Origin.HEAD),
            "origin_words": (schemas.text(200), ""),
            "place": (schemas.text(200), ""),
        },
        call=_give,
        says="Give somebody something to do by a day; they are told",
    ),
    actions={
        "answer": Write(
            needs=ANSWER,
            also={
                "answer": (Annotated[Answer, Field(description="Takes it, objects, or wants another day.")], ...),
                "text": (schemas.text(500), ""),
                "due_on": (Annotated[schemas.Day | None, Field(description="The other day.")], None),
            },
            call=_answer,
            says="Answer it: taken, objected to with words, or another day asked for with the reason",
        ),
        "decide_day": Write(
            needs=GIVE,
            also={"granted": (bool, ...), "words": (schemas.text(500), "")},
            call=lambda by, pk, said, **_: answers.decide_day(by=by, assignment_id=pk, **said),
            says="Grant another day or keep the one there is",
        ),
        "act": Write(
            needs=ANSWER,
            also={"text": (schemas.text(1000, 1), ...)},
            call=lambda by, pk, said, **_: answers.act_on_assignment(by=by, assignment_id=pk, **said),
            says="Say what was done; whoever gave it checks it",
        ),
        "solve": Write(
            needs=GIVE,
            also={"text": (schemas.text(500), "")},
            call=lambda by, pk, said, **_: answers.solve_assignment(by=by, assignment_id=pk, **said),
            says="Accept what was done",
        ),
        "give_back": Write(
            needs=GIVE,
            also={"why": (schemas.text(500, 1), ...)},
            call=lambda by, pk, said, **_: answers.return_assignment(by=by, assignment_id=pk, **said),
            says="Give it back, saying what is lacking",
        ),
        "withdraw": Write(
            needs=GIVE,
            also={"why": (schemas.text(500), "")},
            call=lambda by, pk, said, **_: commands.withdraw_assignment(by=by, assignment_id=pk, **said),
            says="Withdraw it: it need not be done",
        ),
    },
)
