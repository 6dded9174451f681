"""Load a department of N deals through the product's commands; print the head's session and the queries of pages.

python scripts/bench_load.py N PATH …
"""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mostik.config import setup
from mostik.core import journal
from mostik.core.actors import SYSTEM
from mostik.crm.models import Deal
from mostik.people.models import User
from mostik.simulator.commands import build_department


def session_of(user: User) -> str:
    """Return a signed-in session's key."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def statements(session: str, path: str) -> int:
    """Return how many statements a page takes, the second time it is asked."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def settle() -> None:
    """Bring a freshly loaded department to rest: its journal sealed, the database's own housekeeping done."""
    while journal.seal():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main() -> None:
    """Load and report."""
    size, paths = int(sys.argv[1]), sys.argv[2:]
    setup.prepare()
    started = time.monotonic()
    if not User.objects.exists():
        build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=size)
    seconds = time.monotonic() - started
    settle()
    session = session_of(User.objects.get(email=setup.DEMO_HEAD[0]))
    queries = {path: statements(session, path) for path in paths}
    print(json.dumps({"seconds": seconds, "deals": Deal.objects.count(), "session": session, "queries": queries}))


if __name__ == "__main__":
    main()
