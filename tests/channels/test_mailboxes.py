"""A mailbox or bot that does not answer: left alone for longer each time, its owner told once, asked again when changed."""

from datetime import datetime, timedelta

import pytest

from mostik.channels import tasks
from mostik.channels.adapters.mailbox.lines import NoPost
from mostik.channels.commands import mailboxes
from mostik.channels.models import Account, Sending
from mostik.channels.terms import SendingState
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification

GENUINE = tasks._ask


class Quiet:
    """A far side that answers, with nothing new."""

    def polled(self, offset, *, wait):
        return offset, []


KINDS = {
    "email": ("_fetch_letters", mailboxes.promise_fetching, "lines_of_mail"),
    "telegram": ("_ask", lambda by: tasks.ask_around(), "lines_of_bots"),
    "max": ("_ask", lambda by: tasks.ask_around(), "lines_of_bots"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", KINDS)
def test_way_that_does_not_answer_rests_longer_each_time_and_its_owner_is_told_once(
    cast, work, monkeypatch, caplog, way
):
    asks, promise, lines = KINDS[way]
    asked: list[datetime] = []
    told = {"owner": cast.vera, "made_at": clock.now(), "door": "silent"}
    account = Account.objects.create(way=way, title="ООО «Мост»", **told)

    def silent(*_words):
        asked.append(clock.now())
        raise NoPost(params={"why": "no route"})

    monkeypatch.setattr(tasks, asks, silent)
    start = clock.now()

    def pass_hours(hours: float, since: float = 0) -> list[float]:
        asked.clear()
        for turn in range(int(hours * 60)):
            with clock.stopped(start + timedelta(hours=since, minutes=turn)):
                promise(by=SYSTEM)
                work()
        return [(each - start) / timedelta(minutes=1) - since * 60 for each in asked]

    assert pass_hours(3) == [0, 1, 2, 3, 5, 8, 14, 25, 47, 90, 150], "Every minute at first, in the end once an hour."
    told = Notification.objects.get(person_id=cast.vera.pk)
    assert (told.params["title"], "no route" in told.params["why"]) == ("ООО «Мост»", True)
    assert ("mailbox" in told.text) == (way == "email")
    assert getattr(tasks, lines)() == {}, "No line to it is tried either."
    assert "Traceback" not in caplog.text

    Account.objects.update(error="")  # whoever changed or resumed it wants to see
    assert pass_hours(0.05, since=4)[0] == 0
    if way != "email":
        monkeypatch.setattr(Account, "line", lambda account: Quiet())
    monkeypatch.setattr(tasks, asks, GENUINE if way != "email" else lambda account, holder: None)
    with clock.stopped(start + timedelta(hours=6)):
        promise(by=SYSTEM)
        work()
        account.refresh_from_db()
        assert (account.failures, account.rest_until, account.error) == (0, None, "")
        assert getattr(tasks, lines)() == {account.pk: str(account.version)}


@pytest.mark.django_db
def test_letter_in_doubt_is_not_looked_for_in_a_paused_mailbox(cast):
    told = {"owner": cast.vera, "made_at": clock.now(), "door": "paused"}
    mailbox = Account.objects.create(way="email", title="ООО «Мост»", paused_at=clock.now(), **told)
    Sending.objects.create(
        key="doubt",
        account=mailbox,
        to="ivan@client.test",
        text="Счёт",
        owner=cast.vera,
        state=SendingState.IN_DOUBT,
        made_at=clock.now(),
        done_at=clock.now() - timedelta(minutes=3),
    )
    assert tasks.look_for_doubtful() == 0
    Account.objects.update(paused_at=None)
    assert tasks.look_for_doubtful() == 1, "It is looked for once the mailbox goes on."
