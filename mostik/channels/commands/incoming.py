"""Letters fetched are taken in: a client's go into their talk, what came back or was answered by a machine is noted."""

from html import escape
from typing import Final

from mostik.channels.commands.arrivals import held_talk, receive
from mostik.channels.commands.bounces import note_bounce
from mostik.channels.events import MachineAnswered
from mostik.channels.models import Account, Arrival, RawLetter, Sending
from mostik.channels.queries.clients import Client, client_by
from mostik.channels.queries.mail import answered_by, is_colleague, is_ours, letters_aside
from mostik.channels.rules.mail.html import kept
from mostik.channels.rules.mail.letters import Kind, Letter
from mostik.channels.rules.mail.quotes import parted
from mostik.channels.rules.marks import marks
from mostik.channels.terms import Fate
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.ways import Enclosed
from mostik.kernel.refusals import Missing

RIGHT: Final = "channels.write_letters"
LONGEST_NUMBER: Final = 250


@command(needs=None)
def take_letter(*, by: Actor, raw_id: int, letter: Letter) -> Fate | None:
    """Take in one letter and return what it was; nothing for one taken in already."""
    raw = locked(RawLetter.objects.filter(pk=raw_id, done_at__isnull=True)).select_related("account__owner").first()
    if raw is None or raw.account.removed_at:
        return None
    fate = _fate(raw, letter)
    raw.fate, raw.sender, raw.subject, raw.done_at = fate, letter.sender[:254], letter.subject[:200], clock.now()
    raw.save(update_fields=["fate", "sender", "subject", "done_at", "talk"])
    return fate


@command(needs=RIGHT)
def take_as_client(*, by: Actor, raw_id: int, letter: Letter) -> int:
    """Take in a letter that was set aside as a client's and return its talk; refuses one that was not set aside."""
    raw = locked(letters_aside(viewer=by).filter(pk=raw_id)).select_related("account__owner").first()
    if raw is None:
        raise Missing()
    talk = _receive(raw, letter)
    raw.fate = Fate.RECEIVED
    raw.save(update_fields=["fate", "talk"])
    return talk


def _fate(raw: RawLetter, letter: Letter) -> Fate:
    """Act on a letter by what it is."""
    if is_ours(letter.sender, viewer=SYSTEM):
        return Fate.OWN
    if Arrival.objects.filter(account=raw.account_id, number=letter.number[:LONGEST_NUMBER]).exists():
        return Fate.KNOWN
    if letter.kind is Kind.BOUNCE:
        for each in letter.bounces:
            note_bounce(raw.account, each)
        return Fate.BOUNCE
    if letter.kind is Kind.MACHINE:
        _note_machine(raw.account, letter)
        return Fate.AUTOMATIC
    if _is_aside(raw.account, letter):
        return Fate.INSIDE
    _receive(raw, letter)
    return Fate.RECEIVED


def _is_aside(account: Account, letter: Letter) -> bool:
    """Return whether a letter is a colleague's, or a stranger's where those do not become leads."""
    if is_colleague(letter.sender, viewer=SYSTEM):
        return True
    if account.told.get("strangers") != "aside":
        return False
    known = client_by(marks(email=letter.sender), viewer=SYSTEM).is_known
    return not known and answered_by(account, letter.answers, viewer=SYSTEM) is None


def _receive(raw: RawLetter, letter: Letter) -> int:
    """Put a client's letter into its talk, joined with what it answers."""
    account = raw.account
    if ours := answered_by(account, letter.answers, viewer=SYSTEM):
        _join(account, letter, ours)
    said, _quoted = parted(letter.text)
    found = receive(
        by=SYSTEM,
        account_id=account.pk,
        number=letter.number[:LONGEST_NUMBER],
        address=letter.sender,
        text=said or letter.subject,
        at=min(letter.at or raw.at, raw.at),
        name=letter.name,
        subject=letter.subject,
        html=_html(letter),
        enclosed=[Enclosed(title=each.title, content_type=each.kind, content=each.content) for each in letter.files],
        email=letter.sender,
        title=letter.subject,
    )
    raw.talk_id = found.talk
    return found.talk


def _html(letter: Letter) -> str:
    """Return a letter's HTML made harmless, its own pictures called by the names their files are kept under."""
    html = kept(letter.html)
    for each in letter.files:
        if each.cid:
            html = html.replace(f'"cid:{escape(each.cid)}"', f'"cid:{escape(each.title)}"')
    return html


def _join(account: Account, letter: Letter, ours: Sending) -> None:
    """Join the talk of whoever answers with the deal they answer about, from whatever address they write."""
    client = Client(contact=ours.contact, company_id=ours.company_id, deal=ours.deal)
    talk = held_talk(account, letter.sender, client, name=letter.name)
    if ours.deal_id and talk.deal_id != ours.deal_id:
        talk.deal_id = ours.deal_id
        talk.save(update_fields=["deal"])


def _note_machine(account: Account, letter: Letter) -> None:
    """Write a machine's answer into the card of what it answers; the client has not answered."""
    ours = answered_by(account, letter.answers, viewer=SYSTEM)
    if ours is not None:
        text = " ".join(letter.text.split())[:200]
        told = {"letter": ours.pk, "subject": ours.subject, "deal": ours.deal_id, "company": ours.company_id}
        publish(MachineAnswered(at=clock.now(), text=text, **told))  # type: ignore[arg-type]
