"""How many leads come to whom on which day, and the virtual clients they come from."""

from datetime import date

from mostik.simulator.rules.cast import DOORS, LEADS_A_DAY, SEASONS, SOURCES, TAILS, WEEKDAYS, WORDS
from mostik.simulator.rules.lives import life
from mostik.simulator.terms import Chance, Days, Life, Seller

RAMP = (0.35, 0.6, 0.8, 1.0)
GROWTH_A_MONTH = 0.012


def leads_on(chance: Chance, day: date, seller: Seller, *, month: int, months_worked: int, scale: float = 1.0) -> int:
    """Return how many leads a seller gets on a day: season × weekday × person × ramp × slow growth, by chance."""
    ramp = RAMP[min(max(months_worked, 0), len(RAMP) - 1)]
    usual = LEADS_A_DAY * SEASONS[day.month] * WEEKDAYS[day.weekday()] * seller.leads * ramp
    expected = usual * (1 + GROWTH_A_MONTH * month) * scale
    noisy = expected * chance.lognormvariate(-0.08, 0.4)
    return int(noisy) + (chance.random() < noisy % 1)


def lives_of(
    chance: Chance, *, number: int, seller: Seller, days: Days, first: date, clients: range, scale: float = 1.0
) -> list[Life]:
    """Return every deal one seller got since the first day."""
    found: list[Life] = []
    shares = [source.share for source in SOURCES]
    for day in (day for day in days.worked if first <= day <= days.today):
        month = (day.year - first.year) * 12 + day.month - first.month
        worked = seller.hired_months_ago - ((days.today.year - day.year) * 12 + days.today.month - day.month)
        for _ in range(leads_on(chance, day, seller, month=month, months_worked=worked, scale=scale)):
            source = chance.choices(list(range(len(SOURCES))), shares, k=1)[0]
            client = chance.randint(clients.start, clients.stop - 1)
            found.append(
                life(
                    chance,
                    index=client,
                    seller=seller,
                    source=SOURCES[source],
                    place=(number, source),
                    client=client,
                    start=day,
                    days=days,
                )
            )
    return found


def client_names(most: int) -> list[str]:
    """Return different client names, the same ones every time.

    >>> client_names(2)
    ['ООО «Северный ветер»', 'АО «Альфа-Строй»']
    """
    names = [
        f"{DOORS[(first + last) % len(DOORS)]} «{word}{tail}»"
        for last, tail in enumerate(TAILS)
        for first, word in enumerate(WORDS)
    ]
    return names[:most]
