"""Tables of the room: connected ways, talks, what clients wrote and what they are written, meetings they book."""

from mostik.channels.models.booking import Booking, Diary, MeetingKind
from mostik.channels.models.calendars import BusyTime, Calendar, CalendarEntry, WrittenMeeting
from mostik.channels.models.dialogues import Answering
from mostik.channels.models.gate import ClientTurn, Stop
from mostik.channels.models.letters import LetterDraft, Sending
from mostik.channels.models.mail import BadAddress, Folder, Opening, RawLetter
from mostik.channels.models.refusals import Refusal, RefusalWords
from mostik.channels.models.sources import Drop, Enquiry, Source
from mostik.channels.models.surveys import Survey
from mostik.channels.models.talks import Account, Arrival, Heard, Invitation, Talk
from mostik.channels.models.tracking import NumberLease, Site, Spend, Touch, TrackedNumber, Visit, Visitor

__all__ = [
    "Account",
    "Answering",
    "Arrival",
    "BadAddress",
    "Booking",
    "BusyTime",
    "Calendar",
    "CalendarEntry",
    "ClientTurn",
    "Diary",
    "Drop",
    "Enquiry",
    "Folder",
    "Heard",
    "Invitation",
    "LetterDraft",
    "MeetingKind",
    "NumberLease",
    "Opening",
    "RawLetter",
    "Refusal",
    "RefusalWords",
    "Sending",
    "Site",
    "Source",
    "Spend",
    "Stop",
    "Survey",
    "Talk",
    "Touch",
    "TrackedNumber",
    "Visit",
    "Visitor",
    "WrittenMeeting",
]
