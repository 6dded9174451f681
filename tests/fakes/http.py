"""A far side over HTTP on loopback: one function answers every call."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: method, path, headers, body → status and what is answered in JSON; nothing hangs up without an answer.
Answering = Callable[[str, str, dict, bytes], "tuple[int, object] | None"]


@contextmanager
def serving(answering: Answering) -> Iterator[str]:
    """The far side at a free port, stopped at the end."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            told = answering(self.command, self.path, dict(self.headers), body)
            if told is None:
                return
            raw = told[1] if isinstance(told[1], bytes) else json.dumps(told[1]).encode()
            self.send_response(told[0])
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_DELETE = do_PROPFIND = do_REPORT = _any  # noqa: N815 - names of the library

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)
