"""The machinery of every list: declared columns and filters, keyset paging, picking, export."""

from mostik.web.tables.columns import Badge, BulkAction, Cell, Column, Pace
from mostik.web.tables.computed import kept
from mostik.web.tables.export import FILES, csv_answer, file_answer, file_asked, file_links, xlsx_answer
from mostik.web.tables.filters import (
    Filter,
    choice_filter,
    day_range_filter,
    multichoice_filter,
    number_range_filter,
    person_filter,
    text_filter,
    yes_no_filter,
)
from mostik.web.tables.page import Table, TablePage
from mostik.web.tables.paper import pdf_answer
from mostik.web.tables.plain import Grid, grid
from mostik.web.tables.searching import holds, text_search
from mostik.web.tables.table import answer, narrowed, page_of, picked, watch

__all__ = [
    "FILES",
    "Badge",
    "BulkAction",
    "Cell",
    "Column",
    "Filter",
    "Grid",
    "Pace",
    "Table",
    "TablePage",
    "answer",
    "choice_filter",
    "csv_answer",
    "day_range_filter",
    "file_answer",
    "file_asked",
    "file_links",
    "grid",
    "holds",
    "kept",
    "multichoice_filter",
    "narrowed",
    "number_range_filter",
    "page_of",
    "pdf_answer",
    "person_filter",
    "picked",
    "text_filter",
    "text_search",
    "watch",
    "xlsx_answer",
    "yes_no_filter",
]
