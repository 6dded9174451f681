"""Lines under people's bells, each once."""

from collections.abc import Iterable, Mapping

from mostik.core import clock
from mostik.core.models import Notification


def notify(
    *, person_ids: Iterable[int], text: str, key: str, params: Mapping[str, str] | None = None, url: str = ""
) -> int:
    """Put a line under each person's bell and return how many are new; the same key and person never twice.

    ``text`` is an English template over ``params``, translated where it is shown. Called inside a command, so that
    the line lives and dies with what it tells of.
    """
    now = clock.now()
    lines = [
        Notification(person_id=each, text=text, params=dict(params or {}), url=url, key=f"{key}:{each}", made_at=now)
        for each in dict.fromkeys(person_ids)
    ]
    known = set(Notification.objects.filter(key__in=[line.key for line in lines]).values_list("key", flat=True))
    new = [line for line in lines if line.key not in known]
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
