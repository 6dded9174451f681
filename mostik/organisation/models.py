"""Daily standups: when one was held, who was there, what each said gets in the way."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Standup(models.Model):
    """One morning of a department, or of one team of it; it is over when it has an end."""

    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+", verbose_name=_("department"))
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    day = models.DateField(_("day"))
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who held it")
    )
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="standup_one_a_day", fields=["department", "day"], condition=Q(team__isnull=True)
            ),
            models.UniqueConstraint(name="standup_one_a_day_of_a_team", fields=["team", "day"]),
            models.CheckConstraint(
                name="standup_ends_after_it_began", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.day}"

    @property
    def minutes(self) -> int | None:
        """How long it took, in whole minutes, at least one; None while it goes on."""
        return max(1, round((self.ended_at - self.begun_at).total_seconds() / 60)) if self.ended_at else None


class Voice(models.Model):
    """One person at a standup: there or not, and what gets in their way, in their own words."""

    standup = models.ForeignKey(Standup, models.CASCADE, related_name="voices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    there = models.BooleanField(_("was there"))
    blocker = models.CharField(_("what gets in the way"), max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="voice_one_of_a_person", fields=["standup", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.there} {self.blocker}"
