"""Every read of the room, always for a viewer."""
