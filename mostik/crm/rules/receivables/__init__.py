"""Money owed: bank statements read, payments laid on invoices, debts by age, reminders in steps."""
