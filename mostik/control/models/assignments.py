"""What meetings and management ask for: who does what by when, what they answered and did, whether it is accepted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.control.terms import Answer, AssignmentState, Origin

ORIGINS = [
    (Origin.HEAD, pgettext_lazy("where an assignment comes from", "the head")),
    (Origin.MEETING, pgettext_lazy("where an assignment comes from", "a meeting")),
    (Origin.MANAGEMENT, pgettext_lazy("where an assignment comes from", "management")),
    (Origin.OTHER, pgettext_lazy("where an assignment comes from", "something else")),
]
ANSWERS = [
    (Answer.ACCEPTED, pgettext_lazy("of an assignment", "I take it")),
    (Answer.OBJECTED, pgettext_lazy("of an assignment", "I object")),
    (Answer.DATE, pgettext_lazy("of an assignment", "I take it for another day")),
]
ASSIGNMENT_STATES = [
    (AssignmentState.NEW, pgettext_lazy("of an assignment", "not answered")),
    (AssignmentState.ACCEPTED, pgettext_lazy("of an assignment", "being done")),
    (AssignmentState.ASKING, pgettext_lazy("of an assignment", "another day is asked for")),
    (AssignmentState.OBJECTED, pgettext_lazy("of an assignment", "objected to")),
    (AssignmentState.ACTED, pgettext_lazy("of an assignment", "done, to be checked")),
    (AssignmentState.RETURNED, pgettext_lazy("of an assignment", "given back")),
    (AssignmentState.SOLVED, pgettext_lazy("of an assignment", "solved")),
    (AssignmentState.WITHDRAWN, pgettext_lazy("of an assignment", "withdrawn")),
]


class Assignment(models.Model):
    """One assignment with its three questions: answered, acted, solved, each with its words and moment.

    ``state`` follows from those by a rule and is kept for lists. ``place`` is the page of this product it comes from;
    ``wanted_on`` the day asked for and not decided on; ``told`` the steps the clock has told of, last on ``told_on``.
    """

    text = models.CharField(_("what is to be done"), max_length=1000)
    origin = models.CharField(_("where it comes from"), max_length=12, choices=ORIGINS)
    origin_words = models.CharField(_("of what"), max_length=200, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    due_on = models.DateField(_("by"))
    wanted_on = models.DateField(null=True)
    answer = models.CharField(max_length=8, choices=ANSWERS, blank=True, default="")
    answer_text = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    acted_text = models.CharField(max_length=1000, blank=True, default="")
    acted_at = models.DateTimeField(null=True)
    returned_text = models.CharField(max_length=500, blank=True, default="")
    returned_at = models.DateTimeField(null=True)
    solved_text = models.CharField(max_length=500, blank=True, default="")
    solved_at = models.DateTimeField(null=True)
    withdrawn_text = models.CharField(max_length=500, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ASSIGNMENT_STATES, default=AssignmentState.NEW)
    told = models.JSONField(default=list)
    told_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on"], name="assignment_open"),
            models.Index(fields=["owner", "state"], name="assignment_of_person"),
            models.Index(fields=["giver", "state"], name="assignment_of_giver"),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_objected_with_words", condition=~Q(answer=Answer.OBJECTED) | ~Q(answer_text="")
            ),
            models.CheckConstraint(
                name="assignment_solved_after_acted", condition=Q(solved_at__isnull=True) | Q(acted_at__isnull=False)
            ),
            models.CheckConstraint(
                name="assignment_acted_with_words", condition=Q(acted_at__isnull=True) | ~Q(acted_text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.due_on}"


class DueChange(models.Model):
    """One version of an assignment's day: what it was, what was wanted and why, and whether that was granted."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="due_changes")
    was = models.DateField()
    wanted = models.DateField()
    why = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    words = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.CharField(max_length=120, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="due_change_one_waits", fields=["assignment"], condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="due_change_decided_has_time", condition=Q(decided_at__isnull=True) ^ Q(granted__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} {self.wanted}"
