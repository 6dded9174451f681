"""PE-07, approvals: general over kinds, limits by role, a short chain, deadline, escalation, a record of everything."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.models import Entry
from mostik.people.models import Approval, Role
from mostik.people.tasks import press

HX = {"HTTP_HX_REQUEST": "true"}
MORNING = datetime(2026, 11, 18, 10, tzinfo=clock.zone())


def ask(client, kind, amount):
    form = {"kind": kind, "title": f"Need {amount}", "amount": amount}
    assert client.post(reverse("people:approval_add"), form, **HX).status_code == 204
    return Approval.objects.latest("pk")


@pytest.mark.duty("PE-07")
def test_expenses_vacancies_and_write_offs_go_by_limits_and_one_decision_above(cast, sign_in):
    with clock.stopped(MORNING):
        dasha = sign_in(cast.dasha)
        expense, large, vacancy = (
            ask(dasha, "people.expense", "5 000"),
            ask(dasha, "people.expense", "45 000"),
            ask(dasha, "people.vacancy", "100 000"),
        )
        write_off = ask(dasha, "people.write_off", "9 000")
        asked = [expense, large, vacancy, write_off]
        assert [each.decider for each in asked] == [cast.gleb, cast.anna, cast.olga, cast.anna]

        gleb = sign_in(cast.gleb)
        assert ask(gleb, "people.expense", "10 000").state == "approved"
        page = gleb.get(reverse("people:approvals")).content.decode()
        assert "Need 5 000" in page
        assert "Need 45 000" not in page
        assert gleb.post(reverse("people:approval_approve", args=[large.pk]), {}, **HX).status_code == 404
        gleb.post(reverse("people:approval_approve", args=[expense.pk]), {}, **HX)

        dasha = sign_in(cast.dasha)
        dasha.post(reverse("people:approval_withdraw", args=[vacancy.pk]), {}, **HX)

    with clock.stopped(MORNING + timedelta(days=1, minutes=1)):
        assert press() == 2  # both of Anna's pass on to Olga
        assert {each.decider for each in Approval.objects.filter(state="waiting")} == {cast.olga}
    with clock.stopped(MORNING + timedelta(days=9)):
        press()
    states = {each.pk: each.state for each in Approval.objects.all()}
    assert [states[each.pk] for each in asked] == ["approved", "expired", "withdrawn", "expired"]
    record = Entry.objects.filter(about_kind="people.approval", about_id=large.pk).order_by("pk")
    assert [line.name.removeprefix("people.approval_") for line in record] == ["asked", "escalated", "expired"]

    olga = sign_in(cast.olga)
    seller = Role.objects.get(code="manager")
    limit = reverse("people:limit_edit") + f"?kind=people.expense&role={seller.pk}&scope="
    assert olga.post(limit, {"way": "size", "size": "6 000"}, **HX).status_code == 204
    assert ask(sign_in(cast.dasha), "people.expense", "6 000").state == "approved"
