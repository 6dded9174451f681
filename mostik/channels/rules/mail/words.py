"""Bytes of a letter become words: charsets as they are named, misnamed and not named at all."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import collapse_rfc2231_value, getaddresses
from itertools import pairwise
from typing import Final

#: Charsets letters are really written in. Python knows more codecs, some of them no charsets and some slow on purpose.
CHARSETS: Final = re.compile(
    r"ascii|utf-(7|8|16|32)(-sig|-le|-be)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+"
)
LONGEST_HEADER: Final = 8000
COMMON: Final = frozenset("оеаинтсрвл")
FOLD: Final = re.compile(r"\r?\n[ \t]*|\r")


def decoded(raw: bytes, charset: str = "") -> str:
    r"""Return the words of bytes: as their charset says, else UTF-8, else whichever Russian charset reads as Russian.

    >>> decoded("Привет".encode("koi8-r"), "x-unknown"), decoded("Привет".encode("cp1251")), decoded(b"a\x00b")
    ('Привет', 'Привет', 'ab')
    """
    for name in (_known(charset), "utf-8"):
        try:
            if name:
                return storable(raw.decode(name))
        except (UnicodeError, ValueError):
            continue
    return storable(max((raw.decode(name, "replace") for name in ("cp1251", "koi8-r", "cp866")), key=_russian))


def storable(words: str) -> str:
    """Return words every database keeps: no zero characters, no halves of a pair."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def header(raw: str) -> str:
    """Return a header's words in one line: encoded words, bytes sent as they are, what cannot be read left alone.

    >>> header("=?koi8-r?B?8NLJ18XU?= =?utf-8?q?,_=D0=98=D0=B2=D0=B0=D0=BD?="), header("=?utf-8?B?broken")
    ('Привет, Иван', '=?utf-8?B?broken')
    """
    line = FOLD.sub(" ", raw[:LONGEST_HEADER])
    try:
        parts = decode_header(sent(line) if _is_eight_bit(line) else line)
    except (HeaderParseError, ValueError):
        parts = [(sent(line), None)]
    said = "".join(part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts)
    return " ".join(storable("".join(letter if letter.isprintable() else " " for letter in said)).split())


def addresses(raw: str) -> list[tuple[str, str]]:
    """Return names and addresses of a header, in lower case; what has no address is left out.

    >>> addresses('"Ivan" <IVAN@client.test>, nobody, =?utf-8?B?0JjQstCw0L0=?= <i@b.test>')
    [('Ivan', 'ivan@client.test'), ('Иван', 'i@b.test')]
    """
    line = FOLD.sub(" ", raw[:LONGEST_HEADER])
    try:
        found = getaddresses([line])
    except (ValueError, IndexError):
        return []
    return [(header(name), storable(address).lower()) for name, address in found if _is_address(address)]


def title(raw: object) -> str:
    """Return the name of a file as RFC 2231, encoded words or bare bytes give it."""
    if not raw:
        return ""
    try:
        said = collapse_rfc2231_value(raw)  # type: ignore[arg-type]
    except (LookupError, UnicodeError, ValueError, TypeError):
        said = raw[-1] if isinstance(raw, tuple) else str(raw)
    return header(str(said))


def sent(line: str) -> str:
    """Return a line whose bytes were sent without saying what they are."""
    return decoded(line.encode("utf-8", "surrogateescape"))


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip("\"' ").lower()).name if charset.isascii() and "\0" not in charset else ""
    except (LookupError, ValueError):
        return ""
    return name if CHARSETS.fullmatch(name) else ""


def _russian(words: str) -> int:
    """Return how much words look like Russian: small letters, the common ones twice; capitals inside words are not."""
    good = sum((letter in COMMON) + ("а" <= letter <= "я") for letter in words)
    return good - 2 * sum(before.islower() and letter.isupper() for before, letter in pairwise(words))


def _is_eight_bit(line: str) -> bool:
    return not line.isascii()


def _is_address(address: str) -> bool:
    name, _, host = address.rpartition("@")
    return bool(name and host) and len(address) <= 254 and not any(letter.isspace() for letter in address)
