"""Where notifications reach a person: their choice over what is usual, what is in a letter, what did not arrive."""

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet

from mostik.core import clock, company, vault
from mostik.core.actors import Actor, ActorKind
from mostik.core.models import Notification
from mostik.core.notifications import KINDS, kind_of
from mostik.core.ways import Channel
from mostik.kernel.quiet import Quiet
from mostik.kernel.refusals import Conflict, Missing, gettext_noop
from mostik.people.access import has_left
from mostik.people.adapters.mail import Server
from mostik.people.adapters.telegram import Bot
from mostik.people.models import Delivery, DeliveryState, NoticeChoice, User
from mostik.people.rules.notices import LETTER, MAIL, TELEGRAM, kept_ways, usual_ways

MAIL_SET, BOT_SET, HEARD, ADDRESS = "mail", "telegram", "telegram_heard", "address"
DECIDES = "people.decide_approvals"
UNSUBSCRIBE = "people.letter"
TROUBLES = (DeliveryState.FAILED, DeliveryState.IN_DOUBT)

company.declare(MAIL_SET, {})
company.declare(BOT_SET, {})
company.declare(HEARD, 0)
company.declare(ADDRESS, "")


class NotOpen(Conflict):
    """The way is not set up or leads nowhere."""

    message = gettext_noop("This way is not open. Link it first, or ask whoever sets Mostik up.")


@dataclass(frozen=True)
class Reached:
    """How one person is reached: every question of the choice answered, what is usual filled in."""

    person: User
    choice: NoticeChoice

    def ways(self, code: str) -> frozenset[str]:
        """Return where a kind of notification goes besides the bell."""
        kind = kind_of(code)
        if kind.always:
            return frozenset({MAIL, TELEGRAM})
        if kind.code in self.choice.ways:
            return frozenset(kept_ways(self.choice.ways[kind.code]))
        return usual_ways(kind.code, urgent=kind.urgent, decides=DECIDES in self.person.role.rights)

    @property
    def zone(self) -> ZoneInfo:
        """The person's own time zone, the company's until they choose."""
        return ZoneInfo(self.choice.zone) if self.choice.zone else clock.zone()

    @property
    def quiet(self) -> Quiet | None:
        """The person's quiet hours."""
        first, last = self.choice.quiet_from, self.choice.quiet_to
        return None if first is None or last is None else Quiet(first, last)

    @property
    def letter(self) -> bool:
        """Whether the daily letter comes: to those who decide for others, until they choose."""
        return DECIDES in self.person.role.rights if self.choice.letter is None else self.choice.letter

    @property
    def viewer(self) -> Actor:
        """Whom a message is composed for."""
        return Actor(kind=ActorKind.PERSON, id=self.person.pk, name=self.person.short_name)

    def quiet_for(self, code: str) -> Quiet | None:
        """Return the quiet hours that hold for a kind: none for what must come, and urgent ones let pass."""
        kind = kind_of(code)
        return None if kind.always or (kind.urgent and self.choice.urgent_passes) else self.quiet

    def closed(self, way: str) -> str:
        """Return why a way leads nowhere now, nothing when it is open."""
        if has_left(self.person):
            return "left"
        if way == TELEGRAM:
            return "" if self.choice.chat and not self.choice.chat_refused_at else "not linked"
        return "refused" if self.choice.mail_refused == self.person.email else ""


@dataclass(frozen=True, kw_only=True)
class KindLine:
    """A row of the screen: a kind and where it goes."""

    code: str
    title: str
    urgent: bool
    ways: frozenset[str]
    always: bool = False


def reached(*, viewer: Actor) -> Reached:
    """Return how the viewer is reached."""
    person = User.objects.select_related("role").filter(pk=viewer.id or 0).first()
    if person is None:
        raise Missing
    return reached_as(person, NoticeChoice.objects.filter(pk=person.pk).first())


def reached_as(person: User, choice: NoticeChoice | None) -> Reached:
    """Return how somebody with this choice is reached."""
    return Reached(person, choice or NoticeChoice(person=person, ways={}, letter_at=time(9)))


def reached_person(number: int, *, viewer: Actor) -> Reached | None:  # noqa: ARG001 - asked by what writes to them
    """Return how somebody is reached; None where nobody has the number."""
    person = User.objects.select_related("role").filter(pk=number).first()
    return reached_as(person, NoticeChoice.objects.filter(pk=number).first()) if person else None


def kind_lines(found: Reached) -> list[KindLine]:
    """Return every kind with where it goes, urgent ones first."""
    kinds = sorted(KINDS.values(), key=lambda kind: (not kind.urgent, kind.code == "other", str(kind.title)))
    return [
        KindLine(
            code=each.code,
            title=str(each.title),
            urgent=each.urgent,
            ways=found.ways(each.code),
            always=each.always,
        )
        for each in kinds
    ]


def troubles(*, viewer: Actor) -> QuerySet[Delivery]:
    """Return the viewer's newest messages that did not arrive or may have."""
    mine = Delivery.objects.filter(person_id=viewer.id or 0, state__in=TROUBLES)
    return mine.select_related("notice").order_by("-id")


def delivery(*, viewer: Actor, delivery_id: int) -> Delivery:
    """Return one of the viewer's own messages."""
    found = Delivery.objects.select_related("notice").filter(pk=delivery_id, person_id=viewer.id or 0).first()
    if found is None:
        raise Missing
    return found


def lines_of_letter(*, viewer: Actor, letter: Delivery, found: Reached) -> QuerySet[Notification]:
    """Return what a letter tells: of the kinds chosen for it, since the one before, not read under the bell."""
    apart = [code for code in KINDS if LETTER not in found.ways(code)]
    rows = Notification.objects.filter(person_id=viewer.id or 0, read_at__isnull=True).exclude(kind__in=apart)
    return rows.filter(made_at__gte=letter.since or letter.made_at, made_at__lt=letter.made_at).order_by("id")


def open_ways() -> frozenset[str]:
    """Return the ways the company has set up."""
    mail = bool(company.choice(MAIL_SET) or settings.EMAIL_HOST)
    return frozenset(([MAIL, LETTER] if mail else []) + ([TELEGRAM] if company.choice(BOT_SET) else []))


def has_mail() -> bool:
    """Return whether there is a mail server to send by."""
    return MAIL in open_ways()


def channel(way: str) -> Channel:
    """Return the way out, its secrets opened to be used; refuses `NotOpen` where there is no bot."""
    if way == TELEGRAM:
        if (bot := bot_of()) is None:
            raise NotOpen
        return bot
    kept = dict(company.choice(MAIL_SET))
    secret = kept.pop("secret", "")
    return Server(**kept, password=vault.opened(secret) if secret else "")


def company_mail() -> Channel:
    """Return the company's mail server, for letters to others than its own people."""
    return channel(MAIL)


def bot_of() -> Bot | None:
    """Return the company's bot, if it has one."""
    kept = company.choice(BOT_SET)
    return Bot(vault.opened(kept["secret"])) if kept else None


def bot_name() -> str:
    """Return what the company's bot is called, without the sign before it."""
    return str(company.choice(BOT_SET).get("name", ""))


def address() -> str:
    """Return where Mostik is opened, for links: as the company or the installation says, without the last slash."""
    return str(company.choice(ADDRESS) or settings.ADDRESS).rstrip("/")


def unsubscribe_token(person_id: int) -> str:
    """Return the signed value that stops somebody's letter and does nothing else."""
    return signing.dumps(person_id, salt=UNSUBSCRIBE)


def person_of_token(token: str) -> int | None:
    """Return whose letter a value stops; nothing for one that was not signed here."""
    try:
        number = signing.loads(token, salt=UNSUBSCRIBE)
    except signing.BadSignature:
        return None
    return number if isinstance(number, int) else None


def waits_for_code(*, person_id: int, code: str) -> bool:
    """Return whether somebody still waits for a code of theirs to be written to the bot."""
    return NoticeChoice.objects.filter(pk=person_id, code=code, code_until__gt=clock.now()).exists()
