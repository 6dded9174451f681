"""Every write of text robots: made, drafted state by state with the way back, switched on as an edition, removed."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from mostik.automation.access import visible_dialogues
from mostik.automation.catalog.dialogues import FILLINGS, OFFERS
from mostik.automation.catalog.robots import DEEDS
from mostik.automation.commands.robots import LONGEST_TITLE, RIGHT, Nobody
from mostik.automation.events import (
    DialogueChanged,
    DialogueMade,
    DialogueRemoved,
    DialogueRestored,
    DialogueSwitchedOff,
    DialogueSwitchedOn,
)
from mostik.automation.models import Dialogue, DialogueEdition
from mostik.automation.queries.dialogues import dialogue, problems_of
from mostik.automation.queries.robots import answers
from mostik.automation.rules.dialogues import scenario as scenarios
from mostik.automation.rules.dialogues.ready import TITLES, ready
from mostik.automation.terms import SlotKind, StateKind
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop

MOST_UNDO: Final = 20
MOST_SILENCES: Final = 5


class NotSound(Invalid):
    """A dialogue with problems."""

    message = gettext_noop("Mend what is listed under “Problems” first.")


class NothingBefore(Conflict):
    """No change to take back."""

    message = gettext_noop("There is no change to take back.")


@command(needs=RIGHT)
def make_dialogue(*, by: Actor, title: str = "", like: str = "", language: str = "ru") -> int:
    """Make a text robot, switched off, empty or like a ready one; return its number."""
    if by.id is None or by.kind is not ActorKind.PERSON:
        raise Nobody
    language = language if language in {"ru", "en"} else "ru"
    known = (like, language) in TITLES
    draft = ready(like, language) if known else {**scenarios.EMPTY, "language": language}
    named = _titled(title or (TITLES[like, language] if known else ""))
    row = Dialogue(title=named, owner_id=by.id, draft=dict(draft), made_at=clock.now())
    row.save()
    publish(DialogueMade(at=row.made_at, dialogue=row.pk, title=row.title))
    return row.pk


@command(needs=RIGHT)
def copy_dialogue(*, by: Actor, dialogue_id: int) -> int:
    """Make another text robot with the same draft, switched off, for whoever copies it."""
    if by.id is None or by.kind is not ActorKind.PERSON:
        raise Nobody
    known = dialogue(viewer=by, dialogue_id=dialogue_id)
    title = _("{title} (copy)").format(title=known.title)[:LONGEST_TITLE]
    row = Dialogue(title=title, owner_id=by.id, draft=known.draft, made_at=clock.now())
    row.save()
    publish(DialogueMade(at=row.made_at, dialogue=row.pk, title=row.title))
    return row.pk


@command(needs=RIGHT)
def set_pace(
    *,
    by: Actor,
    dialogue_id: int,
    title: str,
    language: str,
    misses: int,
    silences: str,
    late: int,
    reader: bool = False,
    version: int | None = None,
) -> None:
    """Say what it is called, in which language it talks and how patient it is.

    ``silences`` are minutes after which it asks again, ``late`` the working minutes a person has to answer in;
    ``reader`` lets a language model read what was not understood, where one is connected.
    """
    row = _held(by, dialogue_id, version)
    row.title = _titled(title)
    pauses = [_minutes(each) for each in silences.replace(";", ",").split(",") if each.strip()]
    if len(pauses) > MOST_SILENCES:
        raise Invalid(_("Remind at most five times."), field="silences")
    changed = {"language": language if language in {"ru", "en"} else "ru", "misses": misses, "silences": pauses}
    _draft(row, {**row.draft, **changed, "late": late, "reader": reader}, "pace")


@command(needs=RIGHT)
def put_state(
    *,
    by: Actor,
    dialogue_id: int,
    told: Mapping[str, Any],
    was: str = "",
    after: str = "",
    version: int | None = None,
) -> str:
    """Put a state in, or another in place of one, and return its code. Refuses what does not fit at its field."""
    row = _held(by, dialogue_id, version)
    state = scenarios.checked_state(told, row.draft, was=was)
    _check_doors(state, by)
    _draft(row, scenarios.with_state(row.draft, state, after=after, was=was), state["title"])
    return str(state["code"])


@command(needs=RIGHT)
def remove_state(*, by: Actor, dialogue_id: int, code: str) -> None:
    """Take a state out; those that led to it lead on to what is below them."""
    row = _held(by, dialogue_id, None)
    title = scenarios.state_of(row.draft, code)["title"]
    _draft(row, scenarios.without_state(row.draft, code), title)


@command(needs=RIGHT)
def move_state(*, by: Actor, dialogue_id: int, code: str, down: bool) -> None:
    """Move a state a place up or down."""
    row = _held(by, dialogue_id, None)
    _draft(row, scenarios.moved_state(row.draft, code, 1 if down else -1), code)


@command(needs=RIGHT)
def put_intent(
    *, by: Actor, dialogue_id: int, told: Mapping[str, Any], place: int | None = None, version: int | None = None
) -> None:
    """Put in what is answered at any moment, or another in its place."""
    row = _held(by, dialogue_id, version)
    intent, known = scenarios.checked_intent(told), list(row.draft["intents"])
    if place is None:
        if len(known) >= scenarios.MOST_INTENTS:
            raise scenarios.TooManyStates
        known.append(intent)
    elif place < len(known):
        known[place] = intent
    else:
        raise Missing()
    _draft(row, {**row.draft, "intents": known}, intent["keys"][0])


@command(needs=RIGHT)
def remove_intent(*, by: Actor, dialogue_id: int, place: int) -> None:
    """Take out what was answered at any moment."""
    row = _held(by, dialogue_id, None)
    known = list(row.draft["intents"])
    if place >= len(known):
        raise Missing()
    gone = known.pop(place)
    _draft(row, {**row.draft, "intents": known}, gone["keys"][0])


@command(needs=RIGHT)
def take_back(*, by: Actor, dialogue_id: int) -> None:
    """Take back the last change of the draft, then the one before it."""
    row = _held(by, dialogue_id, None)
    if not row.undo:
        raise NothingBefore
    row.draft, row.undo = row.undo[-1], row.undo[:-1]
    _keep(row, "undo")


@command(needs=RIGHT)
def start_dialogue(*, by: Actor, dialogue_id: int, version: int | None = None) -> int:
    """Let a text robot talk by its draft from now on, as a new edition; return the number.

    Talks on their way end as they began. Refuses a draft with problems.
    """
    if by.id is None or by.kind is not ActorKind.PERSON:
        raise Nobody
    row = _held(by, dialogue_id, version)
    if problems_of(row, viewer=by):
        raise NotSound
    last = row.editions.order_by("-number").first()
    if last is None or last.content != row.draft:
        last = DialogueEdition.objects.create(
            dialogue=row,
            number=last.number + 1 if last else 1,
            content=row.draft,
            made_at=clock.now(),
            made_by=by.name,
        )
    row.edition, row.works_since, row.owner_id = last, row.works_since or clock.now(), by.id
    row.version += 1
    row.save()
    publish(DialogueSwitchedOn(at=clock.now(), dialogue=row.pk, title=row.title, edition=last.number))
    return last.number


@command(needs=RIGHT)
def stop_dialogue(*, by: Actor, dialogue_id: int) -> None:
    """Let a text robot answer nobody any more, at once: whoever was talking with it waits for a person."""
    row = _held(by, dialogue_id, None)
    row.works_since = None
    row.version += 1
    row.save(update_fields=["works_since", "version"])
    publish(DialogueSwitchedOff(at=clock.now(), dialogue=row.pk, title=row.title))


@command(needs=RIGHT)
def take_dialogue_draft(*, by: Actor, dialogue_id: int, edition: int) -> None:
    """Lay an earlier edition before oneself as the draft."""
    row = _held(by, dialogue_id, None)
    known = row.editions.filter(number=edition).first()
    if known is None:
        raise Missing()
    _draft(row, known.content, str(known.number))


@command(needs=RIGHT)
def remove_dialogue(*, by: Actor, dialogue_id: int) -> None:
    """Take a text robot away; its talks stay to be read."""
    row = _held(by, dialogue_id, None)
    row.works_since, row.removed_at = None, clock.now()
    row.save(update_fields=["works_since", "removed_at"])
    publish(DialogueRemoved(at=row.removed_at, dialogue=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_dialogue(*, by: Actor, dialogue_id: int) -> None:
    """Bring a removed text robot back, switched off."""
    row = dialogue(viewer=by, dialogue_id=dialogue_id, removed=True)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(DialogueRestored(at=clock.now(), dialogue=row.pk, title=row.title))


def _check_doors(state: dict[str, Any], by: Actor) -> None:
    """Refuse a deed, an offer or a field there is none of; answers to what they ask are checked in place."""
    match state["kind"]:
        case StateKind.DO:
            deed = DEEDS.get(state["deed"])
            if deed is None:
                raise Invalid(_("Choose what to do."), field="deed")
            state["told"] = answers(deed.asks, state["told"], by)
        case StateKind.OFFER:
            offer = OFFERS.get(state["offer"])
            if offer is None:
                raise Invalid(_("Choose what to offer."), field="offer")
            state["told"] = answers(offer.asks, state["told"], by)
        case StateKind.ASK:
            filling = FILLINGS.get(state["fills"])
            if state["fills"] and (filling is None or SlotKind(state["wants"]) not in filling.kinds):
                raise Invalid(_("This field does not take such an answer."), field="fills")


def _held(by: Actor, dialogue_id: int, version: int | None) -> Dialogue:
    row = locked(visible_dialogues(by).filter(pk=dialogue_id, removed_at__isnull=True)).first()
    if row is None:
        raise Missing()
    if version is not None and version != row.version:
        raise Conflict
    return row


def _draft(row: Dialogue, draft: Mapping[str, Any], what: str) -> None:
    row.undo = [*row.undo, row.draft][-MOST_UNDO:]
    row.draft = dict(draft)
    _keep(row, what)


def _keep(row: Dialogue, what: str) -> None:
    row.version += 1
    row.save(update_fields=["title", "draft", "undo", "version"])
    told = {"dialogue": row.pk, "title": row.title, "changes": (("draft", "", what[:120]),)}
    publish(DialogueChanged(at=clock.now(), **told))  # type: ignore[arg-type]


def _minutes(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= scenarios.LONGEST_SILENCE):
        raise Invalid(_("Write minutes, separated by commas, as 30, 1440."), field="silences")
    return int(text)


def _titled(title: str) -> str:
    title = title.strip()
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Invalid(_("A name has from 1 to 120 characters."), field="title")
    return title
