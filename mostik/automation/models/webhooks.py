"""Webhooks: who hears what, and every message with its tries."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core import vault


class Webhook(models.Model):
    """A subscription of another program: what it hears, as far as its owner sees. Secrets are kept encrypted."""

    title = models.CharField(_("title"), max_length=80)
    url = models.CharField(_("address"), max_length=2000)
    events = models.JSONField(_("events"), default=list)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    skip_own = models.BooleanField(_("skip own changes"), default=True)
    secret = models.CharField(max_length=400)
    old_secret = models.CharField(max_length=400, default="")
    old_until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["owner"], name="webhook_living", condition=models.Q(removed_at__isnull=True))]

    def __str__(self) -> str:
        return self.title

    def secrets(self, now: object) -> list[str]:
        """Return the living secrets, the new one first."""
        old = [self.old_secret] if self.old_secret and self.old_until and self.old_until > now else []
        return [vault.opened(each) for each in (self.secret, *old)]


class MessageState(models.TextChoices):
    """Where a message stands. ``skipped`` was not for its owner to see; ``dead`` waits for a person."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DEAD = "dead", _("given up")
    SKIPPED = "skipped", _("skipped")


class Message(models.Model):
    """One event for one subscription: born with the change itself, tried until taken or given up."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    line = models.BigIntegerField(help_text="The journal line it tells of: the sequence number programs order by.")
    event = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    body = models.JSONField()
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    tries = models.JSONField(default=list, help_text="At, status, error and milliseconds of each try.")
    round = models.PositiveSmallIntegerField(default=0, help_text="Grows when it is sent again by hand.")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["webhook", "-id"], name="message_log")]
        constraints = [models.UniqueConstraint(fields=["webhook", "line", "event"], name="one_message_of_a_line")]

    def __str__(self) -> str:
        return f"{self.event} {self.record_id}"

    @property
    def key(self) -> str:
        """The number the far side knows it by, the same at every try."""
        return f"msg_{self.pk}"
