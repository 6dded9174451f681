"""Lines under people's bells, each once; whoever carries them further hears of them in the same transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.models import Notification

OTHER = "other"
LONGEST_NAMES = 300


@dataclass(frozen=True)
class Kind:
    """What a notification is about: people choose by it where it reaches them. ``urgent`` may pass quiet hours.

    One that comes ``always`` passes them and goes by every way that is open: nobody can choose not to hear of it.
    """

    code: str
    title: Promise
    urgent: bool = False
    always: bool = False


KINDS: dict[str, Kind] = {}
Carrier = Callable[[Sequence[Notification]], None]
CARRIERS: list[Carrier] = []


def declare(code: str, title: Promise, *, urgent: bool = False, always: bool = False) -> None:
    """Let a room name a kind of its notifications."""
    KINDS[code] = Kind(code, title, urgent, always)


def carried_by(carrier: Carrier) -> None:
    """Let a room carry new notifications further; it hears of them in the transaction they are born in."""
    if carrier not in CARRIERS:
        CARRIERS.append(carrier)


def kind_of(code: str) -> Kind:
    """Return a kind by its code; one nobody knows any more is among the rest."""
    return KINDS.get(code) or KINDS[OTHER]


def notify(
    *,
    person_ids: Iterable[int],
    text: str,
    key: str,
    params: Mapping[str, str | date] | None = None,
    url: str = "",
    kind: str = OTHER,
) -> int:
    """Put a line under each person's bell and return how many are new; the same key and person never twice.

    ``text`` is an English template over ``params``, translated where it is shown; a day among them is written in the
    reader's way. Called inside a command, so that the line lives and dies with what it tells of.
    """
    now, told = clock.now(), dict(params or {})
    kept = {name: {"day": each.isoformat()} if isinstance(each, date) else each for name, each in told.items()}
    names = " ".join(map(str, told.values()))[:LONGEST_NAMES]
    lines = [
        Notification(
            person_id=each, kind=kind, text=text, params=kept, names=names, url=url, key=f"{key}:{each}", made_at=now
        )
        for each in dict.fromkeys(person_ids)
    ]
    known = set(Notification.objects.filter(key__in=[line.key for line in lines]).values_list("key", flat=True))
    new = [line for line in lines if line.key not in known]
    if new:
        Notification.objects.bulk_create(new, ignore_conflicts=True)
        _carry([line.key for line in new])
    return len(new)


def _carry(keys: Sequence[str]) -> None:
    if not CARRIERS:
        return
    rows = list(Notification.objects.filter(key__in=keys).order_by("pk"))
    for carrier in CARRIERS:
        carrier(rows)


declare(OTHER, _("Everything else"))
