"""Surveys of clients: what was asked of whom, the mark they gave, who is to call them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mostik.channels.terms import SurveyKind
from mostik.people.access import Team


class Survey(models.Model):
    """One question asked of a deal's client by a link of its own: ``digest`` is of the secret in it, kept nowhere.

    ``key`` tells the same cause from another; ``activity`` is the call planned after a low mark.
    """

    key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=4, choices=[(each.value, each.value) for each in SurveyKind])
    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    company = models.ForeignKey("crm.Company", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=16, default="")
    language = models.CharField(max_length=2, default="ru")
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(max_length=1000, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    activity = models.ForeignKey("crm.Activity", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="surveys_newest"),
            models.Index(fields=["deal", "-asked_at"], name="surveys_of_a_deal"),
            models.Index(fields=["company", "-asked_at"], name="surveys_of_a_client"),
        ]
        constraints = [
            models.CheckConstraint(
                name="survey_answered_with_a_mark",
                condition=Q(score__isnull=True, answered_at__isnull=True)
                | Q(score__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="survey_mark_of_its_scale",
                condition=Q(score__isnull=True)
                | Q(kind=SurveyKind.CSAT.value, score__range=(1, 5))
                | Q(kind=SurveyKind.NPS.value, score__range=(0, 10)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.deal_id} {self.score}"
