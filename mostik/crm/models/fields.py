"""Own fields: what a company adds to its records without code. Values lie in each record's ``own``, typed by slot."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.crm.models.pipelines import Stage
from mostik.crm.models.registers import Register
from mostik.crm.terms import FieldType, Holder


class OwnField(models.Model):
    """A field of the company's own: its type, its words, its rules. An archived one keeps its values."""

    holder = models.CharField(max_length=8, choices=[(h.value, h.value) for h in Holder])
    register = models.ForeignKey(Register, models.CASCADE, null=True, blank=True, related_name="fields")
    type = models.CharField(_("type"), max_length=8, choices=[(t.value, t.value) for t in FieldType])
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True, default="")
    hint = models.CharField(_("hint"), max_length=200, blank=True, default="")
    group = models.CharField(_("group"), max_length=80, blank=True, default="")
    sort = models.PositiveSmallIntegerField(default=0)
    required = models.BooleanField(_("required"), default=False)
    from_stage = models.ForeignKey(Stage, models.SET_NULL, null=True, blank=True, related_name="+")
    options = models.JSONField(default=list, blank=True)
    default = models.JSONField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="RUB")
    unique = models.BooleanField(_("unique"), default=False)
    searchable = models.BooleanField(_("searchable"), default=False)
    listed = models.BooleanField(_("shown in the list"), default=False)
    masked = models.CharField(_("hidden in part as"), max_length=8, blank=True, default="")
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["group", "sort", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "title"],
                name="one_field_of_a_title",
                condition=Q(archived_at__isnull=True, register__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["register", "title"],
                name="one_register_field_of_a_title",
                condition=Q(archived_at__isnull=True, register__isnull=False),
            ),
            models.CheckConstraint(name="field_of_a_register", condition=Q(holder="row") ^ Q(register__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title
