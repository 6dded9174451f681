"""Screens of deals over HTTP: the card, dialogs with what a stage asks for, the list, many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.activities import plan_activity
from mostik.crm.models import Activity, Deal, Stage
from tests.crm.stage import company

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def boris(client, cast):
    client.force_login(cast.boris, backend=BACKEND)
    return client


@pytest.fixture
def anna(client, cast):
    client.force_login(cast.anna, backend=BACKEND)
    return client


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def errors(answer):
    return {name: list(words) for name, words in answer.context["form"].errors.items()}


def test_card_shows_everything_within_its_budget(boris, cast, deal_of, django_assert_max_num_queries):
    client = company(cast.boris, "Волгострой")
    deal = deal_of(cast.boris, "Линия розлива", stage="proposal", rub=1_250_000, company=client.pk)
    plan_activity(
        by=cast.actor("boris"),
        kind="call",
        due_at=clock.now() + timedelta(hours=3),
        title="Обсудить цену",
        deal_id=deal.pk,
    )
    with django_assert_max_num_queries(16):
        page = boris.get(url("deal", deal.pk)).content.decode()
    for words in ("Линия розлива", "Волгострой", "1\u00a0250\u00a0000", "Обсудить цену", "Предложение", "Boris Belov"):
        assert words in page


def test_card_of_another_is_missing(boris, cast, deal_of):
    assert boris.get(url("deal", deal_of(cast.dasha).pk)).status_code == 404


def test_timeline_is_narrowed_and_paged(boris, cast, deal_of):
    from mostik.crm.commands.activities import note_on

    deal = deal_of(cast.boris, stage="meeting")
    for number in range(35):
        note_on(by=cast.actor("boris"), text=f"заметка {number}", deal_id=deal.pk)
    first = boris.get(url("deal_timeline", deal.pk)).content.decode()
    assert [words in first for words in ("заметка 34", "заметка 3<", "before=")] == [True, False, True]
    changes = boris.get(url("deal_timeline", deal.pk) + "?only=changes").content.decode()
    assert [words in changes for words in ("заметка", "Встреча проведена")] == [False, True]
    work = boris.get(url("deal_timeline", deal.pk) + "?only=activities").content.decode()
    assert "заметка 34" in work


def test_add_asks_for_a_title_and_a_next_step(boris, cast, pipeline):
    answer = boris.post(
        url("deal_add"), {"stage": pipeline["lead"].id, "amount": "1 500 000", "title": "", "step": ""}, **HTMX
    )
    assert answer.status_code == 422
    assert set(errors(answer)) == {"title", "step"}
    assert 'value="1 500 000"' in answer.content.decode()
    assert Deal.objects.count() == 0


def test_add_makes_the_deal_with_its_client_and_step(boris, cast, pipeline):
    client = company(cast.boris, "Волгострой", key="волгострой")
    sent = {
        "title": "Станок",
        "stage": pipeline["lead"].id,
        "amount": "1 500 000,50",
        "company": "волгострой",
        "step": "позвонить завтра 15:00",
    }
    answer = boris.post(url("deal_add"), sent, **HTMX)
    deal = Deal.objects.get()
    assert answer["HX-Redirect"] == url("deal", deal.pk)
    assert (deal.company, deal.amount_minor, deal.next_at.hour) == (client, 150_000_050, 12)
    assert Activity.objects.get().title or Activity.objects.get().kind == "call"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("company", "Чужой завод"),
        ("amount", "-5"),
        ("amount", "пять"),
        ("step", "когда-нибудь"),
        ("expected_on", "31.31.2026"),
        ("product", "99999"),
        ("title", "x" * 10_000),
    ],
)
def test_bad_input_gets_its_message_and_keeps_what_was_typed(boris, cast, pipeline, field, typed):
    company(cast.dasha, "Чужой завод")
    sent = {"title": "Станок", "stage": pipeline["lead"].id, "step": "позвонить завтра", field: typed}
    answer = boris.post(url("deal_add"), sent, **HTMX)
    assert (answer.status_code, set(errors(answer))) == (422, {field})
    assert field == "product" or typed in answer.content.decode()


def test_edit_in_a_stale_window_says_who_changed_what(boris, cast, deal_of):
    from mostik.crm.commands.deals import edit_deal

    deal = deal_of(cast.boris, "Было")
    edit_deal(by=cast.actor("anna"), deal_id=deal.pk, fields={"title": "Стало"})
    answer = boris.post(url("deal_edit", deal.pk), {"title": "Моё", "version": deal.version}, **HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert all(words in page for words in ("Anna Koroleva", "Стало", "Моё"))
    assert Deal.objects.get().title == "Стало"


def test_move_asks_for_what_the_stage_wants(boris, cast, pipeline, deal_of):
    contract = pipeline["contract"].id
    Stage.objects.filter(pk=contract).update(required_fields=["amount", "expected_on"], checklist=["ЛПР назван"])
    deal = deal_of(cast.boris, rub=0)
    asked = boris.get(url("deal_move", deal.pk) + f"?stage={contract}", **HTMX)
    assert list(asked.context["form"].fields) == ["amount", "expected_on", "confirmed", "step", "version"]
    sent = {"stage": contract, "version": deal.version}
    empty = boris.post(url("deal_move", deal.pk), sent, **HTMX)
    assert (empty.status_code, set(errors(empty))) == (422, {"amount", "expected_on", "confirmed", "step"})
    full = {
        **sent,
        "amount": "10",
        "expected_on": "2026-12-01",
        "confirmed": ["ЛПР назван"],
        "step": "встреча завтра 10:00",
    }
    assert boris.post(url("deal_move", deal.pk), full, **HTMX).status_code == 204
    moved = Deal.objects.get()
    assert (moved.stage_id, moved.amount_minor, moved.next_at is not None) == (contract, 1000, True)


def test_move_without_a_stage_asks_which(boris, cast, deal_of):
    deal = deal_of(cast.boris)
    assert list(boris.get(url("deal_move", deal.pk), **HTMX).context["form"].fields) == ["stage"]
    assert boris.post(url("deal_move", deal.pk), {}, **HTMX).status_code == 422


def test_lose_without_a_reason_is_refused_at_its_field(boris, cast, deal_of, reason):
    deal = deal_of(cast.boris)
    assert set(errors(boris.post(url("deal_lose", deal.pk), {}, **HTMX))) == {"reason"}
    other = type(reason).objects.get(title="Другое")
    assert set(errors(boris.post(url("deal_lose", deal.pk), {"reason": other.pk}, **HTMX))) == {"note"}
    boris.post(url("deal_lose", deal.pk), {"reason": reason.pk, "note": "дорого"})
    assert Deal.objects.get().outcome == "lost"


def test_win_and_reopen(boris, cast, deal_of):
    deal = deal_of(cast.boris, stage="invoice")
    boris.post(url("deal_win", deal.pk), {"version": deal.version})
    assert Deal.objects.get().outcome == "won"
    asked = boris.get(url("deal_reopen", deal.pk), **HTMX)
    assert asked.context["form"].initial["stage"] == deal.stage_id
    assert boris.post(url("deal_reopen", deal.pk), {"stage": deal.stage_id}, **HTMX).status_code == 422
    boris.post(url("deal_reopen", deal.pk), {"stage": deal.stage_id, "step": "позвонить завтра"})
    assert Deal.objects.get().outcome == "open"


def test_hand_over_is_for_those_who_may(boris, cast, deal_of):
    deal = deal_of(cast.boris)
    assert boris.post(url("deal_hand_over", deal.pk), {"owner": cast.vera.pk}).status_code == 403
    boris.force_login(cast.anna, backend=BACKEND)
    boris.post(url("deal_hand_over", deal.pk), {"owner": cast.dasha.pk})
    assert Deal.objects.get().owner == cast.dasha


def test_remove_offers_to_bring_back(anna, cast, deal_of):
    deal = deal_of(cast.boris, "Линия")
    listed = anna.post(url("deal_remove", deal.pk), follow=True).content.decode()
    assert f'name="pk" value="{deal.pk}"' in listed
    assert f'href="{url("deal", deal.pk)}"' not in listed
    anna.post(url("deals_restore"), {"pk": deal.pk})
    assert Deal.objects.get().removed_at is None


def test_list_searches_filters_sorts_within_its_budget(anna, cast, deal_of, django_assert_max_num_queries):
    for name, rub in (("boris", 10), ("vera", 30), ("dasha", 20)):
        deal_of(getattr(cast, name), f"Сделка {name}", rub=rub)
    deal_of(cast.dina, "Чужая")
    with django_assert_max_num_queries(20):
        page = anna.get(url("deal_list") + "?sort=-amount")
    assert [row.cells[0].html.split(">")[1].split("<")[0] for row in page.context["page"].rows] == [
        "Сделка vera",
        "Сделка dasha",
        "Сделка boris",
    ]
    assert titles(anna, "q=СДЕЛКА ver") == ["Сделка vera"]
    assert titles(anna, f"owner={cast.dasha.pk}") == ["Сделка dasha"]
    assert len(titles(anna, "stepless=yes")) == 3
    assert titles(anna, "amount_from=25") == ["Сделка vera"]
    assert titles(anna, "outcome=won&stage=999&sort=(select)") == titles(anna, "outcome=won")


def titles(browser, query):
    rows = browser.get(url("deal_list") + "?" + query).context["page"].rows
    return [row.cells[0].html.split(">")[1].split("<")[0] for row in rows]


def test_export_is_for_those_who_may(boris, cast, deal_of):
    deal_of(cast.boris, "=cmd()", rub=5)
    assert "text/csv" not in boris.get(url("deal_list") + "?format=csv&why=For the fair")["Content-Type"]
    boris.force_login(cast.anna, backend=BACKEND)
    answer = boris.get(url("deal_list") + "?format=csv&why=For the fair")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "cmd()" in text
    assert "\n=cmd" not in text


def test_many_are_moved_and_those_refused_are_named(anna, cast, pipeline, deal_of):
    Stage.objects.filter(pk=pipeline["contract"].id).update(required_fields=["expected_on"])
    good = deal_of(cast.boris, "С датой", expected_on=clock.today())
    bad = deal_of(cast.vera, "Без даты")
    answer = anna.post(url("deals_move"), {"pk": [good.pk, bad.pk], "stage": pipeline["contract"].id}, follow=True)
    assert "Без даты" in answer.content.decode()
    moved = set(Deal.objects.filter(stage=pipeline["contract"].id).values_list("title", flat=True))
    assert moved == {"С датой"}


def test_many_are_handed_over_removed_and_brought_back(anna, cast, deal_of):
    numbers = [deal_of(cast.boris).pk for _ in range(3)]
    anna.post(url("deals_hand_over"), {"pk": numbers, "owner": cast.vera.pk})
    assert set(Deal.objects.values_list("owner", flat=True)) == {cast.vera.pk}
    anna.post(url("deals_remove"), {"pk": numbers[:2]})
    assert Deal.objects.filter(removed_at__isnull=False).count() == 2
    anna.post(url("deals_restore"), {"pk": numbers[:2]})
    assert Deal.objects.filter(removed_at__isnull=True).count() == 3


def test_picked_deals_of_others_are_left_alone(boris, cast, pipeline, deal_of):
    theirs = deal_of(cast.dasha)
    boris.post(url("deals_move"), {"pk": [theirs.pk], "stage": pipeline["contract"].id})
    assert Deal.objects.get().stage_id == pipeline["lead"].id
