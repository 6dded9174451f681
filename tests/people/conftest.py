"""Telegram on loopback, set up as the company's own."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.people.commands.notices import setup
from mostik.people.models import NoticeChoice
from tests.fakes import telegram


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
