"""The one clock. Nobody else asks the machine what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

__all__ = ["EPOCH", "UTC", "business_day", "moment", "now", "stopped", "today", "zone"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present instant, or the one the clock was stopped at."""
    if stopped := _frozen.get():
        return stopped
    return datetime.fromisoformat(settings.FROZEN_AT).astimezone(zone()) if settings.FROZEN_AT else timezone.now()


def zone() -> ZoneInfo:
    """Return the company's time zone: business days turn at its midnight."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    """Return the business day it is."""
    return business_day(now())


def business_day(at: datetime) -> date:
    """Return the company's local date of an instant."""
    return at.astimezone(zone()).date()


def moment(day: date, at: time = time(12)) -> datetime:
    """Return the instant of a local wall time on a day."""
    return datetime.combine(day, at, tzinfo=zone())


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Stop the clock at an instant for the length of the block."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
