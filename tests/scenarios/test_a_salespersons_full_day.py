"""A salesperson's full day: sixty things to do, one screen, no second report.

Boris signs in at nine. His day lies open in order of worth. He calls, writes, books, puts off, gives up; after each
end he says in one line what comes next, and the next client is there before he asks. Nobody fills in a table in the
evening: the numbers of the day have risen by themselves, and at six no deal of his is left without a next step.
"""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.analysis.models import DayTotal
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.models import Activity, Contact, Deal, LossReason
from mostik.crm.queries.queue import my_queue
from mostik.crm.terms import ActivityKind
from tests.crm.stage import at, company, deal

pytestmark = pytest.mark.duty("CR-05")

FRAGMENT = {"HX-Request": "true"}
#: How many of each wait this morning: calls, letters, messages, tasks, meetings; then leads and deals without a step.
PLANNED = {"call": 36, "email": 6, "message": 4, "task": 4, "meeting": 2}
FRESH, STEPLESS = 3, 5
ITEMS = sum(PLANNED.values()) + FRESH + STEPLESS
BEST = {"call": "talked", "meeting": "held", "task": "done", "email": "done", "message": "done"}
#: What is said of the next step, as it comes to mind.
NEXT = ("завтра 10:00 звонок", "in 3 days call", "встреча в пятницу в 15", "через неделю письмо", "пн созвон в 11")


class Desk:
    """Boris at his desk: he sees one item, presses, and counts his presses."""

    def __init__(self, client) -> None:
        self.client, self.presses, self.page = client, 0, ""

    def look(self) -> None:
        """Open the day."""
        self.page = self.client.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()

    def press(self, address: str, **said) -> str:
        """Press a button of the item and see what comes."""
        self.presses += 1
        with clock.stopped(at("2026-11-18 09:00") + timedelta(seconds=30 * self.presses)):
            answer = self.client.post(address, said, headers=FRAGMENT)
        assert answer.status_code == 200, answer.content.decode()[:600]
        if answer.headers.get("HX-Retarget") == "#queue":
            self.page = answer.content.decode()
        return answer.content.decode()

    @property
    def item(self) -> tuple[str, int] | None:
        """Return the sort and number of the item under the hands."""
        found = re.search(r'id="queue-now" data-item="(\w+)-(\d+)"', self.page)
        return (found[1], int(found[2])) if found else None

    @property
    def asks(self) -> dict[str, str]:
        """Return what the item asks to be sent with its end."""
        opened = self.page.split("<template")[0]
        found = re.search(r'name="asks" value="(\d+)"', opened)
        return {"asks": found[1]} if found else {}


@pytest.fixture
def morning(cast):
    """Sixty things wait for Boris on an ordinary Wednesday."""
    client = company(cast.boris, "АО «Волга-Пром»")
    people = {"owner": cast.boris, "team": cast.north, "created_at": clock.now(), "company": client}
    irina = Contact.objects.create(first_name="Ирина", phone="+79123456789", email="irina@volga.test", **people)
    number = 0
    for kind, count in PLANNED.items():
        for _each in range(count):
            number += 1
            due = at("2026-11-18 09:00") + timedelta(minutes=5 * (number % 90))
            row = deal(cast.boris, f"Поставка {number}", rub=10_000 * number, contact=irina, next_at=due)
            Activity.objects.create(kind=kind, deal=row, company=client, due_at=due, owner=cast.boris, created_at=due)
    for number in range(FRESH):
        deal(cast.boris, f"Заявка {number}", stage="New", rub=0, created_at=at("2026-11-18 08:50"), contact=irina)
    for number in range(STEPLESS):
        deal(cast.boris, f"Тихая {number}", last_at=at("2026-11-12 10:00"), contact=irina)
    text = "{client.first_name}, добрый день! Договорились о {deal.title}."
    save_letter_template(by=SYSTEM, fields=LetterFields(kind=ActivityKind.EMAIL, title="После разговора", text=text))
    return LossReason.objects.create(title="Нет бюджета", group="price", of="deal").pk


def counted(person) -> Counter:
    """Return the person's numbers of the day."""
    found: Counter = Counter()
    for measure, quantity in DayTotal.objects.filter(person=person.pk, day=clock.today()).values_list(
        "measure", "quantity"
    ):
        found[measure] += quantity
    return found


def test_sixty_things_are_done_in_an_hours_presses(cast, client, morning):
    # Nine o'clock: Boris signs in and the day is the first thing he sees.
    with clock.stopped(at("2026-11-18 09:00")):
        client.post(reverse("account_login"), {"login": cast.boris.email, "password": "correct horse"})
        assert client.get("/").headers["Location"] == reverse("home:my_day")
        desk = Desk(client)
        desk.look()
    assert f">{ITEMS - 1}<" in desk.page.replace("\u00a0", "")  # so many wait behind the first
    before, done = counted(cast.boris), Counter()

    # One after another, in the order of worth. The answer to each press already holds the next item.
    while desk.item and sum(done.values()) < ITEMS:
        sort, number = desk.item
        done[work(desk, sort, number, sum(done.values()), morning)] += 1
    assert sum(done.values()) == ITEMS
    assert done["written"] >= 1
    assert done["put off"] >= 1
    assert done["given up"] >= 1

    # Never more than two presses an item: how it ended, and what comes next.
    assert desk.presses <= 2 * ITEMS

    # The numbers of the day have risen by themselves.
    after = counted(cast.boris)
    for measure, kind in (("call", "call"), ("task", "task"), ("email", "email"), ("message", "message")):
        assert after[measure] - before[measure] == Activity.objects.filter(kind=kind, done_at__isnull=False).count()
    assert after["talk"] > before["talk"]
    assert after["meeting_held"] > before["meeting_held"]

    # Six o'clock: everything is done and no open deal is left without a next step.
    with clock.stopped(at("2026-11-18 18:00")):
        assert [each.what for each in my_queue(viewer=cast.actor("boris")).items] == []
    open_deals = Deal.objects.filter(owner=cast.boris, outcome="open")
    assert open_deals.count() == ITEMS - done["given up"]
    assert not open_deals.filter(next_at__isnull=True).exists()


def work(desk: Desk, sort: str, number: int, turn: int, reason: int) -> str:
    """Deal with one item as its turn suggests, and return what was done with it."""
    if sort == "deal":
        desk.press(reverse("crm:queue_log", args=[number]), ended="call:talked", note="Познакомились", asks=number)
        desk.press(reverse("crm:queue_step", args=[number]), step=NEXT[turn % len(NEXT)])
        return "answered"
    row = Activity.objects.get(pk=number)
    if row.kind == "email":
        words = {"way": "email", "subject": "Как договорились", "text": "Ирина, добрый день!"}
        told = desk.press(reverse("crm:queue_write", args=[number]), **words, **desk.asks)
        assert "mailto:irina@volga.test" in told
        desk.press(reverse("crm:queue_step", args=[row.deal_id]), step=NEXT[turn % len(NEXT)], before=number)
        return "written"
    if turn % 12 == 5:
        desk.press(reverse("crm:queue_later", args=[number]), step="завтра")
        return "put off"
    if turn % 20 == 7:
        desk.press(reverse("crm:queue_lose", args=[row.deal_id]), reason=reason, item=f"activity-{number}")
        return "given up"
    result = "no answer" if row.kind == "call" and turn % 3 == 0 else BEST[row.kind]
    told = desk.press(reverse("crm:queue_result", args=[number]), result=result, note="Ждут КП", **desk.asks)
    suggested = re.search(r'name="step" value="([^"]*)"', told)
    step = suggested[1] if suggested and suggested[1] else NEXT[turn % len(NEXT)]
    desk.press(reverse("crm:queue_step", args=[row.deal_id]), step=step, before=number)
    return "done"
