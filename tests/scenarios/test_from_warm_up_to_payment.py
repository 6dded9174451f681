"""Warm-up to payment, in a real browser: a head lets a ready-made sequence begin with deals that fell silent.

It is a chain: the invoice by mail, a reminder two days later by the messenger the client has begun to write by, a call
for the seller two days after that. The client follows the link and sees their invoice; the bank's statement brings the
money; the chain stops by its goal before it offers a better price, its funnel shows it, and the robot share counts what
no person did.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.models import Run, RunStep
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands import activities
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Activity, Document, Promo
from tests.crm import bank
from tests.crm.papers import seller
from tests.duties.test_au_03 import client_of
from tests.duties.test_au_08 import answer
from tests.fakes import ways

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.duty("AU-03"),
    pytest.mark.duty("AU-07"),
    pytest.mark.duty("AU-09"),
]


@pytest.fixture
def silent(cast):
    """A deal whose client met us five days ago and has said nothing since."""
    seller()
    seed_templates(by=SYSTEM)
    deal, boris = client_of(cast, "Ромашка", "ivan@client.test"), cast.actor("boris")
    with clock.stopped(clock.now() - timedelta(days=5)):
        due = clock.now() + timedelta(minutes=1)
        meeting = activities.plan_activity(by=boris, kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk)
        activities.finish_activity(by=boris, activity_id=meeting, result="held")
    return deal


def link_in(text: str) -> str:
    return re.search(r"mostik\.company\.test(/d/\S+)", text)[1]


def test_silent_deal_is_pushed_by_a_ready_sequence_until_it_is_paid(cast, silent, post, work, page_of, tmp_path):
    # The head switches the ready-made sequence on and lets it begin with what is there already.
    head = page_of(cast.anna, language="ru")
    head.goto(reverse("automation:sequences"))
    head.locator("li", has_text="Дожим до оплаты после встречи").get_by_role("button", name="Включить").click()
    head.locator("h1", has_text="Дожим до оплаты после встречи").wait_for()
    assert head.locator("nav [aria-current=page]", has_text="Цепочки").count()
    card = head.url
    head.get_by_role("link", name="Что уже есть").click()
    head.get_by_role("link", name=str(silent)).wait_for()
    head.get_by_role("button", name="Начать с этих: 1").click()
    head.click("[data-confirm-yes]")
    head.get_by_text("0 из 1 записей").wait_for()
    head.goto("about:blank")
    work()

    # The first step went by mail. The client answers by a messenger: two days later the reminder goes there.
    (letter,) = post.letters
    first = link_in(letter.get_body(("plain",)).get_content())
    with ways.paper() as messenger:
        answer(cast, silent, "Да, посмотрим на неделе")
        work(timedelta(days=1, hours=23))
        assert messenger.texts == [], "Not before its time."
        work(timedelta(days=2, minutes=1))
        (reminder,) = messenger.texts

        # Two days more, and a call is planned: it stands on the deal's card, the talk beside it.
        assert not Activity.objects.filter(kind="call").exists()
        work(timedelta(days=4, minutes=3))
        assert Activity.objects.get(kind="call").owner == cast.boris
        head.goto(reverse("crm:deal", args=[silent.pk]))
        head.get_by_text("Спросить об оплате").first.wait_for()
        head.goto("about:blank")
    assert (len(post.letters), "Насосы для Ромашка" in reminder) == (1, True)

    # The client follows the link: their invoice is there, the same by both ways, and we know that they opened it.
    link = link_in(reminder)
    assert link != first, "Each letter has a link of its own."
    invoice = Document.objects.get(kind="invoice")
    client = page_of(None, language="ru", width=390, height=800)
    with client.expect_response(re.compile("/seen/")):
        client.goto(link)
    client.get_by_text(invoice.number).first.wait_for()
    client.goto("about:blank")
    invoice.refresh_from_db()
    assert invoice.viewed_at
    assert Run.objects.get().state == "waiting"

    # The money comes with the bank's statement and finds its invoice.
    came = bank.came("71", invoice.amount_minor / 100, purpose=f"Оплата по счету {invoice.number}")
    statement = tmp_path / "kl_to_1c.txt"
    statement.write_bytes(bank.statement(came).encode("cp1251"))
    head.goto(reverse("crm:statements"))
    head.set_input_files("input[type=file]", statement)
    head.get_by_role("button", name="Показать, что будет").click()
    head.get_by_role("button", name="Применить").first.click()
    head.get_by_role("link", name="Платежи из банка").first.wait_for()
    head.goto("about:blank")
    work()

    # The chain stopped by its goal, and no better price was offered; its funnel says so, and leads to the run.
    work(timedelta(days=30))
    run = Run.objects.get()
    assert (run.state, run.goal, len(post.letters)) == ("reached", "deal.paid", 1)
    assert list(RunStep.objects.filter(run=run).values_list("deed", flat=True)).count("deal.paper") == 2
    assert not Promo.objects.exists()
    head.goto(card)
    head.locator("main").get_by_role("link", name=re.compile("Дошли до цели: 1")).click()
    head.get_by_role("link", name=str(silent)).first.click()
    head.get_by_text("Остановился сам").or_(head.get_by_text("Остановилась сама")).first.wait_for()

    # What no person did counts as a robot's.
    head.goto(reverse("analysis:robot_share"))
    row = head.locator("main tr", has_text="Подготовка счёта").first
    row.wait_for()
    assert re.search(r"100\s*%", row.inner_text())
