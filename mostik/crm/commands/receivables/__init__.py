"""Writes of what is owed: money laid on invoices, statements, promises, credit, reminders."""
