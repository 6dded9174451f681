"""One box over clients and deals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mostik.crm.queries.search import SHORTEST, found


def search(request: HttpRequest) -> HttpResponse:
    """What the words find within one's reach."""
    words = request.GET.get("q", "").strip()
    results = found(viewer=request.actor, words=words)
    context = {"words": words[:100], "results": results, "too_short": 0 < len(words) < SHORTEST}
    return render(request, "home/search/page.html", context)
