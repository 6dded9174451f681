"""The outside of the room: files of columns."""
