"""Campaign 4: signed deliveries of a webhook, each event many times, shuffled, sixteen at once, cut off and killed.

Its size is deliveries. Five deliveries to an event on the average, one to ten. A tenth is cut off by its sender in the middle or before the
answer and sent again; a tenth more is forged or replayed. Web process and worker are killed meanwhile.
"""

import http.client
import json
import random
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from mostik.kernel.signatures import WINDOW, signature
from tests.faults.crews import hands_of
from tests.faults.forge import Given
from tests.faults.parts import free_port, killed_at_random, told, until, victim

SENDERS, COPIES, MOST_COPIES = 16, 5, 10
FORGERIES = ("changed", "renamed", "mirrored", "unsigned", "replayed")


@dataclass
class Sender:
    """Whoever delivers: insists until a genuine delivery is acknowledged, never repeats a forged one."""

    port: int
    door: str
    secret: str
    answers: Counter[int] = field(default_factory=Counter)
    forged: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    repeated: int = 0
    took: float = 0.1
    seconds: float = 0.0
    replayed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def deliver(self, number: int, *, cut: bool) -> None:
        """Deliver an event until it is acknowledged; one to be cut off is cut off first."""
        body = body_of(number)
        if cut:
            self._cut_off(body, self._signed(f"event{number}", body))
        last = time.monotonic() + 300
        while time.monotonic() < last:
            status = self._sent(body, self._signed(f"event{number}", body))
            if status == 202:
                return
            with self.lock:
                self.answers[status] += status not in {0, 503}
                self.repeated += 1
            time.sleep(0.05)

    def forge(self, number: int, way: str) -> None:
        """Deliver what is not genuine, in one of five ways, until anything is answered."""
        body, name, at = body_of(number), f"event{number}", int(time.time())
        head = self._signed(name, body)
        if way == "changed":
            body = body.replace(b"Client", b"Stranger")
        elif way == "renamed":
            head["Webhook-Id"] = f"new{number}"
        elif way == "mirrored":
            head["Webhook-Signature"] = "v1," + head["Webhook-Signature"][:2:-1]
        elif way == "unsigned":
            head = {}
        else:
            head = self._signed(name, body, at - WINDOW - 5)
        while not (status := self._sent(body, head)):
            time.sleep(0.05)
        with self.lock:
            self.forged[f"{way} {status}"] += 1

    def replay(self) -> None:
        """Put back what was laid aside because its worker was killed too often, as a person would."""
        from mostik.core import outbox
        from mostik.core.models import Effect

        self.replayed += outbox.replay(list(Effect.objects.filter(state="parked")))

    def _signed(self, name: str, body: bytes, at: int = 0) -> dict[str, str]:
        at = at or int(time.time())
        made = signature(self.secret, message=name, timestamp=at, body=body)
        return {"Webhook-Id": name, "Webhook-Timestamp": str(at), "Webhook-Signature": made}

    def _sent(self, body: bytes, head: dict[str, str]) -> int:
        line, began = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), time.monotonic()
        try:
            line.request("POST", f"/in/{self.door}/", body, {"Content-Type": "application/json", **head})
            status = line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()
        self.took = 0.8 * self.took + 0.2 * (time.monotonic() - began)
        return status

    def _cut_off(self, body: bytes, head: dict[str, str]) -> None:
        """Hang up in the middle of the body, or after it without waiting for the answer."""
        with self.lock:
            self.cut += 1
            half = self.cut % 2
        lines = [f"POST /in/{self.door}/ HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(whole[: len(whole) - len(body) // 2] if half else whole)


def phone_of(number: int) -> str:
    """Return the phone an event's client is known by."""
    return f"+7912{1_000_000 + number}"


def body_of(number: int) -> bytes:
    """Return an event's body."""
    return json.dumps({"name": f"Client {number}", "phone": phone_of(number)}).encode()


def shuffled(deliveries: int, chance: random.Random) -> list[int]:
    """Return events to be delivered: each at least once and at the most ten times, in any order."""
    events, copies = max(deliveries // COPIES, 1), Counter[int]()
    found = list(range(events))
    copies.update(found)
    while len(found) < deliveries:
        each = chance.randrange(events)
        if copies[each] < MOST_COPIES:
            copies[each] += 1
            found.append(each)
    chance.shuffle(found)
    return found


def main(given: Given) -> dict:
    """Run it and return what was found."""
    from mostik.channels.commands.sources import add_source
    from mostik.channels.models import Source
    from mostik.channels.terms import SourceKind
    from mostik.core.actors import SYSTEM

    number, secret = add_source(by=SYSTEM, kind=SourceKind.HOOK, title="Campaign")
    source = Source.objects.get(pk=number)
    sender, chance = Sender(free_port(), source.door, secret), random.Random(4)
    sent, began = shuffled(given.size, chance), time.monotonic()
    kills = _delivered(sender, sent, given, chance)
    figures = {
        "deliveries": len(sent), "events": len(set(sent)), "cut_off": sender.cut, "repeated": sender.repeated,
        "forged_or_replayed": sum(sender.forged.values()), "kills_web": kills[0], "kills_worker": kills[1], "parked_and_replayed": sender.replayed,
        "deliveries_a_second": round(len(sent) / sender.seconds), "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    found = _found(source, set(sent)) | {f"genuine answered {status}": n for status, n in sender.answers.items()}
    found["forged accepted"] = sum(count for way, count in sender.forged.items() if not way.endswith("401"))
    return told(found, f"{len(set(sent)):,} events had exactly as many effects, nothing forged was taken", **figures)


def _delivered(sender: Sender, sent: list[int], given: Given, chance: random.Random) -> tuple[int, int]:
    from mostik.channels.models import Enquiry
    from mostik.core.models import Effect

    events, over, began = len(set(sent)), threading.Event(), time.monotonic()
    with ExitStack() as stack:
        web = stack.enter_context(victim(given.forge, "web", sender.port))
        hands = stack.enter_context(hands_of(given))
        killing = [
            threading.Thread(target=killed_at_random, args=(web, len(sent) // 150, over, lambda: sender.took, 7)),
            threading.Thread(target=hands.killed, args=(len(sent) // 300, threading.Event(), lambda: sender.took)),
        ]
        for thread in killing:
            thread.start()
        with ThreadPoolExecutor(SENDERS) as senders:
            for place, number in enumerate(sent):
                senders.submit(sender.deliver, number, cut=place % 10 == 3)
                if place % 10 == 7:
                    senders.submit(sender.forge, chance.randrange(events), FORGERIES[place // 10 % len(FORGERIES)])
        over.set()
        for thread in killing:
            thread.join()
        sender.seconds = time.monotonic() - began
        patience = 10 if given.control else 60 + events
        until(lambda: [sender.replay(), Effect.objects.exclude(state="done").exists()][1] is False, patience)
        until(lambda: not Enquiry.objects.filter(state="new").exists(), 10)
        return web.kills, hands.kills


def _found(source, events: set[int]) -> dict[str, int]:
    """Compare the books with the reference model: each event one enquiry, one lead, one client of that name."""
    from mostik.channels.models import Enquiry
    from mostik.core.models import Effect
    from mostik.crm.models import Contact, Deal, Intake

    right = {phone_of(each): f"Client {each}" for each in events}
    kept = Enquiry.objects.filter(source=source)
    taken = Intake.objects.filter(source=source.code)
    deals = Deal.objects.filter(pk__in=taken.values("deal"))
    rows = Contact.objects.filter(phone__startswith="+7912")
    clients = Counter((each.phone, f"{each.first_name} {each.last_name}".strip()) for each in rows)
    return {
        "lost": len(right) - len(set(kept.values_list("key", flat=True)) & {f"id:event{e}" for e in events}),
        "doubled": max(0, kept.count() - len(right)) + max(0, taken.count() - len(right)),
        "leads amiss": abs(deals.count() - len(right)),
        "unlike the model": sum((clients - Counter(right.items())).values()) + sum((Counter(right.items()) - clients).values()),
        "unread": kept.exclude(state="taken").count(),
        "stuck": Effect.objects.exclude(state="done").count(),
    }  # fmt: skip
