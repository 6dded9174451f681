"""One box over everything: suggestions while typing, and a page with all that was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from mostik.core.search.words import SHORTEST
from mostik.home.queries.search import found, searchable, suggestions

LONGEST = 100


def search(request: HttpRequest) -> HttpResponse:
    """What the words find within one's reach: grouped, or all of one kind."""
    words, kind, after = _said(request), request.GET.get("kind", ""), request.GET.get("after", "")
    one = found(words, kind, viewer=request.actor, after=after) if kind and len(words) >= SHORTEST else None
    several = suggestions(words, viewer=request.actor, most=8) if not kind and len(words) >= SHORTEST else []
    groups = [group for group in ([one] if one else several) if group.found]
    kinds = [(str(each.title), _at(words, each.kind), each.kind == kind) for each in searchable(viewer=request.actor)]
    context = {
        "words": words,
        "kind": kind,
        "groups": [(group, _at(words, group.kind, group.after if kind else "")) for group in groups],
        "kinds": kinds,
        "everything": _at(words),
        "too_short": 0 < len(words) < SHORTEST,
        "paged": bool(after),
    }
    return render(request, "home/search/page.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    """The first few of each kind, for the box at the top."""
    words = _said(request)
    groups = suggestions(words, viewer=request.actor) if len(words) >= SHORTEST else []
    context = {"words": words, "groups": groups, "everything": _at(words)}
    return render(request, "home/search/suggestions.html", context)


def _said(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]


def _at(words: str, kind: str = "", after: str = "") -> str:
    asked = {"q": words, **({"kind": kind} if kind else {}), **({"after": after} if after else {})}
    return f"{reverse('home:search')}?{urlencode(asked)}"
