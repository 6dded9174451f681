"""Events become facts, in the event's own transaction."""

from collections.abc import Sequence
from typing import Any

from mostik.analysis.commands.facts import count_facts
from mostik.analysis.rules.counting import KINDS
from mostik.core.journal import Logged, on


@on(*KINDS)
def on_anything_that_counts(logged: Sequence[Logged[Any]]) -> None:
    """Count it."""
    count_facts(logged)
