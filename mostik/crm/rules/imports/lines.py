"""What every row of a file has: its number, own values, the headings its columns go by."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a file: its number, the own values it tells by the field's name, how its columns are headed."""

    number: int
    own: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)

    def column(self, code: str) -> str:
        """Return the heading the file gives this field, for a message."""
        return self.columns.get(code, code)
