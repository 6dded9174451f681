"""Links to booking pages that tell whom they were given to: who books by one is no stranger. Pure."""

import re


def with_introduction(text: str, own: str, token: str) -> str:
    """Return words with a token put to each link to a booking page at our own address; to one that has one, none.

    >>> with_introduction("Выберите: https://we.test/meet/talk/, удобное время.", "https://we.test", "t1:x")
    'Выберите: https://we.test/meet/talk/?by=t1:x, удобное время.'
    >>> with_introduction("https://other.test/meet/talk/ https://we.test/meet/a/?by=t2", "https://we.test", "t1:x")
    'https://other.test/meet/talk/ https://we.test/meet/a/?by=t2'
    """
    if not own:
        return text
    return re.sub(rf"({re.escape(own)}/meet/[-\w]+/)(?!\?)", lambda found: f"{found[1]}?by={token}", text)
