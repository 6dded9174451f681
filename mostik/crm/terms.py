"""Words of the room: kinds of stage, milestones of the chain, kinds of activity and their outcomes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class StageKind(StrEnum):
    """What a stage means for the deal in it; never deduced from its name."""

    OPEN = "open"
    HOLD = "hold"
    WON = "won"
    LOST = "lost"


CLOSED = frozenset({StageKind.WON, StageKind.LOST})


#: The kind of request a discount above somebody's limit is.
DISCOUNT = "crm.discount"


class Milestone(StrEnum):
    """Links of the chain from lead to payment, in order. A stage may stand for one of them."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    MEETING = "meeting"
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    INVOICE = "invoice"
    PAYMENT = "payment"


CHAIN: tuple[Milestone, ...] = tuple(Milestone)


class Outcome(StrEnum):
    """Where a deal stands as a whole."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class ActivityKind(StrEnum):
    """What is done with a client."""

    CALL = "call"
    MEETING = "meeting"
    TASK = "task"
    NOTE = "note"
    EMAIL = "email"
    MESSAGE = "message"


class ActivityResult(StrEnum):
    """How an activity ended. A talk is a call somebody answered; a held meeting is one that took place."""

    DONE = "done"
    TALKED = "talked"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    CALL_BACK = "call back"
    WRONG_NUMBER = "wrong number"
    HELD = "held"
    NOT_COME = "not come"
    MOVED = "moved"
    CANCELLED = "cancelled"


RESULTS: dict[ActivityKind, tuple[ActivityResult, ...]] = {
    ActivityKind.CALL: (
        ActivityResult.TALKED,
        ActivityResult.NO_ANSWER,
        ActivityResult.BUSY,
        ActivityResult.CALL_BACK,
        ActivityResult.WRONG_NUMBER,
    ),
    ActivityKind.MEETING: (
        ActivityResult.HELD,
        ActivityResult.NOT_COME,
        ActivityResult.MOVED,
        ActivityResult.CANCELLED,
    ),
    ActivityKind.TASK: (ActivityResult.DONE, ActivityResult.CANCELLED),
    ActivityKind.NOTE: (ActivityResult.DONE,),
    ActivityKind.EMAIL: (ActivityResult.DONE,),
    ActivityKind.MESSAGE: (ActivityResult.DONE,),
}

#: Kinds that count as a next step of an open deal.
STEPS = frozenset(
    {ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.TASK, ActivityKind.EMAIL, ActivityKind.MESSAGE}
)


class Via(StrEnum):
    """By what door a change came."""

    PERSON = "person"
    ROBOT = "robot"
    IMPORT = "import"
    API = "api"


class Unit(StrEnum):
    """What a quantity of something sold is counted in."""

    PIECE = "piece"
    SET = "set"
    PACK = "pack"
    KILOGRAM = "kg"
    TONNE = "t"
    METRE = "m"
    SQUARE_METRE = "m2"
    CUBIC_METRE = "m3"
    LITRE = "l"
    KILOMETRE = "km"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SERVICE = "service"


#: The unit's code in the Russian classifier OKEI, which invoices and acts print.
OKEI: dict[Unit, str] = {
    Unit.PIECE: "796",
    Unit.SET: "839",
    Unit.PACK: "778",
    Unit.KILOGRAM: "166",
    Unit.TONNE: "168",
    Unit.METRE: "006",
    Unit.SQUARE_METRE: "055",
    Unit.CUBIC_METRE: "113",
    Unit.LITRE: "112",
    Unit.KILOMETRE: "008",
    Unit.HOUR: "356",
    Unit.DAY: "359",
    Unit.MONTH: "362",
    Unit.YEAR: "366",
    Unit.SERVICE: "876",
}


class PipelineKind(StrEnum):
    """What goes through a pipeline: deals, or leads before they are deals."""

    DEAL = "deal"
    LEAD = "lead"


class LossGroup(StrEnum):
    """What kind of reason a loss has; a duplicate is a lead that was none."""

    PRICE = "price"
    FIT = "fit"
    TIMING = "timing"
    CONTACT = "contact"
    COMPETITOR = "competitor"
    JUNK = "junk"
    US = "us"
    DUPLICATE = "duplicate"
    OTHER = "other"


class DecisionRole(StrEnum):
    """What part a contact has in the client's decision."""

    DECIDES = "decides"
    INFLUENCES = "influences"
    USES = "uses"
    PAYS = "pays"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class PastActivity:
    """Something done (or, with ``due_at`` and no ``done_at``, still planned) on a deal with a past."""

    kind: ActivityKind
    owner: int
    title: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    result: ActivityResult | None = None
    seconds: int = 0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DealHistory:
    """A deal with its whole past, as an import or the simulator knows it.

    ``stays`` are (stage number, when it came there), oldest first; the first is the deal's creation and the last
    where it stands. A deal standing in a lost stage names its ``reason``. ``paid`` are (business day, minor units).
    """

    title: str
    owner: int
    pipeline: int
    stays: tuple[tuple[int, datetime], ...]
    amount_minor: int = 0
    currency: str = "RUB"
    reason: int | None = None
    loss_note: str = ""
    competitor: int | None = None
    company: int | None = None
    contact: int | None = None
    channel: int | None = None
    product: int | None = None
    expected_on: date | None = None
    origin: str = ""
    origin_id: str = ""
    activities: tuple[PastActivity, ...] = ()
    paid: tuple[tuple[date, int], ...] = ()


class DocumentKind(StrEnum):
    """What a paper is."""

    PROPOSAL = "proposal"
    CONTRACT = "contract"
    INVOICE = "invoice"
    ACT = "act"
    WAYBILL = "waybill"
    POWER = "power"


class DocumentStatus(StrEnum):
    """How far a paper has come. A cancelled one keeps its number."""

    DRAFT = "draft"
    ISSUED = "issued"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    PAID = "paid"
    CANCELLED = "cancelled"


#: Papers that ask for money: they may be paid and carry a payment code.
PAYABLE = frozenset({DocumentKind.INVOICE})


class LineKind(StrEnum):
    """What a line of a bank statement is: a client's money, the bank's own doing, between our accounts, money out."""

    CLIENT = "client"
    BANK = "bank"
    OWN = "own"
    OUT = "out"


class LineState(StrEnum):
    """What became of money that came: laid on invoices or deals, left as it is, given back, or not yet looked at."""

    WAITING = "waiting"
    MATCHED = "matched"
    LEFT = "left"
    RETURNED = "returned"


class PromiseState(StrEnum):
    """How a promise to pay stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class ReminderWay(StrEnum):
    """What a step of reminding makes for the owner: a task, or a letter to send."""

    TASK = "task"
    LETTER = "letter"


class Bucket(StrEnum):
    """How old a debt is, by the day to pay by."""

    NOT_DUE = "not due"
    TO_30 = "1-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    OVER_90 = "90+"


class FieldType(StrEnum):
    """What an own field holds."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    CLIENT = "client"
    LINK = "link"
    PHONE = "phone"
    EMAIL = "email"
    FILE = "file"


class Holder(StrEnum):
    """What kind of record an own field belongs to."""

    DEAL = "deal"
    COMPANY = "company"
    CONTACT = "contact"
    ACTIVITY = "activity"
    ROW = "row"


class IdentityKind(StrEnum):
    """What a client may be known by."""

    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    INN = "inn"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    VIBER = "viber"
    VK = "vk"
    MAX = "max"


class Reason(StrEnum):
    """Why two records may be one client, or may not."""

    INN = "inn"
    PHONE = "phone"
    EMAIL = "email"
    MESSENGER = "messenger"
    SITE = "site"
    NAME = "name"
    NAME_CLOSE = "name close"
    PERSON = "person"
    PERSON_CLOSE = "person close"
    COMPANY = "company"
    MET = "met"
    INN_DIFFERS = "inn differs"
    KPP_DIFFERS = "kpp differs"
    PERSON_DIFFERS = "person differs"


class ConsentPurpose(StrEnum):
    """What a person agreed their data may be used for."""

    OFFERS = "offers"
    SURVEYS = "surveys"
    RECORDING = "recording"
    PARTNERS = "partners"
    TRACKING = "tracking"


class ConsentChannel(StrEnum):
    """By which channel; ``any`` is all of them."""

    ANY = "any"
    EMAIL = "email"
    SMS = "sms"
    CALL = "call"
    MESSENGER = "messenger"


class RequestKind(StrEnum):
    """What a person asks about their data."""

    ACCESS = "access"
    ERASE = "erase"


class RequestState(StrEnum):
    """Where a request about personal data stands."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
