"""Everything that goes to clients: promised with its cause, put on the wire at most once without somebody's word."""

from django.conf import settings
from django.db import models

from mostik.channels.models.talks import Account, Talk
from mostik.channels.terms import TROUBLES, Purpose, SendingState
from mostik.people.access import Team


class Sending(models.Model):
    """A letter or message to one client; ``key`` tells the same cause from another, and is its number on the wire."""

    key = models.CharField(max_length=120, unique=True)
    way = models.CharField(max_length=16, default="email")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    talk = models.ForeignKey(Talk, models.SET_NULL, null=True, related_name="sendings")
    to = models.CharField(max_length=254)
    cc = models.CharField(max_length=1000, default="", help_text="Who else gets it, seen by all; apart by spaces.")
    bcc = models.CharField(max_length=1000, default="", help_text="Who else gets it, seen by nobody.")
    subject = models.CharField(max_length=200, default="")
    text = models.TextField(max_length=20_000)
    html = models.TextField(default="")
    asks = models.CharField(max_length=8, default="", help_text="What a button under it asks for: phone.")
    calendar = models.TextField(default="", help_text="A meeting other calendars take in (RFC 5546).")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, null=True, related_name="+")
    company = models.ForeignKey("crm.Company", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    by_id = models.BigIntegerField(null=True, help_text="In whose name it was written.")
    by_kind = models.CharField(max_length=8)
    by_name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=[(each, each) for each in SendingState], default=SendingState.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0, help_text="Grows with every promise to send it.")
    error = models.CharField(max_length=300, default="")
    purpose = models.CharField(max_length=8, choices=[(each, each) for each in Purpose], default=Purpose.SERVICE)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField(
        null=True, help_text="When it goes at the earliest: by the gate, or by its writer's wish to take it back."
    )
    left_at = models.DateTimeField(null=True, help_text="When it was last put on the wire: what caps count.")
    done_at = models.DateTimeField(null=True)
    outside = models.CharField(max_length=250, default="", help_text="What the far side calls it.")
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["deal", "-id"], name="letters_of_a_deal"),
            models.Index(fields=["owner", "-id"], name="letters_of_an_owner"),
            models.Index(fields=["-id"], name="letters_in_trouble", condition=models.Q(state__in=TROUBLES)),
            models.Index(fields=["to", "made_at"], name="letters_to_somebody"),
            models.Index(fields=["contact", "left_at"], name="letters_to_a_person"),
            models.Index(fields=["company", "left_at"], name="letters_to_a_company"),
            models.Index(fields=["talk", "made_at"], name="letters_of_a_talk"),
            models.Index(fields=["account", "outside"], name="letters_outside", condition=~models.Q(outside="")),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject or self.text[:80]}"

    @property
    def number(self) -> str:
        """What the wire knows it by: the same at every try."""
        return self.key.replace(":", ".")


class LetterDraft(models.Model):
    """A letter somebody writes about a deal, kept as it is typed; ``picked`` are files of the deal that are to go."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField(max_length=20_000, default="", blank=True)
    cc = models.CharField(max_length=1000, default="", blank=True)
    bcc = models.CharField(max_length=1000, default="", blank=True)
    offer = models.BooleanField(default=False)
    picked = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "deal"], name="one_draft_of_a_deal")]

    def __str__(self) -> str:
        return self.subject
