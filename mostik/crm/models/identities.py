"""What clients are known by, pairs that may be one client, and merges with all it takes to undo them."""

from django.db import models
from django.db.models import Q

from mostik.crm.models.clients import Company, Contact
from mostik.crm.terms import IdentityKind

CLIENT_KINDS = [("company", "company"), ("contact", "contact")]


class Identity(models.Model):
    """One thing a company or a person is known by, in the form it is looked up in. Two clients may share one."""

    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in IdentityKind])
    value = models.CharField(max_length=254)
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="identities")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="identities")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "value"], name="identity_lookup")]
        constraints = [
            models.CheckConstraint(name="identity_of_one", condition=Q(company__isnull=True) ^ Q(contact__isnull=True)),
            models.UniqueConstraint(
                fields=["company", "kind", "value"],
                name="identity_once_at_a_company",
                condition=Q(contact__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["contact", "kind", "value"], name="identity_once_at_a_person", condition=Q(company__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Pair(models.Model):
    """Two records that may be one client: how alike, why, and whether somebody said they are not."""

    kind = models.CharField(max_length=8, choices=CLIENT_KINDS)
    one_id = models.BigIntegerField(help_text="The older of the two: its number is smaller.")
    two_id = models.BigIntegerField()
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-score", "-id"], name="pair_list", condition=Q(dismissed_at__isnull=True)),
            models.Index(fields=["kind", "two_id"], name="pair_two"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "one_id", "two_id"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(one_id__lt=models.F("two_id"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one_id} {self.two_id}"


class Merge(models.Model):
    """One record gone into another: the values before and after and every row that moved, to take it back exactly."""

    kind = models.CharField(max_length=8, choices=CLIENT_KINDS)
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    moved = models.JSONField(help_text="Lists of [table, column, numbers of rows].")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150, default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "kept_id"], name="merge_kept")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "gone_id"], name="merged_once_at_a_time", condition=Q(undone_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone_id} → {self.kept_id}"
