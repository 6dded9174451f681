"""The four files, in the order they are read, and the pipeline they speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mostik.crm.adapters.table.refusals import MissingColumns, MissingFiles

ORIGIN: Final = "maven"
PIPELINE: Final = "Maven"
CURRENCY: Final = "USD"


@dataclass(frozen=True)
class MavenFile:
    """One of the four: its part in the whole, its name, the columns it must have."""

    role: str
    name: str
    columns: tuple[str, ...]


FILES: Final = (
    MavenFile("people", "sales_teams.csv", ("sales_agent", "manager", "regional_office")),
    MavenFile("products", "products.csv", ("product", "series", "sales_price")),
    MavenFile("companies", "accounts.csv", ("account", "sector", "employees", "office_location")),
    MavenFile(
        "deals",
        "sales_pipeline.csv",
        (
            "opportunity_id",
            "sales_agent",
            "product",
            "account",
            "deal_stage",
            "engage_date",
            "close_date",
            "close_value",
        ),
    ),
)


def in_folder(folder: Path) -> dict[str, Path]:
    """Return the four files of a folder by their part. Refuses `MissingFiles`, naming them."""
    found = {each.role: folder / each.name for each in FILES if (folder / each.name).is_file()}
    check_complete(found)
    return found


def by_name(names: Iterable[str]) -> dict[str, str]:
    """Return the part each uploaded file plays, by its name in any letter case."""
    roles = {each.name: each.role for each in FILES}
    return {roles[name.lower()]: name for name in names if name.lower() in roles}


def check_complete(found: Mapping[str, object]) -> None:
    """Refuse `MissingFiles` unless all four are there."""
    missing = [each.name for each in FILES if each.role not in found]
    if missing:
        raise MissingFiles(params={"files": ", ".join(missing)}, field="files")


def check_columns(role: str, title: str, headings: Iterable[str]) -> None:
    """Refuse `MissingColumns` unless the file has what it must have."""
    there = {each.strip().lower() for each in headings}
    wanted = next(each.columns for each in FILES if each.role == role)
    missing = [each for each in wanted if each not in there]
    if missing:
        raise MissingColumns(params={"file": title, "columns": ", ".join(missing)}, field="files")
