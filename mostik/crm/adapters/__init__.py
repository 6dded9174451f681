"""Other systems' files, each behind a small door."""
