"""Canaries: values a role may see only in part, and rows it may not see at all, planted and looked for everywhere.

Every GET address of the product is walked, by the routes the permission matrix is made of: pages, fragments, the API;
lists with every column, in every order, as CSV and as a workbook, searched by the hidden value itself. The control
takes the masks off and must find canaries, or the walk proves nothing.
"""

import io
import re
import zipfile
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse

from mostik.config.roles import ROLES
from mostik.core import clock, rights
from mostik.core.actors import SYSTEM
from mostik.crm.commands import activities, catalogue, clients, contacts, deals, items
from mostik.crm.commands.duplicates import find_duplicates
from mostik.crm.rules.items import ItemSaid
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money
from mostik.people.models import Role, User
from mostik.web.tables import TablePage
from tests.permissions.test_matrix import QUERIES, ROUTES, arguments_of, enter, sample_of, subject_of
from tests.permissions.world import CANARY, ROWS, canary, stage

PHONE, MAIL, NAME = "+79167351904", "zimorodok.pochta@canary.test", "Kryachko"
PRICE, COST = 100_000_00, 86_753_09
GAP = r"(?:\s|&nbsp;|[\u00a0\u202f.,])?"
SIGNS = {
    "phone": re.compile(r"916\D{0,3}735\D{0,3}19\D{0,3}04"),
    "email": re.compile(r"zimorodok\.pochta|canary\.test"),
    "margin": re.compile(rf"86{GAP}753|8675309|13{GAP}246|1324691"),
}
#: Addresses that give everything to whoever has the right, masks or none: the right itself says so.
WHOLE = {"core:archive_download", "crm:person_request_file"}
MASKED = [seed.code for seed in ROLES if seed.masked]
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Leak:
    """A canary seen where it must not be."""

    address: str
    kind: str


def plant(subject: User, cast) -> dict[str, int]:
    """Plant the values in everything the subject owns, and in their histories."""
    bare = Money(PRICE, "RUB")
    stage()
    company = clients.add_company(by=SYSTEM, fields={"title": NAME, "phone": PHONE, "email": MAIL}, owner_id=subject.pk)
    about = {"first_name": NAME, "last_name": "One", "phone": "+79167000000"}
    person = contacts.add_contact(by=SYSTEM, company_id=company, fields=about)
    contacts.edit_contact(by=SYSTEM, contact_id=person, fields={"phone": PHONE, "email": MAIL})
    twin = clients.add_company(by=SYSTEM, fields={"title": f"{NAME} twin", "phone": PHONE}, owner_id=subject.pk)
    product = catalogue.save_product(by=SYSTEM, fields={"title": "Crane", "price": bare})
    catalogue.set_cost(by=SYSTEM, product_id=product, cost=Money(COST, "RUB"))
    deal = deals.create_deal(
        by=SYSTEM, title=f"{NAME} deal", fields={"contact": person, "company": company}, owner_id=subject.pk
    )
    line = ItemSaid(title="Crane", product=product, price=PRICE, quantity=1000)
    items.set_items(by=SYSTEM, deal_id=deal, items=[line])
    activities.plan_activity(
        by=SYSTEM,
        kind=ActivityKind.CALL,
        due_at=clock.now(),
        title="Call",
        deal_id=deal,
        contact_id=person,
        owner_id=subject.pk,
    )
    User.objects.filter(pk=cast.vera.pk).update(phone=PHONE)
    find_duplicates(by=SYSTEM)
    _message(subject, person)
    return {"company_id": company, "contact_id": person, "deal_id": deal, "twin": twin}


def _message(subject: User, person: int) -> None:
    from mostik.automation.models import Message

    at = ROWS["automation.webhook"](subject)
    body = {
        "object": {"type": "contact", "id": person},
        "previous": {"phone": ""},
        "current": {"phone": PHONE, "email": MAIL},
    }
    Message.objects.create(**at, line=0, event="contact.updated", record_id=person, body=body, made_at=clock.now())


def read(answer) -> str:
    """Return all an answer says: a workbook's cells and a streamed file's lines too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))
    return body.decode(errors="replace")


def addresses(subject: User, planted: dict[str, int]):
    """Yield every GET address with the subject's own rows in it."""
    kinds = {route.policy.row for route in ROUTES if route.policy and route.policy.row}
    own = {kind: ROWS[kind](subject) for kind in kinds}
    for route in ROUTES:
        if "GET" not in route.methods or route.name in WHOLE or "logout" in route.name or not route.policy:
            continue
        arguments = {**sample_of(route), **own[route.policy.row]} if route.policy.row else arguments_of(route) or {}
        known = {name: planted[name] for name in arguments if name in planted}
        for chosen in [arguments, {**arguments, **known}] if known else [arguments]:
            yield reverse(route.name, kwargs=chosen) + QUERIES.get(route.name, str)()


def variants(address: str, page: TablePage, *, deep: bool):
    """Yield the ways a list can be asked for: as a file with all columns; deep, also in each order and as a workbook."""
    every = f"{address}?columns={'.'.join(column.key for column in page.columns)}"
    yield f"{every}&format=csv&why=canaries"
    if deep:
        yield from (every, f"{every}&format=xlsx&why=canaries")
        yield from (f"{every}&sort={column.key}" for column in page.columns)


def walk(client, todo, hidden: set[str], *, others: str = "", deep: bool = False) -> tuple[list[Leak], int]:
    """Ask every address and return the canaries seen and how many addresses were asked."""
    found, asked, todo = [], 0, list(todo)
    client.raise_request_exception = False
    while todo:
        address = todo.pop()
        with transaction.atomic():
            answer = client.get(address)
            text = read(answer)
            transaction.set_rollback(True)
        asked += 1
        found += [Leak(address, kind) for kind in sorted(hidden) if SIGNS[kind].search(text)]
        if others and others in text:
            found.append(Leak(address, "row"))
        page = answer.context.get("page") if answer.context and "?" not in address else None
        if isinstance(page, TablePage):
            todo += list(variants(address, page, deep=deep))
    return found, asked


def asked_by_the_hidden(client, hidden: set[str]) -> list[Leak]:
    """Return where a record is found by a value that is hidden: the answer would tell what the mask hides."""
    found = []
    lists = ["crm:company_list", "crm:contact_list", "crm:deal_list", "home:search", "crm:activity_list", "people:list"]
    queries = {"phone": ("9167351904", PHONE), "email": (MAIL,)}
    for kind in sorted(hidden & queries.keys()):
        for words in queries[kind]:
            for name in lists:
                answer = client.get(reverse(name), {"q": words})
                if NAME in read(answer) or (name == "people:list" and "Volkova" in read(answer)):
                    found.append(Leak(f"{name}?q={words}", kind))
            for name in ("api_companies", "api_contacts", "api_people"):
                answer = client.get(reverse(name), {kind: words})
                if answer.status_code == 200 and answer.json()["items"]:
                    found.append(Leak(f"{name}?{kind}={words}", kind))
    return found


@pytest.fixture
def wide(cast) -> User:
    """Somebody who may do everything and sees every row, and phones, e-mails and margins only in part."""
    role = Role.objects.get(code="owner")
    role.masked, role.rights = ["phone", "email", "margin"], sorted(rights.RIGHTS)
    role.save()
    return subject_of("owner", cast)


def test_value_seen_in_part_is_nowhere_for_whoever_may_everything_else(wide, cast, client):
    enter(client, wide)
    found, asked = walk(client, addresses(wide, plant(wide, cast)), set(SIGNS), deep=True)
    assert found == []
    assert asked > 300
    assert asked_by_the_hidden(client, set(SIGNS)) == []


@pytest.mark.once  # masks are laid on after rows are read; ``wide`` asks each of both databases with all of them
@pytest.mark.parametrize("code", MASKED)
def test_value_a_role_sees_in_part_is_nowhere(code, cast, client):
    subject = subject_of(code, cast)
    enter(client, subject)
    hidden = set(subject.role.masked)
    found, asked = walk(client, addresses(subject, plant(subject, cast)), hidden)
    assert found == []
    assert asked > 150
    assert asked_by_the_hidden(client, hidden) == []


@pytest.mark.once  # that the walk sees what it looks for is asked of the walk, not of a database
def test_control_without_masks_canaries_are_seen(wide, cast, client):
    """The walk sees what it looks for: with the masks off every kind is found, and found by being asked for."""
    Role.objects.filter(code="owner").update(masked=[])
    wide = User.objects.get(pk=wide.pk)
    enter(client, wide)
    found, _ = walk(client, addresses(wide, plant(wide, cast)), set(SIGNS))
    assert {leak.kind for leak in found} == set(SIGNS)
    assert len({leak.address.partition("?")[0] for leak in found}) > 15
    assert {leak.kind for leak in asked_by_the_hidden(client, set(SIGNS))} == {"phone", "email"}


@pytest.mark.parametrize("code", ["manager", "lead", "head"])
def test_rows_out_of_reach_are_in_no_list_search_or_file(code, cast, client):
    subject = subject_of(code, cast)
    enter(client, subject)
    for kind in sorted({route.policy.row for route in ROUTES if route.policy and route.policy.row}):
        ROWS[kind](cast.dina)
    bare = [route for route in ROUTES if "GET" in route.methods and route.policy and not route.policy.row]
    todo = [reverse(each.name, kwargs=arguments_of(each) or {}) + QUERIES.get(each.name, str)() for each in bare]
    todo = [each for each in todo if "logout" not in each]
    assert walk(client, [*todo, f"{reverse('home:search')}?q={CANARY}"], set(), others=canary(cast.dina))[0] == []


@pytest.mark.once  # that the walk sees what it looks for is asked of the walk, not of a database
def test_control_without_the_row_scope_lists_tell(cast, client):
    """With every row in reach the same walk finds the stranger's."""
    Role.objects.filter(code="manager").update(reach="all")
    subject = subject_of("manager", cast)
    enter(client, subject)
    ROWS["crm.deal"](cast.dina)
    lists = [reverse(name) for name in ("crm:deal_list", "crm:deal_board", "api_deals")]
    assert len(walk(client, lists, set(), others=canary(cast.dina))[0]) >= 3
