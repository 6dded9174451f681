"""What is done about open invoices: promises to pay, rules of reminders and the reminders made by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.crm.models.activities import Activity
from mostik.crm.models.documents import Document
from mostik.crm.terms import PromiseState, ReminderWay
from mostik.kernel.money import Money


class PayPromise(models.Model):
    """Somebody at the client promised to pay so much of an invoice by a day.

    ``from_minor`` is what had been paid when it was given; it is kept once so much more has come.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="promises")
    due_on = models.DateField(_("promised for"))
    amount_minor = models.BigIntegerField()
    from_minor = models.BigIntegerField(default=0)
    who = models.CharField(_("who promised"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    state = models.CharField(
        max_length=9, choices=[(state.value, state.value) for state in PromiseState], default=PromiseState.OPEN
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_on"], name="promise_open", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(fields=["document"], name="one_open_promise", condition=Q(state="open")),
            models.CheckConstraint(name="promise_positive", condition=Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.due_on}"

    @property
    def amount(self) -> Money:
        """How much was promised."""
        return Money(self.amount_minor, self.document.currency)


class ReminderRule(models.Model):
    """A step of reminding: so many days before (below zero) or after the day to pay by, in one way."""

    days = models.SmallIntegerField(_("days"))
    way = models.CharField(max_length=6, choices=[(way.value, way.value) for way in ReminderWay])
    title = models.CharField(_("what to do"), max_length=120)
    text = models.TextField(_("letter"), max_length=2000, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["days", "id"]

    def __str__(self) -> str:
        return self.title


class Reminder(models.Model):
    """A step done for an invoice, once. ``text`` is the letter to send, as it was filled in."""

    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="reminders")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")
    text = models.TextField(default="")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["rule", "document"], name="one_reminder_of_a_step")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.rule_id}"
