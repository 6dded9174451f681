"""The heartbeat of whoever works long: a thread that prolongs what is held, until the work ends or takes too long."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)


@contextmanager
def kept(renew: Callable[[], bool], *, every: float) -> Iterator[None]:
    """Call ``renew`` every so many seconds for the length of the block, until it says no or the block takes too long.

    Work that hangs is not kept alive for ever: after ``LONGEST_SECONDS`` its lease is left to run out.
    """
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(renew, every, over), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()


def _beat(renew: Callable[[], bool], every: float, over: threading.Event) -> None:
    until = time.monotonic() + settings.LONGEST_SECONDS
    while not over.wait(every) and time.monotonic() < until:
        try:
            if not renew():
                return
        except Exception:
            log.warning("a lease could not be prolonged; it is tried again", exc_info=True)
        finally:
            connection.close()
