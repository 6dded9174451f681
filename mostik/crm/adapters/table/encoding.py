"""Which encoding a text file is in: UTF-8, cp1251 when it is surely that, anything else refused."""

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 16
SAMPLE: Final = 4 << 20

_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_LETTERS: Final = frozenset(chr(code) for code in range(0x410, 0x450)) | {"ё", "Ё"}
# Signs a Russian text really holds: quotes, dashes, number sign, ellipsis, unbreakable space, degree, currency.
_SIGNS: Final = frozenset("«»„“”‘’–—№…\u00a0°§©®±•€·’™")
# The ten commonest letters make more than half of any Russian text and far less of one read by a wrong table.
_COMMON: Final = frozenset("оеаинтсрвл")


def encoding_of(path: Path) -> str:
    """Return ``utf-8-sig`` or ``cp1251``, or nothing when neither is certain."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(_UTF16):
        return ""
    if _is_utf8(path):
        return "utf-8-sig"
    return "cp1251" if _is_cp1251(path) else ""


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1251(path: Path) -> bool:
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    try:
        return is_russian(sample.decode("cp1251"))
    except UnicodeDecodeError:
        return False


def is_russian(text: str) -> bool:
    """Return whether text decoded as cp1251 reads as Russian rather than as another table's letters.

    cp866 shows as signs, KOI8-R and ISO-8859-5 as words with inverted case, Latin-1 as Latin words with one
    Russian letter inside.

    >>> is_russian("Название;Сумма"), is_russian("пЮГБЮМХЕ;яСЛЛЮ"), is_russian("Cafй;Zьrich")
    (True, False, False)
    """
    foreign = [sign for sign in text if ord(sign) > 127]
    letters = [sign for sign in foreign if sign in _LETTERS]
    signs = sum(1 for sign in foreign if sign in _SIGNS)
    if len(letters) < max(3, 0.9 * len(foreign)) or len(letters) + signs < 0.98 * len(foreign):
        return False
    counted = Counter(sign.lower() for sign in letters)
    common = sum(counted[sign] for sign in _COMMON)
    return common >= 0.4 * len(letters) and _broken_words(text) <= 0.1 * _words(text)


def _words(text: str) -> int:
    return sum(1 for one, other in _pairs(text) if other in _LETTERS and one not in _LETTERS)


def _broken_words(text: str) -> int:
    """Return how often a small letter is followed by a capital one, or a Latin letter touches a Russian one."""
    return sum(1 for one, other in _pairs(text) if _breaks(one, other))


def _breaks(one: str, other: str) -> bool:
    russian, also = one in _LETTERS, other in _LETTERS
    if russian and also:
        return one.islower() and other.isupper()
    return (russian and _latin(other)) or (also and _latin(one))


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return zip(f" {text}", text, strict=False)
