"""What the head decided about a slipping figure, and whether it recovered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrderNorm(models.Model):
    """How much of one kind of disorder in the CRM is let pass."""

    kind = models.CharField(max_length=16, unique=True)
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="order_norm_percent", condition=Q(percent__lte=100))]

    def __str__(self) -> str:
        return f"{self.kind} {self.percent}"


class ActionKind(models.TextChoices):
    """What can be done about a figure."""

    TALK = "talk", _("talk it over")
    HELP = "help", _("help with deals")
    REPLAN = "replan", _("replan")
    TASK = "task", _("set a task")


class ActionState(models.TextChoices):
    """Where an action stands."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class Action(models.Model):
    """One decision about one figure: who does what by when, and the figure at that moment."""

    kind = models.CharField(_("what"), max_length=8, choices=ActionKind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    department_id = models.BigIntegerField(null=True)
    metric = models.CharField(max_length=32)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who does it"))
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("what exactly"), max_length=500)
    due_on = models.DateField(_("by"))
    plan_then = models.BigIntegerField(default=0)
    fact_then = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=ActionState.choices, default=ActionState.OPEN)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "due_on"], name="action_open")]
        constraints = [
            models.CheckConstraint(name="action_ended_has_time", condition=Q(state="open") ^ Q(ended_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.metric} {self.person_id}"
