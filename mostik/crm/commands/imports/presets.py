"""What each kind of import is made of: how its rows are read and who takes them."""

from collections.abc import Iterator, Sequence

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.adapters.maven import files as maven
from mostik.crm.adapters.maven.rows import company_from, deal_reader, first_day, person_from, product_from
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.table.tables import rows_of
from mostik.crm.commands.imports import books
from mostik.crm.commands.imports.companies import from_card, take_companies
from mostik.crm.commands.imports.contacts import take_contacts
from mostik.crm.commands.imports.deals import Reader, pass_by, take_deals
from mostik.crm.commands.imports.desk import Desk, SourceRow, Tally
from mostik.crm.commands.imports.doings import take_doings
from mostik.crm.commands.imports.people import take_people
from mostik.crm.commands.imports.products import take_products
from mostik.crm.commands.imports.runs import MAVEN
from mostik.crm.commands.imports.structure import make_structure
from mostik.crm.commands.pipelines import seed_pipeline
from mostik.crm.models import ImportRun
from mostik.crm.queries.imports.books import book_of, defaults_for, unstated_reason
from mostik.crm.queries.imports.naming import pipeline_of
from mostik.crm.rules.imports.book import PipelineMark, StageMark
from mostik.crm.rules.imports.cards import CardReader
from mostik.crm.rules.imports.joining import Defaults
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.rows import RowReader
from mostik.crm.rules.imports.systems import DEALS, LENIENT
from mostik.crm.rules.pipelines import StageSeed
from mostik.crm.terms import Milestone, StageKind

#: The stages the set speaks of, in order.
MAVEN_STAGES = (
    StageSeed("Prospecting", Milestone.LEAD, 20),
    StageSeed("Engaging", Milestone.QUALIFIED, 50),
    StageSeed("Won", kind=StageKind.WON, probability=100, colour="green"),
    StageSeed("Lost", kind=StageKind.LOST, probability=0, colour="grey"),
)


def open_desk(actor: Actor, run: ImportRun) -> Desk:
    """Lay out everything the run's rows need. A dry run counts with records that are not there yet."""
    book = book_of(viewer=actor)
    defaults = defaults_for(viewer=actor, options=run.options)
    headings = {file["role"]: tuple(file["headings"]) for file in run.files}
    desk = Desk(by=actor, run=run, book=book, defaults=defaults, headings=headings)
    if run.preset == MAVEN and run.dry and book.find(NameKind.PIPELINE, maven.PIPELINE) is None:
        _imagine_pipeline(desk)
    if run.dry:
        make_structure(desk)
    return desk


def prepare(actor: Actor, run: ImportRun) -> Tally:
    """Make what the rows stand on: a reason for losses that state none (it stays for good), the set's own pipeline."""
    desk = Desk(by=actor, run=run, book=book_of(viewer=actor), defaults=Defaults(), headings={})
    if unstated_reason(viewer=actor) is None and not run.dry:
        books.make_unstated_reason()
    if run.preset == MAVEN and desk.book.find(NameKind.PIPELINE, maven.PIPELINE) is None and not run.dry:
        made = seed_pipeline(by=actor, title=maven.PIPELINE, stages=MAVEN_STAGES, currency=maven.CURRENCY)
        desk.brought("crm.pipeline", made)
    if not run.dry:
        make_structure(desk)
    return desk.tally


def take(desk: Desk, rows: Sequence[SourceRow]) -> None:
    """Take rows of one file."""
    role = desk.role = rows[0].role
    if role in DEALS:
        take_deals(desk, rows, reader_of(desk))
    elif desk.run.preset in SYSTEMS:
        _take_cards(desk, rows)
    elif role == "people":
        people = [(row, *person_from(row.number, _cells(desk, row))) for row in rows]
        take_people(desk, people, first_day(_dates(desk)) or clock.today())
    elif role == "products":
        take_products(desk, [(row, *product_from(row.number, _cells(desk, row))) for row in rows])
    else:
        take_companies(desk, [(row, *company_from(row.number, _cells(desk, row))) for row in rows])


def pass_over(desk: Desk, rows: Sequence[SourceRow]) -> None:
    """Learn from rows taken earlier what later ones need."""
    desk.role = rows[0].role
    if desk.role in DEALS:
        pass_by(desk, rows, reader_of(desk))
    elif desk.dry:
        take(desk, rows)


def reader_of(desk: Desk) -> Reader:
    """Return what reads the deal rows of the part in hand."""
    headings = desk.headings[desk.role]
    if desk.run.preset == MAVEN:
        return deal_reader(headings)
    system = SYSTEMS.get(desk.run.preset)
    reader = RowReader(headings, _mapping(desk), lenient=LENIENT if system else ())
    return system.reader(reader, pipeline_of(desk.run, desk.role)) if system else reader.read


def _mapping(desk: Desk) -> dict[int, str]:
    run = desk.run
    asked = desk.role == run.asked_file["role"]
    own = next(file.get("mapping", {}) for file in run.files if file["role"] == desk.role)
    return {int(place): code for place, code in (run.mapping if asked else own).items()}


def _take_cards(desk: Desk, rows: Sequence[SourceRow]) -> None:
    reader = CardReader(SYSTEMS[desk.run.preset], desk.role, desk.headings[desk.role], _mapping(desk))
    cards = [(row, reader.read(row.number, row.cells)) for row in rows]
    if desk.role == "companies":
        take_companies(desk, [(row, from_card(card), card.problems) for row, card in cards])
    elif desk.role == "contacts":
        take_contacts(desk, cards)
    else:
        take_doings(desk, cards)


def _dates(desk: Desk) -> Iterator[str]:
    """Yield the first dates of the deals beside the people."""
    file = next(each for each in desk.run.files if each["role"] == "deals")
    place = [each.strip().lower() for each in file["headings"]].index("engage_date")
    yield from (cells[place] for _number, cells in rows_of(file["stored"]) if place < len(cells))


def _cells(desk: Desk, row: SourceRow) -> dict[str, str]:
    names = [each.strip().lower() for each in desk.headings[row.role]]
    return dict(zip(names, row.cells, strict=False))


def _imagine_pipeline(desk: Desk) -> None:
    stages = tuple(StageMark(desk.imagine("crm.stage", each.title), each.title, each.kind) for each in MAVEN_STAGES)
    mark = PipelineMark(desk.imagine("crm.pipeline", maven.PIPELINE), maven.PIPELINE, maven.CURRENCY, stages)
    desk.book.pipelines[mark.id] = mark
    desk.book.add(NameKind.PIPELINE, mark.title, mark.id)
