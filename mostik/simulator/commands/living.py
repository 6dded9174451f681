"""The virtual department lives: clients, people and robots by a clock of its own, through the rooms' doors.

Robots are the real ones: their runs, their promises in the outbox, their limits. The far end of letters is a wire in
memory that hands each to its virtual client. One seed gives one journal.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from mostik.automation.commands.runs import begin_by_clock
from mostik.channels.catalog.ways import EMAIL, WAYS, declare
from mostik.channels.commands.letters import write_letter
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.ways import Became, Letter, Outcome
from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity
from mostik.crm.commands.clients import CompanyFields, add_company
from mostik.crm.commands.contacts import ContactFields, add_contact
from mostik.crm.commands.deals import create_deal, edit_deal, lose_deal, move_deal, win_deal
from mostik.crm.commands.documents.drafts import draft_document
from mostik.crm.commands.intake import take_lead
from mostik.crm.commands.payments import record_payment
from mostik.crm.terms import ActivityKind, ActivityResult, DocumentKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.simulator.commands.stage import SILENT, Stage, program, set_stage
from mostik.simulator.rules import clients
from mostik.simulator.rules.robots import LETTERS
from mostik.simulator.terms import Answer, Nature, Phase, Scenario

OPENS, CLOSES = time(9), time(18)
#: Robots' own clock is looked at so often.
RINGS = timedelta(hours=4)
#: What a person does not skip of what nobody makes them do.
DILIGENCE = 0.75
MINUTES = {"answer": 6, "lead": 4, "book": 10, "move": 1, "draft": 20, "letter": 6, "call": 7, "pay": 4, "lose": 3}
Do = Callable[[], None]


@dataclass
class Customer:
    """A virtual client and how far they have come: their deal, whose it is, when their lead came and was answered."""

    nature: Nature
    came: datetime
    deal: int = 0
    seller: Actor = SYSTEM
    phase: Phase = Phase.NEW
    answered: datetime | None = None
    left: bool = False


@dataclass
class Department:
    """The play: what is to happen, in order of time, and who is in it."""

    scenario: Scenario
    stage: Stage
    chance: Random
    customers: dict[str, Customer] = field(default_factory=dict)
    queue: list[tuple[datetime, int, Do]] = field(default_factory=list)
    busy: dict[int | None, datetime] = field(default_factory=dict)
    count: int = 0
    letters: int = 0

    def at(self, moment: datetime, do: Do) -> None:
        """Let something happen at a moment; of one moment, in the order it was asked for."""
        self.count += 1
        heapq.heappush(self.queue, (moment, self.count, do))

    def work(self, who: Actor, minutes: int, do: Do) -> None:
        """Let a person do something when they come to it: in working hours, one thing after another."""
        begin = in_hours(max(clock.now(), self.busy.get(who.id, clock.now())))
        done = begin + timedelta(minutes=minutes)
        self.busy[who.id] = done
        self.at(done, do)

    def send(self, letter: Letter) -> Outcome:
        """Hand a letter to its virtual client: the far end of the wire."""
        self.letters += 1
        if customer := self.customers.get(letter.to):
            self.at(clock.now() + timedelta(seconds=2), lambda: self.read(customer))
        return Outcome(Became.SENT, number=f"virtual-{self.letters}")

    @property
    def waits(self) -> list[timedelta]:
        """Return how long each answered client waited for the first word."""
        return [each.answered - each.came for each in self.customers.values() if each.answered]

    # Clients.

    def lead(self, number: int) -> None:
        """A new client writes; the next one is on the way."""
        customer = Customer(clients.nature(self.chance, number), clock.now())
        self.customers[customer.nature.email] = customer
        self.at(clock.now() + clients.gap(self.chance, self.scenario.leads), lambda: self.lead(number + 1))
        if not self.scenario.robots:
            self.work(self.stage.head, MINUTES["lead"], lambda: self.write_down(customer))
            return
        said = customer.nature
        taken = take_lead(
            by=program("Сайт"), source="site", external_id=str(number), name=said.name, emails=[said.email],
            company_name=said.company, title=f"Заявка {number}", text="Нужна насосная станция",
        )  # fmt: skip
        customer.deal, customer.seller = taken.deal, self._seller(taken.owner)
        self.work(customer.seller, MINUTES["call"], lambda: self.call(customer))

    def read(self, customer: Customer) -> None:
        """A client reads a letter and sooner or later makes something of it."""
        if customer.answered is None:
            customer.answered = clock.now()
        if customer.left:
            return
        waited = customer.answered - customer.came
        answer, after = clients.answer(self.chance, customer.nature, customer.phase, waited)
        act = {
            Answer.MEETING: self.wants_meeting,
            Answer.AGREES: self.agrees,
            Answer.REFUSES: self.refuses,
            Answer.LEAVES: self.leaves,
        }.get(answer)
        if act:
            self.at(clock.now() + after, lambda: act(customer))

    def wants_meeting(self, customer: Customer) -> None:
        """A client wants to meet: the site takes the time by itself, or a person writes it down."""
        if customer.phase is not Phase.NEW:
            return
        customer.phase = Phase.BOOKED
        if self.scenario.robots:
            self.book(program("Сайт"), customer)
        else:
            self.work(customer.seller, MINUTES["book"], lambda: self.book(customer.seller, customer))

    def agrees(self, customer: Customer) -> None:
        """A client says yes to a person: the deal goes on by hand."""
        if customer.phase is not Phase.MET:
            return
        customer.phase = Phase.AGREED
        self.work(customer.seller, MINUTES["move"], lambda: self.settle(customer))

    def refuses(self, customer: Customer) -> None:
        """A client says no to a person, who files the reason."""
        if customer.phase not in {Phase.NEW, Phase.MET, Phase.AGREED}:
            return
        customer.phase = Phase.GONE
        reasons = sorted(pk for title, pk in self.stage.reasons.items() if title in {"Цена", "Выбрали конкурента"})
        reason = self.chance.choice(reasons)
        self.work(customer.seller, MINUTES["lose"], lambda: self.lose(customer, reason))

    def leaves(self, customer: Customer) -> None:
        """A client reads no more letters."""
        customer.left = True

    def pays(self, customer: Customer) -> None:
        """The money comes: the bank's program says so, or a person finds it."""
        if customer.phase is not Phase.AGREED:
            return
        customer.phase = Phase.PAID
        amount = Money.of(customer.nature.roubles)
        if self.scenario.robots:
            record_payment(by=program("Банк"), deal_id=customer.deal, amount=amount)
            return

        def found() -> None:
            record_payment(by=self.stage.head, deal_id=customer.deal, amount=amount)
            win_deal(by=customer.seller, deal_id=customer.deal)
            self.perhaps(customer, "thanks")

        self.work(self.stage.head, MINUTES["pay"], found)

    # People.

    def write_down(self, customer: Customer) -> None:
        """The head writes a lead down, gives it to somebody, and they answer when they come to it."""
        seller, said = self._next_seller(), customer.nature
        firm = add_company(by=self.stage.head, fields=CompanyFields(title=said.company), owner_id=seller.id)
        first, last = said.name.split()
        fields = ContactFields(first_name=first, last_name=last, email=said.email)
        person = add_contact(by=seller, fields=fields, company_id=firm)
        customer.deal = create_deal(
            by=self.stage.head, title=f"Заявка {said.number}", owner_id=seller.id,
            fields={"company": firm, "contact": person},
        )  # fmt: skip
        customer.seller = seller
        self.work(seller, MINUTES["call"], lambda: self.call(customer))
        self.work(seller, MINUTES["answer"], lambda: self.write(customer, "answer"))
        for days in (2, 5, 9):
            self.at(clock.now() + timedelta(days=days), lambda: self.perhaps(customer, "warm", Phase.NEW))
        self.at(clock.now() + timedelta(days=14), lambda: self.give_up(customer, Phase.NEW))

    def call(self, customer: Customer) -> None:
        """A person calls a new client; some take it."""
        result = ActivityResult.TALKED if self.chance.random() < 0.45 else ActivityResult.NO_ANSWER
        with suppress(Refusal):
            log_activity(by=customer.seller, kind=ActivityKind.CALL, result=result, deal_id=customer.deal)
            if result is ActivityResult.TALKED and customer.answered is None:
                customer.answered = clock.now()

    def write(self, customer: Customer, name: str) -> None:
        """A person writes a letter."""
        subject, text = LETTERS[name]
        key = f"{name}:{customer.nature.number}:{self.letters}:{self.count}"
        with suppress(Refusal):
            write_letter(by=customer.seller, deal_id=customer.deal, subject=subject, text=text, key=key)

    def perhaps(self, customer: Customer, name: str, phase: Phase | None = None) -> None:
        """A person writes a letter nobody makes them write, if they are so minded and it is still to the point."""
        if (phase is None or customer.phase is phase) and clients.keeps(self.chance, DILIGENCE):
            self.work(customer.seller, MINUTES["letter"], lambda: self.write(customer, name))

    def give_up(self, customer: Customer, phase: Phase) -> None:
        """A person gives a silent client up."""
        if customer.phase is phase:
            customer.phase = Phase.GONE
            self.work(customer.seller, MINUTES["lose"], lambda: self.lose(customer, self.stage.reasons[SILENT]))

    def lose(self, customer: Customer, reason: int) -> None:
        """A person files why a deal was lost."""
        with suppress(Refusal):
            lose_deal(by=customer.seller, deal_id=customer.deal, reason_id=reason)
        if not self.scenario.robots:
            self.perhaps(customer, "ask")

    def book(self, by: Actor, customer: Customer) -> None:
        """A time for a meeting is agreed, within three working days."""
        due = in_hours(clock.now() + timedelta(days=self.chance.randint(1, 3), hours=self.chance.randint(0, 6)))
        owner = customer.seller.id
        with suppress(Refusal):
            made = plan_activity(
                by=by, kind=ActivityKind.MEETING, due_at=due, deal_id=customer.deal, owner_id=owner, promised=True
            )
            self.at(due + timedelta(hours=1), lambda: self.meet(customer, made))
            if not self.scenario.robots:
                move_deal(by=by, deal_id=customer.deal, stage_id=self.stage.links["qualified"])
                self.at(due - timedelta(hours=3), lambda: self.perhaps(customer, "remind", Phase.BOOKED))

    def meet(self, customer: Customer, meeting: int) -> None:
        """People meet and the sum is written down; one in twelve does not come and is lost for good."""
        if customer.phase is not Phase.BOOKED:
            return
        came = self.chance.random() > 1 / 12
        customer.phase = Phase.MET if came else Phase.GONE
        with suppress(Refusal):
            if came:
                sum_of = {"amount": Money.of(customer.nature.roubles)}
                edit_deal(by=customer.seller, deal_id=customer.deal, fields=sum_of)
            result = ActivityResult.HELD if came else ActivityResult.NOT_COME
            finish_activity(by=customer.seller, activity_id=meeting, result=result)
        if not came:
            self.work(customer.seller, MINUTES["lose"], lambda: self.lose(customer, self.stage.reasons[SILENT]))
        elif not self.scenario.robots:
            self.work(customer.seller, MINUTES["draft"], lambda: self.offer(customer))

    def offer(self, customer: Customer) -> None:
        """A person prepares the offer and keeps at it."""
        with suppress(Refusal):
            move_deal(by=customer.seller, deal_id=customer.deal, stage_id=self.stage.links["meeting"])
            draft_document(by=customer.seller, deal_id=customer.deal, kind=DocumentKind.PROPOSAL)
            move_deal(by=customer.seller, deal_id=customer.deal, stage_id=self.stage.links["proposal"])
        self.write(customer, "offer")
        for days in (3, 7, 12):
            self.at(clock.now() + timedelta(days=days), lambda: self.perhaps(customer, "push", Phase.MET))
        self.at(clock.now() + timedelta(days=21), lambda: self.give_up(customer, Phase.MET))

    def settle(self, customer: Customer) -> None:
        """The deal goes to the invoice."""
        with suppress(Refusal):
            move_deal(by=customer.seller, deal_id=customer.deal, stage_id=self.stage.links["invoice"])
        self.at(clock.now() + clients.pays_after(self.chance, customer.nature), lambda: self.pays(customer))
        if not self.scenario.robots:
            self.work(customer.seller, 8, lambda: self.bill(customer))

    def bill(self, customer: Customer) -> None:
        """A person prepares the invoice, sends it and reminds of it."""
        with suppress(Refusal):
            draft_document(by=customer.seller, deal_id=customer.deal, kind=DocumentKind.INVOICE)
        self.write(customer, "invoice")
        for days in (4, 9):
            self.at(clock.now() + timedelta(days=days), lambda: self.perhaps(customer, "dun", Phase.AGREED))

    # Time.

    def ring(self) -> None:
        """Begin what robots begin by the clock."""
        begin_by_clock(by=SYSTEM)
        self.at(clock.now() + RINGS, self.ring)

    def next_moment(self) -> datetime:
        """Return when anything happens next: an event of the play, or a promise in the outbox."""
        due = outbox.next_due()
        return min(self.queue[0][0], max(due, clock.now()) if due else self.queue[0][0])

    def _seller(self, person: int) -> Actor:
        return next((each for each in self.stage.sellers if each.id == person), self.stage.head)

    def _next_seller(self) -> Actor:
        return min(self.stage.sellers, key=lambda each: (self.busy.get(each.id, clock.EPOCH), each.id or 0))


@command(needs="crm.import_records", whole=False)
def live(*, by: Actor, scenario: Scenario, tell: Callable[[float], bool] = lambda _done: True) -> Department:
    """Play a scenario in an empty database and return what came of it; ``tell`` hears the share done, False stops.

    Refuses a database with a company in it.
    """
    begin = clock.moment(scenario.start, OPENS)
    end = clock.moment(scenario.end, time(23, 59))
    with clock.stopped(begin):
        stage = set_stage(by=by, scenario=scenario)
        play = Department(scenario, stage, Random(scenario.seed))  # noqa: S311 - a virtual market, not a secret
        play.at(begin, lambda: play.lead(1))
        play.at(begin, play.ring)
        with _wired(play):
            _run(play, begin, end, tell)
    return play


def _run(play: Department, begin: datetime, end: datetime, tell: Callable[[float], bool]) -> None:
    now = begin
    while now <= end:
        with clock.stopped(now):
            while play.queue and play.queue[0][0] <= now:
                heapq.heappop(play.queue)[2]()
            while outbox.run_due(holder="virtual"):
                pass
            following = play.next_moment()
        if following.date() != now.date() and not tell((now - begin) / (end - begin)):
            return
        now = following


@contextmanager
def _wired(play: Department) -> Iterator[None]:
    """Let letters go to the virtual clients for the length of the block."""
    real = WAYS[EMAIL]

    def wire(_row: Any) -> Department:
        return play

    declare(replace(real, channel=wire))
    try:
        yield
    finally:
        declare(real)


def in_hours(moment: datetime) -> datetime:
    """Return the moment itself in working hours, else when they next begin.

    >>> from zoneinfo import ZoneInfo
    >>> in_hours(datetime(2026, 1, 17, 12, tzinfo=ZoneInfo("Europe/Moscow"))).isoformat()
    '2026-01-19T09:00:00+03:00'
    """
    local = moment.astimezone(clock.zone())
    if local.time() >= CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, tzinfo=local.tzinfo)
    elif local.time() < OPENS:
        local = datetime.combine(local.date(), OPENS, tzinfo=local.tzinfo)
    while local.weekday() > 4:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, tzinfo=local.tzinfo)
    return local
