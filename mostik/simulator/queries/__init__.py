"""What came of the virtual department, by the rooms' own figures."""
