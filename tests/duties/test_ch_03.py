"""CH-03: Telegram in both directions, and a second messenger behind the same protocol: a stranger to an answered lead."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.commands import robots
from mostik.channels.commands import accounts
from mostik.channels.models import Arrival, Sending, Talk
from mostik.channels.tasks import ask_around
from mostik.core.journal import timeline
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.models import Activity, Deal
from mostik.crm.queries import timelines
from mostik.crm.terms import ActivityKind
from mostik.kernel.events import Ref
from tests.crm import stage
from tests.fakes import max_bots, telegram

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CH-03")]
TEXT = "Здравствуйте, {client.first_name}! Мы получили ваш вопрос."


def greeting_robot(cast):
    """Let a robot answer whoever writes."""
    fields = LetterFields(kind=ActivityKind.MESSAGE, title="Привет", text=TEXT)
    return str(save_letter_template(by=cast.actor("anna"), fields=fields))


def switched_on(cast, way, template):
    by = cast.actor("anna")
    number = robots.make_robot(by=by, title="Ответить", trigger="deal.client_wrote", told={"way": way})
    step = {"kind": "do", "deed": "deal.message", "told": {"way": way, "template": template}}
    robots.put_step(by=by, robot_id=number, path="0", step=step, new=True)
    robots.switch_on(by=by, robot_id=number)


@pytest.mark.parametrize("way", ["telegram", "max"])
def test_stranger_is_a_lead_greeted_by_a_robot_and_answered_by_a_person(cast, settings, sign_in, work, way):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    stage.pipeline()
    switched_on(cast, way, greeting_robot(cast))
    fakes = {"telegram": telegram.telegram, "max": max_bots.max_bots}
    with fakes[way]() as far:
        settings.TELEGRAM_API = settings.MAX_API = far.url
        token = {"telegram": telegram.TOKEN, "max": max_bots.TOKEN}[way]
        told = {"title": "Бот", "owner": cast.vera.pk, "token": token, "mode": "poll"}
        assert sign_in(cast.anna).post(reverse("channels:way_add", args=[way]), told).status_code == 302
        if way == "telegram":
            far.update("message", 77, {"text": "Сколько стоит насос?"}, name="Пётр")
        else:
            far.say(77, "Сколько стоит насос?", name="Пётр")
        for _turn in range(3):
            ask_around()
            work()
        talk, lead = Talk.objects.get(), Deal.objects.get()
        assert (lead.title, lead.owner_id, talk.deal) == ("Сколько стоит насос?", cast.vera.pk, lead)
        vera, say = sign_in(cast.vera), reverse("channels:talk_say", args=[talk.pk])
        key = vera.get(reverse("channels:talk", args=[talk.pk])).context["form"]["key"].value()
        for _press in range(2):
            vera.post(say, {"text": "89 900 ₽", "key": key})
        work(timedelta(seconds=10))
        texts = far.texts(77) if way == "telegram" else [each["text"] for _chat, each in far.messages]
    assert texts == ["Здравствуйте, Пётр! Мы получили ваш вопрос.", "89 900 ₽"]
    assert (Arrival.objects.count(), Sending.objects.filter(state="sent").count()) == (1, 2)
    assert sorted(Activity.objects.filter(kind="message").values_list("via", flat=True)) == ["person", "robot"]
    names = {line.name for line in timeline(Ref("crm.deal", lead.pk))}
    assert {"channels.client_wrote", "channels.letter_promised", "crm.activity_done"} <= names
    card = timelines.timeline(Ref("crm.deal", lead.pk), viewer=cast.actor("vera")).lines
    assert [line.text for line in card if "89 900" in line.text] == ["89 900 ₽"], "Its words are said once."
    assert accounts.RIGHT not in cast.actor("vera").rights
