"""Meetings clients book themselves: what kinds there are, whose calendar holds what, what was agreed."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mostik.channels.rules.slots import Shape, Stretch
from mostik.channels.terms import HELD, BookingState, Pick
from mostik.people.access import Team


class MeetingKind(models.Model):
    """A meeting people may book: how long, where, with whom, when; ``slug`` is its public address.

    It is with one ``person`` or with somebody of a ``team``. Times are in minutes, ``horizon`` in days. ``questions``
    is a list of ``{"words", "required"}``.
    """

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("what it is about"), max_length=2000, blank=True, default="")
    place = models.CharField(_("place or link"), max_length=300, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    step = models.PositiveSmallIntegerField(_("begins every"), default=30)
    before = models.PositiveSmallIntegerField(_("free before"), default=0)
    after = models.PositiveSmallIntegerField(_("free after"), default=0)
    notice = models.PositiveIntegerField(_("no later than before"), default=120)
    horizon = models.PositiveSmallIntegerField(_("days ahead"), default=30)
    daily = models.PositiveSmallIntegerField(_("at most a day"), default=0)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    pick = models.CharField(_("whom of the team"), max_length=8, choices=[(p, p) for p in Pick], default=Pick.TURNS)
    questions = models.JSONField(default=list, blank=True)
    confirmed = models.BooleanField(_("a person confirms each"), default=False)
    letter = models.TextField(_("words of the letter"), max_length=2000, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                name="meeting_with_somebody", condition=Q(person__isnull=True) ^ Q(team__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shape(self) -> Shape:
        """What a meeting of the kind takes."""
        return Shape(
            minutes=self.minutes,
            step=self.step,
            before=self.before,
            after=self.after,
            notice=self.notice,
            horizon=self.horizon,
            daily=self.daily,
        )


class Diary(models.Model):
    """One person's calendar of meetings: held while one is written into it; ``feed`` is its secret address."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    feed = models.CharField(max_length=200, default="", help_text="The secret of the feed, as the vault keeps it.")
    feed_digest = models.CharField(max_length=64, null=True, unique=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Booking(models.Model):
    """A meeting booked: agreed by the wall clock of a zone, ``taken_from`` to ``taken_until`` with its buffers.

    The database itself refuses two that hold one person's same time (see the migration). ``key`` tells the same
    request from another; ``sequence`` grows with every change the client is written of.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=[(each, each) for each in BookingState])
    wall = models.CharField(max_length=16, help_text="The agreed time as a clock on the wall shows it.")
    zone = models.CharField(max_length=64, help_text="Of which zone that clock is.")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField()
    taken_from = models.DateTimeField()
    taken_until = models.DateTimeField()
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=254, blank=True, default="")
    guest_zone = models.CharField(max_length=64, help_text="Where the client's own clock runs.")
    language = models.CharField(max_length=2, default="ru")
    answers = models.JSONField(default=list, help_text="Lists of [question, answer].")
    consent_at = models.DateTimeField(null=True)
    deal = models.ForeignKey("crm.Deal", models.SET_NULL, null=True, related_name="+")
    activity = models.OneToOneField("crm.Activity", models.SET_NULL, null=True, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("why"), max_length=300, blank=True, default="")
    by_kind = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "taken_from"], name="bookings_held", condition=Q(state__in=HELD)),
            models.Index(fields=["kind", "starts_at"], name="bookings_of_a_kind"),
            models.Index(fields=["-starts_at", "-id"], name="bookings_by_time"),
            models.Index(fields=["deal"], name="bookings_of_a_deal"),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_takes_its_time",
                condition=Q(taken_from__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("taken_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.wall}"

    @property
    def uid(self) -> str:
        """What calendars know the meeting by."""
        return f"booking-{self.pk}@mostik"

    @property
    def taken(self) -> Stretch:
        """What it takes of the owner's calendar."""
        return self.taken_from, self.taken_until

    @property
    def guest_wall(self) -> str:
        """When it begins, as the client's own clock shows it."""
        return f"{self.starts_at.astimezone(ZoneInfo(self.guest_zone)):%d.%m.%Y %H:%M}"

    @property
    def is_held(self) -> bool:
        """Whether it holds its time."""
        return self.state in HELD
