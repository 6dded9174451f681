"""The rows of a run's files, one after another; of a second try, only those that were in trouble."""

from collections.abc import Iterator

from mostik.crm.adapters.table.tables import rows_of
from mostik.crm.commands.imports.desk import SourceRow
from mostik.crm.models import ImportRun, RowProblem


def source_rows(run: ImportRun) -> Iterator[SourceRow]:
    """Yield every row of the run in the order it is taken."""
    wanted = troubled(run)
    for file in run.files:
        for number, cells in rows_of(file["stored"]):
            if wanted is None or (file["role"], number) in wanted:
                yield SourceRow(file["role"], number, tuple(cells))


def troubled(run: ImportRun) -> set[tuple[str, int]] | None:
    """Return the rows a second try goes over; nothing for a first one, which takes all."""
    if run.again_id is None:
        return None
    return set(RowProblem.objects.filter(run_id=run.again_id).values_list("role", "row"))
