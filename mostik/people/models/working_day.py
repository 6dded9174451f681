"""What a working day of a role should hold, in versions by date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.people.models.roles import Role
from mostik.people.models.structure import Department
from mostik.people.rules.working_day import Block, DayNormed
from mostik.people.terms import WorkKind

WORK_KINDS = [
    (WorkKind.CALL.value, _("calls")),
    (WorkKind.MEETING.value, _("meetings")),
    (WorkKind.STUDY.value, _("study")),
    (WorkKind.PAPERWORK.value, _("paperwork")),
]


class DayNorm(models.Model):
    """From a day on: hundredths of the day by kind, blocks as lists of start, end, kind and title.

    A removed one stays, so that the removal can be taken back.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.CASCADE, related_name="+", verbose_name=_("role"))
    from_day = models.DateField(_("from the day"))
    shares = models.JSONField(default=dict)
    blocks = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "role", "from_day"], name="one_day_norm_from_a_day", condition=Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.from_day}"

    @property
    def norm(self) -> DayNormed:
        """Return it as the rules read it."""
        blocks = (Block(start=a, end=b, kind=WorkKind(kind), title=title) for a, b, kind, title in self.blocks)
        return DayNormed(shares={WorkKind(kind): part for kind, part in self.shares.items()}, blocks=tuple(blocks))
