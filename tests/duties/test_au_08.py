"""AU-08. A lost client is asked why, the answer is read, the reason filed beside the seller's, the trend shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.commands import robots
from mostik.automation.models import RunStep
from mostik.channels.commands import refusals as commands
from mostik.channels.commands.arrivals import receive
from mostik.channels.models import Account, Refusal, Sending, Talk
from mostik.channels.rules.refusals import USUAL
from mostik.channels.terms import RefusalState
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.commands import deals
from mostik.crm.models import Activity, LossReason
from mostik.kernel.refusals import Denied, Missing
from tests.crm import stage
from tests.duties.test_au_03 import MONDAY, client_of
from tests.fakes import ways
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-08")]


@pytest.fixture
def reasons(db):
    groups = {"Дорого": "price", "Отложили": "timing", "Ушли к конкуренту": "competitor"}
    return {title: LossReason.objects.create(title=title, group=group).pk for title, group in groups.items()}


@pytest.fixture
def ask(cast, reasons):
    return robots.take_ready(by=cast.actor("anna"), code="ask_why", on=True)


def lose(cast, deal, reason: int):
    deals.lose_deal(by=cast.actor("boris"), deal_id=deal.pk, reason_id=reason)


def answer(cast, deal, text: str, number: str = "1"):
    account = Account.objects.filter(way=ways.CODE).first() or Account.objects.create(
        way=ways.CODE, title="Бумага", door="paper", owner=cast.vera, made_at=clock.now()
    )
    now = clock.now()
    told = {"contact_id": deal.contact_id, "deal": deal, "owner": cast.boris, "team": cast.boris.team}
    talk, _new = Talk.objects.get_or_create(
        account=account, address=f"a{deal.pk}", defaults={"last_at": now, "made_at": now, **told}
    )
    number = f"{deal.pk}-{number}"
    receive(by=SYSTEM, account_id=account.pk, number=number, address=talk.address, text=text, at=now)


def asked(cast, work, reason: int, name: str = "Ромашка"):
    """Return a lost deal whose client has been asked why, two days later."""
    deal = client_of(cast, name, f"c{Refusal.objects.count()}@client.test")
    with clock.stopped(stage.at(MONDAY)):
        lose(cast, deal, reason)
        work()
        assert not Refusal.objects.filter(deal=deal).exists()
        work(timedelta(days=2, minutes=1))
    assert Refusal.objects.get(deal=deal).state == RefusalState.ASKED
    return deal


def test_answer_why_one_deal_was_refused_begins_no_robot_of_another(cast, reasons, ask, post, work):
    lost = asked(cast, work, reasons["Отложили"])
    other = client_of(cast, "Другая", "other@client.test")
    other.contact = lost.contact
    other.save(update_fields=["contact"])
    anna, told = cast.actor("anna"), {"way": "", "words": "дорого"}
    number = robots.make_robot(by=anna, title="Дорого", trigger="deal.client_wrote", told=told)
    step = {"kind": "do", "deed": "deal.lose", "told": {"reason": str(reasons["Дорого"]), "note": ""}}
    robots.put_step(by=anna, robot_id=number, path="0", step=step, new=True)
    robots.switch_on(by=anna, robot_id=number)
    with ways.paper(), clock.stopped(stage.at(MONDAY) + timedelta(days=3)):
        answer(cast, other, "Дорого вышло")
        work()
        other.refresh_from_db()
        assert (Refusal.objects.get().reason_id, other.is_open) == (reasons["Дорого"], True)
    with ways.paper(), clock.stopped(stage.at(MONDAY) + timedelta(days=3, minutes=5)):
        answer(cast, other, "И это тоже дорого", "2")
        work()
    other.refresh_from_db()
    assert not other.is_open


def test_client_is_asked_after_two_days_and_the_answer_is_read_beside_the_sellers_reason(
    cast, reasons, ask, post, work, sign_in
):
    deal = asked(cast, work, reasons["Отложили"])
    assert len(post.letters) == 1
    assert Sending.objects.get().purpose == "surveys"
    with ways.paper(), clock.stopped(stage.at(MONDAY) + timedelta(days=3)):
        answer(cast, deal, "Честно говоря, вышло дороговато: не уложились в бюджете, цены кусаются")
        row = Refusal.objects.get()
        assert (row.state, row.reason_id, row.given_id) == (RefusalState.READ, reasons["Дорого"], reasons["Отложили"])
        answer(cast, deal, "И ещё: отложили до весны", "2")
    row.refresh_from_db()
    assert (row.reason_id, row.decided_by) == (reasons["Дорого"], "")
    line = Entry.objects.get(name="channels.refusal_read")
    assert (line.about_id, line.payload["reason"]) == (deal.pk, "Дорого")
    anna = sign_in(cast.anna)
    with clock.stopped(stage.at(MONDAY) + timedelta(days=3)):
        page = anna.get(reverse("channels:refusals"))
        assert [(each.words, each.total) for each in page.context["lines"]] == [("Дорого", 1)]
        assert page.context["months"][-1] == "2026-11"
        assert "Дорого ≠" in text_of(page)
        apart = anna.get(reverse("channels:refusals"), {"apart": "1"})
        assert len(apart.context["page"].rows) == 1
        assert len(anna.get(reverse("channels:refusals"), {"reason": reasons["Отложили"]}).context["page"].rows) == 0


@pytest.mark.parametrize("text", ["Спасибо, до свидания", "И дорого, и решили отложить на потом: не сейчас"])
def test_answer_of_no_reason_or_of_two_waits_for_a_person_who_files_it(cast, reasons, ask, post, work, sign_in, text):
    deal = asked(cast, work, reasons["Дорого"])
    with ways.paper(), clock.stopped(stage.at(MONDAY) + timedelta(days=3)):
        answer(cast, deal, text)
    row = Refusal.objects.get()
    assert (row.state, row.reason_id) == (RefusalState.UNREAD, None)
    anna = sign_in(cast.anna)
    assert [each.pk for each in anna.get(reverse("channels:refusals")).context["waiting"]] == [row.pk]
    assert anna.get(reverse("channels:refusal", args=[row.pk])).status_code == 200
    anna.post(reverse("channels:refusal", args=[row.pk]), {"reason": reasons["Ушли к конкуренту"]})
    row.refresh_from_db()
    assert (row.state, row.reason_id) == (RefusalState.READ, reasons["Ушли к конкуренту"])
    assert row.decided_by
    with pytest.raises(Missing):
        commands.settle_refusal(by=cast.actor("gleb"), refusal_id=row.pk, reason_id=reasons["Дорого"])


def test_head_writes_the_phrases_and_new_answers_are_read_by_them(cast, reasons, ask, post, work, sign_in):
    anna = sign_in(cast.anna)
    assert anna.get(reverse("channels:refusal_words")).status_code == 200
    page = reverse("channels:refusal_phrases", args=[reasons["Отложили"]])
    assert USUAL["timing"][0] in text_of(anna.get(page))
    anna.post(page, {"words": "весна\nпосле ремонт"})
    deal = asked(cast, work, reasons["Дорого"])
    with ways.paper(), clock.stopped(stage.at(MONDAY) + timedelta(days=3)):
        answer(cast, deal, "Вернёмся весной, после ремонта")
    assert Refusal.objects.get().reason_id == reasons["Отложили"]
    with pytest.raises(Denied):
        commands.set_phrases(by=cast.actor("boris"), reason_id=reasons["Дорого"], words="x")


def test_client_without_a_way_gets_a_call_and_a_deal_reopened_is_not_asked(cast, reasons, ask, post, work):
    silent = client_of(cast, "Без адреса", "")
    opened = client_of(cast, "Передумал", "p@client.test")
    with clock.stopped(stage.at(MONDAY)):
        for deal in (silent, opened):
            lose(cast, deal, reasons["Дорого"])
        work()
        deals.reopen_deal(by=cast.actor("anna"), deal_id=opened.pk)
        work(timedelta(days=2, minutes=1))
    assert Activity.objects.filter(deal=silent, kind="call", via="robot").count() == 1
    assert RunStep.objects.get(run__number=opened.pk, deed="deal.ask_why").mark == "refused"
    assert (post.letters, Refusal.objects.filter(deal=opened).count()) == ([], 0)
