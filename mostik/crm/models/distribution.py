"""How leads are given out: rules as rows, who takes part in each, whose turn a lead was and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.crm.models.clients import Contact
from mostik.crm.models.deals import Deal
from mostik.crm.models.pipelines import Channel
from mostik.crm.models.products import Product
from mostik.crm.rules.distribution import End, Way


class LeadRule(Tracked):
    """How leads of some sources are given out, and how soon whoever gets one is to answer. The first that fits counts.

    Empty ``sources``, ``channel`` and ``product`` fit any. ``answer_minutes`` of 0 sets no timer.
    """

    title = models.CharField(_("name"), max_length=120)
    sort = models.PositiveSmallIntegerField(default=0)
    sources = models.JSONField(default=list, blank=True)
    channel = models.ForeignKey(Channel, models.SET_NULL, null=True, blank=True, related_name="+")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, blank=True, related_name="+")
    least_score = models.PositiveSmallIntegerField(_("from a score of"), default=0)
    way = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Way], default=Way.QUOTA)
    owner_first = models.BooleanField(_("a known client's lead goes to their owner"), default=True)
    only_at_work = models.BooleanField(_("only to those at work now"), default=True)
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answers"))
    answer_minutes = models.PositiveIntegerField(_("first answer within, minutes"), default=15)
    working_time = models.BooleanField(_("counted in working time"), default=True)
    remind_percent = models.PositiveSmallIntegerField(_("reminder after, % of it"), default=50)
    most_turns = models.PositiveSmallIntegerField(_("people asked before the head"), default=3)
    picks_a_day = models.PositiveSmallIntegerField(_("taken from the pool a day, at most"), default=5)
    picks_at_once = models.PositiveSmallIntegerField(_("of them unanswered at once"), default=2)
    return_minutes = models.PositiveIntegerField(_("back to the pool unanswered after, minutes"), default=30)
    greeting = models.TextField(_("the robot's first answer"), blank=True, default="", max_length=5000)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort", "id"]

    def __str__(self) -> str:
        return self.title


class LeadTaker(models.Model):
    """Somebody who takes leads by a rule: their share of a full day, how many they may hold, what they take.

    Zero sets no limit, an empty list takes anything. ``credit`` is what the smooth turn-taking remembers.
    """

    rule = models.ForeignKey(LeadRule, models.CASCADE, related_name="takers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    quota = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveSmallIntegerField(default=0)
    products = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    credit = models.IntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["rule", "person"], name="taker_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.person_id}"


class Intake(models.Model):
    """A lead as it came in, once by (source, number): whom it turned out to be, what it scored, how it was marked."""

    source = models.CharField(max_length=40)
    number = models.CharField(max_length=120)
    deal = models.ForeignKey(Deal, models.CASCADE, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    marks = models.JSONField(default=dict, blank=True, help_text="utm_*, referrer, landing page, visitor.")
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    known = models.BooleanField(default=False)
    joined = models.BooleanField(default=False, help_text="It joined a deal that was open already.")
    robot_at = models.DateTimeField(null=True, help_text="When a robot answered first.")

    class Meta:
        indexes = [
            models.Index(fields=["deal"], name="intake_deal"),
            models.Index(fields=["-at"], name="intake_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="intake_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class LeadTurn(models.Model):
    """Whose turn a lead is: one open turn of a deal, nobody's while it lies in the pool.

    ``weighed`` is everybody considered, with their figures and why each was or was not chosen.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="+")
    rule = models.ForeignKey(LeadRule, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, help_text="owner, quota, load, pool, picked.")
    weighed = models.JSONField(default=list)
    source = models.CharField(max_length=40, default="")
    came_at = models.DateTimeField()
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=8, blank=True, default="", choices=[(each.value, each.value) for each in End])

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="turn_due", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["remind_at"], name="turn_remind", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["rule", "person", "-at"], name="turn_given"),
            models.Index(fields=["-at"], name="turn_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["deal"], name="one_open_turn", condition=Q(ended_at__isnull=True)),
            models.UniqueConstraint(fields=["deal", "number"], name="turn_once"),
            models.CheckConstraint(name="turn_ends_somehow", condition=Q(ended_at__isnull=True) ^ ~Q(end="")),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.number}"
