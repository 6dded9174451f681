"""The room's words and looks on screens."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.web import formats
from mostik.web.tables import Badge

STATES: dict[str, str | Promise] = {
    "works": gettext_lazy("works here"),
    "away": gettext_lazy("is away"),
    "leaving": gettext_lazy("is leaving"),
    "left": gettext_lazy("has left"),
}
TONES = {"works": "good", "away": "warn", "leaving": "warn", "left": "neutral"}
ABSENCE_TONES = {"holiday": "info", "sick": "warn", "trip": "accent", "other": "neutral"}


def state_badge(state: str) -> Badge:
    """Return somebody's state as a badge."""
    return Badge(STATES[state], TONES[state])


def hours_words(minutes: int) -> str:
    """Return working hours in words, whole or with a fraction."""
    return _("%(hours)s h") % {"hours": formats.number(minutes / 60)}
