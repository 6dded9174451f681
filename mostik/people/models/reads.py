"""Who saw and who took away which clients' data: append-only lines, each sealed to the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.people.terms import ReadKind

READ_KINDS = [
    (ReadKind.CARD.value, _("opened a card")),
    (ReadKind.LIST.value, _("looked through a list")),
    (ReadKind.EXPORT.value, _("exported")),
    (ReadKind.FILE.value, _("opened a file")),
    (ReadKind.SUBJECT.value, _("gathered somebody's data")),
]


class Read(models.Model):
    """One look at clients' data. ``subjects`` are the numbers of the records of ``kind`` that were shown.

    People are kept by number and name, without keys: the line outlives whoever it speaks of. An export has its reason
    and its mark, which stands in the file too.
    """

    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    person = models.CharField(_("who"), max_length=150)
    role = models.CharField(max_length=50, default="")
    what = models.CharField(max_length=8, choices=READ_KINDS)
    kind = models.CharField(max_length=32)
    subjects = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300, default="")
    mark = models.CharField(max_length=16, default="")
    approval = models.BigIntegerField(null=True)
    address = models.CharField(max_length=45, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="read_newest"),
            models.Index(fields=["person_id", "what", "at"], name="read_person"),
            models.Index(fields=["mark"], name="read_mark", condition=~models.Q(mark="")),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.what} {self.kind} {self.rows}"


class ReadSeal(models.Model):
    """The hash of one line chained to the one before."""

    read = models.OneToOneField(Read, on_delete=models.PROTECT, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.read_id} {self.digest[:12]}"
