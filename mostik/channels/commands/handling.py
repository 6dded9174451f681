"""Who answers in a talk and whose it is: taken over, given to a robot, handed over, closed, joined with a client."""

import secrets
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from mostik.channels.access import accounts, visible_talks
from mostik.channels.commands.letters import RIGHT
from mostik.channels.events import TalkClosed, TalkHandedOver, TalkLinked, TalkTaken
from mostik.channels.models import Invitation, Talk
from mostik.channels.terms import TalkState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.crm.access import visible_deals
from mostik.kernel.events import N_
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.access import User, colleagues, has_left
from mostik.people.queries.people import person

MOST: Final = 1000


class NoLink(Conflict):
    """The way has no links to begin a talk by."""

    message = gettext_noop("This way has no link to begin a talk by.")


@command(needs=RIGHT)
def take_talk(*, by: Actor, talk_id: int) -> None:
    """Answer in a talk oneself from now on: it becomes one's own, and robots fall silent in it."""
    row = held(by, talk_id)
    if by.id is not None and row.owner_id != by.id:
        me = person(viewer=by, person_id=by.id)
        row.owner, row.team_id = me, me.team_id
    row.state, row.unread = TalkState.PERSON, 0
    row.save(update_fields=["owner", "team", "state", "unread"])
    publish(TalkTaken(at=clock.now(), **about(row)))  # type: ignore[arg-type]


@command(needs=RIGHT)
def give_to_robot(*, by: Actor, talk_id: int) -> None:
    """Let a robot answer in a talk from now on."""
    held(by, talk_id)
    Talk.objects.filter(pk=talk_id).update(state=TalkState.ROBOT)


@command(needs=RIGHT)
def leave_talk(*, by: Actor, talk_id: int) -> None:
    """Let a robot fall silent: the talk waits for a person, and whoever looks after it is told."""
    row = held(by, talk_id)
    row.state = TalkState.WAITING
    row.save(update_fields=["state"])
    notify(
        person_ids=[row.owner_id],
        kind="talk",
        text=N_("{who} waits for your answer"),
        params={"who": str(row)},
        key=f"talk:{row.pk}:{clock.now().isoformat()}",
    )


@command(needs=RIGHT)
def close_talks(*, by: Actor, talk_ids: Sequence[int]) -> int:
    """Say that nobody is to answer any more and return in how many talks; a new message opens one again."""
    rows = locked(visible_talks(by).filter(pk__in=talk_ids[:MOST]).exclude(state=TalkState.CLOSED))
    now, closed = clock.now(), list(rows.select_related("account"))
    for row in closed:
        publish(TalkClosed(at=now, **about(row)))  # type: ignore[arg-type]
    Talk.objects.filter(pk__in=[row.pk for row in closed]).update(state=TalkState.CLOSED, unread=0)
    return len(closed)


@command(needs=RIGHT)
def reopen_talks(*, by: Actor, talk_ids: Sequence[int]) -> int:
    """Open closed talks again and return how many."""
    rows = visible_talks(by).filter(pk__in=talk_ids[:MOST], state=TalkState.CLOSED)
    return rows.update(state=TalkState.WAITING)


@command(needs=RIGHT)
def hand_over_talk(*, by: Actor, talk_id: int, to_id: int) -> None:
    """Hand a talk to a colleague, who is told. Refuses somebody who has left."""
    row, to = held(by, talk_id), colleagues(by).filter(pk=to_id).first()
    if to is None or has_left(to):
        raise Invalid(_("They do not work here any more."), field="to")
    row.owner, row.team_id, row.state = to, to.team_id, TalkState.WAITING
    row.save(update_fields=["owner", "team", "state"])
    publish(TalkHandedOver(at=clock.now(), to=to.pk, to_name=to.short_name, **about(row)))  # type: ignore[arg-type]
    notify(
        person_ids=[to.pk],
        kind="talk",
        text=N_("{by} handed you a talk with {who}"),
        params={"by": by.name, "who": str(row)},
        key=f"talk:{row.pk}:{clock.now().isoformat()}",
    )


@command(needs=RIGHT)
def link_talk(*, by: Actor, talk_id: int, deal_id: int) -> None:
    """Join a talk with a deal and its client; what is said from now on shows there."""
    row = held(by, talk_id)
    deal = visible_deals(by).filter(pk=deal_id).select_related("owner").first()
    if deal is None:
        raise Missing(field="deal")
    row.deal, row.company_id, row.contact_id = deal, deal.company_id, deal.contact_id or row.contact_id
    row.owner, row.team_id = deal.owner, deal.team_id
    row.save(update_fields=["deal", "company", "contact", "owner", "team"])
    publish(TalkLinked(at=clock.now(), who=str(row), **about(row)))  # type: ignore[arg-type]


@command(needs=None)
def read_talks(*, by: Actor, talk_ids: Sequence[int]) -> int:
    """Mark talks as read and return how many were not; only whoever looks after one, or stands in, reads it."""
    rows = visible_talks(by).filter(pk__in=talk_ids[:MOST], unread__gt=0, owner_id__in=by.selves)
    return rows.update(unread=0)


@command(needs=RIGHT)
def invite(*, by: Actor, account_id: int, deal_id: int) -> str:
    """Return a link by which the client of a deal begins a talk and is known at once; it works once."""
    account = accounts(by).filter(pk=account_id, paused_at__isnull=True).first()
    deal = visible_deals(by).filter(pk=deal_id).first()
    if account is None or deal is None:
        raise Missing()
    token = secrets.token_urlsafe(18)
    link = account.line().link(token) if account.way_row.line else ""
    if not link:
        raise NoLink
    Invitation.objects.create(
        token=token,
        account=account,
        deal=deal,
        contact_id=deal.contact_id,
        company_id=deal.company_id,
        made_at=clock.now(),
    )
    return link


def held(viewer: Actor, talk_id: int) -> Talk:
    """Return a talk within reach, held until the end; refuses another."""
    row = locked(visible_talks(viewer).filter(pk=talk_id)).select_related("account", "owner").first()
    if row is None:
        raise Missing()
    return row


def about(row: Talk) -> dict[str, object]:
    """Return what every event of a talk says of it."""
    return {
        "talk": row.pk,
        "way": row.account.way,
        "deal": row.deal_id,
        "contact": row.contact_id,
        "company": row.company_id,
    }


@command(needs=None)
def follow_deal(*, by: Actor, deal_id: int, was: int, to: int) -> None:
    """Let the talks about a deal that were its owner's go on with whoever has it now."""
    del by
    team = User.objects.filter(pk=to).values_list("team_id", flat=True).first()
    Talk.objects.filter(deal=deal_id, owner=was).update(owner_id=to, team_id=team)
