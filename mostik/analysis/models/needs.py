"""What clients need: the register, who said it and where, what the product's people answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mostik.analysis.models.sendings import OnItsWay
from mostik.analysis.terms import NeedKind, NeedState, NeedVerdict


class Need(models.Model):
    """Something clients ask for, in one line everybody understands the same.

    ``asked`` is a colleague or ``asked_address`` somebody outside who makes the product, ``answer_by`` when they are
    to have answered, ``promised_on`` when it will be there, if so. ``into`` is the need it turned out to be.
    """

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in NeedKind])
    about = models.TextField(max_length=1000, blank=True, default="")
    product = models.ForeignKey("crm.Product", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in NeedState], default=NeedState.HEARD
    )
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_address = models.EmailField(blank=True, default="")
    asked_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    verdict = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in NeedVerdict], blank=True, default=""
    )
    answer = models.TextField(max_length=1000, blank=True, default="")
    promised_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True, default="")
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_answered_with_a_verdict", condition=~Q(state=NeedState.ANSWERED.value) | ~Q(verdict="")
            )
        ]

    def __str__(self) -> str:
        return self.title


class NeedSending(OnItsWay):
    """A need on its way by letter to whoever outside is asked: once for each asking and each reminder."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="sending")

    def __str__(self) -> str:
        return f"{self.need_id} {self.state}"


class Voice(models.Model):
    """A client's own words about a need, heard on a deal: one of a deal for each need.

    ``told_at`` is when the client was told what the product's people answered.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="voices")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    words = models.TextField(max_length=1000)
    heard_on = models.DateField()
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "deal"], name="one_voice_of_a_deal")]

    def __str__(self) -> str:
        return self.words[:80]


class NeedJoin(models.Model):
    """That a need turned out to be another: which voices went over, and which needs joined to it before went along.

    Whatever is joined further meanwhile, taking it back gives each record to the need it was of.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="joins")
    into = models.ForeignKey(Need, models.CASCADE, related_name="+")
    voices = models.JSONField(default=list)
    followers = models.JSONField(default=list)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="need_joined_once", fields=["need"], condition=Q(undone_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.need_id} → {self.into_id}"
