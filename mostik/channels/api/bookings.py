"""Meetings clients book for programs: what is offered, its free times, a time taken, moved, handed over, given back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.channels.commands import booking as commands
from mostik.channels.models import Booking, MeetingKind
from mostik.channels.queries.booking import MOST_DAYS, booking_rows, free_slots, hosts, meeting_kind, meeting_kinds
from mostik.channels.terms import Guest
from mostik.core.actors import Actor
from mostik.kernel.refusals import Invalid
from mostik.people.access import clear, shown
from mostik.people.queries.people import people
from mostik.web import resources, schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import READS, Write, register
from mostik.web.routes import Policy

SEE, DO = "crm.see_deals", "crm.do_activity"
Resource = partial(resources.Resource, clear=clear, shown=shown)
Answers = Annotated[list[schemas.text(1000)], Field(max_length=20)]  # type: ignore[valid-type]


class SlotOut(Schema):
    """A free time, and with whom the meeting may be then."""

    starts: datetime
    ends: datetime
    people: list[Id]


def _book(*, by: Actor, said: dict[str, Any]) -> int:
    """Take a free time of somebody within reach for a client; the same key takes one."""
    guest = Guest(
        name=said["name"],
        phone=said.get("phone", ""),
        email=said.get("email", ""),
        zone=said.get("zone", ""),
        language=said.get("language", "ru"),
        answers=tuple(said.get("answers", ())),
        consent=said["consent"],
    )
    return commands.book(
        by=by,
        kind_id=said["kind"],
        at=said["at"],
        guest=guest,
        key=f"api:{said['key']}",
        deal_id=said.get("deal"),
        only=said.get("person"),
        among=set(people(viewer=by).values_list("pk", flat=True)),
    ).id


NEW: Mapping[str, schemas.Column] = {
    "kind": (Id, ...),
    "at": (schemas.Moment, ...),
    "key": (schemas.text(80, 1), ...),
    "name": (schemas.text(120, 1), ...),
    "consent": (Annotated[bool, Field(description="The client agreed to the processing of their data.")], ...),
    "phone": (schemas.text(40), ""),
    "email": (schemas.text(254), ""),
    "zone": (schemas.text(64), ""),
    "language": (Annotated[str, Field(pattern="^(ru|en)$")], "ru"),
    "answers": (Answers, []),
    "deal": (Id | None, None),
    "person": (Id | None, None),
}
BOOKINGS = Resource(
    name="bookings",
    one="booking",
    kind="channels.booking",
    model=Booking,
    see=SEE,
    rows=lambda viewer: booking_rows(viewer=viewer),
    shows="kind owner state wall zone starts_at ends_at name phone email guest_zone language deal activity reason "
    "made_at changed_at",
    filters="kind owner state deal",
    watched=True,
    create=Write(needs=DO, also=NEW, call=_book, says="Take a free time for a client; the same key takes one"),
    actions={
        "confirm": Write(
            needs=DO,
            call=lambda by, pk, **_: commands.confirm(by=by, booking_id=pk),
            says="Say yes to a meeting that waits for it",
        ),
        "move": Write(
            needs=DO,
            also={"at": (schemas.Moment, ...)},
            call=lambda by, pk, said, **_: commands.move(by=by, booking_id=pk, at=said["at"]),
            says="Agree another of the free times",
        ),
        "hand_over": Write(
            needs=DO,
            also={"owner": (Id, ...)},
            call=lambda by, pk, said, **_: commands.hand_over(by=by, booking_id=pk, owner_id=said["owner"]),
            says="Let another person meet the client at the same time",
        ),
        "cancel": Write(
            needs=DO,
            also={"reason": (schemas.text(300), "")},
            call=lambda by, pk, said, **_: commands.cancel(by=by, booking_id=pk, reason=said.get("reason", "")),
            says="Give the time back; the client reads the reason",
        ),
    },
)
KINDS = Resource(
    name="meeting_kinds",
    one="meeting_kind",
    model=MeetingKind,
    see=SEE,
    rows=lambda viewer: meeting_kinds(viewer=viewer, removed=True),
    shows="slug title about place minutes step before after notice horizon daily person team questions confirmed "
    "closed_at removed_at version",
    filters="person team",
)


def routes(router: Router) -> None:
    """Give meetings their operations."""
    register(router, BOOKINGS, KINDS)

    @router.get(
        "/meeting_kinds/{meeting_kind_id}/free_times",
        response={200: list[SlotOut], **READS},
        url_name="api_meeting_kind_free_times",
        tags=["meeting_kinds"],
        summary="Free times of a kind of meeting",
    )
    @allowed(Policy.needs(SEE))
    def free_times(
        request: HttpRequest,
        meeting_kind_id: Id,
        first: Annotated[date, Query(ge=schemas.FIRST, le=schemas.LAST)],
        last: Annotated[date, Query(ge=schemas.FIRST, le=schemas.LAST)],
        person: Id | None = None,
    ) -> list[dict[str, Any]]:
        """Free times of the days asked for, up to two months of them; of one person where one is named."""
        viewer: Actor = request.actor  # type: ignore[attr-defined]
        if not timedelta() <= last - first <= timedelta(days=MOST_DAYS):
            raise Invalid(field="last")
        row = meeting_kind(meeting_kind_id, viewer=viewer)
        if row.closed_at or (person is not None and person not in hosts(row, viewer=viewer)):
            return []
        found = free_slots(row, first, last, viewer=viewer, only=person)
        return [{"starts": each.starts, "ends": each.ends, "people": list(each.people)} for each in found]
