"""Words of the room: where a letter to a client stands, who answers in a talk, where a booked meeting stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mostik.kernel.events import N_


class SendingState(StrEnum):
    """Where a letter stands. One in doubt left, and the answer was lost: it never goes again by itself."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in doubt"
    DROPPED = "dropped"


STATES = {
    SendingState.NEW: N_("waits to be sent"),
    SendingState.SENDING: N_("being sent"),
    SendingState.SENT: N_("gone to the client"),
    SendingState.FAILED: N_("not sent"),
    SendingState.IN_DOUBT: N_("may have gone"),
    SendingState.DROPPED: N_("not to be sent"),
}
#: Those that wait for a person.
TROUBLES = (SendingState.FAILED, SendingState.IN_DOUBT)
#: Those that may still change.
OPEN = (SendingState.NEW, SendingState.SENDING, SendingState.IN_DOUBT, SendingState.FAILED)


class TalkState(StrEnum):
    """Who answers in a talk: a robot, nobody yet, a person, or nobody any more."""

    ROBOT = "robot"
    WAITING = "waiting"
    PERSON = "person"
    CLOSED = "closed"


TALK_STATES = {
    TalkState.ROBOT: N_("a robot answers"),
    TalkState.WAITING: N_("waits for an answer"),
    TalkState.PERSON: N_("a person answers"),
    TalkState.CLOSED: N_("closed"),
}


class BookingState(StrEnum):
    """Where a booked meeting stands. One that waits for a person's yes holds its time already."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Pick(StrEnum):
    """Whom of a team a meeting goes to: in turn, or whoever has the emptiest day."""

    TURNS = "turns"
    FREE = "free"


BOOKING_STATES = {
    BookingState.PENDING: N_("waits for confirmation"),
    BookingState.CONFIRMED: N_("agreed"),
    BookingState.CANCELLED: N_("cancelled"),
}
PICKS = {Pick.TURNS: N_("in turn"), Pick.FREE: N_("whoever has fewer meetings that day")}
#: Those that hold their time.
HELD = (BookingState.PENDING, BookingState.CONFIRMED)


class TouchKind(StrEnum):
    """What touched a client on the way to a deal."""

    VISIT = "visit"
    FORM = "form"
    CALL = "call"
    CHAT = "chat"


TOUCHES = {
    TouchKind.VISIT: N_("visit to the site"),
    TouchKind.FORM: N_("form"),
    TouchKind.CALL: N_("call"),
    TouchKind.CHAT: N_("chat"),
}


class Purpose(StrEnum):
    """What a sending is for.

    A service letter is about the client's own deal; offers advertise; surveys ask; an answer follows what the client
    wrote just now.
    """

    SERVICE = "service"
    OFFERS = "offers"
    SURVEYS = "surveys"
    ANSWER = "answer"


PURPOSES = {
    Purpose.SERVICE: N_("about their own deal"),
    Purpose.OFFERS: N_("an offer, advertising"),
    Purpose.SURVEYS: N_("a question, a survey"),
    Purpose.ANSWER: N_("an answer to what they wrote: at any hour"),
}


class StopSource(StrEnum):
    """Who said not to write to an address."""

    CLIENT = "client"
    PERSON = "person"
    FILE = "file"


STOP_SOURCES = {
    StopSource.CLIENT: N_("the client themselves"),
    StopSource.PERSON: N_("one of us"),
    StopSource.FILE: N_("a file"),
}


class RefusalState(StrEnum):
    """Where the question why stands. An answer the rules did not read waits for a person."""

    ASKED = "asked"
    UNREAD = "unread"
    READ = "read"


REFUSAL_STATES = {
    RefusalState.ASKED: N_("asked, no answer yet"),
    RefusalState.UNREAD: N_("answered, to be read"),
    RefusalState.READ: N_("read"),
}


class SurveyKind(StrEnum):
    """What a client is asked: how content they are, or whether they would recommend us."""

    CSAT = "csat"
    NPS = "nps"


SURVEY_KINDS = {
    SurveyKind.CSAT: N_("how content they are, 1 to 5 (CSAT)"),
    SurveyKind.NPS: N_("would they recommend us, 0 to 10 (NPS)"),
}


class Caller(StrEnum):
    """Who calls a client after a low mark."""

    OWNER = "owner"
    HEAD = "head"


CALLERS = {Caller.OWNER: N_("whoever works with the client"), Caller.HEAD: N_("their head")}


class Fate(StrEnum):
    """What a letter in a mailbox turned out to be."""

    RECEIVED = "received"
    KNOWN = "known"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    INSIDE = "inside"
    OWN = "own"


FATES = {
    Fate.RECEIVED: N_("from a client"),
    Fate.KNOWN: N_("known already"),
    Fate.BOUNCE: N_("a letter came back"),
    Fate.AUTOMATIC: N_("an automatic answer or a mailing"),
    Fate.INSIDE: N_("from a colleague, or a stranger set aside"),
    Fate.OWN: N_("our own"),
}


class OpeningKind(StrEnum):
    """What a client did with a letter."""

    OPEN = "open"
    CLICK = "click"


class SourceKind(StrEnum):
    """What sort of place enquiries come in by."""

    FORM = "form"
    HOOK = "hook"
    LANDING = "landing"
    TABLE = "table"


class EnquiryState(StrEnum):
    """What became of an enquiry. An odd one could not be read and waits for a person; spam is kept apart."""

    NEW = "new"
    TAKEN = "taken"
    JOINED = "joined"
    ODD = "odd"
    SPAM = "spam"
    DROPPED = "dropped"


SOURCE_KINDS = {
    SourceKind.FORM: N_("Form"),
    SourceKind.HOOK: N_("Signed webhook"),
    SourceKind.LANDING: N_("Landing page"),
    SourceKind.TABLE: N_("Tables"),
}
ENQUIRY_STATES = {
    EnquiryState.NEW: N_("being read"),
    EnquiryState.TAKEN: N_("a new lead"),
    EnquiryState.JOINED: N_("joined a deal"),
    EnquiryState.ODD: N_("to sort out"),
    EnquiryState.SPAM: N_("spam"),
    EnquiryState.DROPPED: N_("left unread"),
}
#: How what became of an enquiry is coloured.
TONES = {"taken": "good", "joined": "good", "odd": "warn", "spam": "bad", "new": "neutral", "dropped": "neutral"}


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who books: how to reach them, by which clock they live, what they answered, in order of the questions."""

    name: str
    phone: str = ""
    email: str = ""
    zone: str = ""
    language: str = "ru"
    answers: Sequence[str] = field(default_factory=tuple)
    consent: bool = False
