"""What happens becomes messages of webhooks and runs of robots, in its own transaction; people are news too."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.news import NEWS, Announced, News, announce, changed
from mostik.automation.catalog.robots import TRIGGERS
from mostik.automation.catalog.telling import TELLERS
from mostik.automation.commands.goals import watch, watched
from mostik.automation.commands.runs import begin
from mostik.automation.commands.webhooks import EFFECT
from mostik.automation.models import Message, Robot, Webhook
from mostik.automation.queries.listening import listening
from mostik.automation.queries.webhooks import messages_about
from mostik.automation.rules.webhooks import takes
from mostik.core import clock, outbox
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import acting
from mostik.core.journal import Logged
from mostik.core.privacy.mentions import holds_about
from mostik.people import events as people
from mostik.people.access import colleagues


def on_what_happened(logged: Sequence[Logged[Any]]) -> None:
    """Make a message of each event for each webhook that takes it, and a run of each for each robot it begins."""
    news = [(each, told) for each in logged for told in NEWS.get(type(each.event), ())]
    kinds = {type(each.event) for each in logged}
    triggers = {code for code, trigger in TRIGGERS.items() if kinds & trigger.heard.keys()}
    hooks, robots, runs = listening(hooks=bool(news), triggers=triggers, about=watched(logged))
    _tell(hooks, news)
    if runs:
        watch(runs, logged)
    if robots:
        begin(_begun(robots, logged))


def _tell(hooks: Sequence[Webhook], news: Sequence[tuple[Logged[Any], News]]) -> None:
    rows = [_message(hook, each, told) for each, told in news for hook in hooks if _for(hook, told)]
    if rows:
        made = Message.objects.bulk_create(rows, batch_size=500)
        outbox.enqueue_all(EFFECT, {f"{row.key}:0:0": {"message": row.pk} for row in made})


def _begun(robots: Sequence[Robot], logged: Sequence[Logged[Any]]) -> Iterator[tuple[Robot, int, str]]:
    """Yield each robot with the record an event is about to it, and the journal line as the cause."""
    for robot in robots:
        edition = robot.edition
        trigger = TRIGGERS[edition.trigger] if edition else None
        for each in logged:
            heard = trigger.heard.get(type(each.event)) if trigger else None
            number = heard(each.event, edition.content["told"]) if heard and edition else None
            if number is not None:
                yield robot, number, f"line:{each.entry}"


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


TELLERS.append(on_what_happened)
holds_about(messages_about)
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
