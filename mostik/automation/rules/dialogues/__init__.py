"""How a text robot understands what it is written and decides what to say."""
