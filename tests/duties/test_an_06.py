"""AN-06. Sales metrics: what sells, how fast, who comes back, what clients say; asked once, called when a mark is low."""

import doctest
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.queries.metrics import metric_rows, metric_value
from mostik.analysis.queries.records import drill
from mostik.analysis.queries.sales import sales, sales_months
from mostik.analysis.rules.sales import Speed, drivers, parts_of
from mostik.automation.catalog.robots import DEEDS
from mostik.channels.commands import gate, surveys
from mostik.channels.models import Sending, Survey
from mostik.channels.rules import surveys as survey_rules
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands import clients, deals, payments
from mostik.crm.models import Activity
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.shares import Net
from mostik.simulator.rules import marks
from tests.crm import stage
from tests.duties.test_au_03 import client_of
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-06")]
FRAGMENT = {"HX-Request": "true"}
POSITIVE = st.floats(0.01, 1e6, allow_nan=False)
SPEEDS = st.builds(Speed, POSITIVE, st.floats(0.01, 1), POSITIVE, st.floats(0.5, 400))
PAIRS = st.dictionaries(st.integers(1, 6), st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1)


def month() -> Span:
    return Span(clock.today().replace(day=1), clock.today())


def figure(cast, code: str, **where):
    return metric_value(viewer=cast.actor("anna"), code=code, span=month(), where=where)


def link_of(letter: Sending) -> str:
    return re.search(r"/mark/\S+", letter.text)[0]


def made(cast, who: str, company, roubles: int):
    return deals.create_deal(
        by=cast.actor(who), title=f"Насосы {roubles}", fields={"amount": Money.of(roubles), "company": company.pk}
    )


def test_sales_figures_stand_beside_the_days_before_with_what_drove_them_and_open_their_records(cast, sign_in):
    stage.pipeline()
    boris, vera = cast.actor("boris"), cast.actor("vera")
    again, once = stage.company(cast.boris, "Ромашка"), stage.company(cast.vera, "Вектор")
    now = clock.now()
    with clock.stopped(now - timedelta(days=40)):
        first = made(cast, "boris", again, 100_000)
    with clock.stopped(now - timedelta(days=33)):
        deals.win_deal(by=boris, deal_id=first)
        payments.record_payment(by=boris, deal_id=first, amount=Money.of(100_000))
        second, third = made(cast, "boris", again, 300_000), made(cast, "vera", once, 200_000)
        made(cast, "vera", once, 50_000)
    deals.win_deal(by=boris, deal_id=second)
    deals.win_deal(by=vera, deal_id=third)
    repeat = payments.record_payment(by=boris, deal_id=second, amount=Money.of(300_000))
    payments.record_payment(by=vera, deal_id=third, amount=Money.of(200_000))

    assert figure(cast, "repeat_share") == 50
    found = drill(viewer=cast.actor("anna"), code="repeat_share", span=month())
    assert [(each.title, each.quantity) for each in found.records] == [("Ромашка", 1)]
    payments.withdraw_payment(by=boris, payment_id=repeat)
    assert figure(cast, "repeat_share") == 0
    payments.return_payment(by=boris, payment_id=repeat)
    assert figure(cast, "repeat_share") == 50

    # One is open; 2 of 2 were won, on average for 250 000 in 33 days: 1 × 100 % × 250 000 ÷ 33.
    assert figure(cast, "deals_open") == 1
    assert float(figure(cast, "sales_velocity")) == pytest.approx(250_000 / 33, abs=0.01)
    by_month = metric_rows(
        viewer=cast.actor("anna"),
        code="deals_open",
        span=Span(month().first.replace(month=10), clock.today()),
        by=("month",),
    )
    assert [row.value for row in by_month] == [3, 1], "what there was on the last day of each month"
    assert [each.title for each in drill(viewer=cast.actor("anna"), code="sales_velocity", span=month()).records] == [
        "Насосы 50000"
    ]

    whole = sales(viewer=cast.actor("anna"), span=month())
    told = {each.metric.code: each for each in whole.figures}
    assert (told["deals_won"].now, told["deals_won"].before) == (2, 1)
    assert told["average_check"].mover[1] in {"Б. Петров", cast.boris.short_name}
    assert sum(whole.drivers.values()) == pytest.approx(whole.speed[1].value - whole.speed[0].value)
    anna = sign_in(cast.anna)
    anna.cookies["django_language"] = "en"
    page = text_of(anna.get(reverse("analysis:sales"), {"by": "person"}))
    for words in ("Sales velocity", "before: 1", "Why the velocity changed", cast.vera.short_name):
        assert words in page
    for split in ("team", "channel", "product"):
        assert anna.get(reverse("analysis:sales"), {"by": split}).status_code == 200
    assert "deals_won" not in text_of(anna.get(reverse("analysis:sales"), {"format": "csv"}))
    answer = anna.get("/api/v1/sales-metrics", {"from": month().first, "to": month().last}).json()
    assert answer["whole"][0] == {"code": "deals_won", "now": 2, "before": 1, "of": None}
    assert not rebuild_facts(by=SYSTEM, check=True)


def test_client_is_asked_once_answers_by_a_link_and_is_called_when_the_mark_is_low(cast, sign_in, post, work):
    stage.pipeline()
    deal = client_of(cast, "Ромашка", "ivan@romashka.test")
    boris = sign_in(cast.boris)
    boris.cookies["django_language"] = "en"
    ask = reverse("channels:survey_ask", args=[deal.pk])
    assert boris.post(ask, {"kind": "nps"}, headers=FRAGMENT).status_code == 204
    row, letter = Survey.objects.get(), Sending.objects.get()
    assert letter.purpose == "surveys"
    link = link_of(letter)
    assert link.rsplit("/", 2)[1] not in row.digest
    work()
    assert len(post.letters) == 1
    refused = boris.post(ask, {"kind": "csat"}, headers=FRAGMENT)
    assert refused.status_code == 409
    assert "asked on" in text_of(refused)

    client = Client()
    outside = client.get(link)
    assert outside.status_code == 200
    assert "Порекомендуете" in text_of(outside)
    assert client.get(reverse("channels:survey_answer", args=["x" * 24])).status_code == 404
    assert client.post(link, {"score": "11"}).status_code == 422
    assert not Survey.objects.filter(score__isnull=False).exists()
    client.post(link, {"score": "3", "comment": "Ждали две недели"})
    client.post(link, {"score": "4", "comment": "Ждали две недели"})
    row.refresh_from_db()
    assert (row.score, row.comment) == (4, "Ждали две недели")
    [call] = Activity.objects.filter(deal=deal, kind="call")
    assert (call.owner_id, call.pk) == (cast.boris.pk, row.activity_id)
    told = Notification.objects.filter(kind="survey")
    assert cast.boris.pk in set(told.values_list("person_id", flat=True))
    assert figure(cast, "nps") == -100
    assert figure(cast, "survey_answers") == 1
    with clock.stopped(clock.now() + timedelta(days=2)):
        late = client.post(link, {"score": "10"})
        assert late.status_code == 422
    with clock.stopped(clock.now() + timedelta(days=31)):
        assert client.get(link).status_code == 404

    card = text_of(boris.get(reverse("channels:surveys_of_deal", args=[deal.pk]), headers=FRAGMENT))
    assert "4 of 10" in card
    listed = reverse("channels:surveys")
    assert "Ждали" in text_of(boris.get(listed, {"mark": "uncalled"}))
    assert "Ждали" in text_of(boris.get(listed, {"q": "ромаш"}))
    assert "Ждали" not in text_of(boris.get(listed, {"mark": "good"}))
    assert "Ждали" in text_of(sign_in(cast.anna).get(listed, {"format": "csv"}))
    assert "Ждали" not in text_of(sign_in(cast.dasha).get(listed)), "another team's"
    deals.remove_deal(by=cast.actor("anna"), deal_id=deal.pk)
    assert figure(cast, "survey_answers") == 0
    assert not rebuild_facts(by=SYSTEM, check=True)


def test_who_paid_is_asked_some_days_later_unless_they_asked_us_not_to_write(cast, sign_in, post, work):
    stage.pipeline()
    form = {
        "kind": "csat",
        "after_payment": "on",
        "wait_days": 3,
        "every_days": 60,
        "change_hours": 24,
        "open_days": 30,
    }
    anna = sign_in(cast.anna)
    settings = reverse("channels:survey_settings")
    bad = anna.post(settings, {**form, "caller": "owner", "call_hours": 0}, headers=FRAGMENT)
    assert bad.status_code == 422
    assert anna.post(settings, {**form, "caller": "head", "call_hours": 4}, headers=FRAGMENT).status_code == 204
    assert sign_in(cast.boris).get(settings).status_code == 403
    asked, stopped = (client_of(cast, name, f"{name}@client.test") for name in ("asked", "stopped"))
    gate.add_stop(by=cast.actor("anna"), address="stopped@client.test")
    for deal in (asked, stopped):
        for _part in range(2):
            payments.record_payment(by=cast.actor("boris"), deal_id=deal.pk, amount=Money.of(10))
    work(timedelta(days=2))
    assert not Survey.objects.exists()
    work(timedelta(days=3, hours=1))
    row = Survey.objects.get()
    assert (row.deal_id, row.kind, row.key[:8]) == (asked.pk, "csat", "payment:")

    surveys.answer_survey(by=SYSTEM, token=link_of(Sending.objects.get()).rsplit("/", 2)[1], score=2)
    row.refresh_from_db()
    assert row.activity.owner_id == (cast.boris.reports_to_id or cast.boris.pk)
    assert figure(cast, "csat") == 0
    assert "deal.survey" in DEEDS


def test_what_waits_for_a_client_and_deals_in_work_follow_whoever_has_them_now(cast, sign_in):
    stage.pipeline()
    anna, boris = cast.actor("anna"), cast.actor("boris")
    waiting, low = (client_of(cast, name, f"{name}@client.test") for name in ("waiting", "low"))
    now = clock.now()
    with clock.stopped(now - timedelta(days=40)):
        handed = made(cast, "boris", stage.company(cast.boris, "Ромашка"), 100_000)
        for deal in (waiting, low):
            surveys.ask_survey(by=boris, deal_id=deal.pk, key=f"deal:{deal.pk}", kind="nps")
    row, marked = Survey.objects.get(deal=waiting), Survey.objects.get(deal=low)
    surveys.import_mark(by=anna, deal_id=low.pk, kind="nps", score=2, at=now)
    call = Activity.objects.get(deal=low, kind="call")
    assert {row.owner, call.owner} == {cast.boris}
    for deal in (waiting, low):
        deals.hand_over_deal(by=anna, deal_id=deal.pk, owner_id=cast.vera.pk)
    called = Survey.objects.get(activity=call)
    for each in (row, marked, called, call):
        each.refresh_from_db()
        assert (each.owner, each.team) == (cast.vera, cast.north)
    assert "waiting" in text_of(sign_in(cast.vera).get(reverse("channels:surveys")))

    deals.win_deal(by=cast.actor("vera"), deal_id=waiting.pk)
    clients.hand_over_companies(by=anna, company_ids=[waiting.company_id, low.company_id], owner_id=cast.dasha.pk)
    row.refresh_from_db()
    called.refresh_from_db()
    assert (row.owner, called.owner) == (cast.dasha, cast.vera), "of a deal in work they wait for whoever works it"

    def in_work() -> dict[str, int]:
        rows = metric_rows(viewer=anna, code="deals_open", span=month(), by=("person",))
        return {each.cells[0].key: each.value for each in rows if each.value}

    assert in_work() == {cast.boris.pk: 1}
    deals.hand_over_deal(by=anna, deal_id=handed, owner_id=cast.gleb.pk)
    assert in_work() == {cast.gleb.pk: 1}
    assert [
        each.title
        for each in drill(viewer=anna, code="deals_open", span=month(), values={"person": cast.gleb.pk}).records
    ] == ["Насосы 100000"]
    by_month = {
        each.span.last: each.figures.get("deals_open")
        for each in sales_months(viewer=cast.actor("gleb"), last=clock.today())
    }
    assert [by_month[day] for day in (date(2026, 10, 31), date(2026, 11, 18))] == [None, 1], "his since today alone"
    whole = sales_months(viewer=anna, last=clock.today())
    assert (len(whole), whole[-2].figures["deals_open"], whole[-1].figures["deals_open"]) == (12, 1, 1)
    deals.win_deal(by=cast.actor("gleb"), deal_id=handed)
    assert in_work() == {}
    assert not rebuild_facts(by=SYSTEM, check=True)
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    assert "Deals in work month by month" in text_of(client.get(reverse("analysis:sales")))
    answer = client.get("/api/v1/sales-metrics", {"from": month().first, "to": month().last}).json()
    assert answer["months"][-1] == {"first": "2026-11-01", "last": "2026-11-18", "deals_open": 0, "sales_velocity": 0}


@pytest.mark.parametrize("module", [survey_rules, marks])
def test_examples_of_rules_are_true(module):
    assert doctest.testmod(module).failed == 0


@given(SPEEDS, SPEEDS)
def test_factors_of_the_velocity_add_up_to_its_change(before, now):
    parts = drivers(before, now)
    assert sum(parts.values()) == pytest.approx(now.value - before.value, rel=1e-6, abs=1e-6)


@given(PAIRS, PAIRS)
def test_parts_of_lines_add_up_to_the_change_of_the_whole(before, now):
    rates = [sum(each[0] for each in side.values()) / sum(each[1] for each in side.values()) for side in (before, now)]
    assert sum(parts_of(before, now).values()) == pytest.approx(rates[1] - rates[0], abs=1e-9)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_bounds_of_nps_hold_it_and_narrow_with_answers(up, middle, down):
    few, many = Net(up, down, up + middle + down), Net(9 * up, 9 * down, 9 * (up + middle + down))
    if few.of:
        assert -1 <= few.low <= few.value <= few.high <= 1
        assert many.half == pytest.approx(few.half / 3)
