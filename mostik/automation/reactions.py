"""A change becomes messages for those who listen, in its own transaction; the people of the company are news too."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.news import NEWS, TELLERS, Announced, News, announce, changed
from mostik.automation.commands.webhooks import EFFECT
from mostik.automation.models import Message, Webhook
from mostik.automation.queries import webhooks as queries
from mostik.automation.rules.webhooks import takes
from mostik.core import clock, outbox
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import acting
from mostik.core.journal import Logged
from mostik.core.privacy.mentions import holds_about
from mostik.people import events as people
from mostik.people.access import colleagues


def on_news(logged: Sequence[Logged[Any]]) -> None:
    """Make a message of each event for each webhook that takes it."""
    found = [(each, news) for each in logged for news in NEWS.get(type(each.event), ())]
    hooks = queries.listening([news.event for _each, news in found])
    rows = [_message(hook, each, news) for each, news in found for hook in hooks if _for(hook, news)]
    if not rows:
        return
    made = Message.objects.bulk_create(rows, batch_size=500)
    outbox.enqueue_all(EFFECT, {f"{row.key}:0:0": {"message": row.pk} for row in made})


def _for(hook: Webhook, news: News) -> bool:
    actor = acting()
    own = hook.skip_own and actor.kind is not ActorKind.SYSTEM and _is_own(hook, actor)
    return takes(hook.events, news.event) and not own


def _is_own(hook: Webhook, actor: Actor) -> bool:
    """Return whether a change is the owner's own, or that of the program of the webhook's name."""
    if actor.kind is ActorKind.TOKEN:
        return actor.name == hook.title
    return actor.id == hook.owner_id


def _message(hook: Webhook, each: Logged[Any], news: News) -> Message:
    actor, (previous, current) = acting(), news.change(each.event)
    record = getattr(each.event, news.record)
    body = {
        "type": news.event,
        "sequence": each.entry,
        "occurred_at": each.event.at.isoformat(),
        "actor": {"kind": str(actor.kind), "id": actor.id, "name": actor.name},
        "object": {"type": news.code, "id": record},
        "previous": dict(previous),
        "current": dict(current),
    }
    return Message(webhook=hook, line=each.entry, event=news.event, record_id=record, body=body, made_at=clock.now())


TELLERS.append(on_news)
holds_about(queries.messages_about)
announce(
    Announced("person", _("People"), "people.see_structure", colleagues, ("created", "updated", "deleted", "restored")),
    record="person",
    events={
        people.PersonAdded: ("created", lambda event: ({}, {"title": event.title, "department": event.department})),
        people.PersonEdited: ("updated", changed),
        people.PersonMoved: ("updated", changed),
        people.PersonDismissed: ("deleted", lambda event: ({}, {"left_on": event.left_on.isoformat()})),
        people.PersonReturned: ("restored", lambda _event: ({}, {})),
    },
)
