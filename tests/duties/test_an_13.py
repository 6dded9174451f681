"""AN-13: money of the department - what is paid, earned, spent and left, by month and person; what a client is worth."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mostik.analysis.models import Cost
from mostik.analysis.queries.profit import profit
from mostik.analysis.rules.profit import of_month, over
from mostik.analysis.rules.spans import span_before
from mostik.channels.models import Spend
from mostik.core import clock
from mostik.crm.commands.deals import win_deal
from mostik.crm.commands.payments import record_payment
from mostik.crm.models import Cost as GoodsCost
from mostik.crm.models import DealItem, Product
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.queries.actors import actor_of
from tests.crm import stage
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-13")]
FRAGMENT = {"HX-Request": "true"}
DAY = clock.date(2026, 11, 10)
NOVEMBER = Span(clock.date(2026, 11, 1), clock.date(2026, 11, 18))


@pytest.fixture
def anna(cast, sign_in):
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


def sold(cast, who, rub, *, cost=None, vat=0, company=None, day=DAY):
    """A deal won by somebody and paid whole; one of its goods costs so much."""
    person = getattr(cast, who)
    row = stage.deal(person, rub=rub, company=company)
    DealItem.objects.create(
        deal=row,
        title="Pump",
        quantity=1000,
        price_minor=rub * 100,
        sum_minor=rub * 100,
        vat_minor=vat * 100,
        cost_minor=None if cost is None else cost * 100,
    )
    by = cast.actor(who)
    record_payment(by=by, deal_id=row.pk, amount=Money(rub * 100, "RUB"), paid_on=day)
    win_deal(by=by, deal_id=row.pk)
    return row


def spend(client, **more):
    said = {"kind": "payroll", "title": "Pay", "amount": "100000", "how": "every month", "first": "2026-11-01", **more}
    return client.post(reverse("analysis:cost_add"), said, headers=FRAGMENT)


def of(cast, span=NOVEMBER, who="olga"):
    return profit(viewer=cast.actor(who), span=span, before=span_before(span))


def test_statement_is_what_is_paid_less_vat_goods_leads_and_costs(cast, anna):
    sold(cast, "boris", 120_000, cost=60_000, vat=20_000)
    sold(cast, "vera", 80_000, cost=40_000)
    sold(cast, "vera", 50_000)
    Spend.objects.create(
        day=DAY, amount_minor=900_000, currency="RUB", source="yandex", by_name="x", updated_at=clock.now()
    )
    assert spend(anna, amount="30000", first="2026-11-01", how="once", department=cast.sales.pk).status_code == 204
    now = of(cast).now
    # 120 000 with VAT of 20 000 and goods of 60 000 earns 40 000; 80 000 earns 40 000; 50 000 as much as the rest.
    assert (now.paid, now.known, now.earned_known) == (25_000_000, 20_000_000, 8_000_000)
    assert now.earned == 10_000_000
    assert now.leads == 900_000
    assert now.costs == {"payroll": 1_800_000}, "eighteen days of thirty"
    assert now.net == 10_000_000 - 900_000 - 1_800_000
    assert now.break_even == round(2_700_000 * 2.5)
    page = text_of(anna.get(reverse("analysis:profit"), {"first": "2026-11-01", "last": "2026-11-18"}))
    assert "20% of what is paid is for goods without a cost" in page.replace("\xa0", "")


def test_client_is_worth_what_they_earn_against_what_a_new_one_costs(cast, anna):
    old = stage.company(cast.boris, "Old")
    with clock.stopped(clock.moment(DAY - timedelta(days=100))):
        sold(cast, "boris", 100_000, cost=50_000, company=old, day=DAY - timedelta(days=100))
    sold(cast, "boris", 100_000, cost=50_000, company=old)
    sold(cast, "vera", 60_000, cost=20_000, company=stage.company(cast.vera, "New"))
    spend(anna, amount="30000", how="once", department=cast.sales.pk)
    one = of(cast).client
    assert one.cost == 1_800_000, "everything spent on the one new client"
    assert one.sale == 4_500_000
    assert one.year == 7_000_000, "140 thousand earned on two clients"
    assert one.months == pytest.approx(12 * 18 / 70)


def test_cost_is_written_changed_removed_and_brought_back(cast, anna):
    spend(anna, title="Telephony", kind="calls", amount="45 000", department=cast.sales.pk)
    row = Cost.objects.get()
    assert (row.first, row.last, row.amount) == (clock.date(2026, 11, 1), None, Money(4_500_000, "RUB"))
    said = {"kind": "calls", "title": "Telephony", "amount": "50000", "how": "every month", "department": cast.sales.pk}
    anna.post(reverse("analysis:cost_edit", args=[row.pk]), {**said, "first": "2026-10-05", "last": "2026-12-31"})
    row.refresh_from_db()
    assert (row.first, row.last, row.amount.major) == (clock.date(2026, 10, 1), clock.date(2026, 12, 1), 50_000)
    assert "Telephony" in text_of(anna.get(reverse("analysis:costs"), {"q": "teleph", "state": "now"}))
    answer = anna.post(reverse("analysis:costs_remove"), {"pk": row.pk})
    assert of(cast).now.costs == {}
    assert "Removed: it is in no figure any more." in text_of(anna.get(answer.url))
    anna.post(reverse("analysis:costs_restore"), {"removed": row.pk})
    assert of(cast).now.costs == {"calls": 3_000_000}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount": "much"}, "amount"),
        ({"title": " "}, "This field is required"),
        ({"first": "2026-11-01", "last": "2026-10-01"}, "The last month is before the first"),
        ({"department": ""}, "Choose one of your departments"),
    ],
)
def test_cost_that_says_too_little_is_refused_at_its_field(cast, anna, more, words):
    answer = spend(anna, **{"department": cast.sales.pk, **more})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Cost.objects.exists()


def test_cost_of_another_department_and_of_the_company_are_not_a_heads(cast, anna, sign_in):
    for place in (cast.service.pk, ""):
        spend(sign_in(cast.olga), title="Rent", department=place)
    anna = sign_in(cast.anna)
    assert "Rent" not in text_of(anna.get(reverse("analysis:costs")))
    assert of(cast, who="anna").now.spent == 0
    assert len(of(cast).now.costs) == 1
    row = Cost.objects.first()
    assert anna.get(reverse("analysis:cost_edit", args=[row.pk])).status_code == 404
    assert anna.post(reverse("analysis:costs_remove"), {"pk": row.pk}).status_code == 302
    assert Cost.objects.filter(removed_at__isnull=True).count() == 2


def test_person_brings_what_they_earn_less_their_pay(cast, anna):
    sold(cast, "boris", 100_000, cost=50_000)
    spend(anna, amount="30000", how="once", person=cast.boris.pk, department=cast.sales.pk)
    spend(anna, amount="60000", how="once", person=cast.vera.pk, department=cast.sales.pk)
    lines = {each.id: (each.found.paid, each.cost, each.brings) for each in of(cast).people}
    assert lines[cast.boris.pk] == (10_000_000, 1_800_000, 3_200_000)
    assert lines[cast.vera.pk] == (0, 3_600_000, -3_600_000)


def test_masked_margin_is_told_to_nobody_who_may_not_see_it(cast, anna):
    sold(cast, "boris", 100_000, cost=50_000)
    cast.anna.role.masked = ["margin"]
    cast.anna.role.save()
    page = text_of(anna.get(reverse("analysis:profit")))
    assert "Goods sold have no cost" in page
    assert "50" not in page.split("Earned on it")[1].split("Spent")[0]


def test_whole_department_has_its_money_by_month_and_a_file_of_it(virtual, sign_in):
    head = virtual["Королёва"]
    client = sign_in(head)
    client.cookies["django_language"] = "en"
    month = Period.of(PeriodKind.MONTH, clock.today())
    found = profit(viewer=actor_of(head), span=Span(month.first, clock.today()), before=month.previous().span)
    assert len(found.months) == 12
    assert found.months[-1][1] == found.now
    assert found.before == {period.code: each for period, each in found.months}[month.previous().code]
    assert sum(line.found.paid for line in found.people) == found.now.paid > 0
    page = client.get(reverse("analysis:profit"))
    assert page.status_code == 200
    told = text_of(client.get(reverse("analysis:profit"), {"format": "csv"}))
    assert f"{Decimal(found.now.paid) / 100:f}".split(".")[0] in told.replace("\xa0", "").replace(" ", "")


def test_department_is_chosen_by_whoever_sees_all(cast, sign_in):
    olga = sign_in(cast.olga)
    olga.cookies["django_language"] = "en"
    sold(cast, "boris", 100_000, cost=50_000)
    page = olga.get(reverse("analysis:profit"), {"department": cast.service.pk})
    assert page.context["found"].now.paid == 0
    page = olga.get(reverse("analysis:profit"), {"department": cast.sales.pk})
    assert page.context["found"].now.paid == 10_000_000


@given(st.integers(0, 10**12), st.lists(st.integers(0, 30), max_size=6))
def test_parts_of_a_month_add_up_to_the_minor_unit(amount, cuts):
    month = Span(clock.date(2026, 10, 1), clock.date(2026, 10, 31))
    edges = sorted({0, 31, *cuts})
    parts = [
        Span(month.first + timedelta(days=a), month.first + timedelta(days=b - 1)) for a, b in itertools.pairwise(edges)
    ]
    assert sum(of_month(amount, month, each) for each in parts) == amount
    assert sum(over(amount, month.first, month.first, each) for each in parts) == amount


def test_programs_read_it(cast, sign_in):
    sold(cast, "boris", 100_000, cost=50_000)
    answer = sign_in(cast.olga).get("/api/v1/profit", {"from": "2026-11-01", "to": "2026-11-18"})
    assert answer.json()["now"]["net"] == 5_000_000
    assert sign_in(cast.boris).get("/api/v1/profit").status_code == 403


def test_deal_without_lines_earns_as_one_of_its_product(cast):
    product = Product.objects.create(title="Pump", price_minor=10_000_000, vat_rate=2500)
    GoodsCost.objects.create(product=product, since=date(2026, 1, 1), cost_minor=6_000_000)
    row = stage.deal(cast.boris, rub=200_000, product=product)
    record_payment(by=cast.actor("boris"), deal_id=row.pk, amount=Money(20_000_000, "RUB"), paid_on=DAY)
    assert of(cast).now.earned == 4_000_000, "of a rouble twenty kopecks are VAT and sixty are goods"
