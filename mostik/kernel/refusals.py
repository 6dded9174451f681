"""Refusals: the one way the house says no, in words a person can act on."""

import re
from collections.abc import Callable, Mapping
from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Return the message as it is: the name marks it for the message catalogue, and needs no Django."""
    return message


def as_written(message: str) -> str:
    """Return the message untranslated."""
    return message


class Refusal(Exception):
    """A request the house declines, with the reason for a person.

    A subclass names the reason and may give its `message` once; an instance may give its own. The message
    is a template filled from `params`, or a lazily translated string. `field` names the input at fault.

    >>> class PeriodClosed(Refusal):
    ...     message = "The period {period} is closed."
    >>> refusal = PeriodClosed(params={"period": "2026-11"}, field="day")
    >>> str(refusal), refusal.code, refusal.status
    ('The period 2026-11 is closed.', 'period-closed', 400)
    """

    code: ClassVar[str] = "refusal"
    status: ClassVar[int] = 400
    # `object`, because a lazily translated string is not a `str` to the type checker.
    message: object = gettext_noop("This cannot be done.")

    def __init_subclass__(cls, status: int | None = None, **rest: object) -> None:
        super().__init_subclass__(**rest)
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        if status is not None:
            cls.status = status

    def __init__(
        self,
        message: object | None = None,
        *,
        field: str | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        if message is not None:
            self.message = message
        self.field = field
        self.params = dict(params or {})

    @property
    def more(self) -> dict[str, object]:
        """Return what a program is told besides the words."""
        return {}

    def __str__(self) -> str:
        return self.text()

    def text(self, translate: Callable[[str], str] = as_written) -> str:
        """Return the message, translated and with its params filled in.

        Without params nothing is filled in, so a ready sentence may hold braces.
        """
        words = translate(str(self.message))
        return words.format(**self.params) if self.params else words


class Denied(Refusal, status=403):
    """The person may not do this."""

    message = gettext_noop("You do not have the right to do this.")


class Missing(Refusal, status=404):
    """There is no such thing, or none this person may see."""

    message = gettext_noop("There is no such record.")


class Conflict(Refusal, status=409):
    """The thing is in a state that does not allow this, or someone changed it first."""

    message = gettext_noop("The record has changed in the meantime. Open it again.")


class Invalid(Refusal, status=422):
    """The values given cannot be used."""

    message = gettext_noop("This value cannot be used.")
