"""The small process that opens JSON: ``python -m mostik.crm.adapters.apart.process SYSTEM TARGET SOURCE...``.

It is given little memory and time, so a bomb ends here. It prints the parts it has written.
"""

import csv
import importlib
import sys
from itertools import chain
from pathlib import Path

from mostik.crm.adapters.apart.plain import Tables, items_of
from mostik.crm.adapters.table.unpack import be_small

READERS = ("amocrm", "bitrix24")


def main(system: str, target: Path, sources: list[Path]) -> None:
    """Write each part that has rows as a CSV of its name."""
    be_small()
    reader = importlib.import_module(f"mostik.crm.adapters.{READERS[READERS.index(system)]}.records")
    made: Tables = reader.tables(chain.from_iterable(map(items_of, sources)))
    for part, (headings, rows) in made.items():
        if rows:
            with (target / f"{part}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
                writer.writerow(headings)
                writer.writerows([row.get(name, "") for name in headings] for row in rows)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(each) for each in sys.argv[3:]])
