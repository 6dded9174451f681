"""CR-01, leads and deals: captured, qualified, assigned, worked, won and lost, on the board, in the list, on the card."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from mostik.analysis.queries.metrics import metric_table
from mostik.core.actors import SYSTEM
from mostik.crm.commands.books import add_channel, add_product
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, LossReason, Stage
from mostik.kernel.money import Money
from mostik.kernel.period import Span

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


@pytest.fixture
def department(cast):
    """A department that has sold for a while: its pipeline, channels, goods and clients."""
    seed_default_pipeline(by=SYSTEM)
    anna, boris = cast.actor("anna"), cast.actor("boris")
    return {
        "site": add_channel(by=anna, title="Сайт"),
        "compressor": add_product(by=anna, title="Компрессор КВ-15", price=Money.of(480_000)),
        "plant": add_company(by=boris, fields={"title": "АО «Волга-Пром»", "phone": "+7 912 345-67-89"}),
        "bakery": add_company(by=cast.actor("dasha"), fields={"title": "ООО «Хлебный дом»"}),
        "stages": {stage.title: stage.pk for stage in Stage.objects.all()},
    }


def signed_in(client, who):
    client.force_login(who, backend=BACKEND)
    return client


def drop(browser, deal, stage):
    deal.refresh_from_db()
    sent = {"card": deal.pk, "column": stage, "version": deal.version}
    return browser.post(url("deal_drop"), sent, **HTMX)


def listed(browser, query):
    rows = browser.get(f"{url('deal_list')}?{query}").context["page"].rows
    return {row.pk for row in rows}


@pytest.mark.duty("CR-01")
def test_a_lead_is_captured_qualified_assigned_worked_and_won(cast, client, department):
    stages = department["stages"]

    # Anna takes a call: a lead from the site, for Vera; without a next step it is not taken.
    anna = signed_in(client, cast.anna)
    lead = {
        "title": "Компрессор для нового цеха",
        "stage": stages["Новая заявка"],
        "owner": cast.vera.pk,
        "channel": department["site"],
        "product": department["compressor"],
        "amount": "480 000",
    }
    refused = anna.post(url("deal_add"), lead, **HTMX)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"step"})
    anna.post(url("deal_add"), {**lead, "step": "позвонить завтра 10:00"})
    deal = Deal.objects.get()
    assert (deal.owner, deal.reached, deal.next_at is not None) == (cast.vera, 1, True)

    # It was Boris' client all along: the lead is handed over to him, its call with it.
    anna.post(url("deal_hand_over", deal.pk), {"owner": cast.boris.pk})
    assert signed_in(client, cast.vera).get(url("deal", deal.pk)).status_code == 404
    boris = signed_in(client, cast.boris)
    assert listed(boris, "q=компрессор") == {deal.pk}

    # Boris names the client, qualifies the lead on the board, records the talk, holds the meeting.
    deal.refresh_from_db()
    values = {"title": deal.title, "amount": "520 000", "version": deal.version, "company": "АО «Волга-Пром»"}
    values |= {"channel": department["site"], "product": department["compressor"]}
    boris.post(url("deal_edit", deal.pk), values)
    assert drop(boris, deal, stages["Квалификация"]).status_code == 200
    boris.post(
        url("activity_log"), {"deal": deal.pk, "ended": "call:talked", "note": "Нужен осушитель", "minutes": "6"}
    )
    assert drop(boris, deal, stages["Предложение"]).status_code == 200
    deal.refresh_from_db()
    assert (deal.stage.title, deal.reached, deal.amount) == ("Предложение", 4, Money.of(520_000))

    # The head of the board column says the same as the deals in it.
    board = boris.get(url("deal_board")).context["columns"]
    heads = {column.stage.title: (column.head.deals, column.head.sums) for column in board if column.head.deals}
    assert heads == {"Предложение": (1, (Money.of(520_000),))}

    # The client pays: won. The card tells the whole story in one line, newest first.
    boris.post(url("payment_record", deal.pk), {"amount": "520 000", "paid_on": "2026-11-18"})
    boris.post(url("deal_win", deal.pk), {"version": Deal.objects.get().version})
    card = boris.get(url("deal", deal.pk))
    told = [line.what for line in card.context["timeline"].lines]
    assert len(told) >= 8
    assert (card.context["card"].outcome, card.context["card"].company) == ("won", "АО «Волга-Пром»")
    text = card.content.decode()
    for words in ("Нужен осушитель", "520\u00a0000", "Новая заявка → Квалификация", "+7 912 345-67-89"):
        assert words in text
    assert [stay.stage for stay in card.context["card"].stays] == [
        "Новая заявка",
        "Квалификация",
        "Предложение",
        "Оплачено",
    ]


@pytest.mark.duty("CR-01")
def test_a_deal_is_lost_only_with_a_reason_and_can_be_opened_again(cast, client, department):
    stages, boris = department["stages"], signed_in(client, cast.boris)
    lead = {"title": "Запасные части", "stage": stages["Новая заявка"], "step": "позвонить завтра"}
    boris.post(url("deal_add"), lead)
    deal = Deal.objects.get()

    # Dropped on the lost column, the card comes back and a dialog asks why.
    answer = drop(boris, deal, stages["Отказ"])
    dialog = json.loads(answer["HX-Trigger"])["openDialog"]
    assert (answer.status_code, Deal.objects.get().outcome) == (422, "open")
    assert "Цена" in boris.get(dialog, **HTMX).content.decode()
    assert boris.post(url("deal_lose", deal.pk), {"stage": stages["Отказ"]}, **HTMX).status_code == 422
    boris.post(url("deal_lose", deal.pk), {"reason": LossReason.objects.get(title="Цена").pk, "note": "Дороже на 12 %"})
    assert Deal.objects.get().outcome == "lost"
    assert "Дороже на 12 %" in boris.get(url("deal", deal.pk)).content.decode()

    # A month later they call back: open again where it stood, with a next step.
    boris.post(url("deal_reopen", deal.pk), {"stage": stages["Новая заявка"], "step": "встреча завтра 12:00"})
    deal.refresh_from_db()
    assert (deal.outcome, deal.stage.title, deal.closed_at) == ("open", "Новая заявка", None)


@pytest.mark.duty("CR-01")
def test_the_list_is_narrowed_kept_as_a_view_and_worked_in_bulk(cast, client, department):
    stages, boris = department["stages"], signed_in(client, cast.boris)
    for title, rub in (("Насос", "100 000"), ("Станок", "900 000"), ("Линия", "2 400 000")):
        lead = {"title": title, "stage": stages["Новая заявка"], "amount": rub, "step": "позвонить завтра"}
        boris.post(url("deal_add"), lead)
    numbers = dict(Deal.objects.values_list("title", "pk"))

    # What is large is filtered out of the list, sorted, and kept under a name.
    query = "outcome=open&amount_from=500000&sort=-amount"
    assert listed(boris, query) == {numbers["Станок"], numbers["Линия"]}
    boris.post(reverse("core:view_save"), {"table": "deals", "title": "Крупные", "query": query})
    assert "Крупные" in boris.get(url("deal_list")).content.decode()

    # The head hands them over together, moves them, removes one by mistake and brings it back.
    anna = signed_in(client, cast.anna)
    large = [numbers["Станок"], numbers["Линия"]]
    anna.post(url("deals_hand_over"), {"pk": large, "owner": cast.vera.pk})
    anna.post(url("deals_move"), {"pk": large, "stage": stages["Квалификация"]})
    anna.post(url("deals_remove"), {"pk": [numbers["Линия"]]})
    assert listed(anna, f"owner={cast.vera.pk}&stage={stages['Квалификация']}") == {numbers["Станок"]}
    anna.post(url("deals_restore"), {"pk": [numbers["Линия"]]})
    assert listed(anna, f"owner={cast.vera.pk}") == set(large)

    # Nobody reaches another's deal by its number, in the list, on the board or on the card.
    dasha = signed_in(client, cast.dasha)
    assert listed(dasha, "q=") == set()
    assert dasha.get(url("deal", numbers["Насос"])).status_code == 404
    assert drop(dasha, Deal.objects.get(pk=numbers["Насос"]), stages["Договор"]).status_code == 404


@pytest.mark.duty("CR-01")
def test_leads_kept_apart_are_qualified_or_rejected_and_their_quality_is_counted(cast, client, department):
    anna = signed_in(client, cast.anna)
    assert anna.get(url("lead_board"), follow=True).redirect_chain  # leads are the first stage of deals: a list
    anna.post(url("leads_apart"))
    boris = signed_in(client, cast.boris)
    (column, *_rest) = boris.get(url("lead_board")).context["columns"]
    first = column.stage.id
    for title in ("Насос", "Спам о кредите", "Тот же насос"):
        lead = {"title": title, "stage": first, "channel": department["site"], "step": "позвонить завтра"}
        boris.post(url("deal_add"), lead)
    numbers = dict(Deal.objects.values_list("title", "pk"))

    # Leads have a list of their own; the list of deals does not know them.
    leads = boris.get(url("lead_list")).context["page"].rows
    assert ({row.pk for row in leads}, listed(boris, "")) == (set(numbers.values()), set())

    # One is qualified into the pipeline of deals: the dialog offers the stage, the row stays the same.
    pump = numbers["Насос"]
    asked = boris.get(url("deal_qualify", pump), **HTMX).context["form"]
    assert asked.initial["stage"] == department["stages"]["Квалификация"]
    boris.post(url("deal_move", pump), {"stage": department["stages"]["Квалификация"]})
    assert (listed(boris, ""), Deal.objects.get(pk=pump).reached) == ({pump}, 2)

    # The others are rejected, for reasons of leads only; a loss reason of deals is not offered.
    offered = boris.get(url("deal_lose", numbers["Спам о кредите"]), **HTMX).content.decode()
    assert ("Спам" in offered, "Цена" in offered) == (True, False)
    for title, why in (("Спам о кредите", "Спам"), ("Тот же насос", "Дубль")):
        sent = {"pk": [numbers[title]], "reason": LossReason.objects.get(title=why).pk}
        boris.post(url("leads_reject"), sent)
    assert set(Deal.objects.filter(outcome="lost").values_list("title", flat=True)) == {
        "Спам о кредите",
        "Тот же насос",
    }

    # Quality by channel: one qualified of three less the duplicate; nothing of it is a lost deal.
    viewer = cast.actor("anna")
    cohort = metric_table(viewer=viewer, codes=["lead_quality", "rejected_share"], span=NOVEMBER, by=["channel"])
    assert cohort == {(department["site"],): {"lead_quality": Decimal("50.00"), "rejected_share": Decimal("66.67")}}
    period = metric_table(viewer=viewer, codes=["leads_rejected", "deals_lost"], span=NOVEMBER, by=["reason"])
    assert [(found["leads_rejected"], found["deals_lost"]) for found in period.values()] == [(1, 0), (1, 0)]
