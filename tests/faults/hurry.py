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
    from mostik.channels.rules import letters as rules
    from mostik.core import outbox

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


def unfenced() -> None:
    """Whoever finishes last is believed: a lease's number is not asked."""
    from mostik.core import outbox
    from mostik.core.models import Effect

    outbox._held = lambda row: Effect.objects.filter(pk=row.pk)


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
    "no fencing": unfenced,
    "no parking": poison_kills,
}
