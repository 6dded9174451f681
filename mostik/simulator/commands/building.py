"""Building the virtual department: people, clients, months of deals, a plan; the same every time of a day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from random import Random

from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.commands.books import add_channel, add_competitor, add_product
from mostik.crm.commands.clients import CompanyFields, add_company
from mostik.crm.commands.contacts import ContactFields, add_contact
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.queries.pipelines import reasons, stages
from mostik.crm.terms import Via
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.people.queries.calendar import working_days
from mostik.simulator.commands.histories import Books, history
from mostik.simulator.commands.people import Staff, by_hand, signs, take_on
from mostik.simulator.commands.plans import plan_months
from mostik.simulator.rules.cast import (
    FIRSTS,
    LASTS,
    REGIONS_OF_RUSSIA,
    RIVALS,
    SECTORS,
    SELLERS,
    SOURCES,
    WARES,
    surname,
)
from mostik.simulator.rules.market import client_names, lives_of
from mostik.simulator.terms import Days, Life

SEED = 7
MONTHS = 14
CLIENTS_EACH = 36
ORDINARY_DEALS = 3_500
#: A little more deals are dreamt up than are asked for, then thinned evenly.
SPARE = 1.25
AT_ONCE = 1_000


@command(needs="crm.import_records", whole=False)
def build_department(
    *, by: Actor, head_email: str, password: str, deals: int = 0, months: int = MONTHS, seed: int = SEED
) -> None:
    """Build the department into an empty installation, every row through a command.

    ``deals`` asks for about so many instead of the ordinary number; above ten thousand the deals come without the
    calls and letters done on them, for what is measured then is the number of deals.
    """
    first = _first_day(months)
    company.choose(by=by, code="name", value="Меридиан")
    company.choose(by=by, code="demo", value=True)
    company.choose(by=by, code="demo_signs", value=signs(head_email, password))
    staff = take_on(by=by, head_email=head_email, password=password, first=first)
    books = _books(by, staff)
    scale = SPARE * deals * MONTHS / (ORDINARY_DEALS * months) if deals else 1.0
    lives = sorted(_lives(staff, first, seed, scale), key=lambda life: (life.created, life.seller, life.minute))
    for batch in _batches(_thinned(lives, deals)):
        histories = [history(life if deals <= 10_000 else _bare(life), books) for life in batch]
        record_histories(by=by_hand(by), histories=histories, via=Via.PERSON)
    plan_months(by=by, staff=staff)


def _first_day(months: int) -> date:
    today = clock.today()
    at = today.year * 12 + today.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def _books(by: Actor, staff: Staff) -> Books:
    """Make channels, products and clients, and note their numbers."""
    pipeline = seed_default_pipeline(by=by, currency=company.choice("currency"))
    companies, contacts = _clients(by, staff)
    named = {
        view.kind if view.kind in {"won", "lost"} else view.milestone: pk for pk, view in stages(viewer=by).items()
    }
    return Books(
        sellers=staff.people,
        channels=[add_channel(by=by, title=source.title) for source in SOURCES],
        products=[add_product(by=by, title=w.title, series=w.series, price=Money.of(w.price)) for w in WARES],
        companies=companies,
        contacts=contacts,
        stages=named,
        competitors={title: add_competitor(by=by, title=title) for title in dict.fromkeys(RIVALS)},
        reasons={title: pk for pk, title in reasons(viewer=by).items()},
        pipeline=pipeline,
        now=clock.now(),
    )


def _clients(by: Actor, staff: Staff) -> tuple[list[int], list[int]]:
    """Make every seller's clients, each with one person, in the order lives count them."""
    sellers = [place for place, seller in enumerate(SELLERS) if seller.leads]
    names = client_names(CLIENTS_EACH * len(sellers))
    companies, contacts = [], []
    for number, title in enumerate(names):
        owner = staff.people[sellers[number // CLIENTS_EACH]]
        fields = CompanyFields(
            title=title,
            sector=SECTORS[number % len(SECTORS)],
            region=REGIONS_OF_RUSSIA[number % len(REGIONS_OF_RUSSIA)],
            phone=f"+7 831 2{number // 100:02d}-{number % 100:02d}-{number % 89 + 10:02d}",
        )
        companies.append(add_company(by=by, fields=fields, owner_id=owner))
        first = FIRSTS[number % len(FIRSTS)]
        person = ContactFields(
            first_name=first,
            last_name=surname(first, LASTS[number // 7 % len(LASTS)]),
            position="Снабжение" if number % 3 else "Директор",
            phone=f"+7 910 {number % 900 + 100}-{number % 90 + 10}-{number % 80 + 11}",
            email=f"client{number}@example.com",
            decision="decides" if number % 3 == 0 else "influences",
        )
        contacts.append(add_contact(by=by, fields=person, company_id=companies[-1]))
    return companies, contacts


def _lives(staff: Staff, first: date, seed: int, scale: float) -> Iterator[Life]:
    today = clock.today()
    pool = 0
    for place, seller in enumerate(SELLERS):
        if not seller.leads:
            continue
        worked = working_days(person_id=staff.people[place], span=Span(first, today + timedelta(days=1)))
        days = Days(tuple(day for day in worked if day <= today), today)
        yield from lives_of(
            Random(f"{seed}-{place}"),  # noqa: S311 - a virtual market, not a secret
            number=place,
            seller=seller,
            days=days,
            first=first,
            clients=range(pool, pool + CLIENTS_EACH),
            scale=scale,
        )
        pool += CLIENTS_EACH


def _thinned(lives: Sequence[Life], deals: int) -> Sequence[Life]:
    """Return evenly as many as asked for."""
    if not deals or len(lives) <= deals:
        return lives
    return [lives[number * len(lives) // deals] for number in range(deals)]


def _bare(life: Life) -> Life:
    """Return a life with only what is still ahead of it."""
    return replace(life, touches=tuple(touch for touch in life.touches if touch.done is None))


def _batches(lives: Sequence[Life]) -> Iterator[list[Life]]:
    at = iter(lives)
    while batch := list(islice(at, AT_ONCE)):
        yield batch
