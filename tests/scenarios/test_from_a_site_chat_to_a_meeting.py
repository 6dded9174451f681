"""A lead from the site's chat to a booked meeting, in a real browser, while the department sleeps.

A visitor of another origin opens the widget; the text robot asks, understands and books a free time; the deal's card
shows the talk and the meeting; in the morning a person takes over in the talk, and the visitor reads them in the widget.
"""

import re

import pytest
from django.urls import reverse

from mostik.automation.commands import dialogues
from mostik.automation.models import DialogueTalk
from mostik.channels.catalog.ways import CHAT
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


class Quiet:
    """Requests of a browser that never overlap with work of the test's own: both have one database connection.

    A request goes out only while the test waits for the browser, and ``wait`` lets those on their way come back.
    """

    def __init__(self, context):
        self.context, self.open = context, 0
        context.route("**/*", self.carry)

    def carry(self, route):
        """Carry a request to its answer."""
        self.open += 1
        try:
            route.fulfill(response=route.fetch())
        finally:
            self.open -= 1

    def wait(self):
        """Come back once nothing is on its way."""
        while self.open:
            self.context.pages[0].wait_for_timeout(20)


def test_visitor_is_qualified_booked_and_met_by_a_person(cast, chat, browser, live_url, page_of, client, work):
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    host = live_url.partition("//")[2]
    code = client.get(reverse("channels:chat_edit", args=[chat.pk]), HTTP_HOST=host).context["embed"]
    with site(f"<!doctype html><title>Насосы</title><h1>Насосы</h1>{code}") as where:
        context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru")
        visitor, quiet = context.new_page(), Quiet(context)
        visitor.goto(where)
        visitor.get_by_role("button", name="Спросить").click()
        widget = visitor.frame_locator("#mostik-chat iframe")
        widget.get_by_text("Здравствуйте!", exact=True).wait_for()

        def write(words):
            widget.get_by_label("Сообщение").fill(words)
            widget.get_by_label("Сообщение").press("Enter")
            widget.get_by_text(words, exact=True).wait_for()
            quiet.wait()
            work()

        for words in SAYS:
            write(words)
        widget.get_by_text("ноября").first.wait_for()
        write("давайте в пятницу в 11")
        widget.get_by_text("Записал: пятница, 20 ноября, 11:00").wait_for()

        quiet.wait()
        booked, deal = Booking.objects.get(), Deal.objects.get()
        assert (booked.wall, booked.deal_id, booked.owner_id) == ("2026-11-20T11:00", deal.pk, cast.vera.pk)
        assert DialogueTalk.objects.get().end == "done"

        vera = page_of(cast.vera, language="ru")
        vera.goto(reverse("crm:deal", args=[deal.pk]))
        vera.locator("main").get_by_text("Консультация").locator("visible=true").first.wait_for()
        vera.locator(".talk-line").first.click()
        vera.locator("main").get_by_text("Нужны насосы для дачи").locator("visible=true").first.wait_for()
        said = vera.locator("#said")
        above, left = said.evaluate("box => [box.scrollTop, box.scrollHeight - box.clientHeight - box.scrollTop]")
        assert above > 0
        assert left < 2, "a talk begins with its newest words in sight"
        vera.get_by_label("Ваш ответ").fill("Олег, это Вера: до пятницы!")
        vera.get_by_role("button", name=re.compile("^Отправить$")).click()
        vera.get_by_text("до пятницы!").first.wait_for()
        vera.goto("about:blank")
        quiet.wait()
        work()
        widget.get_by_text("это Вера").wait_for()
        quiet.wait()
        assert Talk.objects.get().state == "person"
        context.unroute_all(behavior="ignoreErrors")
        context.close()
