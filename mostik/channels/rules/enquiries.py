"""How an enquiry looks at a glance: the values among its first signs, without the marks of JSON or a form. Pure."""

import re
from typing import Final
from urllib.parse import unquote_plus

_VALUE: Final = re.compile(r'"(?:[^"\\]|\\.)*"\s*:\s*"((?:[^"\\]|\\.)*)|:\s*(-?\d[\d.]*)')
_FORM: Final = re.compile(r"[\w.\[\]-]+=[^&\s]*(?:&[\w.\[\]-]+=[^&\s]*)*")


def glance(head: str) -> str:
    r"""Return the values a body begins with, in one line; a body of another shape as it is.

    >>> glance('{"name": "Mira", "count": 2, "text": "Two \\"pum')
    'Mira · 2 · Two "pum'
    >>> glance("name=Mira+K&phone=%2B79"), glance("<xml>\n 1")
    ('Mira K · +79', '<xml> 1')
    """
    text = head.strip()
    if text[:1] in {"{", "["}:
        found = [re.sub(r"\\(.)", r"\1", said or count) for said, count in _VALUE.findall(text)]
    elif _FORM.fullmatch(text):
        found = [unquote_plus(each.partition("=")[2]) for each in text.split("&")]
    else:
        found = [text]
    return " ".join(" · ".join(each for each in found if each.strip()).split()) or " ".join(text.split())
