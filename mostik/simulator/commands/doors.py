"""The doors clients come in by, set up as a head would: sources, a bot, a chat, a mailbox, a meeting, a text robot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mostik.automation.commands.dialogues import make_dialogue, put_intent, put_state, start_dialogue
from mostik.channels.catalog.ways import EMAIL
from mostik.channels.commands.accounts import Wanted, connect_way
from mostik.channels.commands.dialogues import answer_over
from mostik.channels.commands.meeting_kinds import save_meeting_kind
from mostik.channels.commands.sources import add_source, map_fields
from mostik.channels.terms import Pick, SourceKind
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.commands.distribution import save_rule
from mostik.simulator.rules.robots import FAREWELL, PHRASES
from mostik.simulator.terms import Door

MEETING = {
    "slug": "talk",
    "title": "Встреча",
    "about": "",
    "place": "",
    "minutes": 60,
    "step": 30,
    "before": 0,
    "after": 0,
    "notice": 120,
    "horizon": 14,
    "daily": 0,
    "person": None,
    "pick": Pick.TURNS,
    "confirmed": False,
}
MAPPING = {"name": "lead.name", "email": "lead.email", "company": "lead.firm", "text": "lead.need"}
MAILBOX = {
    "address": "sales@virtual.example",
    "whose": "company",
    "user": "sales@virtual.example",
    "imap_host": "imap.virtual.example",
    "smtp_host": "smtp.virtual.example",
    "password": "virtual",
    "strangers": "aside",
}


@dataclass(frozen=True)
class Doors:
    """The numbers of what was set up: sources by door, accounts by door, the mailbox, the meeting."""

    sources: Mapping[Door, int]
    accounts: Mapping[Door, int]
    mailbox: int
    meeting: int


@command(needs="crm.import_records")
def open_mailbox(*, by: Actor, head: Actor) -> int:
    """Connect the department's mailbox and return its number."""
    del by
    return _connect(head, EMAIL, "Почта отдела", MAILBOX)


@command(needs="crm.import_records")
def open_doors(
    *, by: Actor, head: Actor, team: Any, sellers: tuple[Actor, ...], greeting: str, mailbox: int = 0
) -> Doors:
    """Open every door; leads are given out in turn at any hour and greeted, talks are answered by a text robot.

    ``mailbox`` is one connected before.
    """
    form, _none = add_source(by=head, kind=SourceKind.FORM, title="Форма на сайте")
    hook, _secret = add_source(by=head, kind=SourceKind.LANDING, title="Лендинг")
    map_fields(by=head, source_id=hook, mapping=MAPPING)
    meeting = save_meeting_kind(by=head, kind_id=None, fields={**MEETING, "team": team})
    accounts = {
        Door.CHAT: _connect(head, Door.CHAT, "Чат на сайте", {}),
        Door.TELEGRAM: _connect(head, Door.TELEGRAM, "Телеграм-бот", {"token": "1:virtual", "mode": "poll"}),
    }
    robot = _text_robot(head)
    for number in accounts.values():
        answer_over(by=head, dialogue_id=robot, account_id=number, answers=True)
    takers = [(each.id, 0, 0, (), ()) for each in sellers]
    told = {"title": "Все заявки", "way": "quota", "only_at_work": False, "keeper_id": head.id or 0}
    save_rule(by=head, values={**told, "greeting": greeting, "takers": takers})  # type: ignore[typeddict-item]
    mailbox = mailbox or open_mailbox(by=by, head=head)
    return Doors({Door.FORM: form, Door.HOOK: hook}, accounts, mailbox, meeting)


def _connect(head: Actor, way: str, title: str, told: Mapping[str, str]) -> int:
    return connect_way(by=head, way=way, wanted=Wanted(title=title, owner_id=head.id or 0, told=told))


def _text_robot(head: Actor) -> int:
    """Make the ready qualifying dialogue that lets whoever refuses go in peace, and put it to work."""
    robot = make_dialogue(by=head, like="qualification", language="ru")
    goodbye = {"kind": "end", "code": "goodbye", "title": "Отказ", "say": [FAREWELL]}
    state = put_state(by=head, dialogue_id=robot, told=goodbye)
    keys = [line for phrases in PHRASES.values() for line in phrases.splitlines()]
    put_intent(by=head, dialogue_id=robot, told={"keys": keys, "say": ["Понимаю."], "to": state})
    start_dialogue(by=head, dialogue_id=robot)
    return robot
