"""The registers the room offers others, by topic: news for programs, what robots may hear and do."""
