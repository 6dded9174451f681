"""Files counted over by other code than the import's: what they said, for the page that compares before and after."""
