"""Tables of the room: structure and people, roles, the working calendar, approvals."""

from mostik.people.models.approvals import Approval, ApprovalLimit
from mostik.people.models.attendance import Attendance, AttendanceNorm, Lapse
from mostik.people.models.calendar import Absence, CompanyDay, Schedule, Scheduled
from mostik.people.models.notices import Delivery, DeliveryState, NoticeChoice
from mostik.people.models.reads import Read, ReadSeal
from mostik.people.models.roles import Role
from mostik.people.models.shifts import PlannedShift, ShiftEdit
from mostik.people.models.sign_in import Invitation, Visit
from mostik.people.models.structure import Department, Move, Team, Token, User
from mostik.people.models.working_day import DayNorm

__all__ = [
    "Absence",
    "Approval",
    "ApprovalLimit",
    "Attendance",
    "AttendanceNorm",
    "CompanyDay",
    "DayNorm",
    "Delivery",
    "DeliveryState",
    "Department",
    "Invitation",
    "Lapse",
    "Move",
    "NoticeChoice",
    "PlannedShift",
    "Read",
    "ReadSeal",
    "Role",
    "Schedule",
    "Scheduled",
    "ShiftEdit",
    "Team",
    "Token",
    "User",
    "Visit",
]
