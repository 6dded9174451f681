"""What a person at a client agreed to, and what they asked about their data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.crm.models.clients import Contact
from mostik.crm.terms import ConsentChannel, ConsentPurpose, RequestKind, RequestState


class Consent(models.Model):
    """One consent: for what, by which channel, to which text; when and how it was given and withdrawn.

    A newer one of the same purpose and channel says how things stand; older ones stay as evidence.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    purpose = models.CharField(_("what for"), max_length=10, choices=[(p.value, p.value) for p in ConsentPurpose])
    channel = models.CharField(
        _("by which channel"), max_length=10, choices=[(c.value, c.value) for c in ConsentChannel]
    )
    text = models.CharField(_("version of the text"), max_length=120)
    given_at = models.DateTimeField(_("given"))
    given_how = models.CharField(_("how it was given"), max_length=500)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_how = models.CharField(_("how it was withdrawn"), max_length=500, blank=True, default="")
    by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "purpose", "channel", "-given_at"], name="consent_state")]
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.purpose} {self.channel}"


class PersonRequest(models.Model):
    """What somebody asked about their data, until when it is due, and the report of what was done.

    The person is kept by number without a key: the request outlives what it speaks of. Once erased, it names nobody.
    """

    kind = models.CharField(_("what is asked"), max_length=8, choices=[(k.value, k.value) for k in RequestKind])
    contact_id = models.BigIntegerField()
    person = models.CharField(_("who asks"), max_length=250, default="")
    letter = models.CharField(_("how it came"), max_length=500)
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in RequestState], default="open")
    received_on = models.DateField(_("received"))
    answer_by = models.DateField(_("answer by"))
    end_by = models.DateField(_("carry out by"))
    answered_on = models.DateField(null=True)
    refused = models.CharField(max_length=500, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    act = models.CharField(max_length=16, default="")
    by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact_id"], name="request_person"),
            models.Index(fields=["end_by", "id"], name="request_due", condition=Q(state__in=("open", "running"))),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"
