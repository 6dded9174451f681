"""The tags and filters every template has."""
