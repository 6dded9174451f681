"""CT-05, order in the CRM: what is out of order, per person, against a norm, mended without leaving the page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.activities import log_activity
from mostik.crm.commands.deals import create_deal, move_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.commands.stages import edit_stage
from mostik.crm.models import Deal, Stage
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind, ActivityResult

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def mess(cast, roles):
    """Boris keeps his deals in order but for an overdue step; Vera has let hers lie."""
    seed_default_pipeline(by=SYSTEM)
    boris, vera, now = cast.actor("boris"), cast.actor("vera"), clock.now()
    stage = {row.title: row.pk for row in Stage.objects.all()}
    step = Step(kind=ActivityKind.CALL, due_at=now + timedelta(days=1))
    for number in range(3):
        create_deal(by=boris, title=f"В порядке {number}", next_step=step, at=now - timedelta(minutes=10))
    late = create_deal(by=boris, title="Просрочен шаг", next_step=step, at=now - timedelta(minutes=5))
    Deal.objects.filter(pk=late).update(next_at=now - timedelta(hours=2))
    create_deal(by=vera, title="Забытая", at=now - timedelta(days=20))
    answered = create_deal(by=vera, title="Ответили поздно", next_step=step, at=now - timedelta(hours=26))
    log_activity(by=vera, kind=ActivityKind.CALL, result=ActivityResult.TALKED, deal_id=answered)
    empty = create_deal(by=vera, title="Без суммы", next_step=step, at=now - timedelta(minutes=1))
    move_deal(by=vera, deal_id=empty, stage_id=stage["Предложение"])
    edit_stage(by=cast.actor("anna"), stage_id=stage["Предложение"], fields={"required_fields": ["amount", "note"]})
    return dict(Deal.objects.values_list("title", "pk"))


def figures(client):
    """Return each person's figures by kind, and which are over the norm."""
    rows = client.get(reverse("control:order")).context["order"].rows
    return {
        row.name: (
            {f.kind.value: f.count for f in row.figures if f.count},
            {f.kind.value for f in row.figures if f.over},
        )
        for row in rows
    }


@pytest.mark.duty("CT-05")
def test_head_sees_who_keeps_order_and_each_number_opens_its_deals(cast, sign_in, mess):
    anna = sign_in(cast.anna)
    found = figures(anna)
    assert found[cast.boris.short_name][0] == {"overdue": 1}
    counts, over = found[cast.vera.short_name]
    assert counts == {"no_step": 1, "stale": 1, "lacking": 1, "unanswered": 1, "slow": 1}
    assert over == set(counts)

    # Every number opens exactly its deals.
    for kind, count in counts.items():
        page = anna.get(f"{reverse('crm:deal_list')}?disorder={kind}&owner={cast.vera.pk}").context["page"]
        assert len(page.rows) == count
    # The norm is the head's: more is let pass, and Boris' one overdue deal of four is over it no longer.
    assert found[cast.boris.short_name][1] == {"overdue"}
    sent = dict.fromkeys(counts, "0") | {"overdue": "30", "minutes": "2400"}
    anna.post(reverse("control:order_norms"), sent)
    found = figures(anna)
    assert found[cast.boris.short_name][1] == set()
    assert "slow" not in found[cast.vera.short_name][0]  # a working week is given now


@pytest.mark.duty("CT-05")
def test_disorder_is_mended_in_place(cast, sign_in, mess):
    anna = sign_in(cast.anna)
    here = f"{reverse('crm:deal_list')}?disorder=no_step"
    row = anna.get(here).content.decode()
    assert reverse("crm:deal_step", args=[mess["Забытая"]]) in row
    back = {"HTTP_REFERER": f"http://testserver{here}", **FRAGMENT}

    # A step is given in one line; the page stays.
    answer = anna.post(reverse("crm:deal_step", args=[mess["Забытая"]]), {"step": "позвонить завтра 10:00"}, **back)
    assert answer["HX-Redirect"] == here
    assert "no_step" not in figures(anna)[cast.vera.short_name][0]

    # Only what the stage asks for and the deal lacks is asked, and must be said.
    fill = reverse("crm:deal_fill", args=[mess["Без суммы"]])
    form = anna.get(fill, **FRAGMENT).context["form"]
    assert [name for name in form.fields if name != "version"] == ["amount", "note"]
    assert anna.post(fill, {"amount": "5"}, **back).status_code == 422
    assert anna.post(fill, {"amount": "90 000", "note": "Торгуются"}, **back)["HX-Redirect"] == here
    assert "lacking" not in figures(anna)[cast.vera.short_name][0]

    # Handed over from the list, the page stays there too; many get a step at once.
    give = reverse("crm:deal_hand_over", args=[mess["Просрочен шаг"]])
    assert anna.post(give, {"owner": cast.vera.pk}, **back)["HX-Redirect"] == here
    pair = [mess["В порядке 0"], mess["В порядке 1"]]
    anna.post(reverse("crm:deals_step"), {"pk": pair, "step": "встреча завтра 12:00"})
    assert Deal.objects.filter(pk__in=pair, activities__kind="meeting").count() == 2


@pytest.mark.duty("CT-05")
def test_order_is_within_reach_and_costs_the_same_whatever_there_is(cast, sign_in, mess, django_assert_max_num_queries):
    assert set(figures(sign_in(cast.boris))) == {cast.boris.short_name}
    assert sign_in(cast.boris).post(reverse("control:order_norms"), {}).status_code == 403
    anna = sign_in(cast.anna)
    with django_assert_max_num_queries(30):
        anna.get(reverse("control:order"))
