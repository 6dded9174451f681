"""Phone: a number people write in a dozen ways, kept in one."""

import re
from dataclasses import dataclass
from typing import Final, Self

import phonenumbers

from mostik.kernel.refusals import Invalid, gettext_noop

_LONGEST: Final = 60
_LABEL: Final = r"(?:(?:тел|моб|телефон|phone|tel|mobile|т|м)[.:]*\s*)?"
_EXTENSION: Final = r"(?:[\s,;(]*(?:доб|добавочный|вн|внутр|внутренний|ext|x|#)[.:№\s]*(?P<extension>[0-9]{1,7})\)?)?"
_SHAPE: Final = re.compile(
    rf"{_LABEL}(?P<number>\(?[+0-9][0-9\s().\-/\u2010-\u2015\u2212]*?){_EXTENSION}", re.IGNORECASE
)


class NotAPhone(Invalid):
    """The text is not one telephone number that exists in its country's numbering."""

    message = gettext_noop("“{text}” is not a phone number. Write one number, for example +7 912 345-67-89.")


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in E.164, with the extension behind it if there is one.

    >>> phone = Phone.parse("8 (912) 345-67-89 доб. 12")
    >>> phone
    Phone(e164='+79123456789', extension='12')
    >>> phone.shown, phone.masked
    ('+7 912 345-67-89 #12', '+7 912 •••-••-89')
    """

    e164: str
    extension: str = ""

    @classmethod
    def parse(cls, text: str, region: str = "RU") -> Self:
        """Read one number as people write it; without a country code it is taken as the region's.

        Refuses `NotAPhone`: letters, several numbers in one field, or a number no country gives out.
        """
        read = _SHAPE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
        number = _number(read["number"], region) if read else None
        if read is None or number is None:
            raise NotAPhone(params={"text": text[:_LONGEST]})
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return cls(e164, read["extension"] or "")

    @property
    def shown(self) -> str:
        """Return the number grouped as its country groups it, the extension after a # sign."""
        return f"{self._grouped()} #{self.extension}" if self.extension else self._grouped()

    @property
    def masked(self) -> str:
        """Return the number with its middle hidden, for those who may not call it; no extension.

        The country code, three digits and the last two remain; of a national number under eight digits,
        only the last two.
        """
        number = phonenumbers.parse(self.e164)
        length = len(phonenumbers.national_significant_number(number))
        ahead = len(str(number.country_code)) + (3 if length >= 8 else 0)
        shown = self._grouped()
        places = [place for place, sign in enumerate(shown) if sign.isdigit()]
        hidden = set(places[ahead:-2])
        return "".join("•" if place in hidden else sign for place, sign in enumerate(shown))

    def __str__(self) -> str:
        return self.shown

    def _grouped(self) -> str:
        parsed = phonenumbers.parse(self.e164)
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
