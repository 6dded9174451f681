"""Connected ways for programs: connected, changed, checked, rested, removed; their secrets go in and never come out.

As on the screen, a way is kept once the far side knows it; what the far side says stands at its field.
"""

from functools import partial
from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from mostik.channels.commands import accounts as commands
from mostik.channels.models import Account
from mostik.channels.queries.accounts import account
from mostik.core.actors import Actor
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
CONNECT = commands.RIGHT
Told = Annotated[
    dict[schemas.text(40, 1), schemas.text(commands.LONGEST)],  # type: ignore[valid-type,misc]
    Field(max_length=40, description="What the way asks for; a secret left out stays.", examples=[{}]),
]


def _rows(viewer: Actor) -> Any:
    rows = Account.objects.all()
    return rows if viewer.may(CONNECT) else rows.none()


def _create(*, by: Actor, said: dict[str, Any]) -> int:
    wanted = commands.Wanted(title=said["title"], owner_id=said["owner"], told=said["told"])
    name = commands.drafted(said["way"], wanted).line().check()
    return commands.connect_way(by=by, way=said["way"], wanted=wanted, name=name)


def _edit(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    row = account(pk, viewer=by)
    wanted = commands.Wanted(
        title=said.get("title", row.title),
        owner_id=said.get("owner", row.owner_id),
        told={**row.told, **said.get("told", {})},
    )
    name = commands.drafted(row.way, wanted, kept=row).line().check()
    commands.edit_way(by=by, account_id=pk, wanted=wanted, name=name, version=version)


def _check(*, by: Actor, pk: int, **_rest: Any) -> None:
    account(pk, viewer=by).line().check()


WAYS = Resource(
    name="ways",
    one="way",
    model=Account,
    see=CONNECT,
    rows=_rows,
    shows="way title owner name told heard_at error made_at paused_at version",
    filters="way owner made_at paused_at",
    create=Write(
        needs=CONNECT,
        takes="way* title* owner*",
        also={"told": (Told, ...)},
        call=_create,
        says="Connect a way, once the far side knows it; what it asks for is on the screen of ways",
    ),
    update=Write(needs=CONNECT, takes="title owner", also={"told": (Told, {})}, call=_edit),
    remove=Write(needs=CONNECT, call=lambda by, pk, **_: commands.remove_way(by=by, account_id=pk)),
    restore=Write(needs=CONNECT, call=lambda by, pk, **_: commands.restore_way(by=by, account_id=pk)),
    actions={
        "check": Write(
            needs=CONNECT, call=_check, says="Ask the far side whether it still knows us; what is wrong is the answer"
        ),
        "pause": Write(
            needs=CONNECT,
            call=lambda by, pk, **_: commands.pause_way(by=by, account_id=pk),
            says="Let it rest: nothing is taken in or sent",
        ),
        "resume": Write(
            needs=CONNECT,
            call=lambda by, pk, **_: commands.resume_way(by=by, account_id=pk),
            says="Let it work again",
        ),
    },
)


def routes(router: Router) -> None:
    """Give connected ways their operations."""
    resources.register(router, WAYS)
