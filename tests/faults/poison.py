"""Campaign 8: poison of two hundred kinds among healthy work that keeps coming at one pace.

    python -m tests.faults.poison POISONS ENGINE -      prints what was found as JSON

The same stream of healthy work runs alone, then with poison in it; throughput is how much of it is done within its
time and a lag of two seconds, or, on a machine that is busy otherwise, of ten times what healthy work alone takes there
from promise to end (nineteen in twenty of it; five seconds at the most). Celery has two workers, as docs/deploy.md says.
Then all poison has to lie aside: after five tries, or three deaths of its worker; once cured, it is put back and done.
"""

import json
import os
import sys
import time
from collections import Counter
from contextlib import ExitStack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

from tests.faults.crews import celery_hands, own_crew
from tests.faults.parts import told, until

HEALTHY_A_SECOND, ALONE_SECONDS = 15, 20
LAG, MOST_LAG, LAGS = 2.0, 5.0, 10
POISONS_A_SECOND = {"embedded": 2.0, "celery": 1.0}
WORKERS = {"embedded": 1, "celery": 2}
LEAST, MOST_RUNS = 0.95, 5


def stream(seconds: float, word: str, poisons: int, lag: float) -> float:
    """Let healthy work come for so long, with so much poison spread over it; return the share done in its time."""
    from mostik.core import outbox
    from mostik.core.models import Effect
    from tests.faults.poisons import HEALTHY, POISON

    started, total, put = time.monotonic(), int(seconds * HEALTHY_A_SECOND), 0
    for number in range(total):
        due = int((number + 1) * poisons / total)
        if due > put:
            kinds = {f"poison:{each}": {"kind": each * 7919 % 200, "number": each} for each in range(put, due)}
            outbox.enqueue_all(POISON, kinds)
            put = due
        outbox.enqueue(HEALTHY, key=f"healthy:{word}:{number}", payload={"number": number})
        time.sleep(max(0.0, started + (number + 1) / HEALTHY_A_SECOND - time.monotonic()))
    time.sleep(max(0.0, started + seconds + lag - time.monotonic()))
    return Effect.objects.filter(key__startswith=f"healthy:{word}:", state="done").count() / total


def lag_of(word: str) -> float:
    """Return how late healthy work may be, seen how long it took in a stream with nothing beside it."""
    from mostik.core.models import Effect

    rows = Effect.objects.filter(key__startswith=f"healthy:{word}:", state="done").values_list("made_at", "done_at")
    took = sorted((done - made).total_seconds() for made, done in rows)
    return min(max(LAG, LAGS * took[len(took) * 19 // 20]), MOST_LAG) if took else LAG


def campaign(poisons: int, engine: str) -> dict:
    """Run it and return what was found."""
    import django

    django.setup()
    from mostik.core import outbox
    from mostik.core.models import Effect
    from tests.faults.poisons import POISON, begun, cured

    seconds, began = poisons / POISONS_A_SECOND[engine], time.monotonic()
    control = os.environ["MOSTIK_CONTROL"]
    patience = 15 if control else 120
    with ExitStack() as stack:
        for _each in range(WORKERS[engine]):
            stack.enter_context((celery_hands if engine == "celery" else own_crew)(dict(os.environ)))
        outbox.enqueue("trial.healthy", key="first", payload={"number": 0})
        until(lambda: Effect.objects.filter(key="first", state="done").exists(), 60)
        alone = 1.0 if control else stream(min(seconds, ALONE_SECONDS), "alone", 0, LAG)
        lag = lag_of("alone")
        beside = stream(seconds, "beside", poisons, lag)
        poison = Effect.objects.filter(name=POISON)
        until(lambda: not poison.exclude(state="parked").exists(), patience)
        most = max(Counter(begun().read_text().split()).values())
        unparked = poison.exclude(state="parked").count()
        innocent = Effect.objects.filter(name="trial.healthy", state="parked").count()
        cured().touch()
        outbox.replay(list(poison.filter(state="parked")))
        until(lambda: not Effect.objects.exclude(state="done").exists(), patience)
        left = Effect.objects.exclude(state="done").count()
    share = min(1.0, beside / alone) if alone else 0.0
    found = {
        "not parked": unparked, "too many tries": int(most > MOST_RUNS),
        "innocent parked": innocent, "not done once cured": left, "throughput below 95 %": int(share < LEAST),
    }  # fmt: skip
    figures = {
        "poisons": poisons, "poisons_a_second": POISONS_A_SECOND[engine], "kinds": min(poisons, 200),
        "healthy": int(seconds * HEALTHY_A_SECOND),
        "healthy_throughput_percent": round(100 * share, 1), "alone_percent": round(100 * alone, 1), "most_runs": most,
        "lag_seconds": round(lag, 1),
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    return told(found, "all poison was laid aside and done once cured, healthy work went on", **figures)


if __name__ == "__main__":
    print(json.dumps(campaign(int(sys.argv[1]), sys.argv[2])))
