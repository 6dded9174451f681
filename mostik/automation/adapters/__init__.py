"""Outside things behind one protocol."""
