"""What a new installation needs: tables, roles, the first owner, or the demo department."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from mostik.config.roles import ROLES
from mostik.core import company, search
from mostik.core.actors import SYSTEM, Actor
from mostik.core.archive.commands import restore_company
from mostik.core.archive.manifest import Manifest
from mostik.core.commands import rebuild_search
from mostik.crm.commands.fields import mend_indexes
from mostik.kernel.refusals import Invalid
from mostik.people.commands import roles as role_commands
from mostik.people.models import Department, User

DEMO_HEAD = ("head@demo.mostik", "demo-most-2026")

#: Made up, with check digits that hold.
DEMO_SELLER = {
    "title": "ООО «Мостик Демо»",
    "full_title": "Общество с ограниченной ответственностью «Мостик Демо»",
    "inn": "9901123452",
    "kpp": "990101001",
    "ogrn": "1029900112230",
    "address": "101000, Москва, ул. Примерная, д. 1",
    "bank": "ПАО СБЕРБАНК",
    "bic": "044525225",
    "account": "40702810200000000001",
    "correspondent": "30101810400000000225",
    "signer": "О. П. Орлова",
    "signer_position": "Генеральный директор",
    "signer_basis": "Устав",
    "accountant": "Н. В. Счётова",
    "vat_rate": 2200,
}


def prepare() -> None:
    """Bring the tables up to date and make the roles; quick when there is nothing to do."""
    build()
    role_commands.seed_roles(by=SYSTEM, seeds=ROLES)
    if lost := search.lost():
        rebuild_search(by=SYSTEM, tell=lambda _kind, _done: None, only=lost)


def build() -> None:
    """Bring the tables up to date; nothing is put into them."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)


def restore(path: Path) -> Manifest:
    """Restore a company from an archive, with the indexes its own fields are asked by: no table carries those."""
    told = restore_company(by=SYSTEM, path=path)
    mend_indexes(by=SYSTEM)
    return told


def first_owner(email: str) -> None:
    """Make the first owner, once, and print a password to change at the first sign-in."""
    if User.objects.exists():
        print("The database is ready.")  # noqa: T201 - spoken by the command line
        return
    password = secrets.token_urlsafe(12)
    _make_owner(email, password)
    print(f"The database is ready. Sign in as {email} with the password {password} and change it.")  # noqa: T201


def _make_owner(email: str, password: str) -> None:
    from mostik.core import clock  # noqa: PLC0415
    from mostik.crm.commands.pipelines import seed_default_pipeline  # noqa: PLC0415
    from mostik.crm.commands.templates import seed_templates  # noqa: PLC0415
    from mostik.people.models import Role  # noqa: PLC0415

    department = Department.objects.create(title="Компания")
    User.objects.create_user(
        email,
        password,
        first_name="Владелец",
        last_name="",
        role=Role.objects.get(code="owner"),
        department=department,
        hired_on=clock.today(),
    )
    seed_default_pipeline(by=SYSTEM, currency=settings.CURRENCY)
    seed_templates(by=SYSTEM)


def load_demo(address: str) -> None:
    """Load the virtual department into an empty database; never beside real data.

    Links in its letters begin with ``address`` unless the installation names where it is opened.
    """
    if User.objects.exists():
        if not demo_sign_in():
            raise Invalid("The database already holds a company: demo data go only into an empty one.")
        return
    from mostik.simulator.commands import build_department, fill_cards, put_robots_to_work  # noqa: PLC0415

    print("Loading the demo department: 12 people, 14 months …", flush=True)  # noqa: T201
    with transaction.atomic():
        if not settings.ADDRESS:
            company.choose(by=SYSTEM, code="address", value=address)
        build_department(by=SYSTEM, head_email=DEMO_HEAD[0], password=DEMO_HEAD[1])
        _give_papers()
        fill_cards(by=SYSTEM)
    put_robots_to_work(by=SYSTEM)


def _give_papers() -> None:
    """Give the demo department a company to issue papers and the ready templates."""
    from mostik.crm.commands.sellers import save_seller  # noqa: PLC0415
    from mostik.crm.commands.templates import seed_templates  # noqa: PLC0415

    save_seller(by=SYSTEM, values=DEMO_SELLER)
    seed_templates(by=SYSTEM)


def demo_sign_in() -> tuple[str, str] | None:
    """Return the demo head's e-mail and password where this is a demo."""
    return DEMO_HEAD if User.objects.filter(email=DEMO_HEAD[0]).exists() else None


def operator() -> Actor:
    """Return who the command line acts for: whoever runs it on this machine owns the installation."""
    from mostik.people.queries.actors import actor_of  # noqa: PLC0415

    owner = User.objects.filter(role__code="owner", is_active=True).order_by("pk").first()
    if owner is None:
        raise Invalid("There is no owner yet: run `mostik init` first.")
    return actor_of(owner)


def new_token(*, role: str, title: str) -> str:
    """Return a new token's value; it is shown this once."""
    from mostik.people.commands.tokens import make_token  # noqa: PLC0415

    return make_token(by=SYSTEM, title=title, role=role)
