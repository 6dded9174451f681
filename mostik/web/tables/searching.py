"""Search by a text in any letter case: SQLite knows the case of Latin letters alone."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet


def spellings(text: str) -> set[str]:
    """Return a text in every letter case it may be kept in.

    >>> sorted(spellings("ооо ромашка"))
    ['ООО РОМАШКА', 'Ооо Ромашка', 'Ооо ромашка', 'ооо ромашка']
    """
    return {text, text.lower(), text.upper(), text.capitalize(), text.title()}


def holds(text: str, *paths: str) -> Q:
    """Return the question whether one of these columns holds a text, in any letter case."""
    return reduce(or_, (Q(**{f"{path}__icontains": way}) for path in paths for way in sorted(spellings(text))))


def text_search(*paths: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Return a search of a list in these columns."""
    return lambda rows, text: rows.filter(holds(text, *paths))
