"""Text robots in talks: which answers where, how it says, hands over to a person and books a meeting."""

from datetime import datetime
from typing import Final

from mostik.automation.access import visible_dialogues
from mostik.automation.catalog.dialogues import Answers
from mostik.automation.catalog.robots import Told
from mostik.automation.commands.talking import hear
from mostik.automation.terms import SlotKind
from mostik.channels.access import accounts
from mostik.channels.commands.booking import book
from mostik.channels.commands.talks import say
from mostik.channels.events import ClientWrote
from mostik.channels.models import Answering, Talk
from mostik.channels.queries.booking import NotOffered
from mostik.channels.queries.dialogues import offered_kind, robot_of
from mostik.channels.terms import Guest, TalkState
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.locks import locked
from mostik.kernel.refusals import Missing
from mostik.people.access import User, has_left

MOUTH: Final = "talk"


@command(needs="automation.edit_robots")
def answer_over(*, by: Actor, dialogue_id: int, account_id: int, answers: bool) -> None:
    """Let a text robot answer first over an account, instead of any other; or no more."""
    row = visible_dialogues(by).filter(pk=dialogue_id, removed_at__isnull=True).first()
    account = accounts(by).filter(pk=account_id, removed_at__isnull=True).first()
    if row is None or account is None:
        raise Missing()
    if answers:
        Answering.objects.update_or_create(account=account, defaults={"dialogue": row})
    else:
        Answering.objects.filter(account=account, dialogue=row).delete()


@command(needs=None)
def answer_client(*, by: Actor, heard: ClientWrote) -> bool:
    """Let the text robot of an account answer what a client wrote; returns whether it did."""
    talk = Talk.objects.filter(pk=heard.talk).select_related("owner").first()
    robot = robot_of(talk, viewer=SYSTEM) if talk else None
    if talk is None or robot is None or not robot.dialogue.works:
        return False
    if talk.state != TalkState.ROBOT:
        talk.state = TalkState.ROBOT
        talk.save(update_fields=["state"])
    return hear(
        by=by,
        dialogue=robot.dialogue,
        mouth=MOUTH,
        number=talk.pk,
        record=talk.deal_id,
        cause=f"arrival:{heard.arrival}",
        text=heard.text,
        fields={"client": talk.name},
    )


@command(needs=None)
def says(*, by: Actor, number: int, text: str, key: str) -> int:
    """Promise one message in a talk."""
    return say(by=by, talk_id=number, text=text, key=key)


@command(needs=None)
def hands(*, by: Actor, number: int, person: int | None) -> int:
    """Let a person answer in a talk from now on: the one named, while they work here, else whose the talk is."""
    row = locked(Talk.objects.filter(pk=number)).get()
    chosen = User.objects.filter(pk=person or 0).first()
    row.state = TalkState.WAITING
    if chosen and not has_left(chosen):
        row.owner, row.team_id = chosen, chosen.team_id
    row.save(update_fields=["state", "owner", "team"])
    del by
    return int(row.owner_id)


@command(needs=None)
def takes_meeting(
    *, by: Actor, told: Told, code: str, known: Answers, number: int | None, key: str, language: str
) -> int:
    """Book a free time for the client of a talk; refuses one that has been taken meanwhile."""
    kind = offered_kind(told, viewer=by)
    if kind is None:
        raise NotOffered
    guest = Guest(
        name=known.get(SlotKind.NAME, "") or "—",
        phone=known.get(SlotKind.PHONE, ""),
        email=known.get(SlotKind.EMAIL, ""),
        language=language,
        answers=tuple(known.get(SlotKind.TEXT, "—") for _each in kind.questions),
        consent=True,
    )
    made = book(by=by, kind_id=kind.pk, at=datetime.fromisoformat(code), guest=guest, key=key, deal_id=number)
    return made.id
