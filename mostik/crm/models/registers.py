"""Registers: simple journals a company makes without code, and their rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.core.versions import Versioned
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.deals import Deal
from mostik.people.access import Team


class Register(models.Model):
    """A journal of the company's own. ``grants`` say by role whose rows may be seen, changed, removed, who adds.

    ``{"manager": {"see": "own", "edit": "own", "remove": "", "add": true}}``; a role without a grant sees nothing.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True, default="")
    icon = models.CharField(_("icon"), max_length=20, default="book")
    links = models.JSONField(default=list, blank=True, help_text="What a row may belong to: deal, company, contact.")
    grants = models.JSONField(default=dict, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort", "title", "id"]

    def __str__(self) -> str:
        return self.title


class RegisterRow(Versioned, Tracked):
    """A line of a register: what it is about, whose it is, what it belongs to; the rest are own fields."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="rows")
    title = models.CharField(_("what"), max_length=200)
    own = models.JSONField(default=dict, blank=True)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    deal = models.ForeignKey(Deal, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["register", "-created_at", "-id"], name="row_newest", condition=Q(removed_at__isnull=True)
            ),
            models.Index(fields=["register", "updated_at", "id"], name="row_changed"),
            models.Index(fields=["register", "owner"], name="row_own", condition=Q(removed_at__isnull=True)),
            models.Index(fields=["deal"], name="row_deal", condition=Q(deal__isnull=False)),
            models.Index(fields=["company"], name="row_company", condition=Q(company__isnull=False)),
            models.Index(fields=["contact"], name="row_contact", condition=Q(contact__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title
