"""The page of the data map, docs/data-map.md, made from the map itself: `python scripts/data_map.py` writes it."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "data-map.md"
HEAD = """# Data map

What is kept about people: every column by which somebody can be recognised, about whom, what for and on which ground.
Made by `python scripts/data_map.py` from `mostik/config/data_map.py`, where every column of every table is tagged; a
test finds a column without a tag, a tag without a column, and this page grown old. The whole map with secrets of trade
is on screen: Organisation → Data map.

| table | about whom | what for | columns |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page as the map now stands."""
    from django.utils import translation

    from mostik.core.privacy import datamap
    from mostik.core.privacy.terms import ABOUT_SOMEBODY, BASES, PURPOSES, WHOSE

    with translation.override("en"):
        rows = [
            f"| `{table}` | {WHOSE[held.whose]} | {PURPOSES[held.purpose]} | "
            f"{' '.join(f'`{name}`' for name, tag in held.tags.items() if tag in ABOUT_SOMEBODY)} |"
            for table, held in sorted(datamap.tables().items())
            if ABOUT_SOMEBODY & set(held.tags.values())
        ]
        grounds = [f"- {PURPOSES[each]}: {BASES[each]}" for each in PURPOSES]
    return HEAD + "\n".join(rows) + "\n\n## Grounds\n\n" + "\n".join(grounds) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
