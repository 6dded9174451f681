"""The troubled rows of a run as a file: mend the cells, load it again."""

import csv
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mostik.core.actors import Actor
from mostik.crm.models import RowProblem
from mostik.crm.queries.imports.runs import run_row
from mostik.crm.rules.imports.fields import OURS
from mostik.crm.rules.imports.problems import words_of
from mostik.kernel.cells import guarded

SEPARATOR = ";"


class _Line:
    """Takes what the writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def problem_file(*, viewer: Actor, run_id: int, role: str) -> Iterator[str]:
    """Return a CSV of one file's troubled rows: the row's number, what is wrong, then its cells as they came."""
    run = run_row(viewer=viewer, run_id=run_id)
    headings: Sequence[str] = next((file["headings"] for file in run.files if file["role"] == role), ())
    return _lines(headings, run.problems.filter(role=role).order_by("row", "pk"))


def _lines(headings: Sequence[str], rows: "QuerySet[RowProblem]") -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=SEPARATOR)
    yield "\ufeff"
    ours = [f"{OURS} {words}" for words in (pgettext("import", "row"), pgettext("import", "what to do"))]
    yield writer.writerow([*ours, *map(guarded, headings)])
    for problems in _by_row(rows):
        words = "; ".join(f"{each.column}: {words_of(each.reason, each.params, _)}" for each in problems)
        yield writer.writerow([problems[0].row, guarded(words), *map(guarded, problems[0].cells)])


def _by_row(rows: "QuerySet[RowProblem]") -> Iterator[list[RowProblem]]:
    held: list[RowProblem] = []
    for row in rows.iterator(chunk_size=1000):
        if held and held[0].row != row.row:
            yield held
            held = []
        held.append(row)
    if held:
        yield held
