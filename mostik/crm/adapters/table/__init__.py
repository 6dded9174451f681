"""CSV and XLSX files: read once, kept as one plain table, streamed row by row from there."""
