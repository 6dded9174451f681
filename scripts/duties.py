"""The table of duties: which tests prove each, as the last test run left it.

Counts only duties all of whose marked tests passed, on every database of the last run.
"""

import json
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([A-Z]{2}-\d{2}) \| (.+?) \|$")


def listed() -> dict[str, str]:
    """Return every duty's title by id, from docs/duties.md."""
    rows = (ROW.match(line) for line in (ROOT / "docs" / "duties.md").read_text().splitlines())
    return {row[1]: row[2] for row in rows if row}


def proofs() -> dict[str, dict[str, set[str]]]:
    """Return, for each duty, its tests and how each ended in the last runs."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted((ROOT / ".cache").glob("duties-*.json")):
        for each in json.loads(path.read_text()):
            found[each["duty"]][each["test"]].add(each["outcome"])
    return found


def main() -> None:
    """Print the table and the count."""
    found, titles = proofs(), listed()
    proved = 0
    for code, title in titles.items():
        tests = found.get(code, {})
        passed = bool(tests) and all(outcomes == {"passed"} for outcomes in tests.values())
        proved += passed
        words = "passed" if passed else "failed" if tests else "missing"
        print(f"{code}  {title:34.34}  {words:7}  {', '.join(sorted(tests))}")
    if not found:
        print("No test run is known yet: run `make test` first.")
    print(f"duties: {proved} of {len(titles)} proved")


if __name__ == "__main__":
    main()
