"""Outside sources behind small protocols."""
