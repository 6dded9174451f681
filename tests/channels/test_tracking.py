"""Visits counted, numbers lent, calls and forms joined to deals, and what sources cost and brought."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from mostik.channels.commands import sites, spend, visits
from mostik.channels.models import NumberLease, Spend, Touch, TrackedNumber, Visit
from mostik.channels.queries.roi import Asked, Depth, deals_of, report
from mostik.channels.rules.attribution import Model
from mostik.channels.rules.origins import Marks
from mostik.channels.rules.spend import SpendRow
from mostik.channels.terms import TouchKind
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.payments import record_payment
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.conftest import TODAY
from tests.crm import stage

pytestmark = pytest.mark.django_db
IVAN, OLGA = "visitor-ivan-0000001", "visitor-olga-0000002"
MINUTE = timedelta(minutes=1)
CPC = "https://shop.ru/pumps?utm_source=yandex&utm_medium=cpc&utm_campaign=spring"
ALL = Asked(first=TODAY, last=TODAY)


@pytest.fixture
def site(cast):
    number = sites.save_site(by=cast.actor("anna"), title="Магазин", hosts=["https://www.shop.ru/"])
    return sites.Site.objects.get(pk=number)


def visit(site, key=IVAN, landing=CPC, referrer="", host="shop.ru"):
    return visits.note_visit(
        by=SYSTEM, site_key=site.key, host=host, visitor_key=key, landing=landing, referrer=referrer
    )


def later(minutes):
    return clock.stopped(clock.now() + minutes * MINUTE)


def test_pages_of_a_visit_are_one_visit_and_another_advertisement_begins_anew(site):
    first = visit(site)
    with later(10):
        assert visit(site, landing="https://shop.ru/cart", referrer=CPC).visit == first.visit
    with later(20):
        assert visit(site, landing="https://shop.ru/?utm_source=vk").visit != first.visit
    with later(90):
        assert visit(site, landing="https://shop.ru/").visit != first.visit
    rows = list(Visit.objects.order_by("at"))
    assert [(row.source, row.pages) for row in rows] == [("yandex", 2), ("vk", 1), ("direct", 1)]
    assert rows[0].landing == "shop.ru/pumps"


def test_a_page_of_another_site_is_not_counted(site, cast):
    for host, key in (("evil.com", IVAN), ("myshop.ru", IVAN), ("shop.ru", "short")):
        with pytest.raises(visits.NotOurSite):
            visit(site, host=host, key=key)
    sites.remove_site(by=cast.actor("anna"), site_id=site.pk)
    with pytest.raises(visits.NotOurSite):
        visit(site)
    assert not Visit.objects.exists()


def test_numbers_of_a_pool_are_lent_to_one_visitor_each_and_a_call_finds_the_visit(site, cast):
    for phone in ("+7 495 123-45-01", "+7 495 123-45-02"):
        sites.save_number(by=cast.actor("anna"), phone=phone, site_id=site.pk)
    shown = [visit(site).phone, visit(site, OLGA, landing="https://shop.ru/?gclid=1").phone]
    assert shown == ["+74951234501", "+74951234502"]
    assert visit(site, "visitor-third-000003").phone == ""
    with later(20):
        assert visit(site, landing="https://shop.ru/a", referrer=CPC).phone == shown[0]
    assert NumberLease.objects.count() == 2
    with later(200):
        marks, visitor = visits.whose_call("8 (495) 123-45-02", clock.now())
        assert (marks.source, marks.medium, visitor is not None) == ("google", "cpc", True)
        assert visit(site, "visitor-third-000003").phone == shown[1]
    with pytest.raises(Missing):
        visits.whose_call("+7 495 000-00-00", clock.now())


def test_a_number_of_a_source_says_the_source_for_good(cast):
    sites.save_number(by=cast.actor("anna"), phone="+74951234509", marks=Marks(source="radio", campaign="утро"))
    marks, visitor = visits.whose_call("+74951234509", clock.now())
    assert (marks.source, marks.medium, marks.campaign, visitor) == ("radio", "call", "утро", None)


def test_what_is_set_up_wrongly_is_refused_at_its_field(site, cast):
    anna = cast.actor("anna")
    wrong = [
        (lambda: sites.save_site(by=anna, title=" ", hosts=["shop.ru"]), "title"),
        (lambda: sites.save_site(by=anna, title="A", hosts=["не сайт"]), "hosts"),
        (lambda: sites.save_site(by=anna, title="A", hosts=[]), "hosts"),
        (lambda: sites.save_site(by=anna, title="A", hosts=["a.ru"], minutes=1), "minutes"),
        (lambda: sites.save_number(by=anna, phone="12", site_id=site.pk), "phone"),
        (lambda: sites.save_number(by=anna, phone="+74951234501"), "source"),
    ]
    for act, field in wrong:
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.field == field
    sites.save_number(by=anna, phone="+74951234501", site_id=site.pk)
    with pytest.raises(Conflict):
        sites.save_number(by=anna, phone="8 495 123-45-01", site_id=site.pk)
    with pytest.raises(Denied):
        sites.save_number(by=cast.actor("boris"), phone="+74951234502", site_id=site.pk)
    assert TrackedNumber.objects.count() == 1


def test_visits_before_a_form_are_joined_to_its_deal_once(site, cast):
    visit(site)
    with later(60 * 24):
        visit(site, landing="https://shop.ru/", referrer="https://yandex.ru/search")
        row = stage.deal(cast.boris)
        told = {"deal_id": row.pk, "kind": TouchKind.FORM, "key": "form:1", "at": clock.now(), "visitor_key": IVAN}
        assert visits.trace_deal(by=SYSTEM, **told) == 3
        assert visits.trace_deal(by=SYSTEM, **told) == 0
    touches = Touch.objects.filter(deal=row).order_by("at", "pk").values_list("kind", "source", "medium")
    assert list(touches) == [
        ("visit", "yandex", "cpc"),
        ("visit", "yandex", "organic"),
        ("form", "yandex", "organic"),
    ]


def test_visits_of_long_ago_are_forgotten_and_touches_stay(site, cast):
    visit(site)
    row = stage.deal(cast.boris)
    visits.trace_deal(by=SYSTEM, deal_id=row.pk, kind=TouchKind.CALL, key="1", at=clock.now(), visitor_key=IVAN)
    with clock.stopped(clock.now() + visits.KEPT + MINUTE):
        visits.forget_visits(by=SYSTEM)
    assert (Visit.objects.count(), Touch.objects.count()) == (0, 2)


def spent(day=TODAY, source="yandex", rub=1000, **more):
    return SpendRow(day=day, source=source, amount_minor=rub * 100, **{"medium": "cpc", **more})


def test_spend_of_a_day_read_again_takes_the_place_of_what_was_known(cast):
    anna = cast.actor("anna")
    spend.keep_spend(by=anna, rows=[spent(), spent(source="vk", rub=300)], origin="a.csv")
    spend.keep_spend(by=anna, rows=[spent(rub=1500, clicks=40)], origin="b.csv")
    assert sorted(Spend.objects.values_list("source", "amount_minor", "clicks")) == [
        ("vk", 300_00, 0),
        ("yandex", 1500_00, 40),
    ]
    one = Spend.objects.get(source="vk")
    spend.remove_spend(by=anna, spend_ids=[one.pk])
    assert report(ALL, viewer=anna).whole.spend == 1500_00
    spend.remove_spend(by=anna, spend_ids=[one.pk], removed=False)
    assert report(ALL, viewer=anna).whole.spend == 1800_00
    for wrong in (spent(day=TODAY + timedelta(days=1)), spent(source=""), spent(rub=-1)):
        with pytest.raises(Invalid):
            spend.keep_spend(by=anna, rows=[wrong], origin="")


def test_from_a_click_to_money_by_source(site, cast):
    """Two clicks of Yandex, one of VK: one deal paid after both, one deal still open, one nobody knows from where."""
    anna = cast.actor("anna")
    visit(site)
    visit(site, OLGA, landing="https://shop.ru/?utm_source=vk&utm_medium=cpc&utm_campaign=autumn")
    with later(60):
        visit(site, landing="https://shop.ru/?utm_source=vk&utm_medium=cpc&utm_campaign=autumn")
        paid, open_one, _other = (stage.deal(cast.boris, created_at=clock.now()) for _each in range(3))
        for row, key in ((paid, IVAN), (open_one, OLGA)):
            visits.trace_deal(by=SYSTEM, deal_id=row.pk, kind=TouchKind.FORM, key="f", at=clock.now(), visitor_key=key)
        record_payment(by=cast.actor("boris"), deal_id=paid.pk, amount=Money.of(90_000), paid_on=TODAY)
    spend.keep_spend(by=anna, rows=[spent(rub=20_000, clicks=7), spent(source="vk", rub=10_000)], origin="hand")

    told = report(ALL, viewer=anna)
    by_key = dict(told.lines)
    assert list(by_key) == [("yandex", "cpc"), ("vk", "cpc"), ()]
    assert (by_key["vk", "cpc"].leads, by_key["vk", "cpc"].paid) == (2, 90_000_00)
    assert (by_key["yandex", "cpc"].leads, by_key["yandex", "cpc"].visits) == (0, 1)
    assert by_key[()].leads == 1
    assert told.whole.leads == 3
    even = dict(report(Asked(first=TODAY, last=TODAY, model=Model.EVEN), viewer=anna).lines)
    assert even["yandex", "cpc"].leads == Fraction(1, 3)
    assert even["yandex", "cpc"].paid == 30_000_00
    assert set(deals_of(ALL, ("vk", "cpc"), viewer=anna)) == {paid, open_one}
    assert deals_of(ALL, (), viewer=anna).count() == 1
    deeper = Asked(first=TODAY, last=TODAY, depth=Depth.CAMPAIGN, source="vk")
    assert [key for key, _line in report(deeper, viewer=anna).lines] == [("vk", "cpc", ""), ("vk", "cpc", "autumn")]
    assert report(Asked(first=date(2026, 1, 1), last=date(2026, 1, 2)), viewer=anna).lines == []
    assert report(ALL, viewer=cast.actor("vera")).whole.leads == 0
