"""Clients asked why they refused, as a viewer sees them: the list, those that wait for a person, the trend by month."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from mostik.channels.models import Refusal, RefusalWords
from mostik.channels.rules.refusals import USUAL, Share
from mostik.channels.terms import RefusalState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import reason_groups, reason_titles
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Missing
from mostik.people.access import scoped
from mostik.people.queries.names import titles as names_of

MONTHS: Final = 6


class By(StrEnum):
    """What answers are split by: the client's reason, the seller's one, whose the client was."""

    REASON = "reason"
    GIVEN = "given"
    SELLER = "owner"


@dataclass(frozen=True, kw_only=True)
class TrendLine:
    """A reason or a seller with their answers month by month; ``share`` of all, ``apart`` of their own."""

    key: int
    words: str
    counts: tuple[int, ...]
    share: Share
    apart: Share

    @property
    def total(self) -> int:
        """Return the answers of all months."""
        return self.share.hits


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What came of asking since a day: how many were asked and answered, how many answers name another reason."""

    first: date
    asked: int
    answered: Share
    unread: int
    apart: Share


def refusal_rows(*, viewer: Actor) -> QuerySet[Refusal]:
    """Return the clients asked why within reach."""
    return scoped(Refusal.objects.all(), viewer).select_related("deal", "owner", "given", "reason")


def sellers(*, viewer: Actor) -> dict[int, str]:
    """Return those whose clients within reach were asked, whether they still work here or not."""
    rows = refusal_rows(viewer=viewer).order_by().values_list("owner", flat=True).distinct()
    return names_of(viewer=viewer, kind="person", ids=rows)


def apart() -> Q:
    """Return what holds of a refusal whose client names another reason than the seller."""
    return Q(reason__isnull=False, given__isnull=False) & ~Q(reason=F("given"))


def refusal(refusal_id: int, *, viewer: Actor) -> Refusal:
    """Return one; refuses one out of reach."""
    row = refusal_rows(viewer=viewer).filter(pk=refusal_id).first()
    if row is None:
        raise Missing()
    return row


def asked_of(heard: Any, *, viewer: Actor) -> QuerySet[Refusal]:
    """Return the refusals within reach whose client this message is from, asked before it came, the newest first.

    Those of the deal it is about; where that has none, those of any deal of the client.
    """
    theirs = scoped(Refusal.objects.filter(asked_at__lt=heard.at), viewer).order_by("-asked_at")
    found = theirs.filter(deal=heard.deal or 0)
    return theirs.filter(deal__contact=heard.contact) if heard.contact and not found.exists() else found


def answers_another(heard: Any, *, viewer: Actor) -> bool:
    """Return whether a message is the answer to why another deal was refused, not a word on the deal it came about."""
    waits = Q(state=RefusalState.ASKED) | Q(answered_at=heard.at)
    return asked_of(heard, viewer=viewer).filter(waits).exclude(deal=heard.deal or 0).exists()


def phrases(*, viewer: Actor) -> dict[int, list[str]]:
    """Return by which phrases each reason in use is read: its own list, else the usual of its group.

    Of several reasons of a group the first has the usual ones: two with the same phrases could never be told apart.
    """
    kept = dict(RefusalWords.objects.values_list("reason", "words"))
    found: dict[int, list[str]] = {}
    given = set()
    for pk, group in reason_groups(viewer=viewer).items():
        own = [line.strip() for line in kept.get(pk, "").splitlines() if line.strip()]
        found[pk] = own if pk in kept else list(USUAL.get(group, ())) if group not in given else []
        given.add(group)
    return found


def trend(*, viewer: Actor, by: By = By.REASON) -> tuple[list[str], list[TrendLine]]:
    """Return the last months ("2026-11") and the answers read in them, split one way, the most first.

    Answers split by the seller's reason are those of deals that had one.
    """
    now = Period.of(PeriodKind.MONTH, clock.today())
    first = now.shifted(1 - MONTHS)
    months = [first.shifted(each).code for each in range(MONTHS)]
    seen: dict[int, Counter[str]] = defaultdict(Counter)
    differ: Counter[int] = Counter()
    for key, at, given, reason in _answers(viewer, first).values_list(by.value, "answered_at", "given", "reason"):
        if key and at:
            seen[key][f"{clock.business_day(at):%Y-%m}"] += 1
            differ[key] += given is not None and given != reason
    names = _names(viewer, by, seen)
    whole = sum(count.total() for count in seen.values())
    lines = [
        TrendLine(
            key=key,
            words=names.get(key, ""),
            counts=tuple(count[month] for month in months),
            share=Share(count.total(), whole),
            apart=Share(differ[key], count.total()),
        )
        for key, count in seen.items()
    ]
    return months, sorted(lines, key=lambda each: (-each.total, each.words))


def summary(*, viewer: Actor) -> Summary:
    """Return what came of asking over the same months: those asked in them, and the answers of them."""
    first = Period.of(PeriodKind.MONTH, clock.today()).shifted(1 - MONTHS).first
    told = refusal_rows(viewer=viewer).filter(asked_at__gte=clock.moment(first, time()))
    both = Q(given__isnull=False, reason__isnull=False)
    counts = told.order_by().aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        unread=Count("pk", filter=Q(state=RefusalState.UNREAD)),
        both=Count("pk", filter=both),
        apart=Count("pk", filter=apart()),
    )
    return Summary(
        first=first,
        asked=counts["asked"],
        answered=Share(counts["answered"], counts["asked"]),
        unread=counts["unread"],
        apart=Share(counts["apart"], counts["both"]),
    )


def _answers(viewer: Actor, first: Period) -> QuerySet[Refusal]:
    since = clock.moment(first.first, time())
    return refusal_rows(viewer=viewer).filter(reason__isnull=False, answered_at__gte=since).order_by()


def _names(viewer: Actor, by: By, keys: Iterable[int]) -> dict[int, str]:
    if by is By.SELLER:
        return names_of(viewer=viewer, kind="person", ids=keys)
    return dict(reason_titles(viewer=viewer))
