"""Companies and the people in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.core.versions import Versioned
from mostik.crm.terms import DecisionRole
from mostik.people.access import Team


class Company(Versioned, Tracked):
    """A client: who it is, whose it is. ``key`` is the normalised name duplicates are found by."""

    title = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, default="")
    sound = models.CharField(max_length=200, default="", help_text="The name as it sounds, in one alphabet.")
    block = models.CharField(max_length=8, default="", help_text="What close names are looked for within.")
    sector = models.CharField(_("sector"), max_length=80, blank=True, default="")
    region = models.CharField(_("region"), max_length=120, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    site = models.CharField(_("site"), max_length=200, blank=True, default="")
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, default="", max_length=5000)
    full_title = models.CharField(_("name by registration"), max_length=300, blank=True, default="")
    inn = models.CharField(_("INN"), max_length=12, blank=True, default="")
    kpp = models.CharField(_("KPP"), max_length=9, blank=True, default="")
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True, default="")
    address = models.CharField(_("legal address"), max_length=300, blank=True, default="")
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True, default="")
    bank = models.CharField(_("bank"), max_length=200, blank=True, default="")
    bic = models.CharField(_("BIC"), max_length=9, blank=True, default="")
    account = models.CharField(_("account"), max_length=20, blank=True, default="")
    correspondent = models.CharField(_("correspondent account"), max_length=20, blank=True, default="")
    credit_minor = models.BigIntegerField(_("credit limit"), null=True, blank=True)
    credit_currency = models.CharField(max_length=3, default="RUB")
    credit_strict = models.BooleanField(_("refuse invoices above it"), default=False)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    origin = models.CharField(max_length=32, default="")
    origin_id = models.CharField(max_length=120, default="")
    own = models.JSONField(default=dict, blank=True)
    removed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    compared = models.BooleanField(default=False, help_text="Whether it was compared with the others as it is.")

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="company_key"),
            models.Index(fields=["block"], name="company_block", condition=models.Q(removed_at__isnull=True)),
            models.Index(fields=["id"], name="company_uncompared", condition=models.Q(compared=False)),
            models.Index(fields=["title", "id"], name="company_by_title"),
            models.Index(fields=["team", "owner"], name="company_rows"),
            models.Index(fields=["updated_at", "id"], name="company_changed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "origin_id"],
                name="company_once_by_origin",
                condition=~models.Q(origin_id="") & models.Q(removed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Contact(Versioned, Tracked):
    """A person at a client."""

    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="contacts")
    last_name = models.CharField(_("last name"), max_length=80, blank=True, default="")
    first_name = models.CharField(_("first name"), max_length=80)
    middle_name = models.CharField(_("middle name"), max_length=80, blank=True, default="")
    sound = models.CharField(max_length=200, default="", help_text="The name as it sounds, in one alphabet.")
    position = models.CharField(_("position"), max_length=120, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    decision = models.CharField(
        _("part in the decision"), max_length=10, choices=[(r.value, r.value) for r in DecisionRole], default="other"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    own = models.JSONField(default=dict, blank=True)
    removed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    compared = models.BooleanField(default=False, help_text="Whether they were compared with the others as they are.")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="contact_uncompared", condition=models.Q(compared=False)),
            models.Index(fields=["last_name", "first_name", "id"], name="contact_by_name"),
            models.Index(fields=["team", "owner"], name="contact_rows"),
            models.Index(fields=["phone"], name="contact_phone", condition=~models.Q(phone="")),
            models.Index(fields=["email"], name="contact_email", condition=~models.Q(email="")),
            models.Index(fields=["updated_at", "id"], name="contact_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
