"""What a day should hold, said by two heads at once: the later one hears it, nothing breaks."""

from datetime import date

import pytest

from mostik.core import clock
from mostik.people.commands.working_day import NormThere, set_day_norm
from mostik.people.models import DayNorm, Role
from mostik.people.rules.working_day import DayNormed

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)


def test_version_another_head_made_meanwhile_is_told(cast, monkeypatch):
    role, save = Role.objects.get(code="manager"), DayNorm.save

    def meanwhile(row: DayNorm, **how) -> None:
        DayNorm.objects.bulk_create([DayNorm(department=cast.sales, role=role, from_day=DAY)])
        save(row, **how)

    monkeypatch.setattr(DayNorm, "save", meanwhile)
    with clock.stopped(clock.moment(DAY)), pytest.raises(NormThere) as refused:
        norm = DayNormed(shares={}, blocks=())
        set_day_norm(by=cast.actor("anna"), department_id=cast.sales.pk, role_id=role.pk, from_day=DAY, norm=norm)
    assert refused.value.field == "from_day"
