"""What became of a letter, in words."""

from django.utils.translation import gettext_lazy as _

from mostik.analysis.terms import LetterState

STATES = {
    LetterState.NEW: (_("waits to be sent"), "neutral"),
    LetterState.SENDING: (_("being sent"), "info"),
    LetterState.SENT: (_("sent"), "good"),
    LetterState.FAILED: (_("not sent"), "bad"),
    LetterState.DOUBT: (_("may not have arrived"), "warn"),
    LetterState.SKIPPED: (_("passed over"), "neutral"),
}
