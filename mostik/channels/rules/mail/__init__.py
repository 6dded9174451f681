"""Letters as they come: pure reading of bytes that strangers sent. Nothing here trusts them, nothing here raises."""
