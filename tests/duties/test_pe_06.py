"""PE-06: a head says what a seller's day holds, My day shows it, and the week tells what it did hold."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.models import Activity
from mostik.kernel.period import Span
from mostik.people.commands.calendar import add_absence
from mostik.people.models import DayNorm, Lapse, Role
from mostik.people.queries.working_day import worked_days
from mostik.people.terms import AbsenceKind, WorkKind
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-06")]
DAY = date(2026, 11, 18)
HOUR = 3600


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.zone())


@pytest.fixture
def morning(cast, sign_in):
    """Anna says on Wednesday morning what a manager's day holds."""
    with clock.stopped(at(8)):
        client = sign_in(cast.anna)
        said = {
            "role": Role.objects.get(code="manager").pk,
            "from_day": DAY.isoformat(),
            "call": 50,
            "meeting": 20,
            "paperwork": 20,
            "study": 5,
            "hours_1": "9:00-9:15",
            "kind_1": "meeting",
            "title_1": "Планёрка",
            "hours_2": "10-12",
            "kind_2": "call",
            "title_2": "Обзвон",
        }
        assert client.post(reverse("people:day_norm_edit"), {**said, "call": 60}).status_code == 422
        assert client.post(reverse("people:day_norm_edit"), {**said, "hours_2": "9:10-12"}).status_code == 422
        assert client.post(reverse("people:day_norm_edit"), said).status_code == 302
    return cast


def call(cast, end: datetime, minutes: int, **more) -> None:
    told = {"kind": "call", "result": "talked", "title": "Разговор", "owner": cast.boris, "team": cast.north}
    Activity.objects.create(**{**told, **more}, done_at=end, seconds=minutes * 60, created_at=end)


def test_day_is_outlined_worked_and_compared(morning, sign_in):
    cast = morning
    with clock.stopped(at(10, 30)):
        client = sign_in(cast.boris)
        assert reverse("people:day_outline") in text_of(client.get(reverse("home:my_day")))
        shown = text_of(client.get(reverse("people:day_outline")))
        assert "Планёрка" in shown
        assert 'aria-current="time"' in shown.split("10:00-12:00")[0].rsplit("<li", 1)[1]
    call(cast, at(10, 30), 30)
    call(cast, at(10, 45), 30)  # two talks told of the same quarter of an hour
    call(cast, at(19), 20)  # after hours
    call(cast, at(12), 0)  # nobody knows how long
    call(cast, at(16), 0, kind="meeting", result="held", title="Встреча")
    Lapse.objects.create(person=cast.boris, day=DAY, kind="late", planned_at=at(9), minutes=25, noticed_at=at(9, 30))
    with clock.stopped(at(20)):
        [row] = [
            each
            for each in worked_days(viewer=cast.actor("anna"), span=Span(DAY, DAY))
            if each.name.startswith("Boris")
        ]
        assert row.planned == {
            WorkKind.CALL: 240,
            WorkKind.MEETING: 96,
            WorkKind.STUDY: 24,
            WorkKind.PAPERWORK: 96,
            None: 24,
        }
        assert row.held.by_kind == {WorkKind.CALL: 65 * 60, WorkKind.MEETING: HOUR}
        assert row.held.outside == 20 * 60
        assert row.held.unaccounted == 8 * HOUR - 45 * 60 - HOUR
        assert row.reasons == (("late", "25"), ("guessed", "1"))
        client = sign_in(cast.anna)
        shown = text_of(client.get(reverse("people:working_time")))
        assert "Boris Belov" in shown
        assert reverse("people:worked_day", args=[cast.boris.pk, DAY.isoformat()]) in shown
        opened = text_of(client.get(reverse("people:worked_day", args=[cast.boris.pk, DAY.isoformat()])))
        assert re.findall(r"\bРазговор\b", opened) == ["Разговор"] * 3
        assert "Встреча" in opened
        lines = text_of(client.get(reverse("people:working_time") + "?format=csv")).splitlines()
        assert any("Boris" in line and "65" in line and "240" in line for line in lines)


def test_norm_has_versions_and_the_past_stays_as_it_was_asked(morning, sign_in):
    cast, later = morning, DAY + timedelta(days=1)
    with clock.stopped(at(8, 0, later)):
        client = sign_in(cast.anna)
        role = Role.objects.get(code="manager").pk
        assert (
            client.post(
                reverse("people:day_norm_edit"), {"role": role, "from_day": DAY.isoformat(), "call": 10}
            ).status_code
            == 422
        )
        client.post(reverse("people:day_norm_edit"), {"role": role, "from_day": later.isoformat(), "call": 10})
        found = worked_days(viewer=cast.actor("boris"), span=Span(DAY, later))
        assert [each.planned[WorkKind.CALL] for each in found] == [240, 48]
        newest = DayNorm.objects.latest("from_day")
        client.post(reverse("people:day_norm_remove", args=[newest.pk]))
        assert DayNorm.objects.filter(removed_at=None).count() == 1
        client.post(reverse("people:day_norm_restore", args=[newest.pk]))
        assert DayNorm.objects.filter(removed_at=None).count() == 2


def test_week_adds_up_the_days_and_names_who_was_away(morning, sign_in):
    cast = morning
    add_absence(
        by=SYSTEM, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=date(2026, 11, 16), last=date(2026, 11, 17)
    )
    call(cast, at(11), 60)
    call(cast, at(11, 0, date(2026, 11, 19)), 60)
    with clock.stopped(at(20, 0, date(2026, 11, 19))):
        lines = text_of(sign_in(cast.anna).get(reverse("people:working_time") + "?by=week&format=csv")).splitlines()
    [boris] = [line for line in lines if "Boris" in line]
    assert ",120," in boris or ";120;" in boris
    assert ("sick" in boris) or ("больнич" in boris)


def test_seller_sees_only_the_own_day_and_sets_nothing(morning, sign_in):
    cast = morning
    with clock.stopped(at(12)):
        client = sign_in(cast.boris)
        assert "Volkova" not in text_of(client.get(reverse("people:working_time")))
        assert client.get(reverse("people:worked_day", args=[cast.vera.pk, DAY.isoformat()])).status_code == 404
        assert client.get(reverse("people:day_norms")).status_code == 403
