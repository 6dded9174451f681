"""Mailboxes as they are read: how far, every letter as it came, addresses that do not exist, what was opened."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.channels.models.letters import Sending
from mostik.channels.models.talks import Account, Talk
from mostik.channels.terms import Fate, OpeningKind


class Folder(models.Model):
    """How far a mailbox is read and by whom now; the last number is good while the folder is numbered as it was."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="+")
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=120, default="", blank=True)
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.uid}"


class RawLetter(models.Model):
    """A letter as it came, packed: kept before anything is read from it, read once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    body = models.BinaryField()
    whole = models.BooleanField(default=True, help_text="Not too large to be fetched with its files.")
    fate = models.CharField(max_length=10, choices=[(each, each) for each in Fate], default="", blank=True)
    sender = models.CharField(max_length=254, default="")
    subject = models.CharField(max_length=200, default="")
    talk = models.ForeignKey(Talk, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="raw_letters_age"),
            models.Index(fields=["-id"], name="raw_letters_aside", condition=Q(fate__in=("automatic", "inside"))),
        ]
        constraints = [models.UniqueConstraint(fields=["account", "validity", "uid"], name="raw_letter_once")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.uid}"


class BadAddress(models.Model):
    """An address letters came back from; ``hard``: there is no such address, nothing more is sent there."""

    address = models.CharField(_("address"), max_length=254, unique=True)
    hard = models.BooleanField()
    said = models.CharField(_("what the post office said"), max_length=300, default="")
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(_("last"))
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey("crm.Company", models.SET_NULL, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="bad_addresses_newest")]

    def __str__(self) -> str:
        return self.address


class Opening(models.Model):
    """A letter was opened or a link in it followed; ``machine``: by no person, nothing while that is not judged yet."""

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="openings")
    kind = models.CharField(max_length=8, choices=[(each, each) for each in OpeningKind])
    url = models.CharField(max_length=2000, default="", blank=True)
    agent = models.CharField(max_length=200, default="", blank=True)
    machine = models.BooleanField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sending", "kind", "at"], name="openings_of_a_letter")]

    def __str__(self) -> str:
        return f"{self.sending_id} {self.kind}"
