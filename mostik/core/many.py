"""Many records at once: the single command for each; what refuses is named and stays as it was."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from mostik.kernel.many import Outcome, Refused
from mostik.kernel.refusals import Invalid, Refusal

AT_ONCE = 1000


def few(numbers: Iterable[int]) -> list[int]:
    """Return the numbers in order, each once, so that two crowds never wait for each other; refuses too many."""
    found = sorted(set(numbers))
    if len(found) > AT_ONCE:
        raise Invalid(_("Take at most {most} at once."), params={"most": AT_ONCE})
    return found


def each(rows: Iterable[tuple[int, str]], act: Callable[[int], object]) -> Outcome:
    """Do something, by a command, to each record given by its number and title."""
    done, refused = [], []
    for pk, title in rows:
        try:
            act(pk)
        except Refusal as refusal:
            refused.append(Refused(pk, title, refusal.text(_)))
        else:
            done.append(pk)
    return Outcome(tuple(done), tuple(refused))
