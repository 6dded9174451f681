"""The next step written in one line, as people say it: "call tomorrow 3pm", "встреча 25.11 в 10"."""

from dataclasses import dataclass
from datetime import datetime

from mostik.crm.terms import ActivityKind


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is to be done next, and when."""

    kind: ActivityKind
    due_at: datetime
    title: str = ""
    promised: bool = False
