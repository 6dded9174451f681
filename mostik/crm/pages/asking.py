"""How a dialog of a deal asks: as every dialog does, with the words of deals and the board it may have come from."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from mostik.web import asking
from mostik.web.asking import blame, number, sent

__all__ = ["ASK", "ask", "blame", "number", "sent"]

ASK = "crm/deals/ask.html"


def ask(
    request: HttpRequest,
    form: Any,
    words: Mapping[str, Any],
    act: Callable[[], object],
    then: Callable[[], HttpResponse],
    *,
    fresh: Callable[[], Mapping[str, Any]] | None = None,
    template: str = ASK,
) -> HttpResponse:
    """Show a dialog's form; when it is filled in, act; with a refusal show it again as it was typed."""
    query = request.POST if request.method == "POST" else request.GET
    said = {"board": query.get("board"), **words}
    return asking.ask(request, form, said, act, then, fresh=fresh, template=template)
