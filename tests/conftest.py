"""The cast and the stage of every test: one department, one pipeline, one frozen day.

Anna is the head; Boris and Vera are her managers in the North team; Gleb leads the South team where Dasha sells;
Dina is an agent of the service department; Olga owns the company; a robot acts for the system; Semyon is a stranger
from another department.
"""

import gc
import json
import os
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings

from mostik.config.roles import ROLES
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.people.adapters.mail import Server
from mostik.people.commands.notices import setup
from mostik.people.commands.roles import seed_roles
from mostik.people.models import Department, Role, Team, User
from mostik.people.queries.actors import actor_of
from tests import tables
from tests.fakes import smtp
from tests.kept import kept

TODAY = date(2026, 11, 18)

# Machines are noisy: an example that takes long is not a wrong one. Examples are the same on every run.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


#: New objects before the collector looks at them, and rounds of the younger before those of the older: it took a quarter
#: of a run's time.
COLLECT = (50_000, 20, 50)


def pytest_collection_finish():
    """Leave what was loaded out of the collector's rounds and let it go round seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


@dataclass
class Cast:
    """Everybody who takes part, as users; ``actor("boris")`` is who they are when they act."""

    sales: Department
    service: Department
    north: Team
    south: Team
    anna: User
    boris: User
    vera: User
    gleb: User
    dasha: User
    dina: User
    olga: User
    semyon: User

    def actor(self, name: str) -> Actor:
        """Return who this person is when they act."""
        return actor_of(getattr(self, name))


def person(first: str, last: str, role: str, department: Department, team: Team | None = None, **more) -> User:
    """Make one person of the cast."""
    return User.objects.create_user(
        f"{first.lower()}@mostik.test",
        "correct horse",
        first_name=first,
        last_name=last,
        role=Role.objects.get(code=role),
        department=department,
        team=team,
        hired_on=date(2024, 1, 9),
        **more,
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Migrate once for all runs and workers: the next copy the tables.

    SQLite's test database is a file, as the product's is. In memory, threads share one cache: whoever meets another's
    lock there is refused at once ("database table is locked") and never waits its turn.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "mostik.sqlite3")
    with tables.copied():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that commit empty their tables: SQLite has no TRUNCATE and would refuse to delete the journal.

    ``tests/core/test_journal.py`` puts the guard back to prove that it holds.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS core_entry_no_delete")
            cursor.execute("DROP TRIGGER IF EXISTS people_read_no_delete")


@pytest.fixture
def roles(db):
    """The roles a new company starts with."""
    kept("roles", lambda: seed_roles(by=SYSTEM, seeds=ROLES))


@pytest.fixture
def cast(roles) -> Cast:
    """The whole cast, as if freshly made."""
    return kept("cast", _cast)


def _cast() -> Cast:
    company = Department.objects.create(title="Company")
    sales = Department.objects.create(title="Sales", parent=company)
    service = Department.objects.create(title="Service", parent=company)
    north = Team.objects.create(title="North", department=sales)
    south = Team.objects.create(title="South", department=sales)
    front = Team.objects.create(title="Front desk", department=service)
    olga = person("Olga", "Orlova", "owner", company)
    anna = person("Anna", "Koroleva", "head", sales, reports_to=olga)
    gleb = person("Gleb", "Gromov", "lead", sales, south, sells=True, reports_to=anna)
    Team.objects.filter(pk=south.pk).update(lead=gleb)
    return Cast(
        sales=sales,
        service=service,
        north=north,
        south=south,
        anna=anna,
        boris=person("Boris", "Belov", "manager", sales, north, sells=True, reports_to=anna),
        vera=person("Vera", "Volkova", "manager", sales, north, sells=True, reports_to=anna),
        gleb=gleb,
        dasha=person("Dasha", "Dolina", "manager", sales, south, sells=True, reports_to=gleb),
        dina=person("Dina", "Dubova", "service_agent", service, front),
        olga=olga,
        semyon=person("Semyon", "Sorokin", "executor", service, front),
    )


@pytest.fixture
def sign_in(client):
    """Sign somebody of the cast in and return the client."""

    def enter(user: User):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data, kept beside the project and never in it."""
    place = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not place.is_dir():
        pytest.skip("The public data (../shared/data) are not beside this checkout.")
    return place


@pytest.fixture(scope="session")
def browser():
    """A real browser, Debian's Chromium, that looks up nothing outside."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread; Django's code is ours
    sync_api = pytest.importorskip("playwright.sync_api")
    where = shutil.which("chromium") or pytest.skip("Chromium is not installed: run `make tools`.")
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-quic"]
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=where, args=quiet)
        yield chromium
        chromium.close()


@pytest.fixture
def live_url(live_server) -> str:
    """The address of the product served for a browser."""
    return live_server.url


@pytest.fixture
def page_of(browser, live_url, client):
    """Open a browser page signed in as somebody; any request to another host fails the test."""
    opened, strangers = [], []

    def enter(user: User | None, *, width: int = 1440, height: int = 900, theme: str = "light", language: str = "en"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_url, color_scheme=theme, locale=language
        )
        cookies = [{"name": "django_language", "value": language, "url": live_url}]
        if user:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.on(
            "request", lambda r: strangers.append(r.url) if not r.url.startswith((live_url, "data:", "blob:")) else None
        )
        opened.append(context)
        return page

    yield enter
    for context in opened:
        context.close()
    assert not strangers, f"requests to other hosts: {strangers}"


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


@pytest.fixture
def post(db):
    """The company's mail server on loopback, and what it took."""
    with smtp.sink() as sink:
        server = Server(host="127.0.0.1", port=sink.port, security="none", sender="mostik@company.test")
        setup.set_mail(by=SYSTEM, server=server, address="https://mostik.company.test/")
        yield sink


def pytest_collection_modifyitems(items):
    """Let every report carry the duties its test proves; browser tests may use the database from any thread."""
    for item in items:
        for mark in item.iter_markers("duty"):
            for code in mark.args:
                item.user_properties.append(("duty", code))


class DutyBook:
    """Writes down how each duty's tests ended, for ``make duties``."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, {}

    def pytest_runtest_logreport(self, report) -> None:
        """Keep the worst phase of each test."""
        for name, code in report.user_properties:
            if name == "duty" and (report.when == "call" or report.outcome != "passed"):
                self.lines[code, report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        """Write the book."""
        lines = [{"duty": code, "test": test, "outcome": how} for (code, test), how in sorted(self.lines.items())]
        self.path.write_text(json.dumps(lines, indent=1))


def pytest_configure(config):
    """Keep the duty book in the process that hears all reports."""
    if os.environ.get("MOSTIK_DUTIES") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(DutyBook(Path(os.environ["MOSTIK_DUTIES"])))


@pytest.fixture
def virtual(db):
    """The virtual department, small: ten sellers, six months, seven hundred deals, this month's plan in force."""
    kept("the virtual department", _virtual, whole=True)
    return {user.last_name: user for user in User.objects.all()}


def _virtual() -> None:
    from mostik.config import setup
    from mostik.simulator.commands import build_department

    seed_roles(by=SYSTEM, seeds=ROLES)
    build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=700, months=6)
