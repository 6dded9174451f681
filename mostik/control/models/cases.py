"""Cases of figures below their due, what was decided about them, and whether they recovered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.control.terms import CaseKind, CaseState, Cause, Ending

CASE_STATES = [
    (CaseState.ASKED, _("cause wanted")),
    (CaseState.NAMED, _("decision wanted")),
    (CaseState.ACTING, _("being mended")),
    (CaseState.ENDED, pgettext_lazy("of a deviation", "closed")),
]
CAUSES = [
    (Cause.EFFORT, _("too little was done at the step before")),
    (Cause.SKILL, _("the step itself is not mastered")),
    (Cause.LEADS, _("too few leads, or poor ones")),
    (Cause.AWAY, _("absence, leave, illness")),
    (Cause.RECORDS, _("done, but not entered in the CRM")),
    (Cause.PRICE, _("price or terms")),
    (Cause.MATERIALS, _("no product, documents or materials")),
    (Cause.CLIENTS, _("clients put it off")),
    (Cause.NORM, _("the norm is set too high")),
    (Cause.STAGE, _("deals are held up at the stage")),
    (Cause.OTHER, pgettext_lazy("cause", "something else")),
]
CASE_KINDS = [
    (CaseKind.COUNT, _("a planned count")),
    (CaseKind.CHANNEL, _("leads of a channel")),
    (CaseKind.STAGE, _("pace of a stage")),
    (CaseKind.REASON, _("reason of refusals")),
    (CaseKind.AWAY, _("plan of somebody away")),
]
ENDINGS = [
    (Ending.RECOVERED, _("the figure came back")),
    (Ending.CLOSED, _("closed by hand")),
    (Ending.GONE, _("no longer planned")),
]


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


class Case(models.Model):
    """A figure that stands off its due by more than chance, from the day it was found until it came back.

    ``kind`` is what deviates: where that is no planned count, ``subject`` is the number of the channel, stage or
    reason, ``title`` what it was called then, and ``plan_then`` what it gave by its own past.

    ``plan_then`` and ``fact_then`` are of the ``days`` working days before it was found, ``plan_since`` and
    ``fact_since`` of those after; ``worth_minor`` is the expected money of what lacked then. Without a person it is the
    whole department's.
    """

    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=CASE_KINDS, default=CaseKind.COUNT)
    subject = models.BigIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True, default="")
    kpi = models.CharField(max_length=16)
    metric = models.CharField(max_length=32)
    days = models.PositiveSmallIntegerField()
    plan_then = models.PositiveIntegerField()
    fact_then = models.PositiveIntegerField()
    worth_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=CASE_STATES, default=CaseState.ASKED)
    due_on = models.DateField()
    cause = models.CharField(_("cause"), max_length=12, choices=CAUSES, blank=True, default="")
    cause_text = models.CharField(_("in your own words"), max_length=500, blank=True, default="")
    cause_by = models.CharField(max_length=150, blank=True, default="")
    plan_since = models.PositiveIntegerField(default=0)
    fact_since = models.PositiveIntegerField(default=0)
    checked_on = models.DateField(null=True)
    raised_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    raised_on = models.DateField(null=True)
    ending = models.CharField(max_length=12, choices=ENDINGS, blank=True, default="")
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "due_on"], name="case_open")]
        constraints = [
            models.CheckConstraint(
                name="case_ended_has_time", condition=Q(state=CaseState.ENDED) ^ Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="case_one_open_of_a_person", fields=["person", "kind", "kpi"], condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="case_one_open_of_all",
                fields=["department", "kind", "subject", "kpi"],
                condition=Q(ended_at__isnull=True, person__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.person_id or self.department_id} {self.opened_on}"


class Action(models.Model):
    """One decision about one figure: who does what by when, and the figure at that moment."""

    kind = models.CharField(_("what"), max_length=8, choices=ActionKind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="actions", null=True)
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
