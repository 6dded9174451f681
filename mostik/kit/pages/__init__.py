"""The room on screen."""
