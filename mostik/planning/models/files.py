"""Files that plans come in from: the table as it was read, how it is to be understood, what was made of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.people.access import Department


class PlanFile(models.Model):
    """A table of plans on its way in, or taken.

    ``rows`` are (number in the file, cells). ``replaced`` are drafts dropped for those made, by number of these.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    title = models.CharField(_("file"), max_length=255)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    reading = models.JSONField(default=dict, help_text="Its shape, which columns say what, what a day means.")
    notes = models.JSONField(default=dict, help_text="What the reader left aside.")
    check_minor = models.BigIntegerField(null=True, help_text="The average check, where none is measured yet.")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    replaced = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title
