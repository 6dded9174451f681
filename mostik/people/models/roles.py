"""Roles as the owner edits them: seeded from the one readable table in ``config.roles``."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Reach


class Role(models.Model):
    """A role: what it may do, whose rows it sees, which fields it sees only in part."""

    code = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80, default="")
    description = models.CharField(_("description"), max_length=300, default="")
    reach = models.CharField(_("sees"), max_length=10, choices=[(r.value, r.value) for r in Reach])
    rights = models.JSONField(_("may"), default=list)
    masked = models.JSONField(_("fields shown in part"), default=list)
    second_step = models.BooleanField(_("signs in by two steps"), default=False)
    builtin = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_reach_known", condition=models.Q(reach__in=[r.value for r in Reach])),
        ]

    def __str__(self) -> str:
        return self.title
