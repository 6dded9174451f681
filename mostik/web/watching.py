"""Who watches over clients' data that programs read. Set by the room that keeps the journal."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest

#: Hears of records read: their kind, numbers, and whether one was asked for.
Seen = Callable[[HttpRequest, str, Sequence[int], bool], None]
_WATCH: list[Seen] = []


def watch(seen: Seen) -> None:
    """Let a room hear which records programs read."""
    if seen not in _WATCH:
        _WATCH.append(seen)


def tell(request: HttpRequest, kind: str, numbers: Sequence[int], *, one: bool) -> None:
    """Tell whoever watches of records read."""
    for seen in _WATCH:
        seen(request, kind, numbers, one)
