"""Campaign 8: poison of two hundred kinds among healthy work that keeps coming at one pace.

Its size is poisons. The same stream of healthy work runs alone and then with poison in it, turn by turn; throughput is how fast nineteen in
twenty of it are done, and each turn with poison is compared with the turn alone just before it: the pair in the middle
says what poison costs. Both streams come at the machine's own pace, found anew before each pair: fifteen healthy ones a
second, fewer where others keep the machine busy, with as much poison to each of them.
Celery has two workers, as docs/deploy.md says.
Then all poison has to lie aside: after five tries, or three deaths of its worker; once cured, it is put back and done.
"""

import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from tests.faults.crews import celery_hands, own_crew
from tests.faults.forge import Given
from tests.faults.parts import told, until

HEALTHY_A_SECOND, POISONS_A_SECOND = 15, {"embedded": 2.0, "celery": 1.0}
WORKERS = {"embedded": 1, "celery": 2}
LEAST, MOST_RUNS = 0.95, 5
#: Throughput is of so much of a stream: what a dying worker had in hand waits for its lease to end.
MOSTLY = 0.95
#: So much healthy work at once shows what the machine bears; a stream asks for so much of it, or is slower, so far.
BURST, ASKED, SLOWEST = 60, 0.2, 0.4
#: At least so many pairs of turns, each so long at full pace; for more poison longer turns, then more pairs.
PAIRS, MOST_PAIRS, TURN_SECONDS = 3, 5, 12


@dataclass
class Stream:
    """Healthy work and poison that come by turns."""

    engine: str
    turns: int = 0
    poisons: int = 0

    def pace(self) -> float:
        """Return how much of the full pace the machine bears just now."""
        from mostik.core import outbox

        began, word = time.monotonic(), self._next()
        outbox.enqueue_all("trial.healthy", {f"{word}:{each}": {"number": each} for each in range(BURST)})
        until(lambda: self._done(word) == BURST, 60, 0.02)
        bears = BURST / (time.monotonic() - began)
        return min(1.0, max(SLOWEST, ASKED * bears / HEALTHY_A_SECOND))

    def turn(self, healthy: int, poisons: int, pace: float) -> float:
        """Let so much come, poison spread over it; return how much of it a second was done, nought if it was not."""
        from mostik.core import outbox
        from tests.faults.poisons import HEALTHY, POISON

        started, word, put, step = time.monotonic(), self._next(), 0, 1 / (HEALTHY_A_SECOND * pace)
        for number in range(healthy):
            if (due := (number + 1) * poisons // healthy) > put:
                numbers = range(self.poisons, self.poisons + due - put)
                outbox.enqueue_all(POISON, {f"poison:{n}": {"kind": n * 7919 % 200, "number": n} for n in numbers})
                self.poisons, put = numbers.stop, due
            outbox.enqueue(HEALTHY, key=f"{word}:{number}", payload={"number": number})
            time.sleep(max(0.0, started + (number + 1) * step - time.monotonic()))
        mostly = int(healthy * MOSTLY)
        if not until(lambda: self._done(word) >= mostly, 2 * healthy * step):
            return 0.0
        return mostly / self._took(word, mostly)

    def _next(self) -> str:
        self.turns += 1
        return f"healthy:{self.turns}"

    def _done(self, word: str) -> int:
        from mostik.core.models import Effect

        return Effect.objects.filter(key__startswith=f"{word}:", state="done").count()

    def _took(self, word: str, mostly: int) -> float:
        """Return the seconds from the first promise until most was done."""
        from mostik.core.models import Effect

        rows = Effect.objects.filter(key__startswith=f"{word}:")
        ends = sorted(rows.filter(state="done").values_list("done_at", flat=True))
        return (ends[mostly - 1] - rows.earliest("made_at").made_at).total_seconds()


def pairs_of(poisons: int, engine: str) -> tuple[int, int]:
    """Return how many pairs of turns there are, and how much poison is in each.

    >>> pairs_of(36, "celery"), pairs_of(20, "celery"), pairs_of(1000, "celery")
    ((3, 12), (3, 12), (5, 200))
    """
    at_least = round(TURN_SECONDS * POISONS_A_SECOND[engine])
    pairs = min(MOST_PAIRS, max(PAIRS, poisons // at_least))
    return pairs, max(at_least, -(-poisons // pairs))


def main(given: Given) -> dict:
    """Run it and return what was found."""
    from mostik.core import outbox
    from mostik.core.models import Effect
    from tests.faults.poisons import HEALTHY, POISON, begun, cured

    began, control, engine = time.monotonic(), given.control, given.engine
    pairs, each = (1, given.size) if control else pairs_of(given.size, engine)
    healthy = int(each * HEALTHY_A_SECOND / POISONS_A_SECOND[engine])
    patience, stream = 15 if control else 120, Stream(engine)
    alone, beside, paces = [], [], []
    with ExitStack() as stack:
        for _each in range(WORKERS[engine]):
            stack.enter_context((celery_hands if engine == "celery" else own_crew)(given.forge))
        outbox.enqueue("trial.healthy", key="first", payload={"number": 0})
        until(lambda: Effect.objects.filter(key="first", state="done").exists(), 60)
        poison = Effect.objects.filter(name=POISON)
        for _each in range(pairs):
            paces.append(1.0 if control else stream.pace())
            alone.append(0.0 if control else stream.turn(healthy, 0, paces[-1]))
            beside.append(stream.turn(healthy, each, paces[-1]))
            until(lambda: not poison.exclude(state="parked").exists(), patience)
        most = max(Counter(begun().read_text().split()).values())
        unparked = list(poison.exclude(state="parked").values_list("payload__kind", "state", "attempts", "deaths"))
        innocent = list(Effect.objects.filter(name=HEALTHY, state="parked").values_list("error", flat=True))
        cured().touch()
        outbox.replay(list(poison.filter(state="parked")))
        until(lambda: not Effect.objects.exclude(state="done").exists(), patience)
        left = Effect.objects.exclude(state="done").count()
    shares = [min(1.0, two / one) if one else 0.0 for one, two in zip(alone, beside, strict=True)]
    share = median(shares)
    found = {
        "not parked": len(unparked), "too many tries": int(most > MOST_RUNS),
        "innocent parked": len(innocent), "not done once cured": left, "throughput below 95 %": int(share < LEAST),
    }  # fmt: skip
    figures = {
        "poisons": stream.poisons, "kinds": min(stream.poisons, 200), "healthy_in_each_turn": healthy, "pairs": pairs,
        "healthy_throughput_percent": round(100 * share, 1), "worst_pair_percent": round(100 * min(shares), 1),
        "alone_a_second": round(median(alone), 1), "beside_a_second": round(median(beside), 1),
        "pace_percent": round(100 * median(paces)), "most_runs": most, "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    said = told(found, "all poison was laid aside and done once cured, healthy work went on", **figures)
    if innocent or unparked:
        told_why = {error.strip()[:200] for error in innocent}
        left_over = (f"kind {kind}: {state}, {tries} tries, {deaths} deaths" for kind, state, tries, deaths in unparked)
        said["details"] = "; ".join(sorted({*told_why, *left_over}))
    return said
