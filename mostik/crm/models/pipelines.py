"""Pipelines, their stages and the small books a deal refers to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.crm.terms import LossGroup, Milestone, PipelineKind, StageKind


def _choices(words: type[StageKind | Milestone | LossGroup | PipelineKind]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Pipeline(Tracked):
    """A way of selling: an ordered row of stages."""

    title = models.CharField(_("title"), max_length=80)
    kind = models.CharField(max_length=4, choices=_choices(PipelineKind), default=PipelineKind.DEAL)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    default = models.BooleanField(_("new deals go here"), default=False)
    sort = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort", "id"]
        constraints = [
            models.UniqueConstraint(fields=["default"], name="one_default_pipeline", condition=models.Q(default=True)),
            models.CheckConstraint(
                name="new_deals_go_to_a_deal_pipeline",
                condition=models.Q(default=False) | models.Q(kind=PipelineKind.DEAL),
            ),
            models.UniqueConstraint(
                fields=["title"], name="one_pipeline_of_a_title", condition=models.Q(archived_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Stage(Tracked):
    """A step of a pipeline and its rules: how long, what must be filled, where to next."""

    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="stages")
    title = models.CharField(_("title"), max_length=80)
    sort = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=4, choices=_choices(StageKind), default=StageKind.OPEN)
    colour = models.CharField(_("colour"), max_length=10, default="blue")
    milestone = models.CharField(
        _("link of the chain"), max_length=10, choices=_choices(Milestone), blank=True, default=""
    )
    probability = models.PositiveSmallIntegerField(
        _("probability, %"), default=50, help_text="The one that is counted with."
    )
    set_probability = models.PositiveSmallIntegerField(
        null=True, help_text="The one people set, while the measured one is counted with; else empty."
    )
    norm_days = models.PositiveSmallIntegerField(_("normally takes, days"), null=True, blank=True)
    warn_days = models.PositiveSmallIntegerField(_("warn after, days"), null=True, blank=True)
    required_fields = models.JSONField(_("required fields"), default=list, blank=True)
    allowed_next = models.JSONField(
        _("may go to"), default=list, blank=True, help_text="Stage numbers; empty: anywhere."
    )
    checklist = models.JSONField(_("entry checklist"), default=list, blank=True)
    key = models.BooleanField(_("key stage"), default=False)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort", "id"]
        constraints = [
            models.CheckConstraint(name="stage_probability_percent", condition=models.Q(probability__lte=100)),
            models.CheckConstraint(name="stage_kind_known", condition=models.Q(kind__in=[k.value for k in StageKind])),
            models.UniqueConstraint(
                fields=["pipeline", "title"],
                name="one_stage_of_a_title",
                condition=models.Q(archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StageMeasure(models.Model):
    """What the last year says of a stage, counted once a day: who was won from it, how long deals stand in it.

    ``helps`` are (what was done before deals moved on, how often, how often before stays in general), best first.
    """

    stage = models.OneToOneField(Stage, models.CASCADE, related_name="+", primary_key=True)
    entered = models.PositiveIntegerField(default=0)
    won = models.PositiveIntegerField(default=0)
    stays = models.PositiveIntegerField(default=0)
    half_seconds = models.BigIntegerField(null=True)
    most_seconds = models.BigIntegerField(null=True)
    helps = models.JSONField(default=list)
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stage_id} {self.won}/{self.entered}"


class LossReason(Tracked):
    """Why deals are lost, or leads rejected."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    of = models.CharField(max_length=4, choices=_choices(PipelineKind), default=PipelineKind.DEAL)
    group = models.CharField(_("group"), max_length=10, choices=_choices(LossGroup), default=LossGroup.OTHER)
    requires_note = models.BooleanField(_("needs a note"), default=False)
    preventable = models.BooleanField(default=False, help_text="Whether people here could have prevented such a loss.")
    advice = models.CharField(max_length=300, blank=True, default="", help_text="What to do about it.")
    sort = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["sort", "id"]

    def __str__(self) -> str:
        return self.title


class Competitor(Tracked):
    """Whom deals are lost to."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Channel(Tracked):
    """Where leads come from."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    sort = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["sort", "title"]

    def __str__(self) -> str:
        return self.title
