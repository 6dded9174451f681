"""Robots: what each does in numbered editions, and every run of them with its steps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.automation.terms import Mark, RobotKind, RunState


class Robot(models.Model):
    """Who does by itself what need not be done by hand: its edition at work, and the draft being changed.

    It acts for its owner: within their rights and reach at that moment, never beyond.
    """

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(max_length=8, choices=[(each, each) for each in RobotKind], default=RobotKind.ROBOT)
    subject = models.CharField(max_length=32)
    ready = models.CharField(max_length=32, default="", help_text="The ready-made one it was made of, if it was.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    draft = models.JSONField(default=dict, help_text="Trigger and what was chosen for it, conditions, goals, steps.")
    edition = models.ForeignKey("automation.RobotEdition", models.PROTECT, null=True, related_name="+")
    works_since = models.DateTimeField(null=True, help_text="Empty: switched off.")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["owner"], name="robot_living", condition=models.Q(removed_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(works_since__isnull=True) | models.Q(edition__isnull=False, removed_at__isnull=True),
                name="robot_works_by_an_edition",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def works(self) -> bool:
        """Whether it is switched on."""
        return self.works_since is not None


class RobotEdition(models.Model):
    """What a robot does, as it was switched on: never changed, so a run ends as it began."""

    robot = models.ForeignKey(Robot, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    trigger = models.CharField(max_length=40)
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["robot", "number"], name="one_edition_a_number")]

    def __str__(self) -> str:
        return f"{self.robot_id} v{self.number}"


class Run(models.Model):
    """A robot at work on one record for one cause, once: how far it is and when it goes on."""

    robot = models.ForeignKey(Robot, models.CASCADE, related_name="runs")
    edition = models.ForeignKey(RobotEdition, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=32)
    number = models.BigIntegerField(help_text="The record.")
    cause = models.CharField(max_length=80, help_text="The journal line, or what makes this time one of a kind.")
    state = models.CharField(max_length=8, choices=[(each, each) for each in RunState], default=RunState.WAITING)
    place = models.PositiveSmallIntegerField(default=0)
    chain = models.JSONField(default=list, help_text="Robots whose work began this run.")
    wake_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=0, help_text="Grows with every promise to work on it.")
    fails = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, default="")
    goal = models.CharField(max_length=40, default="", help_text="What it came to; empty: nothing yet.")

    class Meta:
        indexes = [
            models.Index(fields=["robot", "-id"], name="runs_of_a_robot"),
            models.Index(fields=["ended_at"], name="runs_ended", condition=models.Q(ended_at__isnull=False)),
            models.Index(fields=["subject", "number", "-id"], name="runs_about_a_record"),
        ]
        constraints = [models.UniqueConstraint(fields=["robot", "number", "cause"], name="one_run_a_cause")]

    def __str__(self) -> str:
        return f"{self.robot_id}:{self.number}"

    @property
    def key(self) -> str:
        """The number its effects are told apart by."""
        return f"run:{self.pk}"


class Enrolment(models.Model):
    """Records that were there already, begun part by part: how many there were, how far it is, whether it was left."""

    robot = models.ForeignKey(Robot, models.CASCADE, related_name="enrolments")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0, help_text="The number of the last record it came to.")
    picked = models.JSONField(null=True, help_text="The numbers it goes through, in order, until it has; empty: all.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.robot_id}: {self.done}/{self.total}"

    @property
    def share(self) -> float:
        """Return how much of them it has come through."""
        return min(1.0, self.done / self.total) if self.total else 1.0


class RunStep(models.Model):
    """What became of one step of a run."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    deed = models.CharField(max_length=40, default="")
    mark = models.CharField(max_length=8, choices=[(each, each) for each in Mark])
    text = models.CharField(max_length=500, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="a_step_of_a_run_once")]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.place}"
