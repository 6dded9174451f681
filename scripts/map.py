"""Print who imports whom between rooms, in the order of the house."""

from collections import Counter
from pathlib import Path

import grimp

ROOMS = ["config", "home", "simulator", "organisation", "training", "motivation", "control", "planning", "analysis"]
ROOMS += ["service", "kit", "channels", "crm", "automation", "people", "core", "web", "kernel"]


def arrows() -> Counter[tuple[str, str]]:
    """Return how many module imports lead from one room to another."""
    graph = grimp.build_graph("mostik")
    found: Counter[tuple[str, str]] = Counter()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            ends = importer.split(".")[1:2], imported.split(".")[1:2]
            if all(ends) and ends[0] != ends[1]:
                found[ends[0][0], ends[1][0]] += 1
    return found


def main() -> None:
    """Print a line for each room."""
    found = arrows()
    lines = {room: sum(len(p.read_text().splitlines()) for p in Path("mostik", room).rglob("*.py")) for room in ROOMS}
    for room in ROOMS:
        to = [f"{other} {found[room, other]}" for other in ROOMS if found[room, other]]
        print(f"{room:13} {lines[room]:6} lines → {', '.join(to) or '–'}")


if __name__ == "__main__":
    main()
