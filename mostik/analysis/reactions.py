"""Events become facts, in the event's own transaction."""
