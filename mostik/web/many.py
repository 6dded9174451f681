"""What came of many records at once, said on the screen they were picked on."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from mostik.kernel.many import Outcome
from mostik.web.answers import back, done

SAID: Final = 5


def settled(request: HttpRequest, outcome: Outcome, *, home: str, words: Callable[[int], str]) -> HttpResponse:
    """Say how many were done, in ``words`` of their kind, and which were refused and why; go back, else ``home``."""
    for each in outcome.refused[:SAID]:
        messages.error(request, f"{each.title}: {each.why}")
    if rest := len(outcome.refused[SAID:]):
        more = ngettext("%(count)s more stayed as it was", "%(count)s more stayed as they were", rest)
        messages.error(request, more % {"count": rest})
    count = len(outcome.done)
    return done(request, back(request, home), words(count) if count else "")
