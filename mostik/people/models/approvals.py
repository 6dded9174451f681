"""Requests for a decision and the limits within which each role decides alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.kernel.money import Money
from mostik.people.models.roles import Role
from mostik.people.models.structure import Team
from mostik.people.terms import ApprovalState, Need

STATES = [
    (ApprovalState.WAITING.value, pgettext_lazy("a request", "waiting")),
    (ApprovalState.APPROVED.value, pgettext_lazy("a request", "approved")),
    (ApprovalState.DECLINED.value, pgettext_lazy("a request", "declined")),
    (ApprovalState.WITHDRAWN.value, pgettext_lazy("a request", "withdrawn")),
    (ApprovalState.EXPIRED.value, pgettext_lazy("a request", "expired")),
]


class Approval(models.Model):
    """One request: who asks for what, how large it is, who decides it and by when.

    ``size`` is in the kind's unit (hundredths of a per cent, minor units); ``needs`` are the sizes with their fields
    as rules read them; ``terms`` belong to the kind. An open ``question`` waits for the one who asked.
    """

    kind = models.SlugField(max_length=40)
    title = models.CharField(_("what"), max_length=300)
    note = models.CharField(_("why"), max_length=1000, blank=True, default="")
    size = models.BigIntegerField()
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="RUB")
    needs = models.JSONField(default=list)
    about_kind = models.CharField(max_length=32, default="")
    about_id = models.BigIntegerField(null=True)
    url = models.CharField(max_length=200, default="")
    terms = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who asks"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who decides")
    )
    state = models.CharField(max_length=9, choices=STATES, default=ApprovalState.WAITING)
    question = models.CharField(max_length=1000, default="")
    asked_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=1000, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["decider", "due_at"], name="approval_inbox", condition=Q(state="waiting")),
            models.Index(fields=["owner", "-asked_at"], name="approval_asked"),
            models.Index(fields=["about_kind", "about_id"], name="approval_about"),
            models.Index(fields=["due_at"], name="approval_due", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                name="approval_ended_has_time", condition=Q(state="waiting") ^ Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="approval_waits_for_somebody", condition=~Q(state="waiting") | Q(decider__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["kind", "about_kind", "about_id"],
                name="one_open_request_of_a_kind",
                condition=Q(state="waiting", about_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Money | None:
        """How much money it is about."""
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)

    @property
    def needed(self) -> list[Need]:
        """The sizes with their fields as rules read them."""
        return [Need(size=size, scopes=tuple(scopes)) for size, scopes in self.needs]

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == ApprovalState.WAITING


class ApprovalLimit(models.Model):
    """Up to what size a role decides a kind alone, in one field of it; without a size: any."""

    kind = models.SlugField(max_length=40)
    role = models.ForeignKey(Role, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=40, default="", blank=True)
    size = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "role", "scope"], name="one_limit_of_a_role"),
            models.CheckConstraint(name="limit_not_negative", condition=Q(size__isnull=True) | Q(size__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.role_id} {self.size}"
