"""Forms of the working day: the norm of a role with its blocks, and what the report shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.refusals import Refusal
from mostik.people.models import DayNorm
from mostik.people.models.working_day import WORK_KINDS
from mostik.people.queries import roles
from mostik.people.rules.shifts import read_shift, written_shift
from mostik.people.rules.working_day import Block, DayNormed
from mostik.people.terms import WorkKind

BLOCKS = 6


class DayNormForm(forms.Form):
    """What a role's day holds from a day on."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=int)
    from_day = forms.DateField(label=_("From the day"), widget=forms.DateInput)

    def __init__(self, *args: Any, viewer: Actor, row: DayNorm | None = None, **rest: Any) -> None:
        super().__init__(*args, initial=_written(row), **rest)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(each.id, each.title) for each in roles.roles(viewer=viewer) if each.people]
        for kind, title in WORK_KINDS:
            self.fields[kind] = forms.IntegerField(
                label=str(title).capitalize(), min_value=0, max_value=100, required=False
            )
        for at in range(1, BLOCKS + 1):
            self.fields[f"hours_{at}"] = forms.CharField(label=_("Hours"), max_length=11, required=False)
            self.fields[f"kind_{at}"] = forms.ChoiceField(label=_("What"), choices=WORK_KINDS, required=False)
            self.fields[f"title_{at}"] = forms.CharField(label=_("Name"), max_length=60, required=False)

    @property
    def shares(self) -> list[forms.BoundField]:
        """Return the fields of the shares."""
        return [self[kind] for kind, _title in WORK_KINDS]

    @property
    def block_fields(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the fields of each block."""
        return [(self[f"hours_{at}"], self[f"kind_{at}"], self[f"title_{at}"]) for at in range(1, BLOCKS + 1)]

    def clean(self) -> dict[str, Any]:
        """Each block's hours are one stretch within a day, read at once."""
        said = super().clean() or {}
        said["blocks"] = [block for at in range(1, BLOCKS + 1) if (block := self._block(said, at))]
        return said

    @property
    def norm(self) -> DayNormed:
        """Return what was filled in."""
        said = self.cleaned_data
        shares = {WorkKind(kind): said[kind] or 0 for kind, _title in WORK_KINDS}
        return DayNormed(shares=shares, blocks=tuple(sorted(said["blocks"], key=lambda each: each.start)))

    def _block(self, said: dict[str, Any], at: int) -> Block | None:
        text = said.get(f"hours_{at}", "")
        if not text:
            return None
        try:
            stretches = read_shift(text)
        except Refusal as refusal:
            self.add_error(f"hours_{at}", refusal.text(str))
            return None
        if len(stretches) != 1 or stretches[0][1] > 1440:
            self.add_error(f"hours_{at}", _("Write one stretch of a day, for example 9:00-9:15."))
            return None
        kind = WorkKind(said.get(f"kind_{at}") or WorkKind.CALL)
        return Block(start=stretches[0][0], end=stretches[0][1], kind=kind, title=said.get(f"title_{at}", ""))


def _written(row: DayNorm | None) -> dict[str, Any]:
    if row is None:
        return {"from_day": clock.today()}
    told: dict[str, Any] = {"role": row.role_id, "from_day": max(row.from_day, clock.today()), **row.shares}
    for at, block in enumerate(row.norm.blocks, start=1):
        told[f"hours_{at}"] = written_shift(((block.start, block.end),))
        told[f"kind_{at}"], told[f"title_{at}"] = block.kind.value, block.title
    return told
