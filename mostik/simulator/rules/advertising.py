"""The virtual department's advertising: where visitors of its site come from, and what a click costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from mostik.simulator.terms import Chance

SITE, HOST = "Меридиан", "meridian.example"
#: Days of visits before today.
DAYS: Final = 60
#: Visitors who looked and left, for each who asked.
STRANGERS: Final = 2
#: The longest way from the first visit to the request, in days.
LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Campaign:
    """Where visitors come from, for deals of which channel, how often, and the price of a click in minor units."""

    channel: str
    source: str
    medium: str
    name: str
    page: str
    share: float
    click: int = 0
    referrer: str = ""

    @property
    def landing(self) -> str:
        """The address a visitor lands at."""
        marks = {"utm_source": self.source, "utm_medium": self.medium, "utm_campaign": self.name}
        return f"https://{HOST}{self.page}" + (f"?{urlencode(marks)}" if self.name else "")


CAMPAIGNS: Final = (
    Campaign("Яндекс Директ", "yandex", "cpc", "nasosnye-stancii", "/nasosy/", 0.5, 58_000),
    Campaign("Яндекс Директ", "yandex", "cpc", "kompressory", "/kompressory/", 0.3, 46_000),
    Campaign("Яндекс Директ", "yandex", "cpc", "remarketing", "/", 0.2, 21_000),
    Campaign("Сайт", "", "", "", "/", 0.6, referrer="https://yandex.ru/search/"),
    Campaign("Сайт", "", "", "", "/service/", 0.4),
    Campaign("Телеграм-канал", "telegram", "social", "razbor-obektov", "/cases/", 0.7, 9_500),
    Campaign("Телеграм-канал", "telegram", "social", "kalkulyator", "/calc/", 0.3, 9_500),
)
CHANNELS: Final = tuple(dict.fromkeys(each.channel for each in CAMPAIGNS))


def way_of(channel: str, asked: datetime, chance: Chance) -> list[tuple[datetime, Campaign]]:
    """Return the visits of somebody who asked at a moment, in order; the last of them is of that hour."""
    back = sorted((chance.uniform(0.2, LONGEST) for _ in range(chance.choice([0, 0, 1, 1, 2]))), reverse=True)
    earlier = [(asked - timedelta(days=each), _campaign(chance.choice(list(CHANNELS)), chance)) for each in back]
    return [*earlier, (asked - timedelta(minutes=chance.randint(3, 25)), _campaign(channel, chance))]


def strangers(channel: str, asked: datetime, chance: Chance) -> Iterator[tuple[datetime, Campaign]]:
    """Yield the visits of those who came about then, looked and left."""
    for _ in range(STRANGERS):
        yield asked - timedelta(hours=chance.uniform(1, 30)), _campaign(channel, chance)


def _campaign(channel: str, chance: Chance) -> Campaign:
    known = [each for each in CAMPAIGNS if each.channel == channel]
    return chance.choices(known, [each.share for each in known], k=1)[0]
