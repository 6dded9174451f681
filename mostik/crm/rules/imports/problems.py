"""What is wrong with a row, in words for whoever mends the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mostik.kernel.refusals import Refusal


class Grade(StrEnum):
    """How bad it is: a refused row stays out, a warned one comes in without the named thing."""

    REFUSED = "refused"
    WARNED = "warned"


class NameKind(StrEnum):
    """Kinds of record that files call by name; an alias joins a strange name to one of them."""

    OWNER = "owner"
    PIPELINE = "pipeline"
    STAGE = "stage"
    PRODUCT = "product"
    CHANNEL = "channel"
    REASON = "reason"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with one row. ``reason`` is an English template over ``params`` saying what to do.

    ``kind`` and ``name`` are set when an unknown name is to blame: an alias then mends every such row at once.
    """

    column: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)
    grade: Grade = Grade.REFUSED
    kind: NameKind | None = None
    name: str = ""

    @classmethod
    def of(cls, refusal: Refusal, column: str, grade: Grade = Grade.REFUSED) -> "Problem":
        """Return a refusal as a row's problem."""
        params = {key: value if isinstance(value, int) else str(value) for key, value in refusal.params.items()}
        return cls(column=column, reason=str(refusal.message), params=params, grade=grade)


def refused(problems: "list[Problem] | tuple[Problem, ...]") -> bool:
    """Return whether the row stays out."""
    return any(each.grade is Grade.REFUSED for each in problems)


def words_of(reason: str, params: Mapping[str, object], translate: Callable[[str], str]) -> str:
    """Return a row's problem in the reader's language.

    >>> words_of("Row {row} is odd.", {"row": 7}, str)
    'Row 7 is odd.'
    """
    words = translate(reason)
    return words.format(**params) if params else words
