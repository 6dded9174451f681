"""Campaign 5: clocks that jump while letters are under way, and walls whose clocks change.

Its size is examples. Pure part: for every zone and every change of its clocks from 2020 to 2037, and for ends of months, a message held back
leaves at the first moment that is neither quiet nor on a quiet day, and a daily reminder comes once a day at its wall
time. Part with workers: their clocks jump by an hour or a day, forth and back, while they hold letters; each letter is
kept once all the same.
"""

import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from mostik.kernel import quiet
from tests.fakes import journalled
from tests.faults.forge import Given
from tests.faults.parts import told, until
from tests.faults.person import Person

RUSSIAN = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk",
    "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
)  # fmt: skip
ZONES = sorted(
    each for each in available_timezones() if "/" in each and not each.startswith(("Etc/", "posix", "right"))
)
JUMPS = tuple(timedelta(hours=each) for each in (0, 0, 0, 1, -1, 24, -24))
LETTERS_PER, MOST_LETTERS, HANDS = 150, 200, 4
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Return the days in which a zone's clocks change, and for one that never changes them the ends of months."""
    there, start, found = ZoneInfo(zone), datetime(2020, 1, 1, tzinfo=UTC), []
    for day in range(18 * 365 + 5):
        at = start + day * DAY
        if at.astimezone(there).utcoffset() != (at + DAY).astimezone(there).utcoffset():
            found.append(at)
    ends = [datetime(year, month, 1, tzinfo=UTC) - DAY for year in range(2020, 2038) for month in range(1, 13)]
    return tuple(found or ends)


def examples(count: int, chance: random.Random) -> Iterator[tuple[datetime, quiet.Quiet, frozenset[int], ZoneInfo]]:
    """Yield so many moments near a change of clocks, with quiet hours and days: all zones in turn, Russian ones oftener."""
    for number in range(count):
        zone = RUSSIAN[number // 4 % len(RUSSIAN)] if number % 4 == 0 else ZONES[number % len(ZONES)]
        near = changes(zone)
        at = near[number // len(ZONES) % len(near)] + chance.uniform(-1, 2) * DAY
        first, last = (wall_time(chance.randrange(24), chance.choice((0, 30))) for _each in range(2))
        days = frozenset(chance.sample(range(7), chance.randint(1, 7)))
        yield at.replace(microsecond=0), quiet.Quiet(first, last), days, ZoneInfo(zone)


def walls(count: int) -> dict[str, int]:
    """Return what is wrong with moments to leave at, and with daily reminders."""
    chance, found = random.Random(5), {"too early": 0, "not the first": 0, "wrong wall": 0}
    for at, hours, days, zone in examples(count, chance):
        left = quiet.opened(at, hours, days, zone)
        found["too early"] += left < at or not _open(left, hours, days, zone)
        between = [at + (left - at) * chance.random() for _each in range(6)] if left > at else []
        found["not the first"] += any(
            _open(each, hours, days, zone) for each in (*between, left - timedelta(seconds=1)) if at <= each < left
        )
        found["wrong wall"] += _reminded_wrongly(at, hours.last, zone)
    return found


def _open(at: datetime, hours: quiet.Quiet, days: frozenset[int], zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return not hours.holds(local.time()) and local.weekday() in days


def _reminded_wrongly(at: datetime, wall: wall_time, zone: ZoneInfo) -> bool:
    """Return whether a daily reminder misses its wall time, its day, or comes twice over five days."""
    day: date = at.astimezone(zone).date()
    for step in range(5):
        want = datetime.combine(day + step * DAY, wall)
        came = quiet.next_wall(want, zone, datetime.combine(day + step * DAY, wall_time(), tzinfo=zone).astimezone(UTC))
        local = came.astimezone(zone).replace(tzinfo=None)
        exists = any(
            want.replace(tzinfo=zone, fold=fold).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == want
            for fold in (0, 1)
        )
        if (local != want) if exists else not (timedelta() <= local - want <= timedelta(hours=25)):
            return True
    return False


def jumping(letters: int, journal_at: Path) -> tuple[dict[str, int], dict[str, float]]:
    """Return what is wrong with letters sent by hands whose clocks jump, and the figures."""
    from django.db import connection

    from mostik.channels.models import Sending
    from mostik.core import clock, outbox
    from tests.faults.company import reached
    from tests.faults.letters import deal_for, is_quiet, judged, write

    company = reached()
    over, jumps, lock = threading.Event(), [0], threading.Lock()

    def hand(seed: int) -> None:
        chance = random.Random(seed)
        while not over.is_set():
            jump = chance.choice(JUMPS)
            with lock:
                jumps[0] += bool(jump)
            with clock.stopped(datetime.now(UTC) + jump):
                if not outbox.run_due(holder=f"hand {seed}", most=2):
                    over.wait(0.05)
        connection.close()

    def day_later() -> None:
        with clock.stopped(datetime.now(UTC) + DAY + timedelta(hours=1)):
            outbox.run_due(most=50)

    journalled.SLOW_SECONDS = 0.5
    with journalled.sink(journal_at, company["smtp"]) as journal:
        person = Person(journal, grace=1.5)
        for number in range(letters):
            write(deal_for(f"c{number}+{('slow', 'normal')[number % 2]}@client.test"))
        hands = [threading.Thread(target=hand, args=(seed,)) for seed in range(HANDS)]
        for each in hands:
            each.start()
        until(lambda: [person.look(), not Sending.objects.filter(state="new").exists()][1], 60 + letters, 0.3)
        over.set()
        for each in hands:
            each.join()
        time.sleep(2)
        until(lambda: [person.look(), day_later(), is_quiet()][2], 60, 0.3)
        found = judged(journal, set())
    return found, {"letters": letters, "clock_jumps": jumps[0], "doubts_settled": person.settled}


def main(given: Given) -> dict:
    """Run both parts and return what was found."""
    from tests.faults.hurry import hurry

    hurry()
    began, control, count = time.monotonic(), given.control, given.size
    # A control runs the part it is about.
    found = walls(count if control != "naive sender" else 0)
    letters = min(max(count // LETTERS_PER, 20), MOST_LETTERS)
    harm, figures = jumping(letters, given.journal) if control != "wall by offset" else ({}, {})
    figures = {
        "examples": count,
        "zones": min(len(ZONES), count),
        **figures,
        "seconds": round(time.monotonic() - began),
    }
    return told(found | harm, "each left at the first moment there is, each letter was kept once", **figures)
