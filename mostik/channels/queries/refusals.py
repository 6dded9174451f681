"""Clients asked why they refused, as a viewer sees them: the list, those that wait for a person, the trend by month."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet

from mostik.channels.models import Refusal, RefusalWords
from mostik.channels.rules.refusals import USUAL
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import reason_groups, reason_titles
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Missing
from mostik.people.access import scoped

MONTHS: Final = 6


@dataclass(frozen=True, kw_only=True)
class TrendLine:
    """A reason with how often clients named it, month by month."""

    reason: int
    words: str
    counts: tuple[int, ...]
    total: int


def refusal_rows(*, viewer: Actor) -> QuerySet[Refusal]:
    """Return the clients asked why within reach."""
    return scoped(Refusal.objects.all(), viewer).select_related("deal", "owner", "given", "reason")


def apart() -> Q:
    """Return what holds of a refusal whose client names another reason than the seller."""
    return Q(reason__isnull=False, given__isnull=False) & ~Q(reason=F("given"))


def refusal(refusal_id: int, *, viewer: Actor) -> Refusal:
    """Return one; refuses one out of reach."""
    row = refusal_rows(viewer=viewer).filter(pk=refusal_id).first()
    if row is None:
        raise Missing()
    return row


def phrases(*, viewer: Actor) -> dict[int, list[str]]:
    """Return by which phrases each reason in use is read: its own list, else the usual of its group."""
    kept = dict(RefusalWords.objects.values_list("reason", "words"))
    found = {}
    for pk, group in reason_groups(viewer=viewer).items():
        own = [line.strip() for line in kept.get(pk, "").splitlines() if line.strip()]
        found[pk] = own if pk in kept else list(USUAL.get(group, ()))
    return found


def trend(*, viewer: Actor) -> tuple[list[str], list[TrendLine]]:
    """Return the last months ("2026-11") and how often clients named each reason in them, the most named first."""
    now = Period.of(PeriodKind.MONTH, clock.today())
    first = now.shifted(1 - MONTHS)
    months = [first.shifted(by).code for by in range(MONTHS)]
    rows = refusal_rows(viewer=viewer).filter(reason__isnull=False, answered_at__date__gte=first.first)
    seen: Counter[tuple[int, str]] = Counter()
    for reason, at in rows.values_list("reason", "answered_at").order_by():
        if reason and at:
            seen[reason, f"{clock.business_day(at):%Y-%m}"] += 1
    titles, lines = reason_titles(viewer=viewer), []
    for pk in {pk for pk, _month in seen}:
        counts = tuple(seen[pk, month] for month in months)
        lines.append(TrendLine(reason=pk, words=titles[pk], counts=counts, total=sum(counts)))
    return months, sorted(lines, key=lambda each: (-each.total, each.words))
