"""Outside things behind one protocol: each declares its ways."""
