"""What the first screens are composed of."""
