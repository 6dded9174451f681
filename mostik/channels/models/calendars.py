"""People's calendars elsewhere: how they are reached and stand, when they keep people busy, what is written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.channels.models.booking import Booking


class Calendar(models.Model):
    """One person's calendar at a server of calendars: ``url`` is the one chosen, ``password`` as the vault keeps it.

    ``token`` and ``ctag`` say how it stood when it was read last, ``listed_at`` when it was last read whole.
    ``due_at`` is when it is looked into next: later with every failure.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    server = models.CharField(_("address"), max_length=1000)
    login = models.CharField(_("login"), max_length=254)
    password = models.CharField(max_length=1000)
    url = models.CharField(max_length=1000, blank=True, default="")
    title = models.CharField(_("calendar"), max_length=120, blank=True, default="")
    token = models.CharField(max_length=1000, blank=True, default="")
    ctag = models.CharField(max_length=300, blank=True, default="")
    listed_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="calendars_due", condition=Q(removed_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="one_calendar_each", condition=Q(removed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.title or self.server


class CalendarEntry(models.Model):
    """An event of a calendar by its place there: the times alone, nothing of what it is about; ``odd`` is not read.

    ``meeting`` is the booking it is the copy of.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="+")
    href = models.CharField(max_length=500)
    etag = models.CharField(max_length=300)
    body = models.TextField(blank=True, default="")
    odd = models.BooleanField(default=False)
    meeting = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "href"], name="calendar_event_once")]

    def __str__(self) -> str:
        return self.href


class BusyTime(models.Model):
    """When an entry keeps its calendar's person busy."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="+")
    entry = models.ForeignKey(CalendarEntry, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["calendar", "starts_at"], name="busy_times_of_a_calendar")]

    def __str__(self) -> str:
        return f"{self.starts_at} – {self.ends_at}"


class WrittenMeeting(models.Model):
    """A booking as a calendar has it: of which of its changes; of none is to be written anew."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="+")
    sequence = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "booking"], name="meeting_written_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id}: {self.booking_id}"
