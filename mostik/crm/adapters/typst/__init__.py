"""PDF and page pictures from plain data, by one fixed program."""
