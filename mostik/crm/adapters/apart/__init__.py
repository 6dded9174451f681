"""JSON of other systems opened apart: a small process with little memory and time turns it into plain tables."""
