"""Deals, every stage they stood in, why they were lost, and running totals for the board."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.core.versions import Versioned
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.pipelines import Channel, Competitor, LossReason, Pipeline, Stage
from mostik.crm.models.products import Product
from mostik.crm.terms import Outcome, Via
from mostik.kernel.money import Money
from mostik.people.access import Team

OUTCOMES = [(o.value, o.value) for o in Outcome]
#: Deals somebody is still to work on.
WORKED = Q(removed_at__isnull=True, outcome="open")


class Deal(Versioned, Tracked):
    """A lead or deal: one chance to sell, from first touch to money or refusal."""

    title = models.CharField(_("title"), max_length=200)
    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=4, choices=OUTCOMES, default=Outcome.OPEN)
    reached = models.PositiveSmallIntegerField(default=0, help_text="How many links of the chain were passed.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="deals")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="deals")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(max_length=3, default="RUB")
    created_at = models.DateTimeField()
    stage_since = models.DateTimeField()
    expected_on = models.DateField(_("expected to close"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, help_text="When the next step is due; empty: no next step.")
    last_at = models.DateTimeField(null=True, help_text="When something was last done.")
    first_at = models.DateTimeField(null=True, help_text="When a person first answered.")
    answer_minutes = models.PositiveIntegerField(null=True, help_text="Working minutes the client waited for it.")
    lacks = models.PositiveSmallIntegerField(default=0, help_text="How many fields its stage asks for are empty.")
    chance = models.PositiveSmallIntegerField(null=True, help_text="How likely it is won, per mille, by the score.")
    note = models.TextField(_("note"), blank=True, default="", max_length=5000)
    origin = models.CharField(max_length=32, default="")
    origin_id = models.CharField(max_length=120, default="")
    own = models.JSONField(default=dict, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "next_at", "id"], name="deal_board", condition=Q(removed_at__isnull=True)),
            models.Index(
                fields=["owner", "stage", "next_at", "id"], name="deal_own_board", condition=Q(removed_at__isnull=True)
            ),
            models.Index(
                fields=["team", "stage", "next_at", "id"], name="deal_team_board", condition=Q(removed_at__isnull=True)
            ),
            models.Index(
                fields=["owner", "next_at"],
                name="deal_own_queue",
                condition=Q(removed_at__isnull=True, outcome="open"),
            ),
            models.Index(fields=["-created_at", "-id"], name="deal_newest", condition=Q(removed_at__isnull=True)),
            models.Index(
                fields=["owner", "stage", "-id"], name="deal_own_newest", condition=Q(removed_at__isnull=True)
            ),
            models.Index(fields=["company"], name="deal_company"),
            models.Index(fields=["company", "closed_at"], name="deal_bought", condition=Q(outcome="won")),
            models.Index(fields=["updated_at", "id"], name="deal_changed"),
            models.Index(fields=["removed_at"], name="deal_removed", condition=Q(removed_at__isnull=False)),
            models.Index(
                fields=["stage", "stage_since", "owner", "team", "currency", "amount_minor"],
                name="deal_standing",
                condition=WORKED,
            ),
            models.Index(fields=["next_at", "owner", "team"], name="deal_due", condition=WORKED),
            models.Index(fields=["last_at", "created_at", "owner", "team"], name="deal_untouched", condition=WORKED),
            models.Index(fields=["owner", "team"], name="deal_lacking", condition=WORKED & Q(lacks__gt=0)),
            models.Index(
                fields=["created_at", "owner", "team", "answer_minutes"],
                name="deal_answered",
                condition=Q(removed_at__isnull=True, answer_minutes__isnull=False),
            ),
            models.Index(
                fields=["created_at", "owner", "team"],
                name="deal_unanswered",
                condition=WORKED & Q(first_at__isnull=True, reached__lte=1),
            ),
            models.Index(
                fields=["chance", "id"], name="deal_chance", condition=Q(removed_at__isnull=True, chance__isnull=False)
            ),
            models.Index(
                fields=["pipeline", "-closed_at"],
                name="deal_closed",
                condition=Q(removed_at__isnull=True, closed_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="deal_amount_not_negative", condition=Q(amount_minor__gte=0)),
            models.CheckConstraint(
                name="deal_closed_has_time", condition=Q(outcome="open") ^ Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="deal_closed_after_created",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("created_at")),
            ),
            models.UniqueConstraint(
                fields=["origin", "origin_id"],
                name="deal_once_by_origin",
                condition=~Q(origin_id="") & Q(removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Money:
        """What the deal is worth."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked on."""
        return self.outcome == Outcome.OPEN


class StageChange(models.Model):
    """One stay of a deal in a stage; the stay under way has no end. Kept for ever."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="stays")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    came_from = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    seconds = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Via], default=Via.PERSON)
    confirmed = models.JSONField(default=list, help_text="What of the entry checklist whoever brought it here ticked.")

    class Meta:
        ordering = ["entered_at", "id"]
        indexes = [models.Index(fields=["stage", "entered_at"], name="stay_stage")]
        constraints = [
            models.UniqueConstraint(fields=["deal"], name="one_stay_under_way", condition=Q(left_at__isnull=True)),
            models.CheckConstraint(
                name="stay_ends_with_length",
                condition=Q(left_at__isnull=True, seconds__isnull=True) | Q(left_at__isnull=False, seconds__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} in {self.stage_id}"


class Loss(models.Model):
    """Why a deal was lost: an outcome is a row, not a flag."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="losses")
    reason = models.ForeignKey(LossReason, models.PROTECT, related_name="+")
    competitor = models.ForeignKey(Competitor, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True, default="")
    from_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.deal_id} {self.reason_id}"


class StageTotal(models.Model):
    """How many deals of one owner stand in a stage and for how much: what the board's heads read."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+")
    owner_id = models.BigIntegerField()
    team_id = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    deals = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "owner_id", "team_id", "currency"], name="one_total_of_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.owner_id} {self.deals}"
