"""Every read of the room, by topic, always for a viewer."""
