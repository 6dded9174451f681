"""Whether a robot may write to a client now, later or never: stops, consent, caps, quiet hours. Pure.

Every moment a sending left at counts in a rolling day and week; a moment named as "not before" satisfies all rules at
once, so a promise moved to it goes then unless something else has happened meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

from mostik.channels.terms import Purpose
from mostik.kernel.events import N_
from mostik.kernel.quiet import Quiet, opened

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
STOPPED: Final = N_("Robots' sendings are stopped for now.")
UNSUBSCRIBED: Final = N_("They asked us not to write here.")
NO_CONSENT: Final = N_("They have not agreed to this kind of letter.")
TOO_OFTEN: Final = N_("The client has been written to enough for now.")
QUIET: Final = N_("It is not the hour for it where the client is.")
TOO_LATE: Final = N_("It could not go in time and would come too late.")
NIGHT: Final = Quiet(time(20), time(9))
#: Sendings that are stopped look again so often.
AGAIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Cap:
    """How many sendings a client gets in a rolling day and week, at the most; zero for no cap."""

    day: int = 0
    week: int = 0


@dataclass(frozen=True)
class Policy:
    """What the company decided: hours and days, caps over all ways and of each, which purposes need consent."""

    quiet: Quiet | None = NIGHT
    days: frozenset[int] = frozenset(range(5))
    cap: Cap = field(default_factory=lambda: Cap(2, 5))
    ways: Mapping[str, Cap] = field(default_factory=lambda: {"sms": Cap(1, 2)})
    consent: frozenset[Purpose] = frozenset({Purpose.OFFERS})
    patience: timedelta = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One sending as the gate is asked of it: ``left`` are those that left before, with their ways."""

    now: datetime
    zone: tzinfo
    way: str
    purpose: Purpose
    made_at: datetime
    left: Sequence[tuple[datetime, str]] = ()
    halted: bool = False
    unsubscribed: bool = False
    agreed: bool = True


@dataclass(frozen=True)
class Verdict:
    """Allowed with neither; ``at``: not before that moment; ``never``. ``why`` says it in words to be translated."""

    at: datetime | None = None
    never: bool = False
    why: str = ""

    @property
    def allowed(self) -> bool:
        """Whether it may go at once."""
        return self.at is None and not self.never


def decided(asked: Asked, policy: Policy) -> Verdict:
    """Return the verdict on a robot's sending.

    An answer to what the client wrote just now goes at any hour and counts towards no cap.
    """
    if asked.unsubscribed and asked.purpose is not Purpose.ANSWER:
        return Verdict(never=True, why=UNSUBSCRIBED)
    if asked.purpose in policy.consent and not asked.agreed:
        return Verdict(never=True, why=NO_CONSENT)
    if asked.halted:
        return _moved(asked, policy, asked.now + AGAIN, STOPPED)
    if asked.purpose is Purpose.ANSWER:
        return Verdict()
    room = max((_room(asked, cap, way) for way, cap in (("", policy.cap), *policy.ways.items())), default=asked.now)
    moment = opened(room, policy.quiet, policy.days, asked.zone)
    if moment <= asked.now:
        return Verdict()
    return _moved(asked, policy, moment, TOO_OFTEN if room > asked.now else QUIET)


def _moved(asked: Asked, policy: Policy, moment: datetime, why: str) -> Verdict:
    if moment > asked.made_at + policy.patience:
        return Verdict(never=True, why=TOO_LATE)
    return Verdict(at=moment, why=why)


def _room(asked: Asked, cap: Cap, way: str) -> datetime:
    """Return when a cap has room: of one way where it is named, of this sending's way alone."""
    if way and way != asked.way:
        return asked.now
    times = [at for at, by in asked.left if not way or by == way]
    return max(room_at(asked.now, times, cap.day, DAY), room_at(asked.now, times, cap.week, WEEK))


def room_at(now: datetime, left: Iterable[datetime], most: int, within: timedelta) -> datetime:
    """Return the first moment from now on with fewer than ``most`` in the time before it; now where there is no cap.

    >>> from datetime import UTC
    >>> hours = [datetime(2026, 11, 18, hour, tzinfo=UTC) for hour in (9, 10, 11)]
    >>> room_at(hours[2], hours[:2], 2, DAY).isoformat(), room_at(hours[2], hours[:1], 2, DAY) == hours[2]
    ('2026-11-19T09:00:00+00:00', True)
    """
    inside = sorted(at for at in left if at > now - within)
    return inside[len(inside) - most] + within if most and len(inside) >= most else now


def blocks_person(asked: Asked, policy: Policy) -> str:
    """Return why even a person may not send it: an offer to whoever unsubscribed or never agreed; nothing if they may.

    What a person writes otherwise is warned of, not blocked.
    """
    if asked.purpose is not Purpose.OFFERS:
        return ""
    if asked.unsubscribed:
        return UNSUBSCRIBED
    return NO_CONSENT if asked.purpose in policy.consent and not asked.agreed else ""


def read_policy(told: Mapping[str, Any]) -> Policy:
    """Return the policy from plain data as it lies in a setting; what is not there is as usual.

    >>> read_policy({}) == Policy(), read_policy(written(Policy())) == Policy()
    (True, True)
    """
    usual = Policy()
    if not told:
        return usual
    quiet = told["quiet"]
    return Policy(
        quiet=Quiet(*(time.fromisoformat(each) for each in quiet)) if quiet else None,
        days=frozenset(told["days"]),
        cap=Cap(*told["cap"]),
        ways={way: Cap(*cap) for way, cap in told["ways"].items()},
        consent=frozenset(Purpose(each) for each in told["consent"]),
        patience=timedelta(days=told["patience"]),
    )


def written(policy: Policy) -> dict[str, Any]:
    """Return the policy as plain data."""
    quiet = policy.quiet
    return {
        "quiet": [f"{each:%H:%M}" for each in (quiet.first, quiet.last)] if quiet else [],
        "days": sorted(policy.days),
        "cap": [policy.cap.day, policy.cap.week],
        "ways": {way: [cap.day, cap.week] for way, cap in sorted(policy.ways.items())},
        "consent": sorted(each.value for each in policy.consent),
        "patience": policy.patience.days,
    }
