"""Word files: opened with care, their fields found and filled in, read for the PDF, built for the ready templates."""
