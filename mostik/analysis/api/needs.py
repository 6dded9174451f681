"""What clients ask for, for programs: the register, needs joined and parted, an answer from where it is made."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from mostik.analysis.commands.need_joins import join_needs, part_needs
from mostik.analysis.commands.needs import answer_need
from mostik.analysis.models import Need
from mostik.analysis.queries.needs import need, needs
from mostik.analysis.terms import NeedState, NeedVerdict
from mostik.web.api import Id, Problem, allowed
from mostik.web.routes import Policy

SEE, ANSWER, KEEP = (Policy.needs(f"analysis.{each}") for each in ("see_metrics", "answer_needs", "keep_needs"))
MOST = 500


class NeedOut(Schema):
    """A need: how many clients ask for it, what their open and lost deals are worth in minor units, the answer."""

    id: int
    title: str
    kind: str
    about: str
    state: NeedState
    clients: int
    open: int
    lost: int
    heard_on: date | None
    verdict: str
    answer: str
    promised_on: date | None


class NeedJoinIn(Schema):
    """Which need it is the same as."""

    into: Id


class NeedAnswerIn(Schema):
    """What the product's people answer; ``promised_on`` where it will be done."""

    verdict: NeedVerdict
    answer: str
    promised_on: date | None = None


@allowed(SEE)
def client_needs(request: HttpRequest, state: NeedState | None = None) -> list[NeedOut]:
    """What clients ask for, most asked first; of one state where it is named. Five hundred at most."""
    rows = needs(viewer=request.actor).order_by("-clients", "pk")  # type: ignore[attr-defined]
    return [_told(row) for row in (rows.filter(state=state) if state else rows)[:MOST]]


@allowed(ANSWER)
def answer_client_need(request: HttpRequest, need_id: int, body: NeedAnswerIn) -> NeedOut:
    """Answer a need: those who heard it are told."""
    by = request.actor  # type: ignore[attr-defined]
    answer_need(by=by, need_id=need_id, **body.dict())
    return _told(need(need_id, viewer=by))


@allowed(KEEP)
def join_client_need(request: HttpRequest, need_id: Id, body: NeedJoinIn) -> NeedOut:
    """Say that a need is another one; the other is returned with the voices of both. ``part`` takes it back."""
    by = request.actor  # type: ignore[attr-defined]
    join_needs(by=by, need_id=need_id, into_id=body.into)
    return _told(need(body.into, viewer=by))


@allowed(KEEP)
def part_client_need(request: HttpRequest, need_id: Id) -> NeedOut:
    """Take a join back, however long ago: the need is one of its own again, with the voices it had."""
    by = request.actor  # type: ignore[attr-defined]
    part_needs(by=by, need_id=need_id)
    return _told(need(need_id, viewer=by))


def routes(router: Router) -> None:
    """Give needs their operations."""
    router.get("/needs", response={200: list[NeedOut]})(client_needs)
    router.post("/needs/{int:need_id}/answer", response={200: NeedOut, 404: Problem, 422: Problem})(answer_client_need)
    refusals = {404: Problem, 409: Problem, 422: Problem}
    router.post("/needs/{int:need_id}/join", response={200: NeedOut, **refusals})(join_client_need)
    router.post("/needs/{int:need_id}/part", response={200: NeedOut, **refusals})(part_client_need)


def _told(row: Need) -> NeedOut:
    names = ("id", "title", "kind", "about", "state", "clients", "heard_on", "verdict", "answer", "promised_on")
    money = {"open": row.open_minor, "lost": row.lost_minor}  # type: ignore[attr-defined]
    return NeedOut(**{name: getattr(row, name) for name in names}, **money)
