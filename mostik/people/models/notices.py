"""Where notifications reach somebody, and every message on its way there."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Notification
from mostik.people.models.structure import User


class NoticeChoice(models.Model):
    """One person's choice: what goes where and when, and how their messenger is known."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    ways = models.JSONField(default=dict, help_text="Kind → ways; a kind not here goes as is usual for the role.")
    zone = models.CharField(_("time zone"), max_length=40, default="", blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    urgent_passes = models.BooleanField(_("urgent ones come all the same"), default=True)
    letter = models.BooleanField(_("daily letter"), null=True, help_text="Empty: as is usual for the role.")
    letter_at = models.TimeField(_("at"), default=time(9))
    mail_refused = models.CharField(max_length=254, default="", help_text="The address letters come back from.")
    mail_why = models.CharField(max_length=300, default="")
    chat = models.BigIntegerField(null=True, unique=True)
    chat_title = models.CharField(max_length=100, default="")
    chat_refused_at = models.DateTimeField(null=True)
    chat_why = models.CharField(max_length=300, default="")
    code = models.CharField(max_length=64, default="", help_text="Hashed; one use.")
    code_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_have_both_ends",
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class DeliveryState(models.TextChoices):
    """Where a message stands. ``sending`` is on the wire; ``in doubt`` may have arrived and is not sent again."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not needed any more")
    FAILED = "failed", _("did not arrive")
    IN_DOUBT = "in doubt", _("may have arrived")


class Delivery(models.Model):
    """One message to one person by one way: born with what it tells of, put on the wire at most once.

    ``notice`` is empty for the daily letter and for a trial message.
    """

    key = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    way = models.CharField(max_length=8)
    notice = models.ForeignKey(Notification, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(null=True, help_text="Of a letter: what came after this is in it.")
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveSmallIntegerField(default=0, help_text="How often it was put in the queue again.")
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="delivery_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "way", "person"],
                name="one_message_of_a_notice",
                condition=models.Q(notice__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
