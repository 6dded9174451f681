"""Import of a hundred thousand deals with their clients on PostgreSQL: time beside a bare COPY, and memory.

    python scripts/bench_import.py

The rows name twenty thousand companies and fifty thousand people by phone and e-mail. The command line's own import
takes them, with validation, the search of duplicates, history, the journal, facts and the search index. The bare side
is ``COPY`` of the same file into a table with three indexes, in the same run. Memory is the process's highest.
"""

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import postgres
from bench_lines import verdict

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "bench"
MOSTIK = Path(sys.executable).parent / "mostik"
SIZES = (20_000, 100_000)
HEADINGS = ("Название", "Сумма", "Клиент", "Контакт", "Телефон", "E-mail", "Дата создания", "Внешний ID")
BARE = """
DROP TABLE IF EXISTS bare_import;
CREATE TABLE bare_import (title text, amount bigint, client text, contact text, phone text, email text, made text,
    outside text);
CREATE INDEX ON bare_import (outside); CREATE INDEX ON bare_import (phone); CREATE INDEX ON bare_import (email);
"""


def table(rows: int) -> Path:
    """Write the file, the same every time, and return where it is."""
    place, chance = PLACE / f"import-{rows}.csv", random.Random(5)  # noqa: S311 - the same rows every time
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, delimiter=";")
        lines.writerow(HEADINGS)
        for row in range(rows):
            person, day = row % (rows // 2), f"{1 + row % 28:02d}.{1 + row % 9:02d}.2026"
            lines.writerow(
                [
                    f"Поставка {row}",
                    chance.randrange(1_000, 900_000),
                    f"ООО «Клиент {row % (rows // 5)}»",
                    f"Иван Петров{person}",
                    f"+79{person:09d}",
                    f"p{person}@example.test",
                    day,
                    f"x{row}",
                ]
            )
    return place


def imported(address: str, rows: int) -> tuple[float, float]:
    """Import the file into an empty installation; return seconds and the highest memory in megabytes."""
    name = f"import_{rows}"
    _psql(address, "postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _psql(address, "postgres", f"CREATE DATABASE {name}")
    home = PLACE / name
    environment = {**os.environ, "MOSTIK_HOME": str(home), "DATABASE_URL": f"{address}/{name}", "MOSTIK_LOG": "ERROR"}
    subprocess.run([MOSTIK, "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    words = [str(MOSTIK), "import", "table", str(table(rows))]
    child = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    told = child.stdout.read() if child.stdout else ""
    _pid, status, used = os.wait4(child.pid, 0)
    if status or f"new {rows}," not in told:
        raise RuntimeError(told)
    return time.monotonic() - started, used.ru_maxrss / 1024


def copied(address: str, rows: int) -> float:
    """Return the seconds of a bare COPY of the same file into a table with three indexes."""
    _psql(address, f"import_{rows}", BARE)
    started = time.monotonic()
    copy = f"\\copy bare_import FROM '{table(rows)}' WITH (FORMAT csv, DELIMITER ';', HEADER true)"
    _psql(address, f"import_{rows}", copy)
    return time.monotonic() - started


def _psql(address: str, database: str, words: str) -> None:
    binaries = postgres.binaries() or Path()
    words_of = [str(binaries / "psql"), f"{address.replace('postgres:', 'postgresql:', 1)}/{database}", "-qc", words]
    subprocess.run(words_of, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def judged() -> Iterator[str]:
    """Yield the goal's lines."""
    address = postgres.start().rpartition("/")[0]
    (few_s, few_mb), (many_s, many_mb) = (imported(address, rows) for rows in SIZES)
    bare = copied(address, SIZES[-1])
    yield verdict("10 import of 100,000 rows ÷ COPY with indexes", many_s / bare, 20, "×", many_s / bare / 20)
    yield verdict("10 import of 100,000 rows", many_s, 300, "s", many_s / 300)
    growth = many_s / few_s / (SIZES[-1] / SIZES[0])
    yield verdict("10 import: seconds a row at 100,000 ÷ at 20,000", growth, 1.2, "×", growth / 1.2)
    yield verdict("10 import: memory at 100,000 − at 20,000", many_mb - few_mb, 80, "MB", (many_mb - few_mb) / 80)


def main() -> None:
    """Measure and print."""
    print("\n".join(judged()))


if __name__ == "__main__":
    main()
