"""The company's mail server on loopback, and the worker that sends."""

from datetime import timedelta

import pytest

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.people.adapters.mail import Server
from mostik.people.commands.notices import setup
from tests.fakes import smtp


@pytest.fixture
def post(db):
    """The company's mail server, and what it took."""
    with smtp.sink() as sink:
        server = Server(host="127.0.0.1", port=sink.port, security="none", sender="sales@company.test")
        setup.set_mail(by=SYSTEM, server=server, address="https://mostik.company.test/")
        yield sink


@pytest.fixture
def work():
    """Let the worker do all that is due, after so long."""

    def run(after: timedelta = timedelta()) -> int:
        with clock.stopped(clock.now() + after):
            done = 0
            while now := outbox.run_due():
                done += now
            return done

    return run
