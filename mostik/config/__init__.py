"""The plates by the front door: settings, addresses, menu, roles, timers, command line."""
