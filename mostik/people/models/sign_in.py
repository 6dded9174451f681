"""Signing in: the browsers somebody is signed in at, and invitations to come in for the first time."""

from django.db import models

from mostik.people.models.structure import User


class Visit(models.Model):
    """One browser somebody is signed in at."""

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    session = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45, default="")
    agent = models.CharField(max_length=300, default="")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-seen_at"], name="visit_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at}"


class Invitation(models.Model):
    """A link by which somebody sets a password: kept hashed, used once, for a short time, for them as they are now."""

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=64, help_text="Of the person's password, e-mail and place here when invited.")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.expires_at}"
