"""Tables from a form, CSV or XLSX, read into rows by their headings: for rooms that take rows in themselves."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from mostik.core.actors import Actor
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.refusals import NoRows
from mostik.crm.adapters.table.tables import headings_of, keep, rows_of
from mostik.crm.adapters.table.uploads import on_disk
from mostik.kernel.refusals import Invalid, gettext_noop

MANY = gettext_noop("The table has {rows} rows: drop up to {most} at a time.")


def table_of(file: "UploadedFile[Any]", *, viewer: Actor, most: int) -> tuple[str, list[dict[str, str]]]:  # noqa: ARG001 - their own file
    """Return a file's name and its filled rows by heading; refuses in words what is no table, empty or too large."""
    with on_disk([file]) as [(title, path)]:
        table = keep(path, title)
        try:
            if table.rows > most:
                raise Invalid(MANY, field="file", params={"rows": table.rows, "most": most})
            headings = headings_of(table.stored)
            rows = [_filled(headings, cells) for _number, cells in rows_of(table.stored)]
        finally:
            store.drop(table.stored)
    if not rows:
        raise NoRows(params={"file": title})
    return title, rows


def _filled(headings: list[str], cells: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(headings, cells, strict=False) if cell.strip()}
