"""Names as they sound: one alphabet, no letter twice, so that «Акме», "Acme" and "ACMEE" come close."""

import re
from typing import Final

from mostik.crm.rules.clients import company_key

_LATIN: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
        "я": "ia", "ü": "u", "ö": "o", "ä": "a",
    }
)  # fmt: skip
#: Letters two spellings of one sound come to, longest first.
_SOUNDS: Final = (
    ("shch", "sh"), ("tsch", "ch"),
    ("sch", "sh"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("cz", "ts"), ("ya", "ia"), ("yu", "iu"),
    ("yo", "e"), ("ye", "e"), ("ja", "ia"), ("ju", "iu"), ("x", "ks"), ("w", "v"), ("q", "k"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_SOFT_C: Final = re.compile(r"c(?=[ei])")
_HARD_C: Final = re.compile(r"c(?!h)")
_TWICE: Final = re.compile(r"([a-z])\1+")
BLOCK = 4


def sound(words: str) -> str:
    """Return words as they sound, in alphabetical order.

    >>> sound("Весёлый Молочник"), sound("Molochnik Veselyi"), sound("акме"), sound("Akme")
    ('molochnik veseli', 'molochnik veseli', 'akme', 'akme')
    """
    plain = words.casefold().translate(_LATIN)
    for spelt, heard in _SOUNDS:
        plain = plain.replace(spelt, heard)
    plain = _HARD_C.sub("k", _SOFT_C.sub("s", plain))
    plain = re.sub(r"ii\b", "i", plain)
    return " ".join(sorted(_TWICE.sub(r"\1", plain).split()))[:200]


def company_sound(title: str) -> str:
    """Return a company's name as it sounds, without its legal form.

    >>> company_sound("ООО «Акме Трейд»"), company_sound("Akme Treid LLC")
    ('akme treid', 'akme treid')
    """
    return sound(company_key(title))


def person_sound(first: str, last: str, middle: str = "") -> str:
    """Return a person's name as it sounds, whatever stands first.

    >>> person_sound("Пётр", "Иванов") == person_sound("Ivanov", "Petr")
    True
    """
    return sound(re.sub(r"[^\w\s]+|\d+", " ", f"{first} {middle} {last}"))


def block(heard: str) -> str:
    """Return what names are first sorted by before they are compared: the beginning of the longest word.

    >>> block("akme treid"), block("molochnik veseli"), block("")
    ('trei', 'molo', '')
    """
    words = sorted(heard.split(), key=lambda word: (-len(word), word))
    return words[0][:BLOCK] if words else ""
