"""amoCRM: its table export, and the answers of its API saved as JSON."""
