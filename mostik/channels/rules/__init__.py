"""Pure decisions of the room, by topic."""
