"""A stage for tests of own fields: one field of every type on a kind of record, random values, a Python reference."""

import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mostik.core.actors import SYSTEM
from mostik.crm.commands.fields import add_field
from mostik.crm.queries.fields import own_fields
from mostik.crm.rules.fields.kinds import INDEXED, Option
from mostik.crm.terms import FieldType, Holder

T = FieldType
ZONE = ZoneInfo("Europe/Moscow")
WORDS = ("Насос", "насос ручной", "Линия", "ЛИНИЯ розлива", "Ёлка", "ёмкость", "pump", "Pump 100%_x")
OPTIONS = [Option(0, "Красный", "Red"), Option(0, "Синий", "Blue"), Option(0, "Зелёный", "Green")]


def field(kind: FieldType, title: str = "", *, holder: Holder = Holder.DEAL, register=None, **more):
    """Make a field and return it."""
    said = {"type": kind, "title": title or f"Поле {kind}", "listed": kind in INDEXED, **more}
    if kind in {T.CHOICE, T.CHOICES}:
        said.setdefault("options", OPTIONS)
    number = add_field(by=SYSTEM, holder=holder, fields=said, register_id=register)
    return next(each for each in own_fields(holder, viewer=SYSTEM, register=register) if each.id == number)


def value(kind: FieldType, chance: random.Random, *, people=(), clients=()):
    """Return a random value of a type as it is kept, sometimes none."""
    if chance.random() < 0.2:
        return None
    ways = {
        T.NUMBER: lambda: chance.randrange(-5, 6) * 500_000,
        T.MONEY: lambda: chance.randrange(0, 8) * 50_050,
        T.YES_NO: lambda: chance.randrange(2),
        T.DAY: lambda: str(date(2026, 11, 1) + timedelta(days=chance.randrange(30))),
        T.MOMENT: lambda: f"2026-11-{chance.randrange(1, 30):02}T{chance.choice((0, 12, 20, 21, 23)):02}:59Z",
        T.CHOICE: lambda: chance.randrange(1, 4),
        T.CHOICES: lambda: sorted({str(chance.randrange(1, 4)) for _ in range(2)}),
        T.PERSON: lambda: chance.choice(people),
        T.CLIENT: lambda: chance.choice(clients),
        T.PHONE: lambda: f"+7912345{chance.randrange(1000, 1010)}",
        T.EMAIL: lambda: f"{chance.choice(('anna', 'boris'))}@mostik.ru",
        T.LINK: lambda: f"https://example.ru/{chance.choice('abc')}",
    }
    return ways.get(kind, lambda: chance.choice(WORDS))()
