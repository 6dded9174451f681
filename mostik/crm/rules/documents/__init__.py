"""Papers: their sums, numbers, words, fields and states."""
