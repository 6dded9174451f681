"""Text as the index keeps it, and a question as the index understands it: the same on both databases.

Every token begins with a letter that says where it may be found: ``w`` a word as written and ``l`` its first form,
``t`` and ``m`` the same of a title, ``p`` the digits of a phone from the last one, ``q`` from the first one, ``e`` an
e-mail, ``k`` what kind of record it is. So nobody who may not see phones can find by them: the question simply has no
such tokens.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mostik.core.search.lemmas import lemmas
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

MOST_TOKENS: Final = 2000
MOST_WORDS: Final = 8
LONGEST: Final = 60
SHORTEST: Final = 2
#: A beginning shorter than this is no beginning: half of all words have it.
PREFIX: Final = 3
PHONE_DIGITS: Final = 4

_WORD: Final = re.compile(r"[^\W_]+")
_EMAIL: Final = re.compile(r"[^\s,;<>()]*@[^\s,;<>()]*")
_PHONE_LIKE: Final = re.compile(r"[+(]?[\d\s().\-–]*\d")
_UNSAFE: Final = re.compile(r"[^\w@.+-]")


@dataclass(frozen=True)
class Term:
    """One word of a question: any of these tokens will do; those with a star as beginnings."""

    body: tuple[str, ...]
    title: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question ready for the index: every term must be met."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def of(self, kind: str) -> "Asked":
        """Return the same question about one kind of record."""
        return Asked((*self.terms, Term((f"k{kind}",), (f"k{kind}",))))


def plain(text: str) -> str:
    """Return text in the one spelling that is kept: small letters, no ё, no accents beyond the alphabet's own.

    >>> plain("Ёлка ООО «Résumé»")
    'елка ооо «resume»'
    """
    small = text.casefold().replace("ё", "е")
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFD", small.replace("й", "\0"))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c))).replace("\0", "й")


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are kept.

    >>> words_of("Договор № 2026/15-А")
    ['договор', '2026', '15', 'а']
    """
    return [word[:LONGEST] for word in _WORD.findall(plain(text))]


def kept_words(
    *, kind: str, title: str, body: Iterable[str] = (), phones: Iterable[str] = (), emails: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return every token of a record, each once, in a steady order."""
    heading = words_of(title)
    told = [*heading, *(word for text in body for word in words_of(text))][:MOST_TOKENS]
    tokens: dict[str, None] = {f"k{kind}": None}
    for word in heading:
        tokens |= dict.fromkeys([f"t{word}", *(f"m{each}" for each in lemmas(word))])
    for word in told:
        tokens |= dict.fromkeys([f"w{word}", *(f"l{each}" for each in lemmas(word))])
    for digits in filter(None, map(digits_of, phones)):
        tokens |= dict.fromkeys([f"p{digits[::-1]}", f"q{digits}"])
    for address in filter(None, map(_address, emails)):
        tokens |= dict.fromkeys([f"e{address}", f"e{address.partition('@')[2]}"])
    return tuple(sorted(tokens))


def digits_of(phone: str) -> str:
    """Return a phone's digits with its country's code, without the extension; as typed when it is no number.

    >>> digits_of("8 (912) 345-67-89"), digits_of("+79123456789#12"), digits_of("12-34-56")
    ('79123456789', '79123456789', '123456')
    """
    number = phone.partition("#")[0]
    try:
        return Phone.parse(number).e164.lstrip("+")
    except Refusal:
        return re.sub(r"\D", "", number)[:15]


def asked(text: str, *, phones: bool = True, emails: bool = True) -> Asked:
    """Return what somebody types as a question; the last word may be only begun. Nothing typed asks nothing.

    ``phones`` and ``emails`` say whether the one who asks may see them: else nothing is found by them.
    """
    said = " ".join(text.split())[:200]
    number = _digits_asked(said)
    if phones and len(number) >= PHONE_DIGITS and _PHONE_LIKE.fullmatch(said):
        return Asked((_number(said, number),))
    chunks = said.split(" ")[:MOST_WORDS]
    last = len(chunks) - 1
    terms = [term for at, chunk in enumerate(chunks) for term in _terms(chunk, at == last, phones, emails)]
    return Asked(tuple(terms[:MOST_WORDS]))


def _terms(chunk: str, last: bool, phones: bool, emails: bool) -> Iterator[Term]:  # noqa: FBT001 - three plain facts
    if emails and _EMAIL.fullmatch(chunk) and (address := _address(chunk).lstrip("@")):
        tokens = (f"e{address}*",)
        yield Term(tokens, tokens)
        return
    words = words_of(chunk)
    if phones and len(words) == 1 and words[0].isdecimal() and len(words[0]) >= PHONE_DIGITS:
        yield _number(chunk, _digits_asked(chunk))
        return
    yield from (_word(word, begun=last and at == len(words) - 1) for at, word in enumerate(words))


def _word(word: str, *, begun: bool) -> Term:
    firsts = lemmas(word)
    star = "*" if begun and len(word) >= PREFIX else ""
    body = (f"w{word}{star}", *(f"l{each}" for each in firsts))
    return Term(body, (f"t{word}{star}", *(f"m{each}" for each in firsts)))


def _number(said: str, digits: str) -> Term:
    """A number is a phone's end, its beginning, or a number of something else."""
    phone = (f"p{digits[::-1]}*", f"q{digits}*")
    words = [word for word in words_of(said) if len(words_of(said)) == 1]
    return Term((*phone, *(f"w{word}*" for word in words)), (*phone, *(f"t{word}*" for word in words)))


def _digits_asked(said: str) -> str:
    """Return the digits of what looks like a phone: a trunk 8 before a whole number is the country's 7."""
    digits = re.sub(r"\D", "", said)[:15]
    return f"7{digits[1:]}" if len(digits) == 11 and digits[0] == "8" else digits


def _address(text: str) -> str:
    return _UNSAFE.sub("", plain(text.strip()))[:254]
