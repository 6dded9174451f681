"""Reads of imports: runs, what they will do and did, and what names mean."""

from mostik.crm.queries.imports.reports import report_lines

__all__ = ["report_lines"]
