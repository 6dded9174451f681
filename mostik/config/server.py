"""The servers: embedded, one process with pages, workers and timers; or the pages alone in several processes."""

import signal
from types import FrameType

import uvicorn
from a2wsgi import WSGIMiddleware
from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from mostik.core.runner import Runner
from mostik.kernel.refusals import Invalid

THREADS = 8
GRACE_SECONDS = 3


def serve(*, host: str, port: int, workers: bool = True) -> None:
    """Serve until stopped; SIGTERM and Ctrl-C end it cleanly, work under way included."""
    from mostik.config.wsgi import application  # noqa: PLC0415 - loads the whole product

    signal.signal(signal.SIGTERM, _already_stopping)  # uvicorn raises the signal again when it is done
    runner = Runner() if workers else None
    if runner:
        runner.start()
    config = uvicorn.Config(
        WSGIMiddleware(application, workers=THREADS),
        host=host,
        port=port,
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        pass
    finally:
        if runner:
            runner.stop()


def serve_many(*, host: str, port: int, processes: int) -> None:
    """Serve the pages in so many processes until stopped; the work is done by ``mostik worker`` beside them.

    Refuses SQLite, which has one writer and belongs to one process.
    """
    if connection.vendor == "sqlite":
        raise Invalid("Several processes need PostgreSQL: set DATABASE_URL, or serve with one process.")
    # The processes begin as copies of this one: a connection of its pool would be everybody's at once.
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    Granian(
        "mostik.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS // 2,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


def _already_stopping(_number: int, _frame: FrameType | None) -> None:
    return None
