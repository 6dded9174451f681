"""Time zones people choose from, by their cities."""

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mostik.core import clock

EUROPE = ("Kaliningrad", "Moscow", "Samara", "Minsk", "Istanbul", "Berlin", "London")
ASIA = ("Yekaterinburg", "Omsk", "Novosibirsk", "Krasnoyarsk", "Irkutsk", "Yakutsk", "Vladivostok", "Magadan")
FAR = ("Kamchatka", "Tbilisi", "Yerevan", "Baku", "Tashkent", "Almaty", "Dubai")
PLACES = [*(f"Europe/{city}" for city in EUROPE), *(f"Asia/{city}" for city in (*ASIA, *FAR))]


def zones(chosen: str = "") -> list[tuple[str, Any]]:
    """Return time zones by their cities, in the language of the screen."""
    listed = [*PLACES, *([chosen] if chosen and chosen not in PLACES else [])]
    return [("", _("as in the company")), *((each, _titled(each)) for each in listed)]


def _titled(zone: str) -> str:
    city = get_timezone_location(zone, locale=(get_language() or "ru")[:2], return_city=True)
    offset = clock.now().astimezone(ZoneInfo(zone)).utcoffset()
    hours = (offset.total_seconds() if offset else 0) / 3600
    return f"{city} (UTC{hours:+g})"
