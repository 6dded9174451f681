"""Papers of deals: who issues them, from which template, their numbers, lines, editions and links for the client."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.core.models import File, Tracked
from mostik.crm.models.clients import Company
from mostik.crm.models.deals import Deal
from mostik.crm.terms import DocumentKind, DocumentStatus
from mostik.kernel.money import Money


def _choices(words: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


KINDS = _choices(DocumentKind)
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]


class Seller(models.Model):
    """A legal entity of our own that issues papers."""

    title = models.CharField(_("short name"), max_length=160)
    full_title = models.CharField(_("full name"), max_length=300, blank=True, default="")
    inn = models.CharField(max_length=12, blank=True, default="")
    kpp = models.CharField(max_length=9, blank=True, default="")
    ogrn = models.CharField(max_length=15, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    bank = models.CharField(_("bank"), max_length=160, blank=True, default="")
    bic = models.CharField(max_length=9, blank=True, default="")
    account = models.CharField(max_length=20, blank=True, default="")
    correspondent = models.CharField(max_length=20, blank=True, default="")
    signer = models.CharField(_("who signs"), max_length=120, blank=True, default="")
    signer_position = models.CharField(_("position"), max_length=120, blank=True, default="")
    signer_basis = models.CharField(_("acts on the basis of"), max_length=120, blank=True, default="")
    accountant = models.CharField(_("chief accountant"), max_length=120, blank=True, default="")
    vat_rate = models.PositiveSmallIntegerField(null=True, help_text="In hundredths of a per cent; empty: no tax.")
    main = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-main", "title"]
        constraints = [
            models.UniqueConstraint(fields=["main"], name="one_main_seller", condition=Q(main=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Template(models.Model):
    """A form papers of a kind are made from; its files are its versions, the last one in use."""

    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="ru")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "-language", "title", "id"]

    def __str__(self) -> str:
        return self.title


class TemplateVersion(models.Model):
    """One file of a template, with the fields found in it. Never changed: papers tell which one they came from."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, default="")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class NumberPattern(models.Model):
    """How numbers of a kind are written; without a row the usual way holds."""

    kind = models.CharField(max_length=10, choices=KINDS, primary_key=True)
    pattern = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.kind} {self.pattern}"


class NumberCount(models.Model):
    """The last number given to a kind in a year: the row is held until the paper that takes the next one is there."""

    kind = models.CharField(max_length=10, choices=KINDS)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_count_of_a_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Document(Tracked):
    """A paper of a deal. It has a number from the moment it is issued, and keeps it for ever.

    ``status`` follows from the times of what happened; ``extra`` is what its kind asks for besides.
    """

    kind = models.CharField(max_length=10, choices=KINDS)
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="documents")
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="documents")
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="+")
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=9, choices=_choices(DocumentStatus), default=DocumentStatus.DRAFT)
    number = models.CharField(_("number"), max_length=60, default="")
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    dated_on = models.DateField(_("date"))
    due_on = models.DateField(_("until"), null=True, blank=True)
    part_minor = models.BigIntegerField(null=True, help_text="A part of the deal's sum; empty: all of it.")
    amount_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(null=True, help_text="The tax inside the amount; empty: without tax.")
    paid_minor = models.BigIntegerField(default=0, help_text="What is laid on it from payments: follows from them.")
    before_minor = models.BigIntegerField(default=0, help_text="Paid before payments were laid on invoices.")
    currency = models.CharField(max_length=3, default="RUB")
    extra = models.JSONField(default=dict)
    payment_url = models.URLField(_("payment link"), max_length=500, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    viewed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=150, default="")
    paid_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["-dated_on", "-id"], name="document_newest", condition=Q(removed_at__isnull=True)),
            models.Index(
                fields=["kind", "status", "due_on"], name="document_state", condition=Q(removed_at__isnull=True)
            ),
            models.Index(fields=["company", "kind"], name="document_company"),
            models.Index(fields=["number"], name="document_number"),
            models.Index(
                fields=["due_on", "id"],
                name="document_open",
                condition=Q(kind="invoice", issued_at__isnull=False, paid_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(fields=["updated_at", "id"], name="document_changed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "sequence"], name="document_numbered_once", condition=Q(sequence__isnull=False)
            ),
            models.CheckConstraint(
                name="document_numbered_when_issued",
                condition=Q(status="draft", sequence__isnull=True, number="")
                | (~Q(status="draft") & Q(sequence__isnull=False, year__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="document_only_drafts_go", condition=Q(removed_at__isnull=True) | Q(status="draft")
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.pk}"

    @property
    def amount(self) -> Money:
        """What the paper comes to."""
        return Money(self.amount_minor, self.currency)

    @property
    def paid(self) -> Money:
        """What is laid on it from payments."""
        return Money(self.paid_minor, self.currency)

    @property
    def open(self) -> Money:
        """What is still to be paid of it."""
        return Money(max(self.amount_minor - self.paid_minor, 0), self.currency)

    @property
    def part(self) -> Money | None:
        """The part of the deal's sum it is over; none when over all of it."""
        return None if self.part_minor is None else Money(self.part_minor, self.currency)

    @property
    def tax(self) -> Money | None:
        """The value-added tax inside the amount; none for a paper without tax."""
        return None if self.tax_minor is None else Money(self.tax_minor, self.currency)


class DocumentLine(models.Model):
    """A line of a paper: what, how many, for how much, the tax inside.

    ``quantity`` is in thousandths, ``discount`` and ``vat_rate`` in hundredths of a per cent, as in a deal's items.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=20, default="")
    quantity = models.BigIntegerField(default=1000)
    discount = models.PositiveSmallIntegerField(default=0)
    price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    vat_rate = models.PositiveSmallIntegerField(null=True)
    tax_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_line_in_a_place")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.position} {self.title}"


class RenderState(models.TextChoices):
    """How far the files of a paper are."""

    WAITING = "waiting", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("not made")


class Rendering(models.Model):
    """Files made from one content: the same content is made once. ``pages`` are the numbers of its page pictures."""

    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=7, choices=RenderState.choices, default=RenderState.WAITING)
    docx = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    pages = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, default="")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.state}"


class Edition(models.Model):
    """What a paper was made from, kept as it was: the values, the lines, the template's version. Never changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+")
    values = models.JSONField()
    lines = models.JSONField()
    rendering = models.ForeignKey(Rendering, models.PROTECT, related_name="editions")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, default="")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_edition_of_a_number")]

    def __str__(self) -> str:
        return f"{self.document_id} e{self.number}"


class DocumentLink(models.Model):
    """A way for the client to see a paper: the token is known to them alone, here lies its hash."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, default="")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    views = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.digest[:8]}"
