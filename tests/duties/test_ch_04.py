"""CH-04: a widget on another site; what a visitor says is a talk on the card, and a person takes over."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.urls import reverse

from mostik.channels.catalog.ways import CHAT
from mostik.channels.commands.accounts import Wanted, connect_way, pause_way
from mostik.channels.commands.talks import say
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.channels.queries.chat import lines_of
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.models import Deal
from tests.crm import stage

pytestmark = pytest.mark.duty("CH-04")


@pytest.fixture
def account(cast):
    stage.pipeline()
    told = {"words": "Спросить", "greeting": "Здравствуйте!", "colour": "#0a7d4f", "away": "Оставьте телефон."}
    wanted = Wanted(title="Сайт", owner_id=cast.boris.pk, told={**told, "consent": "Пишете — согласны."})
    return Account.objects.get(pk=connect_way(by=cast.actor("anna"), way=CHAT, wanted=wanted))


@pytest.fixture
def visitor():
    return Client(REMOTE_ADDR="192.0.2.8", enforce_csrf_checks=True)


def doors(account):
    return [reverse(f"channels:{name}", args=[account.door]) for name in ("chat", "chat_lines", "chat_say")]


@pytest.mark.django_db
def test_visitor_is_heard_once_known_by_their_key_and_answered(cast, account, visitor, work):
    page, lines, mouth = doors(account)
    shown = visitor.get(page)
    assert "frame-ancestors *" in shown.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in shown.headers
    assert not visitor.cookies
    key = {"X-Visitor": shown.context["key"]}
    said = {"text": "Есть насосы на 20 кубов?", "number": "1", "page": "https://site.test/?utm_source=ya"}
    for _again in range(2):
        assert visitor.post(mouth, said, headers=key).json() == {"kept": True}
    assert visitor.post(mouth, {"text": " ", "number": "2"}, headers=key).status_code == 422
    visitor.post(mouth, {"text": "Мой телефон", "number": "3", "name": "Иван", "reach": "8 912 345-67-89"}, headers=key)
    talk, deal = Talk.objects.get(), Deal.objects.get()
    assert (Arrival.objects.count(), talk.name, talk.deal, deal.owner) == (2, "Иван", deal, cast.boris)
    assert Arrival.objects.earliest("pk").subject == "https://site.test/?utm_source=ya"

    say(by=cast.actor("boris"), talk_id=talk.pk, text="Есть, сейчас подберу.", key="one")
    work()
    assert (Sending.objects.get().state, Sending.objects.get().read_at) == ("sent", None)
    told = visitor.get(lines, headers=key).json()
    assert [(line["ours"], line["text"]) for line in told["lines"]] == [
        (False, "Есть насосы на 20 кубов?"),
        (False, "Мой телефон"),
        (True, "Есть, сейчас подберу."),
    ]
    assert told["attended"]
    assert Sending.objects.get().read_at


@pytest.mark.django_db
def test_doors_open_to_a_key_of_this_chat_alone_and_only_so_wide(cast, account, visitor):
    _page, lines, mouth = doors(account)
    assert visitor.get(lines).status_code == 404
    assert visitor.get(lines, headers={"X-Visitor": "someone:forged"}).status_code == 404
    key = {"X-Visitor": visitor.get(doors(account)[0]).context["key"]}
    assert visitor.get(lines, headers=key).json()["lines"] == []
    assert visitor.post(mouth, {"text": "x" * 40_000}, headers=key).status_code == 413
    assert visitor.post(mouth, {"text": "x" * 4001, "number": "1"}, headers=key).status_code == 422
    answers = [visitor.post(mouth, {"text": "спам", "number": str(n)}, headers=key).status_code for n in range(40)]
    assert (answers[0], answers[-1]) == (200, 429)
    pause_way(by=cast.actor("anna"), account_id=account.pk)
    assert visitor.get(lines, headers=key).status_code == 404


@contextmanager
def site(html: str):
    """Serve another site's page on a port of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_said):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/nasosy?utm_source=direct"
    finally:
        server.shutdown()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_visitor_of_another_site_talks_in_the_widget_and_a_person_takes_over(
    cast, account, browser, live_url, work, client
):
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    edited = client.get(reverse("channels:chat_edit", args=[account.pk]), HTTP_HOST=live_url.partition("//")[2])
    code = edited.context["embed"]
    with site(f"<!doctype html><title>Насосы</title><h1>Насосы</h1>{code}") as where:
        context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru")
        page, hosts = context.new_page(), set()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(where)
        page.get_by_role("button", name="Спросить").click()
        chat = page.frame_locator("#mostik-chat iframe")
        chat.get_by_text("Здравствуйте!").wait_for()
        chat.get_by_label("Сообщение").fill("Нужен насос")
        chat.get_by_label("Сообщение").press("Enter")
        chat.get_by_text("Нужен насос", exact=True).wait_for()
        talk = Talk.objects.get()
        assert "utm_source=direct" in Arrival.objects.get().subject
        say(by=cast.actor("boris"), talk_id=talk.pk, text="Здравствуйте, это Борис.", key="hand")
        work()
        chat.get_by_text("это Борис").wait_for()
        talk.refresh_from_db()
        assert talk.state == "person"
        page.reload()
        page.get_by_role("button", name="Спросить").click()
        chat.get_by_text("это Борис").wait_for()
        assert hosts == {where.split("/")[2], live_url.split("/")[2]}
        context.close()


@pytest.mark.django_db
def test_lines_of_one_moment_stand_in_the_order_they_were_written(account):
    now = clock.now()
    talk = Talk.objects.create(account=account, address="visitor", owner=account.owner, last_at=now, made_at=now)
    for pk in (9, 10):
        Arrival.objects.create(pk=pk, talk=talk, account=account, number=str(pk), text=str(pk), at=now, made_at=now)
    assert [line.text for line in lines_of(talk, viewer=SYSTEM)] == ["9", "10"]
