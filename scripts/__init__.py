"""The house's own tools."""
