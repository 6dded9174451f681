"""Personal data: which columns hold it and why, where a person is mentioned, and how that is erased with proof."""
