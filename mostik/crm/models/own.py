"""A slot of ``own`` as the database reads it, and the index that answers questions about it.

The slot's name is written into the SQL: it is made of a letter and a number of ours, and an index on the expression
answers only when both say the same, constants included.
"""

from typing import Any, Final, Self

from django.db import connections, models
from django.db.models import Func
from django.db.models.expressions import Combinable

SLOT_LETTERS: Final = frozenset("fk")


class Slot(Func):
    """What a record keeps in a slot, as a whole number or as text; nothing when it keeps nothing."""

    arity = 1

    def __init__(self, own: "Combinable | str", slot: str, *, whole: bool) -> None:
        if slot[:1] not in SLOT_LETTERS or not slot[1:].isdecimal():
            raise ValueError(f"{slot!r} is no slot.")
        self.slot, self.whole = slot, whole
        super().__init__(own, output_field=models.BigIntegerField() if whole else models.TextField())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Read the slot with SQLite's JSON."""
        return super().as_sql(compiler, connection, template=lite(self.slot, "%(expressions)s"), **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Read the slot with PostgreSQL's JSON."""
        template = post(self.slot, "%(expressions)s", whole=self.whole)
        return super().as_sql(compiler, connection, template=template, **context)

    def copy(self) -> Self:
        """Return the same slot of another column."""
        made = super().copy()
        made.slot, made.whole = self.slot, self.whole
        return made


class Several(Func):
    """Whether a slot's list holds any of these numbers: a condition."""

    def __init__(self, own: "Combinable | str", slot: str, numbers: list[int]) -> None:
        self.slot, self.numbers = slot, [int(number) for number in numbers]
        super().__init__(own, output_field=models.BooleanField())

    conditional = True

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Look for each number in the list's text."""
        kept = lite(self.slot, "%(expressions)s")
        ways = " OR ".join(f"{kept} LIKE '%%%%\"{number}\"%%%%'" for number in self.numbers)
        return super().as_sql(compiler, connection, template=f"({ways or '0'})", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Ask the list itself: its index answers."""
        wanted = ", ".join(f"'{number}'" for number in self.numbers)
        template = f"((%(expressions)s -> '{self.slot}') ?| ARRAY[{wanted}]::text[])"
        return super().as_sql(compiler, connection, template=template, **context)


def lite(slot: str, own: str = "own") -> str:
    """Return the slot in SQLite's words."""
    return f"json_extract({own}, '$.{slot}')"


def post(slot: str, own: str = "own", *, whole: bool) -> str:
    """Return the slot in PostgreSQL's words."""
    return f"(({own} ->> '{slot}')::bigint)" if whole else f"({own} ->> '{slot}')"


def index_sql(vendor: str, table: str, slot: str, *, kind: str, whole: bool, unique: bool) -> tuple[str, ...]:
    """Return what makes a slot's indexes; ``kind`` "many" is for lists. Only records that say something are in them."""
    if kind == "many":
        gin = f'CREATE INDEX IF NOT EXISTS "own_{slot}" ON "{table}" USING gin ((own -> \'{slot}\'))'
        return (f"{gin} WHERE removed_at IS NULL",) if vendor == "postgresql" else ()
    kept = post(slot, whole=whole) if vendor == "postgresql" else lite(slot)
    among = f"WHERE removed_at IS NULL AND {kept} IS NOT NULL"
    found = [f'CREATE INDEX IF NOT EXISTS "own_{slot}" ON "{table}" ({kept}, id) {among}']
    if unique:
        found.append(f'CREATE UNIQUE INDEX IF NOT EXISTS "own_{slot}_once" ON "{table}" ({kept}) {among}')
    return tuple(found)


def drop_index_sql(slot: str) -> tuple[str, ...]:
    """Return what takes a slot's indexes away."""
    return (f'DROP INDEX IF EXISTS "own_{slot}"', f'DROP INDEX IF EXISTS "own_{slot}_once"')


def run_sql(lines: tuple[str, ...]) -> None:
    """Do what concerns indexes, in the running transaction."""
    link = connections["default"]
    with link.cursor() as cursor:
        if link.vendor == "postgresql":
            # A table with keys still to be checked takes no index: they are checked now instead of at the end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for line in lines:
            cursor.execute(line)
        if link.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
