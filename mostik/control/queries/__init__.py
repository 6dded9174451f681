"""Every read of the room, by topic."""
