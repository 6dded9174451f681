"""Rules of the room: pure."""
