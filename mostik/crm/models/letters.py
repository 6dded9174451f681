"""Templates of letters and messages, as the department writes them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.crm.terms import ActivityKind

WRITTEN = [(ActivityKind.EMAIL.value, _("Letter")), (ActivityKind.MESSAGE.value, _("Message"))]


class LetterTemplate(models.Model):
    """Words written again and again, with fields for what differs."""

    kind = models.CharField(_("kind"), max_length=8, choices=WRITTEN, default=ActivityKind.EMAIL)
    title = models.CharField(_("title"), max_length=120)
    subject = models.CharField(_("subject"), max_length=200, blank=True, default="")
    text = models.TextField(_("text"), max_length=5000)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "title", "pk"]

    def __str__(self) -> str:
        return self.title
