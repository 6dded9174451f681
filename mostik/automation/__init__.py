"""What follows by itself: news told to other programs; an engine that knows no room."""
