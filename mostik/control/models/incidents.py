"""What endangers life, health, clients or data: who reported it, who answers for it, what is done, how it ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.control.terms import IncidentKind, IncidentState, Severity

INCIDENT_KINDS = [
    (IncidentKind.LIFE, pgettext_lazy("what is endangered", "life")),
    (IncidentKind.HEALTH, pgettext_lazy("what is endangered", "health")),
    (IncidentKind.CLIENTS, pgettext_lazy("what is endangered", "clients")),
    (IncidentKind.DATA, pgettext_lazy("what is endangered", "data")),
    (IncidentKind.PROPERTY, pgettext_lazy("what is endangered", "money or property")),
    (IncidentKind.OTHER, pgettext_lazy("what is endangered", "something else")),
]
SEVERITIES = [
    (Severity.CRITICAL, _("danger now")),
    (Severity.SERIOUS, _("harm is done")),
    (Severity.MINOR, _("it nearly happened")),
]
INCIDENT_STATES = [
    (IncidentState.NEW, _("nobody has taken it")),
    (IncidentState.TAKEN, _("being dealt with")),
    (IncidentState.CLOSED, pgettext_lazy("of an incident", "closed")),
]


class Incident(models.Model):
    """One incident. It is somebody's from the moment they take it, and closed only with its cause and a conclusion.

    ``due_at`` is by when somebody is to take it; ``raised`` how often management was told that nobody had. ``key`` is
    the report's own, so that one sent twice is one.
    """

    kind = models.CharField(_("what is endangered"), max_length=12, choices=INCIDENT_KINDS)
    severity = models.CharField(_("how bad it is"), max_length=8, choices=SEVERITIES)
    text = models.CharField(_("what happened"), max_length=2000)
    confidential = models.BooleanField(_("confidential"), default=False)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=INCIDENT_STATES, default=IncidentState.NEW)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    raised = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    cause = models.CharField(_("why it happened"), max_length=1000, blank=True, default="")
    conclusion = models.CharField(_("conclusion"), max_length=1000, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="incident_open")]
        constraints = [
            models.CheckConstraint(
                name="incident_taken_by_somebody", condition=Q(state=IncidentState.NEW) | Q(owner__isnull=False)
            ),
            models.CheckConstraint(
                name="incident_closed_with_conclusion",
                condition=~Q(state=IncidentState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(conclusion="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reported_at:%Y-%m-%d}"


class Measure(models.Model):
    """One thing to be done about an incident: what, by whom, by when, and whether it is; what the clock has told of."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures")
    text = models.CharField(_("what exactly"), max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(_("by"))
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True, default="")
    told = models.JSONField(default=list)
    told_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "due_on"], name="measure_of_incident")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.due_on}"
