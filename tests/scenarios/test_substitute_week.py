"""A substitute week: Boris goes on holiday, Vera stands in, and on Monday everything is his again."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.activities import finish_activity, plan_activity
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Activity, Deal
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind, ActivityResult

HX = {"HTTP_HX_REQUEST": "true"}


def at(day, hour=10):
    return clock.stopped(datetime(2026, 11, day, hour, tzinfo=clock.zone()))


@pytest.mark.duty("PE-05")
def test_a_substitute_week(cast, sign_in):
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    with at(13):  # Friday: Boris leaves a deal with a call on Tuesday
        deal = create_deal(by=boris, title="Pumps for the farm")
        due = clock.now() + timedelta(days=4)
        plan_activity(by=boris, kind=ActivityKind.CALL, title="Agree the price", deal_id=deal, due_at=due)
        anna = sign_in(cast.anna)
        form = {"kind": "holiday", "first": "2026-11-16", "last": "2026-11-22", "substitute": cast.vera.pk}
        away = reverse("people:absence_add", args=[cast.boris.pk])
        assert anna.post(away, {**form, "new_work": "stays"}, **HX).status_code == 204

    with at(13, 11):  # until Monday nothing changes hands
        vera = sign_in(cast.vera)
        assert vera.get(reverse("crm:deal", args=[deal])).status_code == 404

    with at(17):  # Tuesday: the call stands in Vera's day, marked as Boris'
        vera = sign_in(cast.vera)
        day = vera.get(reverse("crm:queue"), **HX).content.decode()
        assert "Pumps for the farm" in day
        assert "Boris Belov" in day
        assert "Pumps for the farm" in vera.get(reverse("crm:deal_list")).content.decode()
        stands = vera.get(reverse("people:substitutes")).content.decode()
        assert "Boris Belov" in stands
        call = Activity.objects.get()
        step = Step(kind=ActivityKind.TASK, title="Send the contract", due_at=clock.now() + timedelta(days=1))
        told = {"result": ActivityResult.TALKED, "note": "They agree", "next_step": step}
        finish_activity(by=cast.actor("vera"), activity_id=call.pk, **told)
        assert Activity.objects.get(pk=call.pk).owner == cast.vera
        assert Activity.objects.get(done_at__isnull=True).owner == cast.boris
        assert "Boris Belov" in vera.get(reverse("crm:deal_timeline", args=[deal])).content.decode()

    with at(18):  # Wednesday: Vera falls ill too; her own substitute takes both
        anna = sign_in(cast.anna)
        form = {"kind": "sick", "first": "2026-11-18", "last": "2026-11-18", "substitute": cast.dasha.pk}
        assert anna.post(reverse("people:absence_add", args=[cast.vera.pk]), form, **HX).status_code == 204
        dasha = sign_in(cast.dasha)
        assert dasha.get(reverse("crm:deal", args=[deal])).status_code == 200

    with at(23):  # Monday: everything is Boris' again, and nobody else's
        for who in (cast.vera, cast.dasha):
            assert sign_in(who).get(reverse("crm:deal", args=[deal])).status_code == 404
        boris = sign_in(cast.boris)
        assert "Pumps for the farm" in boris.get(reverse("crm:queue"), **HX).content.decode()
        assert Deal.objects.get(pk=deal).owner == cast.boris
    assert date(2026, 11, 23).weekday() == 0
