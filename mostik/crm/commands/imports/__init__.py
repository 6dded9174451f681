"""Imports: a run is set up, started, worked off in batches, mended by aliases, taken back."""

from mostik.crm.commands.imports.aliases import add_alias, leave_out, try_again
from mostik.crm.commands.imports.drafts import new_run
from mostik.crm.commands.imports.now import import_now, run_import_now
from mostik.crm.commands.imports.runs import (
    cancel_import,
    continue_import,
    fail_import,
    map_columns,
    start_import,
)
from mostik.crm.commands.imports.undo import undo_all, undo_import
from mostik.crm.commands.imports.working import reckon_run, work_off

__all__ = [
    "add_alias",
    "cancel_import",
    "continue_import",
    "fail_import",
    "import_now",
    "leave_out",
    "map_columns",
    "new_run",
    "reckon_run",
    "run_import_now",
    "start_import",
    "try_again",
    "undo_all",
    "undo_import",
    "work_off",
]
