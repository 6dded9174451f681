"""Mostik as several processes on this machine, by one command: the shape of a larger installation, tried for real.

    python scripts/several.py [--port 8080] [--broker redis|rabbit]

PostgreSQL, a broker, two processes of pages and one of the public doors, two workers, the relay and a proxy in front
(nginx), all on loopback; whatever dies of ours is started again; all stop together. `make several` runs it.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import brokers
import postgres

ROOT = Path(__file__).resolve().parent.parent
MOSTIK = Path(sys.executable).parent / "mostik"
#: What a command beside has to know, kept in several.json of the home.
TOLD = ("MOSTIK_HOME", "DATABASE_URL", "MOSTIK_ENGINE", "BROKER_URL")
NGINX = """
worker_processes 1; pid {place}/nginx.pid; error_log {place}/error.log warn; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; server_tokens off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/f; uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;
  # A slow client costs the proxy a buffer, never one of ours a thread.
  client_header_timeout 15s; client_body_timeout 30s; send_timeout 30s; keepalive_timeout 30s;
  client_max_body_size 60m; large_client_header_buffers 4 16k;
  proxy_request_buffering on; proxy_buffering on; proxy_http_version 1.1;
  limit_req_zone $binary_remote_addr zone=door:10m rate={rate}r/s;
  upstream pages {{ {pages} keepalive 16; }}
  upstream doors {{ {doors} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    limit_req zone=door burst=200 nodelay; limit_req_status 429;
    # Leads, messages and calls of far sides never wait behind somebody's page.
    location ~ ^/(in|f|chat|talks/in)/ {{ proxy_pass http://doors; }}
    location / {{ proxy_pass http://pages; }}
    proxy_set_header Host $http_host; proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
    proxy_connect_timeout 2s; proxy_read_timeout 60s;
    # Only what was not sent at all goes to another one: nothing is asked twice.
    proxy_next_upstream error timeout; proxy_next_upstream_tries 2;
  }}
}}
"""


@dataclass
class Part:
    """One process of ours: how it is started, and how often it had to be."""

    name: str
    words: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    starts: int = 0


@dataclass
class Several:
    """All the processes, watched."""

    told: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    stopping: bool = False

    def start(self) -> None:
        """Start what does not run."""
        for part in self.parts:
            if part.process is None or part.process.poll() is not None:
                if part.starts:
                    print(f"{part.name} ended; it is started again", flush=True)
                part.process = subprocess.Popen(part.words, env=self.told, cwd=ROOT, start_new_session=True)
                part.starts += 1

    def watch(self) -> None:
        """Keep all of them running until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            time.sleep(0.5)
            if not self.stopping:
                self.start()

    def stop(self) -> None:
        """Ask all to stop, the proxy first, and end those that do not."""
        for end in (lambda process: process.terminate(), lambda process: os.killpg(process.pid, signal.SIGKILL)):
            for part in reversed(self.parts):
                if part.process and part.process.poll() is None:
                    end(part.process)
            until = time.monotonic() + 15
            while time.monotonic() < until and any(p.process and p.process.poll() is None for p in self.parts):
                time.sleep(0.1)

    def _stop(self, *_: object) -> None:
        self.stopping = True


def proxy(place: Path, port: int, pages: list[int], doors: int, *, rate: int = 100) -> Path:
    """Write the proxy's configuration and return where it is; pages stand in for the doors while those are away."""
    named = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=2s;" for each in pages)
    first = f"server 127.0.0.1:{doors} max_fails=1 fail_timeout=2s; server 127.0.0.1:{pages[0]} backup;"
    at = place / "nginx.conf"
    at.write_text(NGINX.format(place=place, port=port, pages=named, doors=first, rate=rate))
    return at


def main() -> None:
    """Start everything, say where it is, watch, stop."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--port", type=int, default=8080)
    asked.add_argument("--broker", choices=["redis", "rabbit"], default="redis")
    asked.add_argument("--home", type=Path, default=None, help="where its data lie; default: a folder of its own")
    options = asked.parse_args()
    # Stopped before it watches, it still ends what it began.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or sys.exit("Run `make tools` first.")
    with ExitStack() as stack:
        database = postgres.start()
        stack.callback(postgres.stop)
        broker = stack.enter_context(getattr(brokers, options.broker)())
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mostik-several-")))
        home.mkdir(parents=True, exist_ok=True)
        told = {**os.environ, "MOSTIK_HOME": str(home), "DATABASE_URL": database, "MOSTIK_ENGINE": "celery"}
        told |= {"BROKER_URL": broker.url, "MOSTIK_LOG": "WARNING"}
        (home / "several.json").write_text(json.dumps({name: told[name] for name in TOLD}))
        subprocess.run([MOSTIK, "init"], env=told, cwd=ROOT, check=True)
        *pages, doors = (postgres.free_port() for _each in range(3))
        config = proxy(home, options.port, pages, doors)
        several = Several(told)
        several.parts = [
            *(Part(f"pages {n}", [str(MOSTIK), "serve", "--no-workers", "--port", str(n)]) for n in (*pages, doors)),
            *(Part(f"worker {n}", [str(MOSTIK), "worker", "--threads", "2"]) for n in (1, 2)),
            Part("relay", [str(MOSTIK), "relay"]),
            Part("proxy", [nginx, "-p", str(home), "-c", str(config)]),
        ]
        stack.callback(several.stop)
        several.start()
        print(f"Mostik is at http://127.0.0.1:{options.port} when its pages are up; stop with Ctrl-C.", flush=True)
        several.watch()


def answers(url: str) -> bool:
    """Return whether an address answers well."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main()
