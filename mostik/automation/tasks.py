"""What the workers do: messages told as far as their owner may see at that moment, runs of robots worked on."""

import json
import logging
import time

from mostik.automation.catalog.news import OBJECTS
from mostik.automation.commands import enrolments, runs, stretches, talking
from mostik.automation.commands import webhooks as commands
from mostik.automation.commands.reader import note_reading
from mostik.automation.commands.webhooks import EFFECT
from mostik.automation.models import Message, MessageState
from mostik.automation.queries.reader import message_of
from mostik.automation.rules.dialogues.reader import reading_of, tokens_of
from mostik.automation.rules.webhooks import signatures
from mostik.core import clock, outbound, outbox
from mostik.core.actors import SYSTEM
from mostik.kernel.refusals import Refusal
from mostik.people.access import has_left, shown
from mostik.people.queries.actors import actor_of

log = logging.getLogger(__name__)

MASKED = {"phone": "phone", "email": "email"}


@outbox.effect(EFFECT)
def tell(*, message: int) -> None:
    """Tell a message to its webhook, as far as the owner may see it at this moment."""
    row = Message.objects.select_related("webhook__owner__role").filter(pk=message).first()
    if row is None or row.state != MessageState.WAITING:
        return
    if why := _unfit(row):
        commands.skip_message(by=SYSTEM, message=row, why=why)
        return
    status, error, began = None, "", time.monotonic()
    try:
        answer = _sent(row)
        status, error = answer.status, answer.body[:300].decode(errors="replace")
    except Refusal as refusal:
        error = str(refusal)
    took = int((time.monotonic() - began) * 1000)
    commands.settle_try(by=SYSTEM, message=row, status=status, error=error, took=took)


def body_of(row: Message) -> bytes:
    """Return what is told: the message as its owner's role may read it."""
    viewer = actor_of(row.webhook.owner)
    told = {"id": row.key, **row.body}
    for side in ("previous", "current"):
        told[side] = {
            name: shown(value, MASKED[name], viewer) if name in MASKED and isinstance(value, str) else value
            for name, value in row.body[side].items()
        }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _unfit(row: Message) -> str:
    """Return why a message is not told: the webhook is off, or its record is not within the owner's reach now."""
    hook, thing = row.webhook, OBJECTS.get(row.body["object"]["type"])
    if hook.removed_at or hook.paused_at:
        return "the webhook is off"
    if has_left(hook.owner):
        return "its owner has left"
    viewer = actor_of(hook.owner)
    if thing is None or not viewer.may(thing.right) or not thing.rows(viewer).filter(pk=row.record_id).exists():
        return "not within the owner's reach"
    return ""


def _sent(row: Message) -> outbound.Answer:
    body, now = body_of(row), clock.now()
    stamp = int(now.timestamp())
    signed = signatures(row.webhook.secrets(now), message=row.key, timestamp=stamp, body=body)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": row.key,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signed,
    }
    return outbound.ask("POST", row.webhook.url, body=body, headers=headers)


@outbox.effect(stretches.ADVANCE)
def advance(*, run: int) -> None:
    """Work on a run of a robot; what breaks on the way is undone, written down and tried again by itself."""
    try:
        runs.advance(by=SYSTEM, run_id=run)
    except Exception as failure:
        log.exception("run %s stumbled", run)
        runs.note_failure(by=SYSTEM, run_id=run, error=f"{type(failure).__name__}: {failure}")


@outbox.effect(enrolments.ENROL)
def enrol(*, enrolment: int) -> None:
    """Let a robot begin with the next part of the records that were there already."""
    enrolments.enrol_part(by=SYSTEM, enrolment_id=enrolment)


def ring() -> int:
    """Begin what robots begin by the clock."""
    return runs.begin_by_clock(by=SYSTEM)


@outbox.effect(talking.NUDGE)
def nudge(*, talk: int, turn: int) -> None:
    """Ask a client who fell silent once more."""
    talking.nudge(by=SYSTEM, talk_id=talk, turn=turn)


@outbox.effect(talking.READ)
def read(*, talk: int, turn: int) -> None:
    """Ask the language model about a message that was not understood, and go on with the talk by what it read."""
    asked = message_of(talk, turn, viewer=SYSTEM)
    found, tokens, began = None, 0, time.monotonic()
    if asked is not None:
        line, told = asked
        try:
            answer = line.ask(told)
            found, tokens = reading_of(answer), tokens_of(answer)
        except Refusal:
            log.warning("the language model did not answer about talk %s", talk)
    outcome = talking.take_reading(by=SYSTEM, talk_id=talk, turn=turn, found=found)
    if asked is not None:
        note_reading(talk, turn, outcome, took=int((time.monotonic() - began) * 1000), tokens=tokens)


@outbox.effect(talking.LATE)
def note_late(*, talk: int) -> None:
    """Tell the head of a client who was handed over and has no answer."""
    talking.note_late(by=SYSTEM, talk_id=talk)
