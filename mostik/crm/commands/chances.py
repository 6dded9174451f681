"""Chances of deals, kept beside them by whoever reckons them: a figure, not a change of the deal."""

from collections.abc import Mapping

from django.db.models import Case, F, PositiveSmallIntegerField, Value, When
from django.db.models.functions import Cast

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.models import Deal

AT_ONCE = 200


@command(needs="crm.edit_deal")
def keep_chances(*, by: Actor, chances: Mapping[int, int | None]) -> None:
    """Keep how likely each deal is won, per mille; None takes it away. The deals' moment of change stays as it is."""
    numbers = sorted(chances)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        cases = [When(pk=pk, then=Value(chances[pk], output_field=PositiveSmallIntegerField())) for pk in part]
        # PostgreSQL takes the kind of values that are all empty for text unless told.
        known = Cast(Case(*cases, default=None), PositiveSmallIntegerField())
        Deal.objects.filter(pk__in=part).update(chance=known, updated_at=F("updated_at"))
