"""Text robots at work: each message of a client is heard once, what is said to it is promised with it.

The talk, its line, what is written on the record and what is promised to be said stand or fall together with the
arrival that caused them. What breaks on the way is undone and a person is called instead: no client is lost to a robot.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mostik.automation.catalog.dialogues import FILLINGS, MOUTHS, OFFERS
from mostik.automation.catalog.robots import DEEDS
from mostik.automation.events import TalkEnded
from mostik.automation.models import Dialogue, DialogueLine, DialogueTalk
from mostik.automation.queries.dialogues import REASONS, choice_words, dialogue_actor, setting_of, standing_of
from mostik.automation.queries.reader import heard_last, may_ask
from mostik.automation.rules.dialogues import reader as reading
from mostik.automation.rules.dialogues.scenario import Scenario, State
from mostik.automation.rules.dialogues.standing import Choice, Setting, Standing, Turn, Why
from mostik.automation.rules.dialogues.talk import answered, begun, nudged
from mostik.automation.rules.dialogues.wording import filled_in
from mostik.automation.terms import TALK_ENDS, Outcome, SlotKind, StateKind, TalkEnd, Tool
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal
from mostik.people.access import has_left
from mostik.people.queries.deadlines import work_ahead

NUDGE: Final = "automation.nudge"
LATE: Final = "automation.talk_late"
READ: Final = "automation.read"
log = logging.getLogger(__name__)


class RealHands:
    """What lies outside a talk: offers, deeds and cards, reached as the text robot's owner. Refusals are answers."""

    def __init__(self, row: DialogueTalk, scenario: Scenario, actor: Actor) -> None:
        self.row, self.scenario, self.actor = row, scenario, actor

    def offered(self, state: State, day: date | None) -> Sequence[Choice]:
        """Return what is free, in words of the dialogue's language."""
        offer = OFFERS.get(state["offer"])
        if offer is None:
            return []
        language = "en" if self.scenario.get("language") == "en" else "ru"
        return choice_words(offer.free(by=self.actor, told=state["told"], day=day), language)

    def takes(self, state: State, choice: Choice, slots: Mapping[str, str]) -> bool:
        """Take it for the client of the talk; ``False`` when it is refused."""
        kinds = {each["slot"]: each["wants"] for each in self.scenario["states"] if each["kind"] == StateKind.ASK}
        known = {SlotKind(kinds[name]): value for name, value in slots.items() if name in kinds}
        try:
            with transaction.atomic():
                OFFERS[state["offer"]].takes(
                    by=self.actor,
                    told=state["told"],
                    code=choice.code,
                    known=known,
                    number=self.row.record,
                    key=f"dialogue:{self.row.pk}:{state['code']}:{choice.code}",
                    language=str(self.scenario.get("language", "ru")),
                )
        except Refusal:
            return False
        return True

    def does(self, state: State, slots: Mapping[str, str]) -> str:
        """Do a deed to the deal of the talk."""
        deed = DEEDS.get(state["deed"])
        if deed is None or self.row.record is None:
            return _("There is nothing to do it to.")
        told = {
            name: filled_in(value, slots) if isinstance(value, str) else value for name, value in state["told"].items()
        }
        key = f"dialogue:{self.row.pk}:{state['code']}:{self.row.turn}"
        try:
            with transaction.atomic():
                return str(deed.does(by=self.actor, number=self.row.record, told=told, key=key))
        except Refusal as refusal:
            return refusal.text(_)

    def fills(self, state: State, value: str) -> None:
        """Write an answer down on the deal of the talk."""
        filling = FILLINGS.get(state.get("fills", ""))
        if filling is None or self.row.record is None:
            return
        try:
            with transaction.atomic():
                filling.fills(by=self.actor, number=self.row.record, value=value, title=state["title"])
        except Refusal:
            log.info("an answer was not written down", extra={"talk": self.row.pk, "filling": filling.code})


@command(needs=None)
def hear(
    *,
    by: Actor,
    dialogue: Dialogue,
    mouth: str,
    number: int,
    record: int | None,
    cause: str,
    text: str,
    fields: Mapping[str, str],
) -> bool:
    """Hear a client's message in a talk and answer it, in the running transaction; the same cause is heard once.

    Returns whether the robot answered; where it breaks or is off, a person is called and ``False`` comes back.
    """
    if DialogueLine.objects.filter(cause=cause).exists():
        return True
    row = _talk(dialogue, mouth, number, record)
    actor = dialogue_actor(dialogue)
    if has_left(dialogue.owner) or dialogue.edition is None or not dialogue.works:
        _give_up(row, actor, cause, text, "off")
        return False

    def step(setting: Setting) -> Turn:
        known = standing_of(row)
        turn = answered(setting, known, text) if row.standing else begun(setting, text)
        return reading.waiting(known, turn) if turn.missed and _is_read(row, known) else turn

    return _stepped(row, actor, step, cause=cause, heard=text, fields=fields)


@command(needs=None)
def take_reading(*, by: Actor, talk_id: int, turn: int, found: reading.Reading | None) -> Outcome:
    """Go on with a talk by what a language model read in its last message, as far as the rules take it.

    Nothing read (``None``) and nothing taken are a message not understood. A talk that has gone on is left alone.
    """
    rows = DialogueTalk.objects.filter(pk=talk_id, end=TalkEnd.OPEN, turn=turn)
    row = locked(rows).select_related("dialogue__owner__role", "edition").first()
    if row is None or not MOUTHS[row.mouth].is_robots(row.number, viewer=SYSTEM):
        return Outcome.LATE
    if not row.dialogue.works or has_left(row.dialogue.owner):
        _give_up(row, dialogue_actor(row.dialogue), f"read:{row.pk}:{turn}", "", "off")
        return Outcome.LATE
    text, outcomes = heard_last(row), [Outcome.FAILED if found is None else Outcome(found.tool)]

    def step(setting: Setting) -> Turn:
        known = standing_of(row)
        made = reading.taken(setting, known, found, text) if found else None
        if made is None and found and found.tool is not Tool.UNCLEAR:
            outcomes[0] = Outcome.REFUSED
        return made or answered(setting, known, text)

    _stepped(row, dialogue_actor(row.dialogue), step, cause=f"read:{row.pk}:{turn}", heard="")
    return outcomes[0]


@command(needs=None)
def nudge(*, by: Actor, talk_id: int, turn: int) -> None:
    """Ask a silent client once more, or end the talk where that was done often enough."""
    rows = DialogueTalk.objects.filter(pk=talk_id, end=TalkEnd.OPEN, turn=turn)
    row = locked(rows).select_related("dialogue__owner__role", "edition").first()
    if row is None:
        return
    if not MOUTHS[row.mouth].is_robots(row.number, viewer=SYSTEM):
        _end(row, TalkEnd.TAKEN)
        row.save()
        return
    pauses = row.edition.content.get("silences", [])
    actor = dialogue_actor(row.dialogue)
    row.nudges += 1
    if row.nudges > len(pauses) or not row.dialogue.works:
        _end(row, TalkEnd.SILENT)
        row.save()
        return
    setting = setting_of(row, RealHands(row, row.edition.content, actor), {})
    _keep(row, nudged(setting, standing_of(row)), actor, cause=f"silence:{row.pk}:{row.turn}", heard="")


@command(needs=None)
def note_late(*, by: Actor, talk_id: int) -> None:
    """Tell the head of whoever was handed a client and has not answered in time; once."""
    rows = DialogueTalk.objects.filter(pk=talk_id, end=TalkEnd.HANDED, late_at__isnull=True, answered_at__isnull=True)
    row = locked(rows).select_related("dialogue__owner", "person").first()
    if row is None or row.ended_at is None:
        return
    mouth = MOUTHS[row.mouth]
    row.answered_at = mouth.answered(row.number, row.ended_at, viewer=SYSTEM)
    if row.answered_at is None:
        row.late_at = clock.now()
        head = (row.person.reports_to_id if row.person else None) or row.dialogue.owner_id
        notify(
            person_ids=[head],
            kind="dialogue",
            text=N_("{client} asked for a person and has no answer from {person}."),
            params={"client": _client(row), "person": row.person.short_name if row.person else "—"},
            key=f"talk-late:{row.pk}",
            url=mouth.address(row.number),
        )
    row.save(update_fields=["answered_at", "late_at"])


@command(needs=None)
def person_answers(*, by: Actor, mouth: str, number: int) -> None:
    """Write down that a person answers in a talk from now on: the robot is silent, the clock of the hand-over stops."""
    now = clock.now()
    for row in locked(DialogueTalk.objects.filter(mouth=mouth, number=number, end=TalkEnd.OPEN)):
        _end(row, TalkEnd.TAKEN)
        row.save()
    handed = DialogueTalk.objects.filter(mouth=mouth, number=number, end=TalkEnd.HANDED, answered_at__isnull=True)
    handed.update(answered_at=now)


@command(needs=None)
def close_place(*, by: Actor, mouth: str, number: int) -> None:
    """Let what was said at a place be over: the next message there may begin a talk anew."""
    person_answers(by=by, mouth=mouth, number=number)
    DialogueTalk.objects.filter(mouth=mouth, number=number, closed_at__isnull=True).update(closed_at=clock.now())


def _talk(dialogue: Dialogue, mouth: str, number: int, record: int | None) -> DialogueTalk:
    """Return the open talk of a place with what it was begun by, else a new one."""
    rows = DialogueTalk.objects.filter(mouth=mouth, number=number, end=TalkEnd.OPEN)
    row = locked(rows).select_related("dialogue__owner__role", "edition").first()
    if row is not None:
        row.record = record or row.record
        return row
    assert dialogue.edition is not None
    row = DialogueTalk(
        dialogue=dialogue, edition=dialogue.edition, mouth=mouth, number=number, record=record, made_at=clock.now()
    )
    row.save()
    return row


def _keep(row: DialogueTalk, turn: Turn, actor: Actor, *, cause: str, heard: str) -> None:
    """Write a step down, promise what is said, and what comes of silence or of a hand-over."""
    row.turn += 1
    row.standing = asdict(turn.standing)
    why = [[each.code, each.about[:200]] for each in turn.why]
    line = {"heard": heard[:5000], "said": list(turn.says), "why": why, "place": turn.standing.place}
    DialogueLine.objects.create(talk=row, cause=cause, at=clock.now(), **line)
    mouth = MOUTHS[row.mouth]
    for place, words in enumerate(turn.says):
        mouth.says(by=actor, number=row.number, text=words, key=f"dialogue:{row.pk}:{row.turn}:{place}")
    row.nudges = 0 if heard else row.nudges
    if any(each.code == "reading" for each in turn.why):
        outbox.enqueue(READ, key=f"read:{row.pk}:{row.turn}", payload={"talk": row.pk, "turn": row.turn})
    if turn.standing.end is TalkEnd.HANDED:
        _hand_over(row, actor, turn)
    elif turn.standing.end is TalkEnd.DONE:
        _end(row, TalkEnd.DONE)
        mouth.hands(by=actor, number=row.number, person=None)
    else:
        _promise_nudge(row)
    row.save()


def _stepped(
    row: DialogueTalk,
    actor: Actor,
    step: Callable[[Setting], Turn],
    *,
    cause: str,
    heard: str,
    fields: Mapping[str, str] | None = None,
) -> bool:
    """Make a step of a talk and write it down; where it breaks all of it is undone and a person is called."""
    scenario = row.edition.content
    told = {"client": _client(row)} if fields is None else fields
    try:
        with transaction.atomic(), translation.override(str(scenario.get("language", "ru"))):
            _keep(row, step(setting_of(row, RealHands(row, scenario, actor), told)), actor, cause=cause, heard=heard)
    except Exception:
        log.exception("the text robot stumbled in talk %s", row.pk)
        row.refresh_from_db()
        _give_up(row, actor, cause, heard, "trouble")
        return False
    return True


def _is_read(row: DialogueTalk, known: Standing) -> bool:
    return reading.may_be_read(row.edition.content, known) and may_ask(viewer=SYSTEM)


def _promise_nudge(row: DialogueTalk) -> None:
    pauses = row.edition.content.get("silences", [])
    minutes = pauses[row.nudges] if row.nudges < len(pauses) else max([*pauses, 24 * 60])
    told = {"talk": row.pk, "turn": row.turn}
    outbox.enqueue(NUDGE, key=f"nudge:{row.pk}:{row.turn}", payload=told, delay=timedelta(minutes=minutes))


def _hand_over(row: DialogueTalk, actor: Actor, turn: Turn) -> None:
    """Call a person: they are told, have so many working minutes, and their head hears when they do not answer."""
    mouth, content = MOUTHS[row.mouth], row.edition.content
    row.reason = turn.standing.reason[:20]
    _end(row, TalkEnd.HANDED)
    state: Mapping[str, Any] = next((each for each in content["states"] if each["code"] == turn.standing.place), {})
    chosen = str(state.get("person") or "") if turn.standing.reason == "scenario" else ""
    row.person_id = mouth.hands(by=actor, number=row.number, person=int(chosen) if chosen.isdecimal() else None)
    row.answer_by = work_ahead(row.person_id, int(content.get("late", 15)), viewer=SYSTEM)
    notify(
        person_ids=[row.person_id],
        kind="dialogue",
        text=N_("{client} is waiting for you: {reason}"),
        params={"client": _client(row), "reason": _(REASONS.get(row.reason, row.reason))},
        key=f"talk-handed:{row.pk}",
        url=mouth.address(row.number),
    )
    outbox.enqueue(LATE, key=f"talk-late:{row.pk}", payload={"talk": row.pk}, delay=row.answer_by - clock.now())


def _client(row: DialogueTalk) -> str:
    return MOUTHS[row.mouth].titles(SYSTEM, [row.number]).get(row.number, "—")


def _give_up(row: DialogueTalk, actor: Actor, cause: str, text: str, reason: str) -> None:
    """Leave a client to a person without a word of the robot's."""
    standing = replace(standing_of(row), end=TalkEnd.HANDED, reason=reason)
    why = [["handed", reason]]
    DialogueLine.objects.create(talk=row, cause=cause, heard=text[:5000], said=[], why=why, place="", at=clock.now())
    _hand_over(row, actor, Turn(standing, (), (Why("handed", reason),)))
    row.standing = asdict(standing)
    row.save()


def _end(row: DialogueTalk, end: TalkEnd) -> None:
    row.end, row.ended_at = end, clock.now()
    how = _(REASONS[row.reason]) if row.reason in REASONS else _(TALK_ENDS[end])
    told = {"dialogue": row.dialogue_id, "title": row.dialogue.title, "talk": row.pk, "end": str(end), "how": how}
    publish(TalkEnded(at=row.ended_at, deal=row.record, **told))  # type: ignore[arg-type]
