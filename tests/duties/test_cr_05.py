"""CR-05 My day: one queue in order of worth, worked in place, no deal left without a next step."""

import re

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.activities import plan_activity
from mostik.crm.events import ActivityDone
from mostik.crm.models import Activity, Contact, Deal
from mostik.crm.queries.queue import my_queue
from mostik.crm.terms import ActivityKind
from tests.crm.stage import at, company, deal, told

pytestmark = pytest.mark.duty("CR-05")

FRAGMENT = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CALL, MEETING, TASK = ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.TASK
EMAIL, MESSAGE = ActivityKind.EMAIL, ActivityKind.MESSAGE

#: What waits this morning: name, stage, amount in roubles, what is planned and for when, promised or not.
MORNING = (
    ("Overdue call", "Offer", 900_000, CALL, "2026-11-16 10:00", False),
    ("Promised call", "Talks", 600_000, CALL, "2026-11-18 11:00", True),
    ("Meeting at three", "Talks", 800_000, MEETING, "2026-11-18 15:00", False),
    ("Send the offer", "Offer", 300_000, TASK, "2026-11-18 10:00", False),
    ("Letter since yesterday", "Talks", 200_000, EMAIL, "2026-11-17 17:00", False),
    ("Promised message", "New", 400_000, MESSAGE, "2026-11-18 11:00", True),
    ("Call in the evening", "Talks", 1_000_000, CALL, "2026-11-18 17:30", False),
)
#: Worked out by hand from docs/rules/queue.md, in roubles: probability × amount × urgency × promise.
WORTH = [
    ("Overdue call", 1_102_500),  # 720 000 × (1 + ¼ × 2 1/8 working days)
    ("Promised call", 600_000),  # 300 000 × 1 × 2
    ("Fresh lead", 500_000),  # 10 % of the middle amount, 500 000, × 10 in its first five minutes
    ("Send the offer", 247_500),  # 240 000 × (1 + ¼ × 1/8)
    ("Quiet since yesterday", 240_000),  # 400 000 × (½ + ⅒ × 1)
    ("Meeting at three", 160_000),  # 400 000 × 120 / (120 + 180)
    ("Call in the evening", 133_333),  # 500 000 × 120 / (120 + 330)
    ("Letter since yesterday", 109_375),  # 100 000 × (1 + ¼ × 3/8)
    ("Promised message", 80_000),  # 40 000 × 1 × 2
    ("Quiet for a week", 50_000),  # 50 000 × (½ + ⅒ × 5)
]
RESULTS = {CALL: "talked", MEETING: "held", TASK: "done", EMAIL: "done", MESSAGE: "done"}
STEPS = ("звонок завтра 15:00", "встреча 25.11 в 10", "через 2 дня позвонить", "письмо пн", "call tomorrow 3pm")


@pytest.fixture
def morning(cast):
    """Ten things wait for Boris at eleven; a planned call for tomorrow and a colleague's overdue one do not."""
    boris, acme = cast.actor("boris"), company(cast.boris, "Acme")
    ivan = Contact.objects.create(
        first_name="Иван", phone="+79123456789", company=acme, owner=cast.boris, team=cast.north, created_at=clock.now()
    )
    for title, stage, rub, kind, due, promised in MORNING:
        row = deal(cast.boris, title, stage=stage, rub=rub, company=acme, contact=ivan)
        pk = plan_activity(by=boris, kind=kind, due_at=at("2026-11-18 11:00"), deal_id=row.pk, promised=promised)
        Activity.objects.filter(pk=pk).update(due_at=at(due))
        Deal.objects.filter(pk=row.pk).update(next_at=at(due))
    deal(cast.boris, "Quiet for a week", rub=100_000, last_at=at("2026-11-11 11:00"), company=acme)
    deal(cast.boris, "Quiet since yesterday", stage="Offer", rub=500_000, last_at=at("2026-11-17 11:00"), company=acme)
    deal(cast.boris, "Fresh lead", stage="New", rub=0, created_at=at("2026-11-18 10:57"), contact=ivan)
    planned = deal(cast.boris, "Planned for tomorrow")
    plan_activity(by=boris, kind=CALL, due_at=at("2026-11-19 10:00"), deal_id=planned.pk)
    theirs = deal(cast.vera, "Somebody else's")
    plan_activity(by=cast.actor("vera"), kind=CALL, due_at=at("2026-11-18 11:00"), deal_id=theirs.pk)


@pytest.fixture
def boris(cast, client):
    client.force_login(cast.boris, backend=BACKEND)
    return client


def address_in(page: str, name: str, number: str = r"\d+") -> str:
    """Return the address of this name in a piece of a page, or nothing."""
    pattern = re.escape(reverse(name, args=[987654321])).replace("987654321", number)
    found = re.search(f'hx-post="({pattern})"', page)
    return found[1] if found else ""


def test_queue_stands_in_order_of_worth(cast, morning):
    queue = my_queue(viewer=cast.actor("boris"))
    assert [(each.deal, each.worth.minor // 100) for each in queue.items] == WORTH


def test_morning_of_ten_is_worked_in_place(cast, morning, boris, django_assert_max_num_queries):
    page = boris.get(reverse("home:my_day")).content.decode()
    queue_address = re.search(r'id="queue"\s+hx-get="([^"]+)"', page)[1]
    worked = []
    for number in range(len(WORTH)):
        with django_assert_max_num_queries(15):  # three of them write down whose contacts were seen
            opened = boris.get(queue_address, headers=FRAGMENT).content.decode().split("<template")[0]
        worked.append(next(title for title, _worth in WORTH if title in opened.split('id="queue-do"')[0]))
        asked = {"note": "They agreed", "asks": re.search(r'name="asks" value="(\d+)"', opened)[1]}
        address, sent = best_end(opened)
        with django_assert_max_num_queries(27):  # two let the note be found, four end the turn of a lead and its robots
            told_end = boris.post(address, {**asked, **sent}, headers=FRAGMENT).content.decode()
        assert "<html" not in told_end
        with django_assert_max_num_queries(
            31
        ):  # the step, whose contacts were seen, and the next item ready in the same answer
            after = boris.post(
                address_in(told_end, "crm:queue_step"), {"step": STEPS[number % len(STEPS)]}, headers=FRAGMENT
            )
        assert after.headers["HX-Retarget"] == "#queue"
    assert worked == [title for title, _worth in WORTH]
    assert "Всё на сегодня сделано" in boris.get(queue_address, headers=FRAGMENT).content.decode()
    assert len(told(ActivityDone)) == len(WORTH)
    stepless = Deal.objects.filter(owner=cast.boris, outcome="open", next_at__isnull=True)
    assert not stepless.exists()
    assert not Deal.objects.filter(owner=cast.boris, next_at__lt=clock.now()).exists()


def best_end(opened: str) -> tuple[str, dict[str, str]]:
    """Return what the first and best button of the opened item sends, and where."""
    if address := address_in(opened, "crm:queue_result"):
        kind = Activity.objects.get(pk=re.search(r"\d+", address)[0]).kind
        return address, {"result": RESULTS[kind]}
    return address_in(opened, "crm:queue_log"), {"ended": "call:talked"}


def test_opened_item_is_called_in_one_click_and_worked_by_keys(cast, morning, boris):
    opened = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    assert 'href="tel:+79123456789"' in opened
    assert [key for key in "12345" if f'data-key="{key}"' not in opened] == []
    address, sent = best_end(opened)
    assert 'data-key="n"' in boris.post(address, {**sent, "asks": "1"}, headers=FRAGMENT).content.decode()


def test_deal_whose_step_was_not_said_comes_back_to_the_queue(cast, morning, boris):
    opened = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    address, sent = best_end(opened)
    boris.post(address, {**sent, "asks": "1"}, headers=FRAGMENT)
    waiting = my_queue(viewer=cast.actor("boris"))
    assert [each.what for each in waiting.items if each.deal == "Overdue call"] == ["Назначить следующий шаг"]


def test_head_sees_a_persons_day_and_nobody_elses(cast, morning, client):
    client.force_login(cast.anna, backend=BACKEND)
    assert client.get(reverse("home:my_day"), {"person": cast.boris.pk}).status_code == 200
    page = client.get(reverse("crm:queue"), {"person": cast.boris.pk}, headers=FRAGMENT).content.decode()
    assert "Overdue call" in page
    assert "Somebody else" not in page
    assert client.get(reverse("crm:queue"), {"person": cast.dina.pk}, headers=FRAGMENT).status_code == 404
