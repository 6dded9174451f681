"""Talks with clients for programs: read, with what was said in them; a message said; closed and opened again."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from mostik.channels.commands.handling import close_talks, reopen_talks
from mostik.channels.commands.talks import say
from mostik.channels.models import Talk
from mostik.channels.queries.talks import address_of, said_in, talk, talk_rows
from mostik.core.actors import Actor
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import READS, WRITES, Write, register
from mostik.web.routes import Policy

SEE, RIGHT = "crm.see_deals", "channels.write_letters"
Resource = partial(resources.Resource, clear=clear, shown=shown)


class MessageOut(Schema):
    """One thing said: ours or the client's, by whom, what became of it, how many files came with it."""

    ours: bool
    text: str
    at: datetime
    by: str
    state: str
    files: int


class MessageIn(Schema):
    """What is said; the same ``key`` says it once."""

    text: schemas.text(20_000, 1)  # type: ignore[valid-type]
    key: schemas.text(80, 1, "crm-1024")  # type: ignore[valid-type]
    subject: schemas.text(200) = ""  # type: ignore[valid-type]


class MessageSaid(Schema):
    """The number of what is on its way."""

    id: Id


TALKS = Resource(
    name="talks",
    one="talk",
    kind="channels.talk",
    model=Talk,
    see=SEE,
    rows=lambda viewer: talk_rows(viewer=viewer),
    shows="name contact company deal owner state unread last_at last_text last_in gone_at made_at",
    also={
        "way": (str, lambda row, _viewer: row.account.way),
        "address": (str, lambda row, viewer: address_of(row, viewer=viewer)),
    },
    filters="contact company deal owner state",
    watched=True,
    actions={
        "close": Write(
            needs=RIGHT,
            call=lambda by, pk, **_: close_talks(by=by, talk_ids=[pk]),
            says="Say that nobody is to answer any more; a new message opens it again",
        ),
        "reopen": Write(
            needs=RIGHT, call=lambda by, pk, **_: reopen_talks(by=by, talk_ids=[pk]), says="Open a closed talk again"
        ),
    },
)


def routes(router: Router) -> None:
    """Give talks their operations."""
    register(router, TALKS)
    where = {"url_name": "api_talk_messages", "tags": ["talks"]}

    @router.get(
        "/talks/{talk_id}/messages",
        response={200: list[MessageOut], **READS},
        summary="What was said in a talk",
        **where,  # type: ignore[arg-type]
    )
    @allowed(Policy.needs(SEE, row="channels.talk"))
    def messages(request: HttpRequest, talk_id: Id) -> list[dict[str, Any]]:
        """What was said in a talk: the newest two hundred, the oldest first."""
        found = said_in(talk_id, viewer=_actor(request))
        return [
            {
                "ours": each.ours,
                "text": each.text,
                "at": each.at,
                "by": each.who,
                "state": each.state,
                "files": len(each.files),
            }
            for each in found
        ]

    @router.post(
        "/talks/{talk_id}/messages",
        response={201: MessageSaid, **WRITES},
        summary="Say something in a talk",
        **where,  # type: ignore[arg-type]
    )
    @allowed(Policy.needs(RIGHT, row="channels.talk"))
    def message(request: HttpRequest, talk_id: Id, said: MessageIn) -> Status:
        """Promise one message to the client, over the way of the talk."""
        by = _actor(request)
        talk(talk_id, viewer=by)
        key = f"api:{talk_id}:{said.key}"
        return Status(201, {"id": say(by=by, talk_id=talk_id, text=said.text, subject=said.subject, key=key)})


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
