"""The embedded server: one process with the pages, the workers and the timers."""

import signal
from types import FrameType

import uvicorn
from a2wsgi import WSGIMiddleware

from mostik.core.runner import Runner

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


def _already_stopping(_number: int, _frame: FrameType | None) -> None:
    return None
