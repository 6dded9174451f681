"""When a letter that did not go is tried again; who else gets one, and how an answer begins."""

import re
from datetime import timedelta
from typing import Final

from email_validator import EmailNotValidError, validate_email

from mostik.kernel.refusals import Invalid, gettext_noop

SEPARATORS: Final = re.compile(r"[\s,;]+")
ANSWERED: Final = re.compile(r"(re|отв|ответ)\s*(\[\d+\])?:", re.IGNORECASE)
MOST_OTHERS: Final = 20

PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


class NotAnAddress(Invalid):
    """Something in a line of addresses is none."""

    message = gettext_noop("“{address}” is not an e-mail address. Write them like ivan@example.ru, olga@example.ru.")


class TooManyOthers(Invalid):
    """A letter to a client is no mailing."""

    message = gettext_noop("At most {most} addresses.")


def pause_after(tries: int, asked: int | None = None) -> timedelta | None:
    """Return how long to wait after so many tries that are known to have failed; nothing when it is given up.

    Where the far side ``asked`` for so many seconds, that long.

    >>> pause_after(1), pause_after(1, 7), pause_after(1, 90), pause_after(6)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=7), datetime.timedelta(seconds=90), None)
    """
    if tries > len(PAUSES):
        return None
    return PAUSES[tries - 1] if asked is None else timedelta(seconds=max(1, asked))


def others(text: str, field: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a line, each once, apart by commas, semicolons or spaces; refuses at its field.

    >>> others("Ivan@Client.test, olga@client.test; ivan@client.test", "cc")
    ('ivan@client.test', 'olga@client.test')
    """
    found = dict.fromkeys(each for each in SEPARATORS.split(text) if each)
    if len(found) > MOST_OTHERS:
        raise TooManyOthers(field=field, params={"most": MOST_OTHERS})
    return tuple(dict.fromkeys(_address(each, field) for each in found))


def _address(text: str, field: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise NotAnAddress(field=field, params={"address": text[:80]}) from None


def quoted(text: str, head: str) -> str:
    """Return a letter's words as an answer quotes them, under a line that says whose they are.

    >>> quoted("One", "Ivan wrote:").split()
    ['Ivan', 'wrote:', '>', 'One']
    """
    return "\n\n" + head + "\n" + "\n".join(f"> {line}" for line in text.strip().splitlines())


def answered(subject: str) -> str:
    """Return what an answer is about.

    >>> answered("Price"), answered("RE: Price")
    ('Re: Price', 'RE: Price')
    """
    return subject if ANSWERED.match(subject) else f"Re: {subject}"
