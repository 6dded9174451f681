"""What a campaign changes in the product's processes: pauses are short, and one protection may be off (the control).

Nothing else differs from what is served: each control names what it takes away.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from datetime import timedelta

SHORT = timedelta(seconds=0.5)


def hurry() -> None:
    """Shorten the pauses between tries, and take a protection away if the campaign asks for it."""
    from mostik.channels.rules import gate
    from mostik.channels.rules import letters as rules
    from mostik.core import outbox

    gate.AGAIN = 4 * SHORT
    rules.PAUSES = (SHORT,) * 40
    outbox.BACK_OFF = timedelta(seconds=0.2)
    CONTROLS[os.environ.get("MOSTIK_CONTROL", "")]()


def naive_sender() -> None:
    """A letter found being sent goes again: nobody asks whether the dead worker had sent it."""
    from mostik.channels.commands import letters
    from mostik.channels.models import Sending

    guarded = letters.begin_sending

    def begin(*, by, letter_id):
        Sending.objects.filter(pk=letter_id, state="sending").update(state="new")
        return guarded(by=by, letter_id=letter_id)

    letters.begin_sending = begin


def marked_first() -> None:
    """A letter is written down as sent before it is: a worker that dies between the two has lost it."""
    from mostik.channels.commands import letters
    from mostik.channels.models import Sending

    guarded = letters.begin_sending

    def begin(*, by, letter_id):
        begun = guarded(by=by, letter_id=letter_id)
        Sending.objects.filter(pk=letter_id, state__in=["sending", "in doubt"]).update(state="sent")
        return letters.Begun(begun.row)

    letters.begin_sending = begin


def memory_intake() -> None:
    """What comes in is acknowledged before it is stored, and stored from memory."""
    from mostik.config import wsgi

    waiting: queue.Queue = queue.Queue()
    real = wsgi.application

    def later() -> None:
        while True:
            environ = waiting.get()
            time.sleep(0.2)
            list(real(environ, lambda *_: None))

    def application(environ, start):
        if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith("/deals"):
            return real(environ, start)
        import io

        length = int(environ.get("CONTENT_LENGTH") or 0)
        waiting.put({**environ, "wsgi.input": io.BytesIO(environ["wsgi.input"].read(length))})
        start("201 Created", [("Content-Type", "application/json")])
        return [b'{"id": 0}']

    def begin():
        threading.Thread(target=later, daemon=True).start()

    wsgi.application, wsgi.begin_control = application, begin


def no_keys() -> None:
    """Nobody asks whether a delivery came before: each is a new one."""
    from uuid import uuid4

    from mostik.channels.pages import enquiry_doors

    enquiry_doors.key_of = lambda *_told: uuid4().hex


def unsigned() -> None:
    """Whatever comes to a webhook's address is believed."""
    from mostik.channels.pages import enquiry_doors

    enquiry_doors._signed = lambda *_told: True


def not_prolonged() -> None:
    """The lease of long work is not prolonged: another worker takes it for dead."""
    from mostik.core import outbox

    outbox.renew = lambda _row: False


def wall_by_offset() -> None:
    """A wall time is reckoned with the offset of now, as if clocks never changed."""
    from datetime import UTC, timezone

    from mostik.kernel import quiet

    def next_wall(wall, zone, after):
        return wall.replace(tzinfo=timezone(after.astimezone(zone).utcoffset())).astimezone(UTC)

    quiet.next_wall = next_wall


def deaf_gate() -> None:
    """The switch that stops all robots is not asked at the wire."""
    from mostik.channels.queries import gate

    gate.halted = lambda **_told: False


def poison_kills() -> None:
    """Deaths and hangs are not counted and no thread is given up: poison goes round for ever."""
    from mostik.core import outbox, runner

    outbox.MOST_ATTEMPTS = outbox.MOST_DEATHS = 10**6
    outbox.BACK_OFF = timedelta()
    runner.Runner.replace_hung = lambda _self: None


CONTROLS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "naive sender": naive_sender,
    "marked first": marked_first,
    "memory intake": memory_intake,
    "no keys": no_keys,
    "unsigned": unsigned,
    "lease not prolonged": not_prolonged,
    "wall by offset": wall_by_offset,
    "deaf gate": deaf_gate,
    "no parking": poison_kills,
    "uncounted": lambda: None,
    "uncounted in turn": lambda: None,
}
