"""Pure values: Money, Period, Percent, Phone, working time. No Django."""
