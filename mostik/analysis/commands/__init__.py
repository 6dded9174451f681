"""Every write of the room: facts are counted, rebuilt and compared."""
