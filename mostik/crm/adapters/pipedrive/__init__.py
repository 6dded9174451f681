"""Pipedrive: exports of deals, organizations, people and activities as CSV or XLSX."""
