"""A mail server and Telegram on loopback, set up as the company's own, and the worker that sends."""

from datetime import timedelta

import pytest

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.people.adapters.mail import Server
from mostik.people.commands.notices import setup
from mostik.people.models import NoticeChoice
from tests.fakes import smtp, telegram


@pytest.fixture
def post(db):
    """The company's mail server, and what it took."""
    with smtp.sink() as sink:
        server = Server(host="127.0.0.1", port=sink.port, security="none", sender="mostik@company.test")
        setup.set_mail(by=SYSTEM, server=server, address="https://mostik.company.test/")
        yield sink


@pytest.fixture
def far(settings, db):
    """Telegram, with the company's bot known to it."""
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    with telegram.telegram() as fake:
        settings.TELEGRAM_API = fake.url
        setup.set_bot(by=SYSTEM, token=telegram.TOKEN, name="mostik_test_bot")
        yield fake


@pytest.fixture
def tied(far):
    """Tie somebody's chat, as if they had written their code."""

    def tie(person, chat: int = 501) -> int:
        far.started[chat] = {"id": chat, "type": "private"}
        NoticeChoice.objects.update_or_create(person=person, defaults={"chat": chat, "chat_title": "@somebody"})
        return chat

    return tie


@pytest.fixture
def work():
    """Let the worker do all that is due, after so long."""

    def run(after: timedelta = timedelta()) -> int:
        with clock.stopped(clock.now() + after):
            done = 0
            while now := outbox.run_due():
                done += now
            return done

    return run
