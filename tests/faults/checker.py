"""The one checker: what was acknowledged is stored, what was promised is done once, and nothing is stuck.

It is given what the campaign's clients were told and what the far side keeps, and reads the product's own tables.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta


@dataclass
class Found:
    """What is wrong, counted; all noughts is the promise kept."""

    lost: int = 0
    twins: int = 0
    missing: int = 0
    unfinished: int = 0
    duplicates: int = 0
    phantoms: int = 0
    stuck: int = 0
    unsettled: int = 0
    chain: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(asdict(self).values())

    def words(self) -> str:
        """Return what is wrong, or that nothing is."""
        wrong = [f"{name} {count}" for name, count in asdict(self).items() if count]
        return ", ".join(wrong) or "nothing lost, doubled, missing or stuck"


def checked(*, acknowledged: dict[str, int], moved: set[int], kept: Counter[str], refusing: set[str]) -> Found:
    """Compare the books with what was acknowledged and with what the far side keeps.

    ``acknowledged`` gives the numbers of leads by title; ``moved`` the deals whose move was acknowledged; ``kept`` how
    often the far side keeps each letter; ``refusing`` the addresses it never takes.
    """
    from mostik.automation.models import Run
    from mostik.channels.models import Sending
    from mostik.core import clock, journal, outbox
    from mostik.core.models import Effect
    from mostik.crm.models import Activity, Deal, Document
    from tests.faults.company import TASK

    found = Found()
    titles = Counter(Deal.objects.values_list("title", flat=True))
    found.lost = sum(1 for title in acknowledged if not titles[title])
    found.twins = sum(count - 1 for count in titles.values() if count > 1)
    runs = Counter(Run.objects.values_list("number", flat=True))
    found.lost += sum(1 for deal in moved if not runs[deal])
    ended = set(Run.objects.filter(state="done").values_list("number", flat=True))
    drafts, tasks = (
        Counter(Document.objects.values_list("deal_id", flat=True)),
        Counter(Activity.objects.filter(title=TASK).values_list("deal_id", flat=True)),
    )
    letters = list(Sending.objects.values_list("deal_id", "key", "to", "state"))
    written = Counter(deal for deal, *_rest in letters)
    for counts in (runs, drafts, tasks, written):
        found.missing += sum(1 for deal in ended if not counts[deal])
        found.duplicates += sum(count - 1 for count in counts.values() if count > 1)
    found.unfinished = len(set(runs) - ended)
    for _deal, key, to, state in letters:
        there = kept[key.replace(":", ".")]
        found.duplicates += max(there - 1, 0)
        found.missing += state == "sent" and not there
        found.phantoms += state in {"failed", "dropped"} and there > 0
        found.unsettled += state not in {"sent", "failed"} or (state == "failed") != (to in refusing)
    late = clock.now() - 2 * outbox.LEASE
    found.stuck = Effect.objects.filter(state="running", lease_until__lt=late).count()
    found.stuck += Effect.objects.filter(state="new", due_at__lt=clock.now() - timedelta(seconds=30)).count()
    found.unsettled += Effect.objects.filter(state__in=["parked", "in doubt"]).count()
    while journal.seal():
        pass
    found.chain = int(journal.broken_seal() is not None)
    return found
