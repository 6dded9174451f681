"""Reads of what is owed: statements and their lines, proposals, debts by age, promises, reminders."""
