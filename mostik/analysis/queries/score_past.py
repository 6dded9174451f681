"""What the score learns from: the newest deals' ways by the facts, each with what was written down by its day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Min, Sum

from mostik.analysis.models import Fact
from mostik.analysis.rules.score_moments import Course, Moment, Stood, horizon_of, moments
from mostik.analysis.terms import Measure
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries import chances
from mostik.crm.queries.chances import Answered, Done
from mostik.kernel.many import portions
from mostik.kernel.money import Money

A_YEAR = timedelta(days=365)
#: The score learns from the newest so many deals of two years: what sold before teaches little of now.
MOST_DEALS = 5000
PAST = 2 * A_YEAR
AT_ONCE = 500


class Told(NamedTuple):
    """A fact of a deal's way."""

    ref: int
    measure: str
    day: date
    stage: int
    channel: int | None
    product: int | None
    company: int | None
    amount: int
    currency: str
    cohort: date


def sale_horizon(*, viewer: Actor) -> int | None:  # noqa: ARG001 - a figure of the whole company
    """Return within how many days nine of ten sales of the last year were made; None with no sale at all."""
    rows = Fact.objects.filter(measure=Measure.WON, day__gt=clock.today() - A_YEAR).order_by()
    counted = rows.values("days").annotate(n=Sum("quantity"))
    return horizon_of({row["days"]: row["n"] for row in counted if row["n"] > 0})


def past_moments(*, viewer: Actor, horizon: int) -> list[Moment]:
    """Return every moment there is to learn from whose outcome is known by now."""
    until, closing = clock.today() - timedelta(days=horizon), chances.closing_stages(viewer=viewer)
    return [
        moment
        for course in _courses(viewer, until)
        for moment in moments(course, closing=closing, until=until, horizon=horizon)
    ]


def first_bought(companies: Sequence[int], *, viewer: Actor) -> dict[int, date]:  # noqa: ARG001 - they were scoped
    """Return the day each client first bought something."""
    found: dict[int, date] = {}
    for part in portions(companies, AT_ONCE):
        rows = Fact.objects.filter(measure=Measure.WON, company__in=part, corrects__isnull=True).order_by()
        found |= dict(rows.values_list("company").annotate(first=Min("day")))
    return found


def major(amount: int, currency: str) -> float | None:
    """Return a sum in whole units of the main currency; of another, and of nothing, it is not known."""
    return float(Money(amount, currency).major) if amount > 0 and currency == settings.CURRENCY else None


def _courses(viewer: Actor, until: date) -> Iterator[Course]:
    born = Fact.objects.filter(measure=Measure.STAGE, cohort__gt=until - PAST, cohort__lte=until, ref_kind="crm.deal")
    newest = born.order_by().values_list("ref").annotate(cohort=Min("cohort")).order_by("-cohort", "-ref")[:MOST_DEALS]
    deals = [ref for ref, _cohort in newest]
    for part in portions(deals, AT_ONCE):
        known, done = chances.answered(part, viewer=viewer), chances.done_on(part, viewer=viewer)
        told = _told(part)
        bought = first_bought(
            sorted({row.company for rows in told.values() for row in rows if row.company}), viewer=viewer
        )
        for deal, rows in told.items():
            if deal in known and any(row.measure == Measure.STAGE for row in rows):
                yield _course(deal, rows, known[deal], done.get(deal) or Done(), bought)


def _told(deals: Sequence[int]) -> Mapping[int, list[Told]]:
    """Return what stands of each deal's stages and sales: what was taken back is left out."""
    rows = Fact.objects.filter(ref_kind="crm.deal", ref__in=deals, measure__in=[Measure.STAGE, Measure.WON])
    standing: Counter[Told] = Counter()
    for *row, quantity in rows.order_by("id").values_list(*Told._fields, "quantity"):
        standing[Told(*row)] += quantity
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for each, count in standing.items():
        if count > 0:
            found[each.ref].append(each)
    return found


def _course(deal: int, rows: Sequence[Told], known: Answered, done: Done, bought: Mapping[int, date]) -> Course:
    entered = [row for row in rows if row.measure == Measure.STAGE]
    # Of one day the last stage counts; a past brought from elsewhere knew its sums when its end was known.
    stood = {
        row.day: Stood(
            row.day, row.stage, row.channel, row.product, None if known.brought else major(row.amount, row.currency)
        )
        for row in entered
    }
    company = entered[-1].company
    return Course(
        deal=deal,
        created=min(row.cohort for row in entered),
        stood=tuple(stood[day] for day in sorted(stood)),
        won=min((row.day for row in rows if row.measure == Measure.WON), default=None),
        talks=tuple(done.talks),
        deeds=tuple(done.deeds),
        answered=known.first_on,
        answer_minutes=known.minutes,
        client=company is not None,
        bought=bought.get(company) if company else None,
    )
