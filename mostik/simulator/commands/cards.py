"""What makes the department's cards full: papers in every state, requests to decide, audiences, books, registers.

All of it through the other rooms' commands, of the deals the department already has, the same every time of a day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.commands.catalogue import save_benefit, save_group, save_product, set_cost
from mostik.crm.commands.deals import create_deal, lose_deal
from mostik.crm.commands.documents.drafts import draft_document
from mostik.crm.commands.documents.issuing import issue_document
from mostik.crm.commands.documents.links import make_link, note_view
from mostik.crm.commands.documents.outcomes import cancel_document, send_document, sign_document
from mostik.crm.commands.fields.definitions import FieldValues, add_field
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.commands.payments import settle_document
from mostik.crm.commands.price_lists import ListFields, copy_price_list, save_price_list, set_price
from mostik.crm.commands.register_rows import add_row
from mostik.crm.commands.registers import add_register
from mostik.crm.commands.segments import save_campaign, save_segment
from mostik.crm.queries.deals import deal_rows
from mostik.crm.queries.pipelines import reasons, stages
from mostik.crm.queries.products import product_rows
from mostik.crm.terms import ActivityKind, Holder, Outcome
from mostik.kernel.money import Money
from mostik.people.commands.approvals import Asking, approve, ask_approval, ask_back, decline
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.people.terms import Need
from mostik.simulator.commands.assignments import play_assignments
from mostik.simulator.commands.demands import play_demands
from mostik.simulator.commands.incidents import play_incidents
from mostik.simulator.commands.letters import play_letters
from mostik.simulator.commands.library import fill_library
from mostik.simulator.commands.marks import play_marks
from mostik.simulator.commands.money import play_money
from mostik.simulator.commands.mornings import play_mornings
from mostik.simulator.commands.needs import play_needs
from mostik.simulator.commands.people import by_hand
from mostik.simulator.commands.processes import play_processes
from mostik.simulator.commands.promising import play_promises
from mostik.simulator.commands.replanning import play_replanning
from mostik.simulator.commands.schedule import play_schedule
from mostik.simulator.commands.visits import fill_visits
from mostik.simulator.rules.papers import (
    AUDIENCES,
    BENEFITS,
    GOODS,
    LETTERS,
    PAPERS,
    REJECTED,
    REQUESTS,
    TRIAL_FIELDS,
    TRIAL_GRANTS,
    TRIALS,
    VAT_RATE,
    Paper,
    Request,
)

VISITS = "trials"


@command(needs="crm.import_records", whole=False)
def fill_cards(*, by: Actor) -> None:
    """Fill the cards of a department built before; its company to issue papers and its templates are there already."""
    _papers(by_hand(by))
    _requests(by)
    _goods(by)
    _books(by)
    _audiences(by)
    _trials(by)
    fill_library(by=by, head=_head(by))
    _rejected_leads(by_hand(by))
    fill_visits(by=by)
    play_mornings(by=by)
    play_promises(by=by)
    play_incidents(by=by)
    play_money(by=by)
    play_needs(by=by)
    play_replanning(by=by)
    play_assignments(by=by)
    play_demands(by=by)
    play_marks(by=by)
    play_letters(by=by)
    play_processes(by=by)
    play_schedule(by=by)


def _papers(by: Actor) -> None:
    """Make papers of every kind and state on the newest open deals of each stage."""
    taken: dict[str, int] = {}
    for paper in PAPERS:
        deals = _open_deals(by, paper.milestone)
        place = taken.get(paper.milestone, 0)
        if place < len(deals):
            taken[paper.milestone] = place + 1
            _paper(by, deals[place], paper)


def _open_deals(by: Actor, milestone: str) -> Sequence[int]:
    rows = deal_rows(viewer=by).filter(stage__milestone=milestone, outcome=Outcome.OPEN, company__isnull=False)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[: len(PAPERS)])


def _paper(by: Actor, deal_id: int, paper: Paper) -> None:
    dated = clock.today() - timedelta(days=paper.age)
    fields = {"dated_on": max(dated, date(clock.today().year, 1, 1)), "due_on": dated + timedelta(days=paper.term)}
    made = draft_document(by=by, deal_id=deal_id, kind=paper.kind, fields=fields)  # type: ignore[arg-type]
    if paper.state == "draft":
        return
    issue_document(by=by, document_id=made)
    if paper.state in {"sent", "paid"}:
        send_document(by=by, document_id=made)
    if paper.state in {"viewed", "accepted"}:
        note_view(by=by, token=make_link(by=by, document_id=made))
    if paper.state == "accepted":
        sign_document(by=by, document_id=made, who=paper.words)
    if paper.state == "paid":
        settle_document(by=by, document_id=made)
    if paper.state == "cancelled":
        cancel_document(by=by, document_id=made, why=paper.words)


def _requests(by: Actor) -> None:
    """Ask for decisions: some wait, some are granted, declined, asked about."""
    staff = {row.last_name: row for row in people(viewer=by).select_related("role", "team", "department")}
    for request in REQUESTS:
        asker, head = actor_of(staff[request.who]), actor_of(staff[request.decider])
        asking = Asking(
            kind=request.kind,
            title=request.title,
            note=request.note,
            needs=(Need(size=request.roubles * 100),),
            amount_minor=request.roubles * 100,
        )
        _decide(head, ask_approval(by=asker, asking=asking), request)


def _decide(head: Actor, number: int, request: Request) -> None:
    if request.state == "approved":
        approve(by=head, approval_id=number, note=request.words)
    if request.state == "declined":
        decline(by=head, approval_id=number, reason=request.words)
    if request.state == "asked":
        ask_back(by=head, approval_id=number, question=request.words)


def _goods(by: Actor) -> None:
    """Give the products their codes, groups, VAT and costs, so that margins are there to be seen."""
    groups: dict[str, int] = {}
    for product in product_rows(viewer=by):
        if product.title in GOODS and product.series:
            code, cost = GOODS[product.title]
            group = groups.get(product.series) or groups.setdefault(
                product.series, save_group(by=by, title=product.series)
            )
            save_product(by=by, product_id=product.pk, fields={"code": code, "group_id": group, "vat_rate": VAT_RATE})
            set_cost(by=by, product_id=product.pk, cost=Money.of(cost), since=date(clock.today().year, 1, 1))


def _books(by: Actor) -> None:
    """Write the price lists, the benefits and the templates of letters."""
    today = clock.today()
    first = date(today.year, 1, 1)
    made = save_price_list(by=by, fields=ListFields(title="Основной прайс", first=first))
    for product in product_rows(viewer=by):
        if product.price:
            set_price(by=by, list_id=made, product_id=product.pk, price_minor=product.price.minor)
    copy_price_list(by=by, list_id=made, first=today + timedelta(days=30), percent=Decimal(5))
    for title, discount, days, condition in BENEFITS:
        last = today + timedelta(days=days)
        save_benefit(by=by, title=title, discount=discount, first=first, last=last, condition=condition)
    for kind, title, subject, text in LETTERS:
        fields = LetterFields(kind=ActivityKind(kind), title=title, subject=subject, text=text)
        save_letter_template(by=by, fields=fields)


def _audiences(by: Actor) -> None:
    """Choose audiences, one of them kept as it is, and begin a campaign over it."""
    head = _head(by)
    made = [
        save_segment(by=head, title=title, subject=subject, rules=rules, live=live, shared=True)
        for title, subject, rules, live in AUDIENCES
    ]
    today = clock.today()
    save_campaign(
        by=head,
        title="Осенние насосные станции",
        starts_on=today - timedelta(days=20),
        ends_on=today + timedelta(days=25),
        segment_id=made[-1],
        budget=Money.of(180_000),
    )


def _trials(by: Actor) -> None:
    """Keep a register of equipment lent for trial, with its own fields and rows on clients."""
    values = {"title": "Пробная эксплуатация", "title_en": "Trials", "icon": "clock", "links": ["company", "deal"]}
    register = add_register(by=by, code=VISITS, values=values | {"grants": TRIAL_GRANTS})  # type: ignore[arg-type]
    numbers = [
        add_field(by=by, holder=Holder.ROW, fields=FieldValues(**fields), register_id=register)  # type: ignore[typeddict-item]
        for fields in TRIAL_FIELDS
    ]
    deals = deal_rows(viewer=by).filter(outcome=Outcome.OPEN, company__isnull=False).order_by("-pk")[: len(TRIALS)]
    for deal, (title, own) in zip(deals, TRIALS, strict=False):
        said = dict(zip(numbers, own, strict=True))
        fields = {"title": title, "company": deal.company_id, "deal": deal.pk, "own": said}
        add_row(by=by, register_id=register, fields=fields, owner_id=deal.owner_id)  # type: ignore[arg-type]


def _rejected_leads(by: Actor) -> None:
    """Take a few leads that were none, and reject each for its own reason."""
    first = min(pk for pk, stage in stages(viewer=by).items() if stage.milestone == "lead" and not stage.is_closing)
    known = {title: pk for pk, title in reasons(viewer=by).items()}
    sellers = cycle(people(viewer=by).filter(sells=True).order_by("pk").values_list("pk", flat=True))
    for title, reason in REJECTED:
        if reason in known:
            made = create_deal(by=by, title=title, stage_id=first, owner_id=next(sellers))
            lose_deal(by=by, deal_id=made, reason_id=known[reason], note=title)


def _head(by: Actor) -> Actor:
    rows = people(viewer=by).select_related("role", "team", "department").filter(role__code="head")
    return actor_of(rows.order_by("pk")[0])
