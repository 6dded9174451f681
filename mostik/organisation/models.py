"""Daily standups, what was said at each; letters to the owner, their versions, where they went."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mostik.analysis.access import OnItsWay
from mostik.organisation.terms import LetterKind, LetterStep


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


class OwnerLetter(models.Model):
    """A letter to the owner on a department's week or month: built, edited, approved, sent, kept.

    ``sections`` are its parts in order: code, text, whether it is left out; each version is an edition.
    """

    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+", verbose_name=_("department"))
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in LetterKind])
    first = models.DateField()
    last = models.DateField()
    language = models.CharField(max_length=8)
    title = models.CharField(_("title"), max_length=200)
    sections = models.JSONField(default=list)
    step = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in LetterStep], default=LetterStep.DRAFT.value
    )
    made_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="owner_letter_once", fields=["department", "kind", "last"]),
            models.CheckConstraint(
                name="owner_letter_approved_has_time",
                condition=Q(step=LetterStep.APPROVED.value) ^ Q(approved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"


class OwnerLetterEdition(models.Model):
    """A letter as it stood at one version: built by Mostik (by nobody) or saved by a person."""

    letter = models.ForeignKey(OwnerLetter, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    sections = models.JSONField(default=list)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="owner_letter_version_once", fields=["letter", "number"])]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.number}"


class OwnerSending(OnItsWay):
    """An approved letter on its way to one address: once by letter and address."""

    letter = models.ForeignKey(OwnerLetter, models.CASCADE, related_name="sendings")
    address = models.EmailField()

    class Meta:
        constraints = [models.UniqueConstraint(name="owner_letter_once_an_address", fields=["letter", "address"])]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.state}"
