"""A lead from the site's chat to a booked meeting, in a real browser, while the department sleeps.

A visitor of another origin opens the widget; the text robot asks, understands and books a free time; the deal's card
shows the talk and the meeting; in the morning a person takes over in the talk, and the visitor reads them in the widget.
"""

import re

import pytest
from django.urls import reverse

from mostik.automation.commands import dialogues
from mostik.automation.models import DialogueTalk
from mostik.channels.adapters.chat import CHAT
from mostik.channels.commands.accounts import Wanted, connect_way
from mostik.channels.commands.dialogues import answer_over
from mostik.channels.models import Account, Booking, MeetingKind, Talk
from mostik.crm.models import Deal
from tests.crm import stage
from tests.duties.test_ch_04 import site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.duty("CH-04"),
    pytest.mark.duty("CH-07"),
]
SAYS = (
    "Здравствуйте! Нужны насосы для дачи",
    "тысяч триста",
    "до двадцатого декабря",
    "Олег Соколов",
    "8 912 345-67-89",
)


@pytest.fixture
def chat(cast):
    """A chat on a site, answered by the qualifying robot, with a meeting to offer."""
    stage.pipeline()
    anna = cast.actor("anna")
    told = {"words": "Спросить", "greeting": "Здравствуйте!", "colour": "#0a7d4f", "away": "Оставьте телефон."}
    wanted = Wanted(title="Сайт", owner_id=cast.vera.pk, told={**told, "consent": "Пишете — согласны."})
    account = Account.objects.get(pk=connect_way(by=anna, way=CHAT, wanted=wanted))
    MeetingKind.objects.create(slug="talk", title="Консультация", minutes=30, step=60, notice=0, person=cast.vera)
    robot = dialogues.make_dialogue(by=anna, like="qualification", language="ru")
    dialogues.start_dialogue(by=anna, dialogue_id=robot)
    answer_over(by=anna, dialogue_id=robot, account_id=account.pk, answers=True)
    return account


def test_visitor_is_qualified_booked_and_met_by_a_person(cast, chat, browser, live_url, page_of, client, work):
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    host = live_url.partition("//")[2]
    code = client.get(reverse("channels:chat_edit", args=[chat.pk]), HTTP_HOST=host).context["embed"]
    with site(f"<!doctype html><title>Насосы</title><h1>Насосы</h1>{code}") as where:
        context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru")
        visitor = context.new_page()
        visitor.goto(where)
        visitor.get_by_role("button", name="Спросить").click()
        widget = visitor.frame_locator("#mostik-chat iframe")
        widget.get_by_text("Здравствуйте!", exact=True).wait_for()

        def write(words):
            widget.get_by_label("Сообщение").fill(words)
            widget.get_by_label("Сообщение").press("Enter")
            widget.get_by_text(words, exact=True).wait_for()
            work()

        for words in SAYS:
            write(words)
        widget.get_by_text("ноября").first.wait_for()
        write("давайте в пятницу в 11")
        widget.get_by_text("Записал: пятница, 20 ноября, 11:00").wait_for()

        booked, deal = Booking.objects.get(), Deal.objects.get()
        assert (booked.wall, booked.deal_id, booked.owner_id) == ("2026-11-20T11:00", deal.pk, cast.vera.pk)
        assert DialogueTalk.objects.get().end == "done"

        vera = page_of(cast.vera, language="ru")
        vera.goto(reverse("crm:deal", args=[deal.pk]))
        vera.locator("main").get_by_text("Консультация").locator("visible=true").first.wait_for()
        vera.locator(".talk-line").first.click()
        vera.locator("main").get_by_text("Нужны насосы для дачи").locator("visible=true").first.wait_for()
        vera.get_by_label("Ваш ответ").fill("Олег, это Вера: до пятницы!")
        vera.get_by_role("button", name=re.compile("^Отправить$")).click()
        vera.get_by_text("до пятницы!").first.wait_for()
        work()
        widget.get_by_text("это Вера").wait_for()
        assert Talk.objects.get().state == "person"
        context.close()
