"""CR-14, segments and campaigns: audiences by conditions, live or kept, worked as call lists, counted as campaigns."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.payments import record_payment
from mostik.crm.models import Activity, Campaign, Channel, Segment
from mostik.crm.queries.segments import chosen_rows, segment_rows
from mostik.crm.rules.segments import audience
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid
from tests.crm.stage import deal

HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def conditions(*rules, **more):
    """Return what the editor sends."""
    sent = {"row": [], "every": "1", "g0-every": "1", **more}
    for number, (group, field, op, value) in enumerate(rules):
        sent["row"].append(f"n{number}")
        sent |= {
            f"rn{number}-group": group,
            f"rn{number}-field": field,
            f"rn{number}-op": op,
            f"rn{number}-value": value,
        }
    return sent


@pytest.fixture
def clients(cast):
    """Boris' three clients and one of Vera's: one bought, one is talked with, one is silent."""
    boris = cast.actor("boris")
    made = {
        name: add_company(by=boris, fields={"title": name, "region": region, "phone": phone})
        for name, region, phone in (
            ("Купил", "Тверь", "+7 912 345-67-89"),
            ("Думает", "Тверь", ""),
            ("Молчит", "Омск", ""),
        )
    }
    made["Чужой"] = add_company(by=cast.actor("vera"), fields={"title": "Чужой", "region": "Тверь"})
    now = clock.now()
    deal(cast.boris, company_id=made["Купил"], stage="Won", outcome="won", closed_at=now, rub=700_000, last_at=now)
    deal(cast.boris, company_id=made["Думает"], last_at=now)
    return made


@pytest.mark.duty("CR-14")
def test_an_audience_is_chosen_counted_live_worked_and_kept(cast, sign_in, clients):
    head = sign_in(cast.anna)

    # The editor counts as one types: in Tver, and bought or with an open deal.
    sent = conditions(
        ("0", "region", "is", "тверь"), ("1", "bought", "yes", ""), ("1", "open_deals", "yes", ""), **{"g1-every": "0"}
    )
    page = head.get(url("segment_add"))
    assert page.status_code == 200
    counted = head.post(url("segment_count"), {**sent, "subject": "company"})
    assert counted.context["preview"].count == 2
    assert {title for _pk, title in counted.context["preview"].first} == {"Купил", "Думает"}
    assert (
        "select"
        in head.get(url("segment_rule"), {"subject": "deal", "number": "a1", "ra1-field": "outcome"}).content.decode()
    )

    # Saved live and shared: Boris sees in it only his own; a new client comes in by itself.
    head.post(
        url("segment_add"), {**sent, "title": "Тверь в работе", "subject": "company", "live": "on", "shared": "on"}
    )
    segment = Segment.objects.get()
    assert {row.pk for row in head.get(url("segment", segment.pk)).context["page"].rows} == {
        clients["Купил"],
        clients["Думает"],
    }
    assert segment_rows(segment, viewer=cast.actor("vera")).count() == 0
    deal(cast.vera, company_id=clients["Чужой"])
    assert segment_rows(segment, viewer=cast.actor("anna")).count() == 3

    # Called together, and taken back.
    due = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    head.post(url("segment_calls", segment.pk), {"title": "Новая линейка", "due_at": due})
    calls = Activity.objects.filter(title="Новая линейка", removed_at__isnull=True)
    assert {call.owner for call in calls} == {cast.boris, cast.vera}
    page = head.get(url("segment", segment.pk))
    assert len(page.context["made"]) == 3
    dropped = head.post(url("segment_drop", segment.pk), {"pk": page.context["made"]})
    assert dropped.status_code == 302, dropped.content.decode()
    assert calls.all().count() == 0

    # Removed and brought back.
    assert "Купил" in head.get(url("segment", segment.pk)).content.decode()
    head.post(url("segment_remove", segment.pk))
    assert head.get(url("segment", segment.pk)).status_code == 404
    head.post(url("segment_restore", segment.pk))
    assert head.get(url("segment", segment.pk)).status_code == 200


@pytest.mark.duty("CR-14")
def test_a_campaign_keeps_its_audience_and_counts_what_came(cast, sign_in, clients):
    head, channel = sign_in(cast.anna), Channel.objects.create(title="Выставка")
    sent = conditions(("0", "bought", "no", ""))
    head.post(url("segment_add"), {**sent, "title": "Не покупали", "subject": "company", "live": "on"})
    day = clock.today().isoformat()
    said = {"title": "Осень", "segment": Segment.objects.get().pk, "channel": channel.pk, "budget": "100 000"}
    refused = head.post(url("campaign_add"), {**said, "starts_on": day, "ends_on": "2020-01-01"}, **HTMX)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"ends_on"})
    head.post(url("campaign_add"), {**said, "starts_on": day, "ends_on": day})
    campaign = Campaign.objects.get()
    assert (campaign.segment.live, campaign.segment.members.count()) == (False, 3)

    # The silent one buys: no longer in the live segment, still in the campaign.
    now = clock.now()
    sold = deal(cast.boris, company_id=clients["Молчит"], channel=channel, created_at=now, rub=250_000)
    record_payment(by=cast.actor("boris"), deal_id=sold.pk, amount=Money.of(250_000))
    type(sold).objects.filter(pk=sold.pk).update(outcome="won", closed_at=now)
    deal(cast.boris, company_id=clients["Купил"], channel=channel, created_at=now)  # not of the audience
    ((row, came),) = head.get(url("campaigns")).context["campaigns"]
    assert (row, came.leads, came.won, came.paid, came.per_lead) == (
        campaign,
        1,
        1,
        Money.of(250_000),
        Money.of(100_000),
    )
    assert came.back == 150
    assert sign_in(cast.boris).get(url("campaigns")).status_code == 403


@pytest.mark.parametrize(
    ("field", "op", "value", "names"),
    [
        ("title", "has", "упил", {"Купил"}),
        ("region", "empty", None, set()),
        ("has_phone", "yes", None, {"Купил"}),
        ("has_phone", "no", None, {"Думает", "Молчит"}),
        ("won_amount", "least", "700000", {"Купил"}),
        ("won_amount", "most", "0", {"Думает", "Молчит"}),
        ("touched", "longer", "30", {"Молчит"}),
        ("touched", "within", "30", {"Купил", "Думает"}),
        ("won_since", "from", "2026-01-01", {"Купил"}),
        ("created", "to", "2020-01-01", set()),
        ("owner", "none", ["1"], {"Купил", "Думает", "Молчит"}),
    ],
)
def test_each_condition_is_one_statement_within_reach(
    cast, clients, django_assert_num_queries, field, op, value, names
):
    told = {"groups": [{"rules": [{"field": field, "op": op, "value": value}]}]}
    boris = cast.actor("boris")
    with django_assert_num_queries(1):
        found = {row.title for row in chosen_rows(audience("company", told), viewer=boris)}
    assert found == names


@pytest.mark.parametrize(
    "told",
    [
        {"field": "owner__password", "op": "has", "value": "a"},
        {"field": "title", "op": "startswith", "value": "a"},
        {"field": "amount", "op": "least", "value": "1"},
        {"field": "created", "op": "from", "value": "yesterday"},
        {"field": "employees", "op": "least", "value": "NaN"},
    ],
)
def test_what_is_not_on_the_list_is_refused(told):
    with pytest.raises(Invalid):
        audience("company", {"groups": [{"rules": [told]}]})
