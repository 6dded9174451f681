"""The language model as a viewer sees it: whether it works, what it read, what a message is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Avg, Count, QuerySet, Sum

from mostik.automation.access import visible_talks
from mostik.automation.adapters.completions import Line
from mostik.automation.models import DialogueTalk, Reader, Reading
from mostik.automation.queries.dialogues import BenchHands, setting_of, standing_of
from mostik.automation.rules.dialogues.reader import asked_of, may_be_read
from mostik.automation.terms import Outcome, TalkEnd
from mostik.core import clock, vault
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing

RIGHT: Final = "automation.connect_reader"
FIGURES_DAYS: Final = 30
#: So many readings in a row without an answer, and it rests.
MOST_FAILED: Final = 5
REST: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Figures:
    """Readings of the last days by what became of them, the mean answer in milliseconds, tokens counted."""

    counts: tuple[tuple[Outcome, int], ...]
    took: int
    tokens: int
    since: date

    @property
    def asked(self) -> int:
        """How many messages were asked about."""
        return sum(count for _outcome, count in self.counts)


def reader(*, viewer: Actor) -> Reader | None:
    """Return the connected language model, for whoever may connect one."""
    return Reader.objects.first() if viewer.may(RIGHT) else None


def the_reader(*, viewer: Actor) -> Reader:
    """Return the connected language model; refuses where there is none."""
    row = reader(viewer=viewer)
    if row is None:
        raise Missing()
    return row


def line_of(row: Reader) -> Line:
    """Return where a model is asked."""
    return Line(row.url, row.model, vault.opened(row.secret) if row.secret else "")


def figures(*, viewer: Actor) -> Figures:
    """Return what was read in the last days."""
    since = clock.today() - timedelta(days=FIGURES_DAYS)
    rows = reading_rows(viewer=viewer).filter(at__date__gte=since)
    counts: Mapping[str, int] = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    sums = rows.aggregate(took=Avg("took"), tokens=Sum("tokens"))
    known = tuple((each, counts.get(each, 0)) for each in Outcome)
    return Figures(known, round(sums["took"] or 0), sums["tokens"] or 0, since)


def reading_rows(*, viewer: Actor) -> QuerySet[Reading]:
    """Return the readings for whoever may connect a model."""
    rows = Reading.objects.select_related("talk__dialogue")
    return rows if viewer.may(RIGHT) else rows.none()


def may_ask(*, viewer: Actor) -> bool:
    """Return whether a model may be asked now: on, within its daily number, not resting after silence."""
    del viewer
    row = Reader.objects.filter(works_since__isnull=False).first()
    if row is None:
        return False
    now = clock.now()
    last = list(Reading.objects.order_by("-at").values_list("outcome", "at")[:MOST_FAILED])
    rests = len(last) == MOST_FAILED and all(outcome == Outcome.FAILED for outcome, _at in last)
    if rests and last[0][1] > now - REST:
        return False
    return Reading.objects.filter(at__gte=now - timedelta(days=1)).count() < row.daily


def message_of(talk_id: int, turn: int, *, viewer: Actor) -> tuple[Line, dict[str, Any]] | None:
    """Return where and what is asked about the last message of a talk; nothing where nobody waits for it."""
    row = visible_talks(viewer).filter(pk=talk_id, end=TalkEnd.OPEN, turn=turn).select_related("edition").first()
    connected = Reader.objects.filter(works_since__isnull=False).first()
    if row is None or connected is None or not may_be_read(row.edition.content, standing_of(row)):
        return None
    hands = BenchHands(viewer, str(row.edition.content.get("language", "ru")))
    return line_of(connected), asked_of(setting_of(row, hands, {}), standing_of(row), heard_last(row))


def heard_last(row: DialogueTalk) -> str:
    """Return the last message of a talk's client."""
    return row.lines.exclude(heard="").order_by("-pk").values_list("heard", flat=True).first() or ""
