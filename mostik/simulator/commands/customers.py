"""Virtual clients: they come in by a door, talk to whoever answers, book, come or not, pay, refuse and say why."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from mostik.channels.commands.arrivals import receive
from mostik.channels.commands.booking import book, cancel, move
from mostik.channels.commands.chat import hear_visitor
from mostik.channels.commands.enquiries import STAMP, accept, key_of, stamp
from mostik.channels.commands.gate import unsubscribe
from mostik.channels.commands.hearing import keep_heard
from mostik.channels.queries.accounts import account
from mostik.channels.terms import Guest
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.ways import Letter
from mostik.crm.commands.documents.links import answer_document, guest, note_view
from mostik.crm.commands.payments import record_payment
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.simulator.commands.department import Customer, Department
from mostik.simulator.commands.doors import Doors
from mostik.simulator.commands.sellers import MINUTES, Sellers
from mostik.simulator.commands.stage import program
from mostik.simulator.queries.customers import deal_of_enquiry, meeting_of, talk_at, times_offered
from mostik.simulator.rules import clients, talking
from mostik.simulator.terms import Answer, Door, Phase

A_MOMENT: Final = timedelta(seconds=40)
PAPER: Final = re.compile(r"/d/([\w-]{20,})")
STOP: Final = re.compile(r"/sendings/([^/>]+)/stop")
WANTS, AGREED = "Давайте встретимся, когда вам удобно?", "Согласны, выставляйте счёт"
#: Who has left a site reads its chat again that seldom.
COMES_BACK: Final = 0.4
MOVES, CANCELS = 0.08, 0.04


@dataclass(frozen=True)
class Clients:
    """The clients of a play."""

    play: Department
    people: Sellers

    @property
    def doors(self) -> Doors:
        """The doors they come in by."""
        assert self.play.stage.doors
        return self.play.stage.doors

    def lead(self, number: int) -> None:
        """A new client comes; the next one is on the way."""
        play = self.play
        customer = Customer(clients.nature(play.chance, number), clock.now())
        play.customers[customer.nature.email] = customer
        play.customers[address_of(customer)] = customer
        play.later(clients.gap(play.chance, play.scenario.leads), lambda: self.lead(number + 1))
        if self.people.alone:
            play.work(play.stage.head, MINUTES["lead"], lambda: self.people.write_down(customer))
        elif customer.nature.talks:
            customer.talking = True
            self.say(customer, play.chance.choice(list(talking.FIRST)))
        else:
            opened = stamp()
            play.later(A_MOMENT, lambda: self.fill_in(customer, opened))

    def fill_in(self, customer: Customer, opened: str) -> None:
        """A client sends the form of the site, or the one of a landing that another firm made."""
        said = customer.nature
        told = {"name": said.name, "email": said.email, "text": talking.FIRST[0]}
        if said.door is Door.FORM:
            body = urlencode({**told, "phone": said.phone, "company": said.company, STAMP: opened}).encode()
            kind = "application/x-www-form-urlencoded"
        else:
            landed = {"name": said.name, "email": said.email, "firm": said.company, "need": told["text"]}
            body, kind = json.dumps({"lead": landed}, ensure_ascii=False).encode(), "application/json"
        source, key = self.doors.sources[said.door], key_of(body, f"lead-{said.number}")
        customer.came = clock.now()
        accept(by=SYSTEM, source_id=source, key=key, body=body, kind=kind, address="192.0.2.1")

        def known() -> None:
            self.play.know(customer, deal_of_enquiry(source, key, viewer=SYSTEM))
            self.play.work(customer.seller, MINUTES["call"], lambda: self.people.call(customer))

        self.play.later(A_MOMENT, known)

    def say(self, customer: Customer, text: str) -> None:
        """A client writes where they write: in the site's chat, to the bot, or a letter."""
        customer.said += 1
        said, now = customer.nature, clock.now()
        number = f"{said.number}:{customer.said}"
        if said.door is Door.CHAT:
            row = account(self.doors.accounts[Door.CHAT], viewer=self.play.stage.head)
            hear_visitor(by=SYSTEM, account=row, visitor=address_of(customer), number=number, text=text)
        elif said.door is Door.TELEGRAM:
            row = account(self.doors.accounts[Door.TELEGRAM], viewer=self.play.stage.head)
            keep_heard(by=SYSTEM, account=row, body=update(customer, text, int(now.timestamp())))
        else:
            told = {"number": number, "address": said.email, "email": said.email, "name": said.name}
            receive(by=SYSTEM, account_id=self.doors.mailbox, text=text, at=now, **told)
        self.play.later(timedelta(seconds=1), lambda: self.find_talk(customer))

    def find_talk(self, customer: Customer) -> None:
        """Learn which talk and deal a client's words became."""
        door = customer.nature.door
        number = self.doors.accounts[door] if customer.nature.talks else self.doors.mailbox
        if found := talk_at(number, address_of(customer), viewer=SYSTEM):
            customer.talk = found[0]
            self.play.know(customer, customer.deal or found[1])

    def read(self, customer: Customer, letter: Letter) -> None:
        """A client reads a word of ours and sooner or later makes something of it."""
        if customer.answered is None:
            customer.answered = clock.now()
        if customer.left or self._is_away(customer):
            return
        if customer.talking:
            self.reply(customer, letter.text)
            return
        if customer.phase is Phase.AGREED and not customer.billed and not self.people.alone:
            customer.billed = True
            self.play.later(clients.pays_after(self.play.chance, customer.nature), lambda: self.pays(customer))
        waited = customer.answered - customer.came
        answer, after = clients.answer(self.play.chance, customer.nature, customer.phase, waited)
        acts = {
            Answer.MEETING: self.wants_meeting,
            Answer.AGREES: self.agrees,
            Answer.REFUSES: self.refuses,
            Answer.LEAVES: self.leaves,
        }
        if act := acts.get(answer):
            self.play.later(after, lambda: act(customer, letter))
        elif customer.phase is Phase.GONE and clients.is_survey(letter.text):
            self._tells_why(customer)

    def reply(self, customer: Customer, text: str) -> None:
        """A client answers the text robot, the last of its words; goes on with a person; or is booked."""
        chance, said = self.play.chance, customer.nature
        customer.heard += 1
        if talking.BOOKED in text.lower():
            customer.talking = False
            self.booked(customer)
            return
        if talking.is_handed(text):
            customer.talking = False
            self.play.work(customer.seller, MINUTES["answer"], lambda: self.handed(customer))
            return
        words, heard = talking.reply(chance, said, text, customer.turn, clock.today()), customer.heard
        pause = timedelta(seconds=chance.randint(15, 240)) if words else timedelta(days=2)
        if talking.asked(text):
            self.play.later(pause, lambda: self._answers(customer, words, heard))

    def _answers(self, customer: Customer, words: str | None, heard: int) -> None:
        """A client writes what they were about to, unless the robot said more meanwhile."""
        if customer.heard != heard or not customer.talking:
            return
        customer.turn += 1
        customer.talking = words is not None and words not in clients.REFUSING
        if words in clients.REFUSING:
            self.refuses(customer, None, words or "")
        elif words:
            self.say(customer, words)

    def handed(self, customer: Customer) -> None:
        """A person goes on where the robot called one; some clients agree to meet."""
        self.people.answer(customer, "Здравствуйте! Это менеджер, чем помочь?")
        if clients.keeps(self.play.chance, 0.6 * customer.nature.will):
            self.play.work(customer.seller, MINUTES["book"], lambda: self.people.arrange(customer, "Записал вас."))

    def wants_meeting(self, customer: Customer, letter: Letter | None) -> None:
        """A client wants to meet: they pick a time by the link, or ask a person for one."""
        if customer.phase not in {Phase.NEW, Phase.MISSED}:
            return
        if not self.people.alone and customer.nature.own and letter and "/meet/" in letter.text:
            self.pick(customer)
            return
        if not self.people.alone:
            self.say(customer, WANTS)
        words = "" if self.people.alone else "Записал вас на встречу."
        self.play.work(customer.seller, MINUTES["book"], lambda: self.people.arrange(customer, words))

    def pick(self, customer: Customer) -> None:
        """A client takes one of the free times on the booking page."""
        times, said = times_offered(self.doors.meeting, viewer=SYSTEM), customer.nature
        who = Guest(name=said.name, phone=said.phone, email="" if said.talks else said.email, consent=True)
        if not times:
            return
        at, key = self.play.chance.choice(list(times[:24])), f"page:{said.number}:{self.play.count}"
        with suppress(Refusal):
            book(by=SYSTEM, kind_id=self.doors.meeting, at=at, guest=who, key=key)
            self.booked(customer)

    def booked(self, customer: Customer) -> None:
        """A client has a time; some move it or give it up by their own link."""
        found = meeting_of(customer.deal, viewer=SYSTEM)
        if found is None:
            return
        customer.phase, customer.meeting = Phase.BOOKED, found
        self.play.at(found.ends, lambda: self._meets(customer, found.ends))
        drawn = self.play.chance.random()
        if drawn < MOVES + CANCELS:
            half = (found.starts - clock.now()) / 2
            self.play.later(half, lambda: self.changes(customer, gives_up=drawn < CANCELS))

    def changes(self, customer: Customer, *, gives_up: bool) -> None:
        """A client gives a time up, or takes another."""
        found, times = customer.meeting, times_offered(self.doors.meeting, viewer=SYSTEM)
        if found is None or customer.phase is not Phase.BOOKED:
            return
        with suppress(Refusal):
            if gives_up:
                cancel(by=SYSTEM, booking_id=found.booking)
                customer.phase, customer.meeting = Phase.MISSED, None
            elif times:
                move(by=SYSTEM, booking_id=found.booking, at=times[-1])
                customer.meeting = moved = meeting_of(customer.deal, viewer=SYSTEM)
                if moved:
                    self.play.at(moved.ends, lambda: self._meets(customer, moved.ends))

    def agrees(self, customer: Customer, letter: Letter) -> None:
        """A client says yes: by the paper's own page, or to a person."""
        if customer.phase is not Phase.MET:
            return
        customer.phase = Phase.AGREED
        token = PAPER.search(letter.text)
        if not self.people.alone and customer.nature.own and token:
            with suppress(Refusal):
                note_view(by=guest(customer.nature.name), token=token[1])
                answer_document(by=guest(customer.nature.name), token=token[1], who=customer.nature.name, edition=1)
            return
        if not self.people.alone:
            self.say(customer, AGREED)
        else:
            self.play.later(clients.pays_after(self.play.chance, customer.nature), lambda: self.pays(customer))
        self.play.work(customer.seller, MINUTES["move"], lambda: self.people.settle(customer))

    def refuses(self, customer: Customer, _letter: Letter | None, words: str = "") -> None:
        """A client says no in words of their own; where no robot reads them, a person files the reason."""
        if customer.phase not in {Phase.NEW, Phase.MISSED, Phase.MET, Phase.AGREED}:
            return
        customer.phase = Phase.GONE
        words = words or self.play.chance.choice(list(clients.REFUSING))
        if not self.people.alone:
            self.say(customer, words)
        reason = clients.reason_of(words)
        self.play.work(customer.seller, MINUTES["lose"], lambda: self.people.lose(customer, reason))

    def leaves(self, customer: Customer, letter: Letter | None) -> None:
        """A client reads no more letters, and says so where a letter lets them."""
        customer.left = True
        found = STOP.search(letter.headers.get("List-Unsubscribe", "")) if letter else None
        if found:
            with suppress(Refusal):
                unsubscribe(by=SYSTEM, token=found[1])

    def pays(self, customer: Customer) -> None:
        """The money comes: the bank's program says so, or a person finds it."""
        if customer.phase is not Phase.AGREED:
            return
        customer.phase = Phase.PAID
        if self.people.alone:
            self.play.work(self.play.stage.head, MINUTES["lead"], lambda: self.people.find_payment(customer))
            return
        amount = Money.of(customer.nature.roubles)
        record_payment(by=program("Банк"), deal_id=customer.deal, amount=amount)

    def _meets(self, customer: Customer, at: object) -> None:
        """A meeting is over, unless it was moved or given up."""
        if customer.meeting and customer.meeting.ends == at:
            self.people.meet(customer, customer.meeting.activity, customer.meeting.host)

    def _tells_why(self, customer: Customer) -> None:
        words = customer.why
        if words is None and clients.keeps(self.play.chance, clients.SURVEYED) and not self.people.alone:
            words = self.play.chance.choice(list(clients.REFUSING))
        if words:
            self.play.later(timedelta(hours=customer.nature.hours), lambda: self._says_why(customer, words))

    def _says_why(self, customer: Customer, words: str) -> None:
        """A client says why; of a deal of people's own, whose it was has read it and closes the talk."""
        self.say(customer, words)
        if customer.why:
            self.play.work(customer.seller, MINUTES["call"], lambda: self.people.close(customer))

    def _is_away(self, customer: Customer) -> bool:
        """Whether a message waits in a chat its visitor does not come back to."""
        long_ago = clock.now() - customer.came > timedelta(days=1)
        return customer.nature.door is Door.CHAT and long_ago and self.play.chance.random() > COMES_BACK


def address_of(customer: Customer) -> str:
    """Return where a client is answered."""
    said = customer.nature
    return {Door.CHAT: f"visitor-{said.number}", Door.TELEGRAM: str(700_000 + said.number)}.get(said.door, said.email)


def update(customer: Customer, text: str, at: int) -> str:
    """Return a client's message as the Bot API tells of it."""
    number = 700_000 + customer.nature.number
    first, last = customer.nature.name.split()
    who = {"id": number, "first_name": first, "last_name": last, "username": f"client{customer.nature.number}"}
    message = {"message_id": customer.said, "from": who, "chat": {"id": number, "type": "private"}, "date": at}
    return json.dumps({"update_id": number * 1000 + customer.said, "message": {**message, "text": text}})
