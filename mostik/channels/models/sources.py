"""Where enquiries come in, and each as it came: the very bytes, before anybody has read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.channels.terms import EnquiryState, SourceKind
from mostik.core.models import Tracked
from mostik.core.versions import Versioned


class Source(Versioned, Tracked):
    """A form, a webhook, a landing's or a program's address, a folder for tables. ``door`` is its public name."""

    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in SourceKind])
    title = models.CharField(_("name"), max_length=80)
    door = models.CharField(max_length=32, unique=True)
    channel = models.ForeignKey("crm.Channel", models.SET_NULL, null=True, blank=True, related_name="+")
    product = models.ForeignKey("crm.Product", models.SET_NULL, null=True, blank=True, related_name="+")
    told = models.JSONField(default=dict, help_text="The form's fields and words; the language.")
    mapping = models.JSONField(default=dict, help_text="A lead's field → the path it is read from.")
    secret = models.TextField(default="", blank=True)
    old_secret = models.TextField(default="", blank=True)
    old_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """What leads from here are marked with: "form:7"."""
        return f"{self.kind}:{self.pk}"


class Drop(models.Model):
    """A table dropped into a source: each of its ``rows`` is an enquiry of its own, those that came before left out."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="drops")
    title = models.CharField(max_length=255)
    rows = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField(default=0, help_text="Rows that had not come to the source before.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Enquiry(models.Model):
    """What came to a source, once by its key, byte for byte; then what became of it."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="enquiries")
    key = models.CharField(max_length=120)
    body = models.BinaryField()
    kind = models.CharField(max_length=200, default="", help_text="What the sender called it.")
    mended = models.TextField(default="", blank=True, help_text="The body as a person put it right.")
    address = models.CharField(max_length=45, default="")
    at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in EnquiryState], default=EnquiryState.NEW
    )
    error = models.CharField(max_length=300, default="", blank=True)
    drop = models.ForeignKey(Drop, models.SET_NULL, null=True, related_name="enquiries")
    deal = models.ForeignKey("crm.Deal", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "-id"], name="enquiries_of_a_source"),
            models.Index(fields=["-id"], name="enquiries_odd", condition=Q(state="odd")),
            models.Index(fields=["at"], name="enquiries_by_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="enquiry_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.key}"
