"""The registers of the room: the ways clients are reached by."""
