"""In which time zone a client is, guessed from what is known of them, with the reason: the first that is sure counts.

What the company wrote in a field of its own, else the region of the address, else the code of the phone where it
belongs to one zone alone, else the company's own zone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone as prefixes

from mostik.kernel.events import N_
from mostik.kernel.zones import zone_names

OWN, ADDRESS, PHONE, COMPANY = "own", "address", "phone", "company"
REASONS: Final[Mapping[str, str]] = {
    OWN: N_("as their card says"),
    ADDRESS: N_("by the address"),
    PHONE: N_("by the phone's code"),
    COMPANY: N_("nothing is known of where they are: our own time"),
}
#: How far Moscow is ahead of UTC.
MOSCOW: Final = 3
_OFFSET: Final = re.compile(r"^(UTC|GMT|MSK|МСК)?\s*([+\-−])\s*(\d{1,2})(?::?00)?$", re.IGNORECASE)
#: Beginnings of names of Russian regions and large cities, and of neighbours, by zone.
PLACES: Final[Mapping[str, str]] = {
    "Europe/Kaliningrad": "калининград",
    "Europe/Samara": "самар удмурт ижевск тольятт",
    "Europe/Saratov": "саратов",
    "Europe/Ulyanovsk": "ульяновск",
    "Europe/Astrakhan": "астрахан",
    "Europe/Volgograd": "волгоград",
    "Asia/Yekaterinburg": "свердлов екатеринбург челябинск магнитогорск башк уфа перм тюмен курган оренбург "
    "ханты-мансийск хмао сургут ямало-ненец янао",
    "Asia/Omsk": "омск",
    "Asia/Novosibirsk": "новосибирск",
    "Asia/Barnaul": "алтайск барнаул",
    "Asia/Tomsk": "томск",
    "Asia/Novokuznetsk": "кемеров кузбасс новокузнецк",
    "Asia/Krasnoyarsk": "красноярск хакас абакан тыва тува кызыл",
    "Asia/Irkutsk": "иркутск бурят улан-удэ",
    "Asia/Chita": "забайкал чита",
    "Asia/Yakutsk": "якут саха амурск благовещенск",
    "Asia/Vladivostok": "приморск владивосток хабаровск еврейск биробиджан",
    "Asia/Sakhalin": "сахалин",
    "Asia/Magadan": "магадан",
    "Asia/Kamchatka": "камчат петропавловск-камчат",
    "Asia/Anadyr": "чукот анадыр",
    "Europe/Moscow": "москв московск санкт-петербург ленинград краснодар ростов нижегород нижний татарстан казан "
    "воронеж белгород брянск владимир вологод иванов калуж карел коми костром крым курск липецк мурманск новгород "
    "орловск пенз псков рязан смоленск ставропол тамбов твер тульск тула чуваш ярослав адыге дагестан ингуш "
    "кабардин калмык карачаев осети чечен марий мордов севастопол архангельск",
    "Asia/Almaty": "алматы астана казахстан караганд шымкент",
    "Europe/Minsk": "минск беларус",
    "Asia/Tashkent": "ташкент узбекистан",
    "Asia/Bishkek": "бишкек кыргызстан киргиз",
    "Asia/Yerevan": "ереван армени",
    "Asia/Baku": "баку азербайджан",
    "Asia/Tbilisi": "тбилиси грузи",
}
_STEMS: Final = sorted(
    ((stem, zone) for zone, stems in PLACES.items() for stem in stems.split()), key=lambda each: -len(each[0])
)


@dataclass(frozen=True)
class Zone:
    """A client's time zone and how it is known."""

    name: str
    reason: str

    @property
    def info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.name)


def guessed(*, own: Iterable[str] = (), places: Iterable[str] = (), phones: Iterable[str] = (), company: str) -> Zone:
    """Return where a client is and how that is known.

    >>> guessed(places=["Приморский край"], phones=["+78432222222"], company="Europe/Moscow")
    Zone(name='Asia/Vladivostok', reason='address')
    >>> guessed(own=["МСК+4"], company="Europe/Moscow"), guessed(phones=["+74232222222"], company="Europe/Moscow").name
    (Zone(name='Etc/GMT-7', reason='own'), 'Asia/Vladivostok')
    >>> guessed(phones=["+79161234567"], company="Europe/Moscow").reason
    'company'
    """
    for known, found, reason in ((own, _named, OWN), (places, _placed, ADDRESS), (phones, _dialled, PHONE)):
        for text in known:
            if zone := found(text):
                return Zone(zone, reason)
    return Zone(company, COMPANY)


def _named(text: str) -> str:
    """Return the zone a field names: ``Asia/Omsk``, ``UTC+6``, ``МСК+3``."""
    text = text.strip()
    if text in zone_names():
        return text
    said = _OFFSET.match(text)
    if said is None:
        return _placed(text)
    hours = int(said[3]) * (1 if said[2] == "+" else -1)
    hours += MOSCOW if (said[1] or "").upper() in {"MSK", "МСК"} else 0
    name = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
    return name if name in zone_names() else ""


def _placed(text: str) -> str:
    """Return the zone of the place an address names first: streets are named after other towns.

    >>> _placed("г. Омск, ул. Московская, 5"), _placed("Ленина, 1")
    ('Asia/Omsk', '')
    """
    for word in re.findall(r"[\w-]+", text.lower().replace("ё", "е")):
        for stem, zone in _STEMS:
            if word.startswith(stem):
                return zone
    return ""


def _dialled(phone: str) -> str:
    """Return the zone of a number whose code belongs to one zone, or to several that keep the same time."""
    try:
        names = prefixes.time_zones_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return ""
    known = [name for name in names if name in zone_names() and not name.startswith("Etc/")]
    return known[0] if known and len({_kept(name) for name in known}) == 1 else ""


def _kept(name: str) -> tuple[timedelta | None, ...]:
    """Return what a zone's clocks show in winter and in summer."""
    return tuple(datetime(2026, month, 1, tzinfo=UTC).astimezone(ZoneInfo(name)).utcoffset() for month in (1, 7))
