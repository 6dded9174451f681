"""How the virtual department lives: pure functions of a seeded chance."""
