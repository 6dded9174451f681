"""What virtual people do with their own hands: all of it without robots, with robots what is left to people."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from mostik.channels.commands.handling import close_talks
from mostik.channels.commands.letters import write_letter
from mostik.channels.commands.talks import say
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity
from mostik.crm.commands.clients import CompanyFields, add_company
from mostik.crm.commands.contacts import ContactFields, add_contact
from mostik.crm.commands.deals import create_deal, edit_deal, lose_deal, move_deal, win_deal
from mostik.crm.commands.documents.drafts import draft_document
from mostik.crm.commands.payments import record_payment
from mostik.crm.terms import ActivityKind, ActivityResult, DocumentKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.simulator.commands.department import Customer, Department, in_hours
from mostik.simulator.commands.stage import SILENT
from mostik.simulator.rules import clients
from mostik.simulator.rules.robots import LETTERS
from mostik.simulator.terms import Phase

#: What a person does not skip of what nobody makes them do.
DILIGENCE = 0.75
MINUTES = {"answer": 6, "lead": 4, "book": 10, "draft": 20, "letter": 6, "call": 7, "move": 1, "lose": 3, "bill": 8}
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Sellers:
    """The people of a play."""

    play: Department

    @property
    def alone(self) -> bool:
        """Whether no robots are at work."""
        return not self.play.scenario.robots

    def write_down(self, customer: Customer) -> None:
        """The head writes a lead down, gives it to somebody, and they answer when they come to it."""
        play, said = self.play, customer.nature
        seller = min(play.stage.sellers, key=lambda each: (play.busy.get(each.id, clock.EPOCH), each.id or 0))
        head = play.stage.head
        firm = add_company(by=head, fields=CompanyFields(title=said.company), owner_id=seller.id)
        first, last = said.name.split()
        fields = ContactFields(first_name=first, last_name=last, email=said.email)
        person = add_contact(by=seller, fields=fields, company_id=firm)
        about = {"company": firm, "contact": person}
        customer.deal = create_deal(by=head, title=f"Заявка {said.number}", owner_id=seller.id, fields=about)  # type: ignore[arg-type]
        customer.seller = seller
        play.work(seller, MINUTES["call"], lambda: self.call(customer))
        play.work(seller, MINUTES["answer"], lambda: self.write(customer, "answer"))
        for days in (2, 5, 9):
            play.later(timedelta(days=days), lambda: self.perhaps(customer, "warm", Phase.NEW))
        play.later(timedelta(days=14), lambda: self.give_up(customer, Phase.NEW))

    def call(self, customer: Customer) -> None:
        """A person calls a new client; some take it."""
        result = ActivityResult.TALKED if self.play.chance.random() < 0.45 else ActivityResult.NO_ANSWER
        with suppress(Refusal):
            log_activity(by=customer.seller, kind=ActivityKind.CALL, result=result, deal_id=customer.deal)
            if result is ActivityResult.TALKED and customer.answered is None:
                customer.answered = clock.now()

    def write(self, customer: Customer, name: str) -> None:
        """A person writes a letter."""
        subject, text = LETTERS[name]
        key = f"{name}:{customer.nature.number}:{self.play.letters}:{self.play.count}"
        with suppress(Refusal):
            write_letter(by=customer.seller, deal_id=customer.deal, subject=subject, text=text, key=key)

    def perhaps(self, customer: Customer, name: str, phase: Phase | None = None) -> None:
        """A person writes a letter nobody makes them write, if they are so minded and it is still to the point."""
        if (phase is None or customer.phase is phase) and clients.keeps(self.play.chance, DILIGENCE):
            self.play.work(customer.seller, MINUTES["letter"], lambda: self.write(customer, name))

    def answer(self, customer: Customer, words: str) -> None:
        """A person answers a client where they write."""
        key = f"hand:{customer.nature.number}:{self.play.count}"
        with suppress(Refusal):
            if customer.talk:
                say(by=customer.seller, talk_id=customer.talk, text=words, key=key)
            else:
                write_letter(by=customer.seller, deal_id=customer.deal, subject="Re: заявка", text=words, key=key)

    def close(self, customer: Customer) -> None:
        """A person has read what needs no answer."""
        close_talks(by=customer.seller, talk_ids=[customer.talk])

    def give_up(self, customer: Customer, phase: Phase) -> None:
        """A person gives a silent client up."""
        if customer.phase is phase:
            customer.phase = Phase.GONE
            self.play.work(customer.seller, MINUTES["lose"], lambda: self.lose(customer, SILENT))

    def lose(self, customer: Customer, reason: str) -> None:
        """A person files why a deal was lost, where nobody has."""
        with suppress(Refusal):
            lose_deal(by=customer.seller, deal_id=customer.deal, reason_id=self.play.stage.reasons[reason])
        if self.alone:
            self.perhaps(customer, "ask")

    def arrange(self, customer: Customer, words: str = "") -> None:
        """A person agrees a time with a client, within three working days, and writes it down."""
        if customer.phase not in {Phase.NEW, Phase.MISSED}:
            return
        if words:
            self.answer(customer, words)
        customer.phase, chance = Phase.BOOKED, self.play.chance
        due = in_hours(clock.now() + timedelta(days=chance.randint(1, 3), hours=chance.randint(0, 6)))
        seller = customer.seller
        with suppress(Refusal):
            made = plan_activity(
                by=seller,
                kind=ActivityKind.MEETING,
                due_at=due,
                deal_id=customer.deal,
                owner_id=seller.id,
                promised=True,
            )
            self.play.at(due + AN_HOUR, lambda: self.meet(customer, made))
            if self.alone:
                move_deal(by=seller, deal_id=customer.deal, stage_id=self.play.stage.links["qualified"])
                self.play.at(due - 3 * AN_HOUR, lambda: self.perhaps(customer, "remind", Phase.BOOKED))

    def meet(self, customer: Customer, meeting: int, host: int | None = None) -> None:
        """People meet and the sum is written down; some do not come, which without robots is the end of it."""
        if customer.phase is not Phase.BOOKED:
            return
        came = self.play.chance.random() > clients.MISSES
        customer.phase = Phase.MET if came else Phase.GONE if self.alone else Phase.MISSED
        self.play.know(customer, None)
        with suppress(Refusal):
            if came:
                sum_of = {"amount": Money.of(customer.nature.roubles)}
                edit_deal(by=customer.seller, deal_id=customer.deal, fields=sum_of)  # type: ignore[arg-type]
            result = ActivityResult.HELD if came else ActivityResult.NOT_COME
            finish_activity(by=self.play.person(host or customer.seller.id), activity_id=meeting, result=result)
        if self.alone and not came:
            self.play.work(customer.seller, MINUTES["lose"], lambda: self.lose(customer, SILENT))
        elif self.alone:
            self.play.work(customer.seller, MINUTES["draft"], lambda: self.offer(customer))

    def offer(self, customer: Customer) -> None:
        """A person prepares the offer and keeps at it."""
        links, told = self.play.stage.links, {"by": customer.seller, "deal_id": customer.deal}
        with suppress(Refusal):
            move_deal(stage_id=links["meeting"], **told)
            draft_document(kind=DocumentKind.PROPOSAL, **told)
            move_deal(stage_id=links["proposal"], **told)
        self.write(customer, "offer")
        for days in (3, 7, 12):
            self.play.later(timedelta(days=days), lambda: self.perhaps(customer, "push", Phase.MET))
        self.play.later(timedelta(days=21), lambda: self.give_up(customer, Phase.MET))

    def settle(self, customer: Customer) -> None:
        """A person moves the deal of a client who agreed in words to the invoice."""
        with suppress(Refusal):
            move_deal(by=customer.seller, deal_id=customer.deal, stage_id=self.play.stage.links["invoice"])
        if self.alone:
            self.play.work(customer.seller, MINUTES["bill"], lambda: self.bill(customer))

    def bill(self, customer: Customer) -> None:
        """A person prepares the invoice, sends it and reminds of it."""
        with suppress(Refusal):
            draft_document(by=customer.seller, deal_id=customer.deal, kind=DocumentKind.INVOICE)
        self.write(customer, "invoice")
        for days in (4, 9):
            self.play.later(timedelta(days=days), lambda: self.perhaps(customer, "dun", Phase.AGREED))

    def find_payment(self, customer: Customer) -> None:
        """The head finds the money on the account, the seller wins the deal."""
        by: Actor = self.play.stage.head
        with suppress(Refusal):
            record_payment(by=by, deal_id=customer.deal, amount=Money.of(customer.nature.roubles))
            win_deal(by=customer.seller, deal_id=customer.deal)
            self.perhaps(customer, "thanks")
