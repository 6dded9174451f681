"""What the virtual head writes: letters to marketing, the last not answered yet; letters to the owner, one to approve.

And what stands above the month: the year's plan, and what each seller says the month will bring.
"""

from collections.abc import Sequence
from datetime import time, timedelta
from itertools import pairwise
from typing import Final

from mostik.analysis.commands.quality_letters import (
    answer_quality_letter,
    begin_sending,
    keep_quality_letter,
    set_quality_letter,
    settle_sending,
)
from mostik.analysis.queries.quality_letters import draft
from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.ways import Became, Outcome
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.organisation.commands.owner_letters import (
    approve_owner_letter,
    begin_owner_sending,
    keep_owner_letter,
    set_owner_letters,
    settle_owner_sending,
)
from mostik.organisation.queries.owner_letters import OwnerDraft, owner_draft
from mostik.organisation.terms import LetterKind
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.planning.commands.sides import commit_month
from mostik.planning.commands.years import give_span
from mostik.planning.queries.plans import plan_of
from mostik.simulator.commands.plans import month_target

MARKETING: Final = "marketing@meridian.example"
OWNER: Final = "owner@meridian.example"
DAYS: Final = (1, 15)
#: What marketing answered to the first letter.
ANSWERED: Final = (
    "Выставку со следующего месяца не берём, бюджет переносим в Директ. По звонкам с сайта сверим разметку."
)
#: The year was planned for the department as it was in January.
BEFORE: Final = 0.72
#: What of their part each seller promises in turn, and how they put it.
SAID: Final = ((1.0, ""), (1.05, "Жду двух больших счетов"), (0.9, "Клиент перенёс оплату"), (0.96, ""))


@command(needs="crm.import_records", whole=False)
def play_letters(*, by: Actor) -> None:
    """Let the head have written to marketing twice and to the owner twice, with a year's plan and everybody's word."""
    staff = [actor_of(row) for row in people(viewer=by).select_related("role", "team", "department")]
    head = next(each for each in staff if each.role == "head")
    _year(head)
    _words(staff)
    _to_marketing(head)
    _to_owner(head)


def _year(head: Actor) -> None:
    """Give the year what its seasons make of ordinary months."""
    year = Period.of(PeriodKind.YEAR, clock.today())
    months = [Period.of(PeriodKind.MONTH, year.first.replace(month=number)) for number in range(1, 13)]
    amount = Money.of(round(BEFORE * sum(map(month_target, months))), company.choice("currency"))
    with clock.stopped(clock.moment(year.first, time(10))):
        give_span(by=head, department_id=head.department, span=year, amount=amount)


def _words(staff: Sequence[Actor]) -> None:
    """Let everybody with a part in this month's plan say what they will bring."""
    month = Period.of(PeriodKind.MONTH, clock.today())
    head = next(each for each in staff if each.role == "head")
    plan = plan_of(viewer=head, department_id=head.department, month=month.first)
    for place, part in enumerate(plan.people if plan else ()):
        share, note = SAID[place % len(SAID)]
        person = next(each for each in staff if each.id == part.person)
        amount = Money(round(part.amount.minor * share / 100_000_00) * 100_000_00, part.amount.currency)
        commit_month(by=person, month=month.first, amount=amount, note=note)


def _to_marketing(head: Actor) -> None:
    """Write the letters of the last two days set for them; marketing has answered the first."""
    today = clock.today()
    *earlier, last = [day for day in (today - timedelta(days=back) for back in range(60, 0, -1)) if day.day in DAYS][
        -3:
    ]
    with clock.stopped(clock.moment(earlier[0], time(10))):
        set_quality_letter(by=head, on=True, days=DAYS, to=[MARKETING], wait=5)
    for first, day in pairwise((*earlier, last)):
        with clock.stopped(clock.moment(day, time(8, 10))):
            row = keep_quality_letter(by=head, letter=draft(Span(first, day - timedelta(days=1))))
            for each in row.sendings.all() if row else ():
                taken = begin_sending(by=head, sending_id=each.pk)
                if taken:
                    settle_sending(by=head, row=taken, outcome=Outcome(Became.SENT))
        if row and day != last:
            answered = min(day + timedelta(days=3), today)
            with clock.stopped(clock.moment(answered, time(15))):
                told = {"who": "Светлана Маркова", "text": ANSWERED, "answered_on": answered}
                answer_quality_letter(by=head, day=row.last.isoformat(), **told)


def _to_owner(head: Actor) -> None:
    """Write last month's letter, read and sent, and last week's, which waits for the head."""
    today = clock.today()
    month = Period.of(PeriodKind.MONTH, today)
    with clock.stopped(clock.moment(month.first - timedelta(days=10), time(10))):
        set_owner_letters(by=head, week=0, month=1, to=[OWNER])
    with clock.stopped(min(clock.moment(month.first, time(9)), clock.now())):
        row = keep_owner_letter(by=head, draft=_letter(LetterKind.MONTH, month.previous().span, head))
        if row:
            approve_owner_letter(by=head, letter_id=row.pk, version=row.version)
            for each in row.sendings.all():
                taken = begin_owner_sending(by=head, sending_id=each.pk)
                if taken:
                    settle_owner_sending(by=head, row=taken, outcome=Outcome(Became.SENT))
    monday = today - timedelta(days=today.weekday())
    week = Span(monday - timedelta(days=7), monday - timedelta(days=1))
    with clock.stopped(min(clock.moment(monday, time(8, 10)), clock.now())):
        keep_owner_letter(by=head, draft=_letter(LetterKind.WEEK, week, head))


def _letter(kind: LetterKind, span: Span, head: Actor) -> OwnerDraft:
    return owner_draft(kind, span, department=head.department or 0, viewer=head)
