"""The warm-up library: materials with their editions, and each one shown to a client."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.versions import Versioned
from mostik.kit.terms import KINDS, LANGUAGES, Language, MaterialKind
from mostik.people.access import Team

WHAT = [(code.value, words) for code, words in KINDS.items()]
SPOKEN = [(code.value, words) for code, words in LANGUAGES.items()]


class Material(Versioned):
    """What warms a client up; segments, stages and products say for whom, none said: for everybody."""

    kind = models.CharField(_("kind"), max_length=12, choices=WHAT, default=MaterialKind.CASE)
    title = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("when to send it"), max_length=500, blank=True, default="")
    words = models.CharField(_("words it goes with"), max_length=500, blank=True, default="")
    language = models.CharField(_("language"), max_length=2, choices=SPOKEN, default=Language.RU)
    segments = models.ManyToManyField("crm.Segment", related_name="+", blank=True)
    stages = models.ManyToManyField("crm.Stage", related_name="+", blank=True)
    products = models.ManyToManyField("crm.Product", related_name="+", blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "title"], name="materials_by_kind")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """What a material says from some day on: a text, a link, a file. What was sent stays as it was sent."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"), max_length=20_000, blank=True, default="")
    link = models.CharField(_("link"), max_length=500, blank=True, default="")
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["material", "number"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.material_id} №{self.number}"


class Share(models.Model):
    """A material shown to the client of one deal on a page of its own; ``key`` tells one press from another."""

    key = models.CharField(max_length=120, unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="shares")
    material = models.ForeignKey(Material, models.PROTECT, related_name="shares")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    sending = models.ForeignKey("channels.Sending", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=16)
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    opens = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["material", "-made_at"], name="shares_of_a_material"),
            models.Index(fields=["deal", "-made_at"], name="shares_of_a_deal"),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} → {self.deal_id}"
