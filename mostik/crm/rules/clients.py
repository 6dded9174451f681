"""Clients: the name duplicates are found by, and contacts as shown to those who may not use them."""

import re
from typing import Final

from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

#: Legal forms are how a company is registered, not what it is called.
_LONG_FORMS: Final = re.compile(
    r"\b(?:общество с ограниченной ответственностью|(?:(?:не)?публичное |закрытое |открытое )?акционерное общество"
    r"|индивидуальный предприниматель|группа компаний|торговый дом|limited liability company)\b"
)
_FORM: Final = re.compile(
    "ооо|оао|зао|пао|ао|нао|ип|тоо|гк|тд|фгуп|гуп|муп|мп|нко|ано|чп|чуп|пк|кфх"
    "|llc|ltd|limited|inc|incorporated|corp|corporation|co|company|gmbh|ag|plc|llp|lp|pty|bv|nv|oy|oü|srl|spa"
)
_DOTTED: Final = re.compile(r"\b((?:[^\W\d_]\.){2,})")
_NOT_WORDS: Final = re.compile(r"[^\w]+|_+")


def company_key(title: str) -> str:
    """Return the name duplicates are found by: without legal form, quotes, punctuation, letter case and ё.

    A name that is nothing but a legal form keeps it.

    >>> [company_key(name) for name in ('ООО «Весёлый Молочник»', 'веселый  молочник, ооо', 'Acme Corp.', 'ACME, Inc.')]
    ['веселый молочник', 'веселый молочник', 'acme', 'acme']
    >>> company_key("ИП Иванов И.И."), company_key("ООО")
    ('иванов ии', 'ооо')
    """
    plain = title.casefold().replace("ё", "е")
    plain = _DOTTED.sub(lambda dotted: dotted[1].replace(".", ""), plain)
    words = _NOT_WORDS.sub(" ", _LONG_FORMS.sub(" ", plain)).split()
    named = [word for word in words if not _FORM.fullmatch(word)]
    return " ".join(named or words)[:200]


def normal_email(text: str) -> str:
    """Return an address as it is kept: without spaces around, in lower case.

    >>> normal_email(" Ivan@Acme.RU ")
    'ivan@acme.ru'
    """
    return text.strip().lower()


def kept_phone(text: str) -> str:
    """Return a number as it is kept: E.164, the extension behind a # sign; empty stays empty. Refuses `NotAPhone`.

    >>> kept_phone("8 (912) 345-67-89 доб. 12"), kept_phone("")
    ('+79123456789#12', '')
    """
    if not text.strip():
        return ""
    phone = Phone.parse(text)
    return f"{phone.e164}#{phone.extension}" if phone.extension else phone.e164


def read_phone(kept: str) -> Phone | None:
    """Return the number kept so; nothing for an empty or foreign text."""
    number, _sign, extension = kept.partition("#")
    try:
        return Phone(Phone.parse(number).e164, extension) if number else None
    except Refusal:
        return None


def call_link(kept: str) -> str:
    """Return the address that dials a number.

    >>> call_link("+79123456789#12"), call_link("")
    ('tel:+79123456789;ext=12', '')
    """
    phone = read_phone(kept)
    if phone is None:
        return ""
    return f"tel:{phone.e164};ext={phone.extension}" if phone.extension else f"tel:{phone.e164}"


def digits_of(text: str) -> str:
    """Return the digits somebody searches a phone by, without the trunk 8 or the country's 7 in front.

    >>> digits_of("8 (912) 345"), digits_of("acme")
    ('912345', '')
    """
    digits = re.sub(r"\D", "", text)
    return digits[1:] if len(digits) > 4 and digits[0] in "78" else digits
