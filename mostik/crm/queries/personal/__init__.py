"""Reads about a person's data: consents, requests, everything that is held about them."""
